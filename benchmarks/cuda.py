"""Measures the time of a frame on the GPU, from host memory to host memory, and its difference from the CPU's.

    python -m benchmarks.cuda [--prove]

Run it from the repository's root, on a machine with a CUDA device. It needs torch, numpy, opencv and safetensors; the
project need not be installed, and nothing is fetched. It writes benchmarks/CUDA.md. With --prove it takes three minutes
instead: it runs the GPU's tests, a few figures and what must go well when the device fails, and writes that into
benchmarks/speed/SPEED.md; this needs the project with its `dev` extra.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, count, cycle, islice
from pathlib import Path

import cv2
import numpy as np
import torch

from app.core.compositing.backgrounds import ImageBackground, cover
from app.core.compositing.processor import Processor
from app.core.look import DEFAULT_LOOK, Look
from app.core.stats import Stats
from app.core.types import Alpha, Background, Blur, Frame, FrameRequest, Rgb, Size
from app.cuda.processor import CudaProcessor
from bisenet.arguments import Parser
from bisenet.files import replacing
from bisenet.inference.edge import Finish
from bisenet.inference.segmenter import DEFAULT_ON_CPU, DEFAULT_ON_CUDA, Segmenter
from bisenet.inference.tensors.network import Network, load_network
from bisenet.inference.video import VideoSegmenter

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "weights"
MODELS = (DEFAULT_ON_CUDA, DEFAULT_ON_CPU)
SIZES = (Size(1280, 720), Size(1920, 1080), Size(3840, 2160))
FRAMES = 600
_CLIP_FRAMES = 24
_WARM_UP = 50
# Frames that the CPU's path computes too.
_COMPARED = 12


@dataclass(frozen=True)
class Result:
    """The result of one run.

    Attributes:
        p50, p95: milliseconds from a frame in host memory to its composite there.
        mean, maximum: difference to the CPU's composites, levels of 255: mean over all pixels, and of the worst one.
    """

    p50: float
    p95: float
    mean: float
    maximum: int


class OnCpu:
    """The library's segmenter on the CPU, by torch, as the application's factory builds it with ONNX Runtime."""

    def __init__(self, model: str) -> None:
        self._segment = VideoSegmenter(Segmenter(model, "cpu", "torch", weights=WEIGHTS))

    def __call__(self, frame: Frame, look: Look, detail: float = 1.0) -> Alpha:
        """Return the finished matte."""
        settings = Finish(*look.band, look.grow, look.feather)
        return self._segment(frame.rgb, frame.captured_at, settings, look.steadiness, detail)

    def describe(self) -> str:
        """Name it."""
        return "CPU"


def measure(network: Network, clip: list[Rgb], background: Background, frames: int) -> Result:
    """Time `frames` frames, of a clip that is repeated, and compare some with the CPU's path."""
    size = Size(clip[0].shape[1], clip[0].shape[0])
    processor = CudaProcessor(network, Stats())
    pictures = cycle(clip)
    taken = []
    for number in range(_WARM_UP + frames):
        frame = Frame(next(pictures), number, 0.0)
        start = time.perf_counter()
        # Returns host memory, so it has waited for the device.
        processor.process(FrameRequest(frame, background, size))
        taken.append(1000 * (time.perf_counter() - start))
    p50, p95 = np.percentile(taken[_WARM_UP:], (50, 95))
    differences = list(_differences(network, clip[:_COMPARED], background, size))
    means, maxima = zip(*differences, strict=True)
    return Result(float(p50), float(p95), float(np.mean(means)), max(maxima))


def _differences(network: Network, clip: list[Rgb], background: Background, size: Size) -> Iterator[tuple[float, int]]:
    ours, theirs = CudaProcessor(network, Stats()), Processor(OnCpu(network.name), Stats())
    for number, rgb in enumerate(clip):
        # A second apart, so that the CPU's network looks at every frame, as the GPU's does.
        frame = Frame(rgb, number, float(number))
        pictures = (
            processor.process(FrameRequest(frame, background, size, DEFAULT_LOOK)).rgb for processor in (ours, theirs)
        )
        difference = cv2.absdiff(*pictures)
        yield float(difference.mean()), int(difference.max())


def load_clip(size: Size) -> list[Rgb]:
    """Return frames of the demo clip at `size`, or of a drawn one where OpenCV cannot read it."""
    return [cover(rgb, size) for rgb in islice(chain(_recorded(), _drawn()), _CLIP_FRAMES)]


def _recorded() -> Iterator[Rgb]:
    video = cv2.VideoCapture(str(ROOT / "assets" / "demo.mp4"))
    while True:
        found, bgr = video.read()
        if not found:
            return
        yield np.ascontiguousarray(bgr[..., ::-1], np.uint8)


def _drawn() -> Iterator[Rgb]:
    """Draw a head and shoulders that sway, before noise."""
    room = np.random.default_rng(0).integers(60, 120, (360, 640, 3), np.uint8)
    for number in count():
        rgb = room.copy()
        x = 320 + round(40 * np.sin(number / 5))
        cv2.circle(rgb, (x, 140), 60, (220, 180, 160), -1)
        cv2.ellipse(rgb, (x, 360), (150, 150), 0, 0, 360, (60, 60, 140), -1)
        yield rgb


def backgrounds() -> dict[str, Callable[[], Background]]:
    """Return what opens a picture and the blurred room."""
    bgr = np.asarray(cv2.imread(str(ROOT / "assets" / "backgrounds" / "beach.jpg")), np.uint8)
    return {"picture": lambda: ImageBackground(np.ascontiguousarray(bgr[..., ::-1])), "blur": Blur}


def page(results: dict[tuple[str, Size, str], Result], frames: int) -> str:
    """Return the results as Markdown."""
    lines = [
        "# The whole frame on the GPU",
        "",
        f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, CUDA {torch.version.cuda}; "
        f"`python -m benchmarks.cuda`, {frames} frames each after {_WARM_UP} to warm up.",
        "",
        "Milliseconds from a frame in host memory to its composite in host memory, both transfers included. The",
        f"difference is to the CPU's composites in float32, over {_COMPARED} frames, in levels of 255.",
        "",
        "| model | frame and output | background | p50 | p95 | mean difference | largest |",
        "|---|---|---|---|---|---|---|",
    ]
    for (model, size, background), result in results.items():
        cells = (f"`{model}`", str(size), background, f"{result.p50:.2f}", f"{result.p95:.2f}")
        lines.append(f"| {' | '.join(cells)} | {result.mean:.3f} | {result.maximum} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Measure everything and write the page; return 0, or 2 without a CUDA device."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=FRAMES, help=f"frames of each run (default {FRAMES})")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "CUDA.md", help="the page")
    parser.add_argument("--prove", action="store_true", help="prove in three minutes that it works, and what it takes")
    options = parser.parse_args(arguments)
    if not torch.cuda.is_available():
        print("cuda: PyTorch finds no CUDA device here; run it on a machine with one.", file=sys.stderr)
        return 2
    if options.prove:
        # It imports this module.
        from benchmarks.prove import prove

        return prove()
    results: dict[tuple[str, Size, str], Result] = {}
    for model in MODELS:
        network = load_network(model, "cuda", WEIGHTS)
        for size in SIZES:
            clip = load_clip(size)
            for name, open_background in backgrounds().items():
                result = results[model, size, name] = measure(network, clip, open_background(), options.frames)
                print(model, size, name, result, flush=True)
    with replacing(options.out) as beside:
        beside.write_text(page(results, options.frames), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
