"""Recording a step as a CUDA graph, which is replayed by one call."""

from collections.abc import Sequence

import torch
from torch import Tensor

from app.cuda.device import Step

# As PyTorch's documentation advises, since libraries initialise themselves in the first calls.
_REHEARSALS = 3


class CaptureError(Exception):
    """A step could not be recorded; its `__cause__` says why.

    Attributes:
        graph: the incomplete graph.
    """

    def __init__(self, graph: torch.cuda.CUDAGraph) -> None:
        super().__init__("The step could not be recorded.")
        self.graph = graph


def rehearse(step: Step, memory: Sequence[Tensor]) -> None:
    """Run a step a few times and restore `memory` afterwards."""
    before = [tensor.clone() for tensor in memory]
    for _rehearsal in range(_REHEARSALS):
        step()
    for tensor, value in zip(memory, before, strict=True):
        tensor.copy_(value)


def record(step: Step, stream: torch.cuda.Stream, pool: object) -> Step:
    """Return a function that replays a rehearsed step with one launch.

    Args:
        step: must not branch on values on the device.
        stream: to record on, not the default one.
        pool: memory pool of the graph.

    Raises:
        CaptureError: it cannot be recorded.
    """
    graph = torch.cuda.CUDAGraph()
    try:
        # Other threads may keep using the device meanwhile.
        with torch.cuda.graph(graph, pool, stream, capture_error_mode="thread_local"):  # type: ignore[arg-type]
            step()
    except RuntimeError as error:
        raise CaptureError(graph) from error
    return graph.replay
