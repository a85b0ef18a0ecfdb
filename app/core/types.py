"""What travels through the pipeline.

There is no way from a `Frame` to a `Sink` but through a `Matte` of that very frame: a sink takes a `Composite`, and a
composite that shows camera pixels is made from a matte, which carries its own frame.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.corrections.model import NO_CORRECTIONS, Corrections
from app.core.errors import StageError
from app.core.look import DEFAULT_LOOK, Look

# How often a matte may be halved; a tile of 16 pixels still holds one of its cells.
_FINEST_HALVINGS = 4

Rgb = NDArray[np.uint8]
Rgba = NDArray[np.uint8]
Alpha = NDArray[np.uint8]


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


class Codec(Enum):
    """What a camera is asked to send: JPEG pictures, which any USB is fast enough for, or uncompressed ones."""

    MJPG = "mjpg"
    RAW = "raw"


@dataclass(frozen=True)
class Frame:
    """One picture of a source.

    Attributes:
        rgb: uint8 (H, W, 3), read-only; a copy where the memory is somebody else's, who may go on writing to it.
        index: counts up from 0 within one source.
        captured_at: seconds; of time.perf_counter(), or from a file's start where one is rendered.
        source: another number after each opening of a source in this process; nothing is carried over to the next.
        is_flipped: whether left and right are exchanged, compared with what the camera gave.
    """

    rgb: Rgb
    index: int
    captured_at: float
    source: int = 0
    is_flipped: bool = False

    def __post_init__(self) -> None:
        if self.rgb.ndim != 3 or self.rgb.shape[2] != 3 or self.rgb.dtype != np.uint8:
            raise StageError(f"The source gave an array of shape {self.rgb.shape}; choose another source.")
        if not self.rgb.flags.owndata:
            object.__setattr__(self, "rgb", self.rgb.copy())
        self.rgb.flags.writeable = False

    @property
    def size(self) -> Size:
        """The frame's own size."""
        return Size(self.rgb.shape[1], self.rgb.shape[0])

    def flipped(self) -> Self:
        """Return the frame as in a mirror."""
        return replace(self, rgb=np.asarray(cv2.flip(self.rgb, 1), np.uint8), is_flipped=not self.is_flipped)


@dataclass(frozen=True)
class Matte:
    """Where the person is in one frame.

    Attributes:
        alpha: uint8 (h, w), 0 background .. 255 person, the frame's size or exactly a half, quarter, ... of it.
        frame: the frame that it was computed from.

    Raises:
        StageError: the shape is not the frame's, or the values are not bytes.
    """

    alpha: Alpha
    frame: Frame

    def __post_init__(self) -> None:
        whole = self.frame.rgb.shape[:2]
        factors = (1 << power for power in range(_FINEST_HALVINGS + 1))
        fits = any((self.alpha.shape[0] * n, self.alpha.shape[1] * n) == whole for n in factors if self.alpha.ndim == 2)
        if not fits or self.alpha.dtype != np.uint8:
            raise StageError(
                f"The segmenter gave {self.alpha.dtype} {self.alpha.shape} for a frame of {self.frame.size}.",
                "Start again with another --model.",
            )

    @property
    def factor(self) -> int:
        """How many times larger the frame is than `alpha`, a power of two."""
        return int(self.frame.rgb.shape[0] // self.alpha.shape[0])

    def flipped(self) -> Self:
        """Return frame and matte as in a mirror."""
        return replace(self, alpha=np.asarray(cv2.flip(self.alpha, 1), np.uint8), frame=self.frame.flipped())


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


@dataclass(frozen=True)
class CutOut:
    """The person alone, for a file.

    Attributes:
        rgba: uint8 (H, W, 4) with straight alpha; 0 in all four where the alpha is 0.
        matte: what allowed the frame's pixels into it.
    """

    rgba: Rgba
    matte: Matte


class Source(Protocol):
    """Where frames come from; opened, read and closed in one thread. Its str() names it and what it gives."""

    def read(self) -> Rgb | None:
        """Return the next picture, RGB uint8 (H, W, 3), waiting for it; None where none came within a moment.

        Raises:
            DeviceError: the source is lost.
        """

    def close(self) -> None:
        """Let go of the device; may be called twice."""


class Sink(Protocol):
    """Where composites go; opened, written and closed in one thread. Its str() names it."""

    def write(self, composite: Composite) -> None:
        """Send one composite.

        Raises:
            DeviceError: it could not be sent.
        """

    def viewers(self) -> tuple[str, ...] | None:
        """Return the programs that take what is sent, by name; None where that cannot be told.

        May be called from any thread, also after `close`.
        """

    def close(self) -> None:
        """Let go of the device; may be called twice."""


class Segmenter(Protocol):
    """Finds the person in one frame after another of a source."""

    def __call__(self, frame: Frame, look: Look, detail: float = 1.0) -> Alpha:
        """Map a frame to a matte that `Matte` takes, finished as `look` says.

        Args:
            frame: what to segment.
            look: how the matte is finished.
            detail: share of the usual number of pixels to work on, 0 < detail <= 1; where pixels cost no CPU time it
                may be ignored.
        """

    def describe(self) -> str:
        """Say in a few words which model runs where, for the read-out."""


class Scenery(Protocol):
    """What is shown in place of the room, and never sees a frame; used and closed in one thread.

    It opens nothing before the first picture is asked for, so one that was never used needs no close.
    """

    def picture(self, at: float, size: Size) -> Rgb:
        """Return RGB uint8 of `size` to lay behind the person; the caller does not change it.

        What moves, moves by `at`, which is the frame's `captured_at`.
        """

    def close(self) -> None:
        """Let go of files and memory; may be called twice."""


@dataclass(frozen=True)
class Blur:
    """The room itself, blurred: the only background that is made from camera pixels.

    Attributes:
        strength: 1 .. 100, where 100 blurs over about an eighth of the picture's height.
    """

    strength: int = 50

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class Room:
    """The room itself as it is, by the user's explicit wish: the one background that hides nothing."""

    def close(self) -> None:
        """Nothing is held."""


Background = Scenery | Blur | Room


@dataclass(frozen=True, slots=True)
class FrameRequest:
    """One frame and everything that its composite depends on.

    Attributes:
        frame: to process.
        background: shown behind the person.
        size: of the output.
        look: settings of the picture.
        detail: share of the usual number of pixels that the network sees, 0 < detail <= 1; see `Segmenter`.
        corrections: of the model's mistakes, for the frame's camera.
    """

    frame: Frame
    background: Background
    size: Size
    look: Look = DEFAULT_LOOK
    detail: float = 1.0
    corrections: Corrections = NO_CORRECTIONS


class FrameProcessor(Protocol):
    """Turns one frame after another into composites; built, used and closed in one thread."""

    @property
    def heeds_detail(self) -> bool:
        """Whether less `detail` costs less CPU time."""

    def process(self, request: FrameRequest) -> Composite:
        """Return the composite of the request's frame, at its output size.

        Raises:
            GpuError: the GPU is lost, or its answer is unusable.
            StageError: the matte does not belong to this frame, or the background gives no picture.
        """

    def cut_out(self, frame: Frame, size: Size, look: Look = DEFAULT_LOOK) -> CutOut:
        """Return the person alone at the output's `size`; settings that need a background count for nothing.

        Raises:
            StageError: as `process`.
        """

    def describe(self) -> str:
        """Say in a few words which model runs where, for the read-out."""

    def close(self) -> None:
        """Let go of memory; nothing can be processed any more."""
