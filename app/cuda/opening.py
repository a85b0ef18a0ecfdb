"""Opening the GPU's processor; every failure becomes a `GpuError`."""

import torch

from app.core.errors import GpuError
from app.core.stats import Stats
from app.core.values import Size
from app.cuda.failures import failure_of, is_lost, never_free
from app.cuda.processor import CudaProcessor
from bisenet.inference.hardware import available_cores
from bisenet.inference.tensors.network import load_network

# Threads that copy a frame into page-locked memory; with one alone this is the slowest step.
_THREADS = 4


def open_on_cuda(model: str, stats: Stats, *, live: bool, threads: int | None, size: Size | None) -> CudaProcessor:
    """Return a tested processor on the GPU.

    Args:
        model: name or folder.
        stats: receives the durations.
        live: whether the frames come from a camera.
        threads: CPU threads of torch, for the whole process; None for at most four.
        size: of a black frame that is processed as a test and to prepare the GPU; None to skip this.

    Raises:
        GpuError: the GPU cannot be used; all its memory is released, except what must never be freed.
        BisenetError: the model is unknown, or its weights are missing or damaged.
    """
    torch.set_num_threads(threads or min(_THREADS, available_cores()))
    failure: GpuError | None = None
    try:
        processor = CudaProcessor(load_network(model, "cuda"), stats, live=live)
    except RuntimeError as error:
        if is_lost(error):
            # Its traceback refers to the GPU's memory.
            never_free(error)
        failure = failure_of(error)
    if failure is not None:
        # Outside the handler nothing refers to the memory any more; a lost device must not be touched.
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
