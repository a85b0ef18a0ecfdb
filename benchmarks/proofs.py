"""The parts of the proof on a GPU, each run in a separate process: `python -m benchmarks.proofs NAME` prints JSON."""

import gc
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import cycle
from random import Random
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from app.core.errors import GpuError
from app.core.failover import FailoverProcessor
from app.core.look import DEFAULT_LOOK, Look
from app.core.opening import GpuOpening
from app.core.stats import Stats
from app.core.types import Background, Blur, Composite, Frame, FrameRequest, Rgb, Size
from app.cuda.cuda_device import CudaDevice
from app.cuda.device import Step
from app.cuda.processor import CudaProcessor
from app.inference import processor_opener
from benchmarks.cuda import MODELS, WEIGHTS, backgrounds, load_clip
from bisenet.inference.tensors.network import Network, load_network

SIZES = (Size(1280, 720), Size(3840, 2160))
_TIMED = 200
_COMPARED = 6
_CHANGES = 300
_FRAMES_A_CHANGE = 3
_MIB = 2**20


class Eager(CudaDevice):
    """The GPU without graphs."""

    def recorded(self, step: Step, memory: Sequence[Tensor], pool: object) -> Step:
        """Return the step itself."""
        return step


def in_worker(work: Callable[[], Any]) -> Any:
    """Return what work returns that is done in a thread of its own, as a pipeline does it."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0]


def figures() -> list[dict[str, Any]]:
    """Measure both models at both sizes before a picture and before the blurred room."""
    return [
        in_worker(partial(_figures_of, model, load_clip(size), name, background()))
        for model in MODELS
        for size in SIZES
        for name, background in backgrounds().items()
    ]


def _figures_of(model: str, clip: list[Rgb], name: str, background: Background) -> dict[str, Any]:
    network = load_network(model, "cuda", WEIGHTS)
    torch.cuda.reset_peak_memory_stats()
    size = Size(clip[0].shape[1], clip[0].shape[0])
    processor, pictures = CudaProcessor(network, Stats()), cycle(clip)
    start = time.perf_counter()
    processor.process(FrameRequest(Frame(next(pictures), 0, 0.0), background, size))
    first = time.perf_counter() - start
    taken, cpu = [], time.process_time()
    for number in range(_TIMED):
        frame = Frame(next(pictures), number, 0.0)
        start = time.perf_counter()
        processor.process(FrameRequest(frame, background, size))
        taken.append(1000 * (time.perf_counter() - start))
    spent = 1000 * (time.process_time() - cpu) / _TIMED
    reserved = torch.cuda.max_memory_reserved() / _MIB
    graph, eager = (
        CudaProcessor(load_network(model, "cuda", WEIGHTS), Stats(), device=device)
        for device in (None, Eager(torch.device("cuda")))
    )
    graph_to_eager = difference(graph, eager, clip[:_COMPARED], background)
    # So that the next figures are of themselves alone.
    for each in (processor, graph, eager):
        each.close()
    return {
        "model": network.name,
        "size": str(size),
        "background": name,
        "first_s": round(first, 2),
        "p50_ms": round(float(np.median(taken)), 3),
        "cpu_ms": round(spent, 3),
        "reserved_mib": round(reserved),
        "graph_to_eager": graph_to_eager,
    }


def difference(one: CudaProcessor, other: CudaProcessor, clip: list[Rgb], background: Background) -> int:
    """Return the largest difference between two processors' composites of a clip, in levels of 255."""
    size = Size(clip[0].shape[1], clip[0].shape[0])
    largest = 0.0
    for number, rgb in enumerate(clip):
        frame = Frame(rgb, number, 0.0)
        largest = max(
            largest,
            cv2.absdiff(*(each.process(FrameRequest(frame, background, size)).rgb for each in (one, other))).max(),
        )
    return int(largest)


