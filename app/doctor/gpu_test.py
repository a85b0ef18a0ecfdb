"""Compares a frame on the GPU with the CPU's: `python -m app.doctor.gpu_test` prints the result as a line of JSON.

It is a separate process, since a driver may crash it. The frame is from the demo clip; no camera is opened.
"""

import json
import sys
import time
from typing import Any

import cv2

from app.core.compositing.backgrounds import ColourBackground, cover
from app.core.errors import BisenetBgError
from app.core.opening import GpuOpening
from app.core.stats import Stats
from app.core.types import Frame, FrameProcessor, FrameRequest, Rgb, Size
from app.devices.media.video_reader import VideoReader
from app.factory import assets
from app.inference import processor_opener
from bisenet.inference.segmenter import DEFAULT_ON_CUDA

_SIZE = Size(1280, 720)
_BACKGROUND = ColourBackground(0, 177, 64)
_TIMED = 20


def main() -> int:
    """Print the result; return 0."""
    sys.stdout.write(json.dumps(examine()) + "\n")
    return 0


def examine() -> dict[str, Any]:
    """Return PyTorch's `kernels`, a `problem` in words or "", the mean `difference` in levels, and `ms` per frame."""
    found: dict[str, Any] = {"kernels": kernels(), "problem": "", "difference": 0.0, "ms": 0.0}
    try:
        opening = processor_opener(DEFAULT_ON_CUDA, "cuda", live=False, size=_SIZE)
        assert isinstance(opening, GpuOpening)
        gpu, cpu = opening.on_gpu(Stats()), opening.on_cpu(Stats())
        found |= compare(gpu, cpu)
    except BisenetBgError as error:
        found["problem"] = str(error.args[0])
    return found


def compare(gpu: FrameProcessor, cpu: FrameProcessor) -> dict[str, float]:
    """Return the mean `difference` of two processors' composites, in levels of 255, and the `ms` of the first."""
    frame = Frame(_picture(), 0, 0.0)
    ours, theirs = (each.process(FrameRequest(frame, _BACKGROUND, _SIZE)).rgb for each in (gpu, cpu))
    start = time.perf_counter()
    for _ in range(_TIMED):
        gpu.process(FrameRequest(frame, _BACKGROUND, _SIZE))
    taken = 1000 * (time.perf_counter() - start) / _TIMED
    return {"difference": float(cv2.absdiff(ours, theirs).mean()), "ms": taken}


def kernels() -> list[str]:
    """Return the kernels of the installed PyTorch; none if it cannot be loaded."""
    try:
        import torch
    except Exception:
        return []
    return list(torch.cuda.get_arch_list())


def _picture() -> Rgb:
    with VideoReader(assets() / "demo.mp4") as reader:
        return next(cover(item[0], _SIZE) for item in reader.items() if isinstance(item, tuple))


if __name__ == "__main__":
    sys.exit(main())
