"""The main job as a benchmark runs it: one composite after another, from frames in memory."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, cycle, islice

from app.core.compositing.backgrounds import cover
from app.core.errors import GpuError
from app.core.opening import GpuOpening
from app.core.stats import Stats
from app.core.types import Composite, Frame, FrameProcessor, FrameRequest, Rgb, Size
from app.devices.media.video_reader import VideoReader
from app.factory import assets, open_background
from app.inference import processor_opener

CLIP_FRAMES = 16
# Far enough apart that the person has moved and the network sees every frame.
_STRIDE = 6
# Of the demo clip.
CLIP_FPS = 25
_LIVE_FRAMES = 40


@dataclass(frozen=True)
class Preset:
    """How mattes are computed: the model's name or folder (None: the best for the device), device and engine."""

    model: str | None = None
    device: str = "auto"
    engine: str = "auto"


def build_processor(preset: Preset, stats: Stats) -> tuple[FrameProcessor, str]:
    """Return a processor with its description; no other benchmark module builds one.

    If the GPU cannot be used, `auto` measures the CPU and says so; `cuda` is never measured on the CPU.

    Raises:
        ConfigError: model, device, engine or weights cannot be used.
        GpuError: CUDA was requested and cannot be used.
    """
    opening = processor_opener(preset.model, preset.device, preset.engine)
    processor = _opened(opening, stats) if isinstance(opening, GpuOpening) else opening(stats)
    return processor, processor.describe()


def _opened(opening: GpuOpening, stats: Stats) -> FrameProcessor:
    try:
        return opening.on_gpu(stats)
    except GpuError as error:
        if opening.is_explicit:
            raise
        sys.stderr.write(f"{error}\n")
    return opening.on_cpu(stats)


def load_clip(size: Size, frames: int = CLIP_FRAMES) -> list[Rgb]:
    """Return frames of the demo clip that lie far apart, each RGB uint8 of `size`."""
    return _frames(size, frames, _STRIDE)


def load_live_clip(size: Size) -> list[Rgb]:
    """Return consecutive frames of the demo clip there and back, each RGB uint8 of `size`, for `Job` at `CLIP_FPS`."""
    there = _frames(size, _LIVE_FRAMES, 1)
    return there + there[-2:0:-1]


def _frames(size: Size, count: int, stride: int) -> list[Rgb]:
    with VideoReader(assets() / "demo.mp4") as reader:
        pictures = (item[0] for item in reader.items() if isinstance(item, tuple))
        return [cover(rgb, size) for rgb in islice(pictures, 0, count * stride, stride)]


class Job:
    """Makes the composite of the next frame at each call; the clip repeats.

    Args:
        preset: what computes the matte.
        background: as `open_background` takes it.
        clip: at least one frame, RGB uint8 of one size, which is the output's too.
        rate: frames a second at which they count as taken; None for the times at which they are processed.

    Attributes:
        rate: as given.
        stats: times by stage, and the whole call as "total".
        description: model, engine and device in a few words.

    Raises:
        ConfigError: preset or background cannot be used.
    """

    def __init__(self, preset: Preset, background: str, clip: Sequence[Rgb], rate: float | None = None) -> None:
        self.stats = Stats()
        # The background first: it is opened at once, and mistakes in it are the most frequent.
        self._background = open_background(background)
        self._processor, self.description = build_processor(preset, self.stats)
        self._frames = cycle(clip)
        self._numbers = count()
        self._size = Size(clip[0].shape[1], clip[0].shape[0])
        self.rate = rate

    def __call__(self) -> Composite:
        """Return the composite of the next frame."""
        number = next(self._numbers)
        frame = Frame(next(self._frames), number, time.perf_counter() if self.rate is None else number / self.rate)
        with self.stats.timed("total"):
            return self._processor.process(FrameRequest(frame, self._background, self._size))