def changes() -> dict[str, Any]:
    """Change everything at random while others hold and drop composites."""
    network = load_network(MODELS[0], "cuda", WEIGHTS)
    levels = in_worker(
        lambda: changed(
            CudaProcessor(network, Stats()),
            [load_clip(size)[:4] for size in (Size(640, 480), Size(1280, 720))],
            _CHANGES,
            lambda: torch.cuda.memory_reserved() // _MIB,
        )
    )
    return {"changes": _CHANGES, "reserved_mib": levels}


def changed(processor: CudaProcessor, clips: list[list[Rgb]], times: int, memory: Callable[[], int]) -> list[int]:
    """Change look, background, source and size at random; return the memory after each quarter of the changes."""
    random = Random(1)
    held: list[Composite] = []
    levels = []
    with _droppers(held):
        for number in range(times):
            clip, size = random.choice(clips), random.choice([Size(640, 480), Size(1280, 720)])
            background = random.choice([Blur(random.randint(1, 100)), *(one() for one in backgrounds().values())])
            look = _any_look(random)
            for rgb in clip[:_FRAMES_A_CHANGE]:
                held.append(processor.process(FrameRequest(Frame(rgb, number, 0.0, number), background, size, look)))
            if (number + 1) % (times // 4) == 0:
                levels.append(memory())
    return levels


def _any_look(random: Random) -> Look:
    return Look(
        grow=random.choice([0.0, random.uniform(-20, 20)]),
        feather=random.choice([0.0, random.uniform(0, 20)]),
        light_wrap=random.choice([0.0, random.random()]),
        colour_match=random.choice([0.0, random.random()]),
        scale=random.choice([1.0, random.uniform(0.3, 2)]),
        flip=random.random() < 0.5,
    )


@contextmanager
def _droppers(held: list[Composite]) -> Iterator[None]:
    """Let two threads drop composites, one every millisecond each."""
    ended = threading.Event()

    def drop() -> None:
        while not ended.wait(0.001):
            # The other one may have taken the last.
            with suppress(IndexError):
                held.pop(0)

    threads = [threading.Thread(target=drop) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def refusal() -> dict[str, Any]:
    """Raise an error while a graph is recorded; the frames go on without one."""
    network = load_network(MODELS[0], "cuda", WEIGHTS)
    forward = type(network).__call__

    def refuse(self: Network, picture: Tensor) -> Tensor:
        if torch.cuda.is_current_stream_capturing():
            raise RuntimeError("refused on purpose")
        return forward(self, picture)

    type(network).__call__ = refuse  # type: ignore[method-assign]
    processor, clip = CudaProcessor(network, Stats()), load_clip(SIZES[0])
    for number, rgb in enumerate(clip):
        processor.process(FrameRequest(Frame(rgb, number, 0.0), Blur(), SIZES[0], DEFAULT_LOOK))
    return {"engine": processor.describe(), "frames": len(clip)}


def loss() -> dict[str, Any]:
    """Make the device unusable in mid-run; the CPU goes on and what the GPU made can be dropped."""
    opening = processor_opener(None, "cuda", size=SIZES[0])
    assert isinstance(opening, GpuOpening)
    told: list[GpuError] = []
    processor, clip = FailoverProcessor(opening, Stats(), told.append), load_clip(SIZES[0])
    background = backgrounds()["picture"]()
    held = [
        processor.process(FrameRequest(Frame(rgb, number, float(number)), background, SIZES[0]))
        for number, rgb in enumerate(clip)
    ]
    # An index that is out of bounds ends all work of the process on the device.
    torch.zeros(1, device="cuda")[torch.tensor([9], device="cuda")]
    held += [
        processor.process(FrameRequest(Frame(rgb, number, float(number)), background, SIZES[0]))
        for number, rgb in enumerate(clip)
    ]
    frames = len(held)
    held.clear()
    gc.collect()
    processor.close()
    return {"engine": processor.describe(), "frames": frames, "told": [str(error) for error in told]}


PROOFS: dict[str, Callable[[], Any]] = {"figures": figures, "changes": changes, "refusal": refusal, "loss": loss}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(PROOFS[sys.argv[1]]()) + "\n")
