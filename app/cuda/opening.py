"""Opening the GPU's processor, with whatever may go wrong on the way as one kind of error."""

import torch

from app.core.errors import GpuError
from app.core.stats import Stats
from app.core.types import Size
from app.cuda.failures import failure_of, is_lost, keep
from app.cuda.processor import CudaProcessor
from bisenet.inference.hardware import available_cores
from bisenet.inference.tensors.network import load_network

# Threads that copy a frame into page-locked memory: one alone takes longer for it than the rest takes together.
_THREADS = 4


def open_on_cuda(model: str, stats: Stats, *, live: bool, threads: int | None, size: Size | None) -> CudaProcessor:
    """Return a processor on the GPU that has shown that it works.

    Args:
        model: its name or folder.
        stats: takes the times.
        live: whether the frames come from a camera.
        threads: that torch may use on the CPU, a setting of the whole process; None for four at most.
        size: of a first black frame, for which all is prepared here; None leaves that to the first frame that comes.

    Raises:
        GpuError: the GPU cannot do it; nothing of it is held but what may never be freed.
        BisenetError: the model is unknown, or its weights are missing or damaged.
    """
    torch.set_num_threads(threads or min(_THREADS, available_cores()))
    failure: GpuError | None = None
    try:
        processor = CudaProcessor(load_network(model, "cuda"), stats, live=live)
    except RuntimeError as error:
        if is_lost(error):
            # Its traceback holds what was begun.
            keep(error)
        failure = failure_of(error)
    if failure is not None:
        # Out of the handler nothing holds what was begun; of a lost device nothing may be touched.
        if not failure.is_lost:
            torch.cuda.empty_cache()
        raise failure
    if size is not None:
        try:
            processor.rehearse(size)
        except GpuError as error:
            failure = GpuError(str(error.args[0]), is_lost=error.is_lost)
        if failure is not None:
            processor.close()
            raise failure
    return processor
