"""Recording a step of work as a CUDA graph, which one call replays."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Step = Callable[[], None]

# As PyTorch's documentation advises: libraries choose and set up what they use in the first calls.
_REHEARSALS = 3


def rehearse(step: Step, memory: Sequence[Tensor]) -> None:
    """Run a step a few times and undo what it leaves in `memory`."""
    before = [tensor.clone() for tensor in memory]
    for _ in range(_REHEARSALS):
        step()
    for tensor, value in zip(memory, before, strict=True):
        tensor.copy_(value)


def record(step: Step, memory: Sequence[Tensor]) -> Step:
    """Return what does a step's work on the current stream, which is not the default one, at the cost of one launch.

    Args:
        step: reads and writes the same tensors at every call, chooses nothing by their values and does not wait for
            the device.
        memory: the tensors by which one call changes what the next one does.
    """
    rehearse(step, memory)
    graph = torch.cuda.CUDAGraph()
    # Other threads may go on using the device meanwhile.
    with torch.cuda.graph(graph, stream=torch.cuda.current_stream(), capture_error_mode="thread_local"):
        step()
    return graph.replay
