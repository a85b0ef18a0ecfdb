"""Recording a step of work as a CUDA graph, which one call replays."""

from collections.abc import Sequence

import torch
from torch import Tensor

from app.cuda.device import Step

# As PyTorch's documentation advises: libraries choose and set up what they use in the first calls.
_REHEARSALS = 3


class CaptureError(Exception):
    """A step could not be recorded; its `__cause__` says why.

    Attributes:
        graph: what was to hold it, in whatever state.
    """

    def __init__(self, graph: torch.cuda.CUDAGraph) -> None:
        super().__init__("The step could not be recorded.")
        self.graph = graph


def rehearse(step: Step, memory: Sequence[Tensor]) -> None:
    """Run a step a few times and undo what it leaves in `memory`."""
    before = [tensor.clone() for tensor in memory]
    for _ in range(_REHEARSALS):
        step()
    for tensor, value in zip(memory, before, strict=True):
        tensor.copy_(value)


def record(step: Step, stream: torch.cuda.Stream, pool: object) -> Step:
    """Return what does a rehearsed step's work at the cost of one launch.

    Args:
        step: chooses nothing by values on the device.
        stream: that it runs on, not the default one.
        pool: memory that it may use.

    Raises:
        CaptureError: it cannot be recorded.
    """
    graph = torch.cuda.CUDAGraph()
    try:
        # Other threads may go on using the device meanwhile.
        with torch.cuda.graph(graph, pool, stream, capture_error_mode="thread_local"):  # type: ignore[arg-type]
            step()
    except RuntimeError as error:
        raise CaptureError(graph) from error
    return graph.replay
