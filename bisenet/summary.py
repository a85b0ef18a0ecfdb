"""Measures the cost of a network: parameters, multiply-adds, and frames per second on this machine.

Multiply-adds are half of what `torch.utils.flop_counter.FlopCounterMode` counts, which are the multiplications and
additions of convolutions and matrix products alone: batch norms, activations, pooling and resizing are left out, as in
the papers' GFLOPs. They are counted on the meta device, so neither memory nor time depends on the picture's size.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from bisenet.memory import bytes_of_largest_step, free_bytes
from bisenet.models import create_model
from bisenet.models.heads import auxiliary_parameters

_RUNS = 10


class Size(NamedTuple):
    """Width and height of a picture in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


# BiSeNet's speed is given at the first and third, BiSeNet V2's at the second; Cityscapes' pictures have the last.
PAPER_SIZES = (Size(640, 360), Size(1024, 512), Size(1280, 720), Size(2048, 1024))


@dataclass(frozen=True)
class SizeCost:
    """The cost of one picture of a given size.

    Attributes:
        size: of the picture.
        multiply_adds: of one picture; None where the network cannot take the size.
        frames_per_second: one picture at a time; None where it was not or could not be measured.
        problem: why a figure is missing, a sentence; None where none is or the timing was left out.
    """

    size: Size
    multiply_adds: int | None
    frames_per_second: float | None
    problem: str | None = None


@dataclass(frozen=True)
class ModelSummary:
    """The cost of a network.

    Attributes:
        model: its name.
        classes: that it was built for.
        parameters: all that training learns.
        inference_parameters: without the auxiliary heads, which do not run in eval mode.
        costs: one for each size.
    """

    model: str
    classes: int
    parameters: int
    inference_parameters: int
    costs: tuple[SizeCost, ...]


def summarise(
    name: str,
    num_classes: int = 19,
    sizes: Sequence[Size] = PAPER_SIZES,
    device: torch.device | None = None,
    seconds: float = 3.0,
) -> ModelSummary:
    """Measure a network, with fresh weights and in eval mode.

    Args:
        name: of `list_models`.
        num_classes: channels of the logits.
        sizes: of the pictures.
        device: to time it on, in float32 and one picture at a time; None leaves the timing out.
        seconds: that the timing of one size may take; a picture that takes longer is timed once.

    Raises:
        ModelError: there is no such model.
    """
    with torch.device("meta"):
        shapes = create_model(name, num_classes).eval()
    counts = {key: parameter.numel() for key, parameter in shapes.named_parameters()}
    total = sum(counts.values())
    auxiliary = sum(counts[key] for key in auxiliary_parameters(shapes))
    timed = None if device is None else _timed_model(name, num_classes, device)
    costs = tuple(_measure(shapes, timed, size, device, seconds) for size in sizes)
    return ModelSummary(name, num_classes, total, total - auxiliary, costs)


def count_multiply_adds(model: nn.Module, size: Size) -> int:
    """Return the multiply-adds of a network's convolutions and matrix products for one picture.

    Args:
        model: on the meta device, in eval mode.
        size: of the picture.
    """
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(_shape_of_picture(size))
    return int(counter.get_total_flops()) // 2


def seconds_a_run(run: Callable[[], object], limit: float, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the median time of a call in seconds, after one call to warm up.

    Args:
        run: what is timed.
        limit: in seconds, for all calls together. Once the next would exceed it, no more are made; where the first
            alone does, its time is the answer.
        clock: gives seconds.
    """

    def timed() -> float:
        start = clock()
        run()
        return clock() - start

    spent = longest = timed()
    taken: list[float] = []
    while len(taken) < _RUNS and spent + longest <= limit:
        taken.append(timed())
        spent += taken[-1]
        longest = max(longest, taken[-1])
    return statistics.median(taken) if taken else spent


def _measure(
    shapes: nn.Module, timed: nn.Module | None, size: Size, device: torch.device | None, seconds: float
) -> SizeCost:
    try:
        multiply_adds = count_multiply_adds(shapes, size)
    except RuntimeError as error:
        return SizeCost(size, None, None, f"This network cannot take {size} ({_first_line(error)}).")
    if timed is None or device is None:
        return SizeCost(size, multiply_adds, None)
    needed, free = bytes_of_largest_step(shapes, _shape_of_picture(size)), free_bytes(device)
    if free is not None and needed > free:
        advice = f"it takes more than {needed / 1e9:.1f} GB where {free / 1e9:.1f} GB are free; choose smaller sizes"
        return SizeCost(size, multiply_adds, None, f"{size} does not fit into the memory of {device}: {advice}.")
    try:
        return SizeCost(size, multiply_adds, 1 / _time(timed, size, device, seconds))
    except (MemoryError, RuntimeError) as error:
        return SizeCost(size, multiply_adds, None, _problem(error, size, device))


def _shape_of_picture(size: Size) -> Tensor:
    return torch.empty(1, 3, size.height, size.width, device="meta")


def _time(model: nn.Module, size: Size, device: torch.device, seconds: float) -> float:
    image = torch.rand(1, 3, size.height, size.width, device=device).contiguous(memory_format=torch.channels_last)

    def run() -> None:
        model(image)
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    with torch.inference_mode():
        return seconds_a_run(run, seconds)


def _timed_model(name: str, num_classes: int, device: torch.device) -> nn.Module:
    """Return a network whose signals are as large as a trained one's.

    With the statistics that batch norms begin with, they would fade to numbers that a CPU computes slowly.
    """
    model = create_model(name, num_classes)
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0
    with torch.no_grad():
        model.train()(torch.rand(2, 3, 64, 64))
    return model.eval().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def _problem(error: Exception, size: Size, device: torch.device) -> str:
    line = _first_line(error)
    if isinstance(error, MemoryError | torch.OutOfMemoryError) or "memory" in line:
        return f"{size} does not fit into the memory of {device}; choose smaller sizes."
    return f"PyTorch cannot run this network at {size} on {device} ({line})."


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
