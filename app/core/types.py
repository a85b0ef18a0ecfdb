"""What travels through the pipeline.

There is no way from a `Frame` to a `Sink` but through a `Matte` of that very frame: a sink takes a `Composite`, and a
composite that shows camera pixels is made from a matte, which carries its own frame.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.core.errors import StageError

Rgb = NDArray[np.uint8]
Rgba = NDArray[np.uint8]
Alpha = NDArray[np.float32]


@dataclass(frozen=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


class Fit(Enum):
    """How a picture is laid into another size: filling it, whole within it, pulled to it, or side by side."""

    COVER = "cover"
    CONTAIN = "contain"
    STRETCH = "stretch"
    TILE = "tile"


@dataclass(frozen=True)
class Frame:
    """One picture of a source.

    Attributes:
        rgb: uint8 (H, W, 3), read-only.
        index: counts up from 0 within one source.
        captured_at: seconds; of time.perf_counter(), or from a file's start where one is rendered.
    """

    rgb: Rgb
    index: int
    captured_at: float

    def __post_init__(self) -> None:
        if self.rgb.ndim != 3 or self.rgb.shape[2] != 3 or self.rgb.dtype != np.uint8:
            raise StageError(f"The source gave an array of shape {self.rgb.shape}; choose another source.")
        self.rgb.flags.writeable = False

    @property
    def size(self) -> Size:
        """The frame's own size."""
        return Size(self.rgb.shape[1], self.rgb.shape[0])


@dataclass(frozen=True)
class Matte:
    """Where the person is in one frame.

    Attributes:
        alpha: float32 (H, W) of the frame's size, 0 background .. 1 person.
        frame: the frame that it was computed from.

    Raises:
        StageError: the shape is not the frame's, or a value is not within [0, 1].
    """

    alpha: Alpha
    frame: Frame

    def __post_init__(self) -> None:
        if self.alpha.shape != self.frame.rgb.shape[:2] or self.alpha.dtype != np.float32:
            raise StageError(
                f"The segmenter gave a matte of shape {self.alpha.shape} for a frame of {self.frame.size}.",
                "Start again with another --model.",
            )
        # NaN fails this comparison too.
        if not (self.alpha.min() >= 0 and self.alpha.max() <= 1):
            raise StageError("The segmenter gave a damaged matte.", "Start again with another --model.")


@dataclass(frozen=True)
class Composite:
    """The only thing that a sink accepts.

    Attributes:
        rgb: uint8 (H, W, 3) of the output's size, read-only.
        matte: what allowed the frame's pixels into `rgb`; None for a slate, which shows none.
    """

    rgb: Rgb
    matte: Matte | None

    def __post_init__(self) -> None:
        self.rgb.flags.writeable = False

    @property
    def is_slate(self) -> bool:
        """Whether this shows no camera pixel at all."""
        return self.matte is None


class Source(Protocol):
    """Where frames come from; opened, read and closed in one thread."""

    def read(self) -> Rgb:
        """Return the next picture, RGB uint8 (H, W, 3), waiting for it.

        Raises:
            DeviceError: the source is lost.
        """

    def close(self) -> None:
        """Let go of the device; may be called twice."""


class Sink(Protocol):
    """Where composites go; opened, written and closed in one thread."""

    def write(self, composite: Composite) -> None:
        """Send one composite.

        Raises:
            DeviceError: it could not be sent.
        """

    def close(self) -> None:
        """Let go of the device; may be called twice."""


class Segmenter(Protocol):
    """Finds the person."""

    def __call__(self, rgb: Rgb) -> Alpha:
        """Map RGB uint8 (H, W, 3) to float32 (H, W), 0 background .. 1 person."""

    def describe(self) -> str:
        """Say in a few words which model runs where, for the read-out."""


class Background(Protocol):
    """What is shown in place of the room; used and closed in one thread.

    It opens nothing before the first picture is asked for, so one that was never used needs no close.
    """

    def picture(self, matte: Matte, size: Size) -> Rgb:
        """Return RGB uint8 of `size` to lay behind the person; the caller does not change it.

        What moves, moves by the clock of the frames: `matte.frame.captured_at`.
        """

    def close(self) -> None:
        """Let go of files and memory; may be called twice."""
