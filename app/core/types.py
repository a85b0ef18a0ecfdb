"""The pipeline's data types and the interfaces of its stages.

The only way from a `Frame` to a `Sink` is through a `Matte` of that frame: a sink takes a `Composite`, and a composite
that shows camera pixels is made from a matte, which carries its own frame.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, Self, runtime_checkable

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.corrections.model import NO_CORRECTIONS, Corrections
from app.core.errors import DeviceError, StageError
from app.core.look import DEFAULT_LOOK, Look
from app.core.values import Blur as Blur
from app.core.values import Codec as Codec
from app.core.values import Fit as Fit
from app.core.values import Room as Room
from app.core.values import Size as Size
from app.language import _

# How often a matte may be halved; a tile of 16 pixels then still contains one of its cells.
_FINEST_HALVINGS = 4

Rgb = NDArray[np.uint8]
Rgba = NDArray[np.uint8]
Alpha = NDArray[np.uint8]


@dataclass(frozen=True)
class Frame:
    """One frame of a source.

    Attributes:
        rgb: uint8 (H, W, 3), read-only; copied if the memory belongs to the source, which may overwrite it.
        index: counts up from 0 within one opening of the source.
        captured_at: seconds, of time.perf_counter() or from the start of a rendered file.
        source: number of the opening of a source, unique in this process; no state is carried over to another.
        is_flipped: whether it is mirrored, compared with the camera's picture.
    """

    rgb: Rgb
    index: int
    captured_at: float
    source: int = 0
    is_flipped: bool = False

    def __post_init__(self) -> None:
        if self.rgb.ndim != 3 or self.rgb.shape[2] != 3 or self.rgb.dtype != np.uint8:
            raise StageError(
                _("The source gave an array of shape {shape}; choose another source.").format(shape=self.rgb.shape)
            )
        if not self.rgb.flags.owndata:
            object.__setattr__(self, "rgb", self.rgb.copy())
        self.rgb.flags.writeable = False

    @property
    def size(self) -> Size:
        """The frame's own size."""
        return Size(self.rgb.shape[1], self.rgb.shape[0])

    def halved(self, height: int, width: int) -> Rgb:
        """Return the smallest exact half, quarter, ... of at least (height, width); each is computed once."""
        level = 0
        while True:
            rgb = self._pyramid[level]
            rows, columns = rgb.shape[:2]
            if rows < 2 * height or columns < 2 * width or rows % 2 or columns % 2:
                return rgb
            level += 1
            if level == len(self._pyramid):
                half = np.asarray(cv2.resize(rgb, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA), np.uint8)
                half.flags.writeable = False
                self._pyramid.append(half)

    @cached_property
    def _pyramid(self) -> list[Rgb]:
        return [self.rgb]

    def flipped(self) -> Self:
        """Return the mirrored frame."""
        return replace(self, rgb=np.asarray(cv2.flip(self.rgb, 1), np.uint8), is_flipped=not self.is_flipped)


