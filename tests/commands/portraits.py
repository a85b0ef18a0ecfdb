"""The person of the demo clip before a green background."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from app.core.types import Composite, Rgb, Size
from app.devices.media.video_reader import VideoReader
from app.devices.media.video_writer import VideoFileSink
from app.factory import assets

GREEN = (0, 177, 64)


def green(rgb: Rgb) -> np.ndarray:
    return np.asarray(np.abs(rgb.astype(int) - GREEN).max(axis=2) <= 6)


def check_portrait(rgb: Rgb) -> None:
    """The face is kept; the window on the left and the shelf on the right are gone."""
    height, width = rgb.shape[:2]
    replaced = green(rgb)
    assert replaced[: height // 2, : width // 5].mean() > 0.98
    assert replaced[: height // 2, -width // 5 :].mean() > 0.9
    assert replaced[int(0.2 * height) : int(0.35 * height), int(0.46 * width) : int(0.52 * width)].mean() == 0
    assert 0.3 < replaced.mean() < 0.85


def short_clip(path: Path, frames: int) -> Path:
    with VideoReader(assets() / "demo.mp4") as reader:
        sink = VideoFileSink(path, Size(1280, 720), Fraction(25))
        for item, _ in zip((item for item in reader.items() if isinstance(item, tuple)), range(frames), strict=False):
            sink.write(Composite(item[0], None))
        sink.close()
    return path


def pictures_of(path: Path) -> list[Rgb]:
    with VideoReader(path) as reader:
        return [item[0] for item in reader.items() if isinstance(item, tuple)]