@dataclass(frozen=True)
class Matte:
    """The matte of one frame: where the person is.

    Attributes:
        alpha: uint8 (h, w), 0 for background .. 255 for person; the frame's size or exactly a half, quarter, ... of it.
        frame: the frame that it was computed from.

    Raises:
        StageError: the shape does not match the frame's, or the values are not bytes.
    """

    alpha: Alpha
    frame: Frame

    def __post_init__(self) -> None:
        whole = self.frame.rgb.shape[:2]
        factors = (1 << power for power in range(_FINEST_HALVINGS + 1))
        fits = any((self.alpha.shape[0] * n, self.alpha.shape[1] * n) == whole for n in factors if self.alpha.ndim == 2)
        if not fits or self.alpha.dtype != np.uint8:
            raise StageError(
                _("The segmenter gave {dtype} {shape} for a frame of {size}.").format(
                    dtype=self.alpha.dtype, shape=self.alpha.shape, size=self.frame.size
                ),
                _("Start again with another --model."),
            )

    @property
    def factor(self) -> int:
        """How many times larger the frame is than `alpha`, a power of two."""
        return int(self.frame.rgb.shape[0] // self.alpha.shape[0])

    def flipped(self) -> Self:
        """Return the mirrored matte with its mirrored frame."""
        return replace(self, alpha=np.asarray(cv2.flip(self.alpha, 1), np.uint8), frame=self.frame.flipped())


@dataclass(frozen=True)
class Composite:
    """A finished picture, the only thing that a sink accepts.

    Attributes:
        rgb: uint8 (H, W, 3) of the output's size, read-only.
        matte: of the frame whose pixels are shown; None for a slate, which shows none.
    """

    rgb: Rgb
    matte: Matte | None

    def __post_init__(self) -> None:
        self.rgb.flags.writeable = False

    @property
    def size(self) -> Size:
        """The output's size."""
        return Size(self.rgb.shape[1], self.rgb.shape[0])

    @property
    def is_slate(self) -> bool:
        """Whether this is a slate, without any camera pixel."""
        return self.matte is None


@dataclass(frozen=True)
class CutOut:
    """The person without a background, for a file.

    Attributes:
        rgba: uint8 (H, W, 4) with straight alpha; all four are 0 where the alpha is 0.
        matte: of the frame whose pixels are shown.
    """

    rgba: Rgba
    matte: Matte


class Source(Protocol):
    """A source of frames; opened, read and closed in one thread. Its str() is its name and format."""

    def read(self) -> Rgb | None:
        """Wait a moment for the next frame and return it, RGB uint8 (H, W, 3); None if none arrived.

        Raises:
            DeviceError: the source is lost.
        """

    def close(self) -> None:
        """Release the device; may be called twice."""


@runtime_checkable
class FilmLike(Source, Protocol):
    """A source that plays a file.

    Attributes:
        has_own_rate: whether each frame comes at the file's own time, however few there are a second.
    """

    has_own_rate: bool


class Sink(Protocol):
    """A destination of composites; opened, written and closed in one thread. Its str() is its name."""

    def write(self, composite: Composite) -> None:
        """Send one composite.

        Raises:
            DeviceError: it could not be sent.
        """

    def viewers(self) -> tuple[str, ...] | None:
        """Return the names of the programs that view the output, `UNKNOWN_VIEWER` for an unknown name; None if unknown.

        May be called from any thread, also after `close`.
        """

    def close(self) -> None:
        """Release the device; may be called twice."""


@runtime_checkable
class CompoundSink(Sink, Protocol):
    """A sink with several devices, of which one may be lost while the others go on."""

    def lost(self) -> DeviceError | None:
        """Return which devices are lost and which go on; None if all go on. The same object until this changes."""

    def stop_reopening(self) -> None:
        """Open no more devices, since only the last slates follow."""


class Segmenter(Protocol):
    """Computes the mattes of a source's frames, in order."""

    def __call__(self, frame: Frame, look: Look, detail: float = 1.0) -> Alpha:
        """Map a frame to the alpha of its `Matte`.

        Args:
            frame: to segment.
            look: settings for refining the matte.
            detail: share of the usual number of pixels that the network sees, 0 < detail <= 1; ignored where pixels
                cost no CPU time.
        """

    def describe(self) -> str:
        """Return the names of model, engine and device, the same in every language."""


class Scenery(Protocol):
    """A background that never sees a frame; used and closed in one thread.

    It opens files with the first picture only, so one that was never used need not be closed.
    """

    def picture(self, at: float, size: Size) -> Rgb:
        """Return the picture behind the person, RGB uint8 of `size`; the caller must not change it.

        Moving backgrounds follow `at`, the frame's `captured_at`.
        """

    def close(self) -> None:
        """Close files and release memory; may be called twice."""


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
    """Turns frames into composites, in order; opened, used and closed in one thread."""

    @property
    def heeds_detail(self) -> bool:
        """Whether a smaller `detail` costs less CPU time."""

    @property
    def on_gpu(self) -> bool:
        """Whether the network runs on the GPU."""

    def process(self, request: FrameRequest) -> Composite:
        """Return the composite of the request's frame, at its output size.

        Raises:
            GpuError: the GPU is lost, or its answer is unusable.
            StageError: the matte does not belong to this frame, or the background gives no picture.
        """

    def cut_out(self, frame: Frame, size: Size, look: Look = DEFAULT_LOOK) -> CutOut:
        """Return the person alone at the output's `size`; settings that need a background are ignored.

        Raises:
            StageError: as `process`.
        """

    def describe(self) -> str:
        """Return the names of model, engine and device, the same in every language."""

    def close(self) -> None:
        """Release the memory; nothing can be processed afterwards."""
