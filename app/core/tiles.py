"""Working on the parts of a picture where the work is.

Most of a matte is 0 or 1; only the tiles along the person's outline need arithmetic. They are gathered into one tall
picture, worked on by one call each, and scattered back.
"""

from dataclasses import dataclass
from typing import Self, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.types import Alpha, Rgb

Value = TypeVar("Value", np.uint8, np.float32)

# A multiple of every factor by which a matte may be smaller than its frame.
SIDE = 32


@dataclass(frozen=True)
class Tiles:
    """Square windows of a picture; the last of a row or column overlaps its neighbour where the size asks for it.

    Attributes:
        tops, lefts: of each window in pixels, int (n,).
        height, width: of each window.
    """

    tops: NDArray[np.intp]
    lefts: NDArray[np.intp]
    height: int
    width: int

    def __len__(self) -> int:
        return len(self.tops)

    def gather(self, picture: NDArray[Value]) -> NDArray[Value]:
        """Return the windows of a picture, (H, W, C), one below the other, (n * height, width, C)."""
        windows = _windows(picture, self.height, self.width)[self.tops, self.lefts]
        return windows.reshape(-1, self.width, picture.shape[2])

    def scatter(self, windows: NDArray[Value], picture: NDArray[Value]) -> None:
        """Write windows as `gather` returns them into a picture."""
        shape = (len(self), self.height, self.width * picture.shape[2])
        _windows(picture, self.height, self.width)[self.tops, self.lefts] = windows.reshape(shape)

    def copy(self, source: Rgb, target: Rgb) -> None:
        """Copy the windows of one picture into another of its size."""
        for_target, from_source = (_windows(picture, self.height, self.width) for picture in (target, source))
        for_target[self.tops, self.lefts] = from_source[self.tops, self.lefts]

    def enlarge(self, field: NDArray[Value], factor: int) -> NDArray[Value]:
        """Gather the windows of a field that is `factor` times smaller than the picture, enlarged bilinearly.

        Args:
            field: (H / factor, W / factor, C), uint8 or float32.
            factor: divides the windows' places and sides.

        Returns:
            (n * height, width, C): what enlarging the whole field would give there.
        """
        if factor == 1:
            return self.gather(field)
        # One cell around each window, so that the neighbours in the stack do not mix.
        rows, columns = self.height // factor + 2, self.width // factor + 2
        margin = Tiles(self.tops // factor, self.lefts // factor, rows, columns)
        stack = margin.gather(np.pad(field, ((1, 1), (1, 1), (0, 0)), mode="edge"))
        size = (columns * factor, stack.shape[0] * factor)
        large = np.asarray(cv2.resize(stack, size, interpolation=cv2.INTER_LINEAR), field.dtype)
        windows = large.reshape(len(self), rows * factor, columns * factor, field.shape[2])
        inner = windows[:, factor:-factor, factor:-factor]
        return np.ascontiguousarray(inner).reshape(-1, self.width, field.shape[2])


@dataclass(frozen=True)
class Plan:
    """Which windows show the frame alone and which a mixture; everywhere else is the background alone."""

    solid: Tiles
    mixed: Tiles

    @classmethod
    def of(cls, alpha: Alpha, factor: int) -> Self:
        """Plan for a matte, uint8 (h, w), whose picture is `factor` times larger."""
        height, width = alpha.shape[0] * factor, alpha.shape[1] * factor
        rows, columns = min(SIDE, height), min(SIDE, width)
        tops, lefts = _starts(height, rows), _starts(width, columns)
        window = np.ones((rows // factor + 2, columns // factor + 2), np.uint8)
        # One more cell on each side: enlarging mixes each cell with its neighbours.
        low, high = (
            filtered(alpha, window, anchor=(1, 1))[np.ix_(tops // factor, lefts // factor)]
            for filtered in (cv2.erode, cv2.dilate)
        )

        def chosen(where: NDArray[np.bool_]) -> Tiles:
            y, x = np.nonzero(where)
            return Tiles(tops[y], lefts[x], rows, columns)

        return cls(chosen(low == 255), chosen((low < 255) & (high > 0)))


def _starts(length: int, side: int) -> NDArray[np.intp]:
    return np.minimum(np.arange(0, length, side), length - side)


def _windows(picture: NDArray[Value], rows: int, columns: int) -> NDArray[Value]:
    """Return a view (H - rows + 1, W - columns + 1, rows, columns * C) of all windows of a picture (H, W, C)."""
    height, width, channels = picture.shape
    shape = (height - rows + 1, width - columns + 1, rows, columns * channels)
    down, right, _ = picture.strides
    return np.lib.stride_tricks.as_strided(picture, shape, (down, right, down, picture.itemsize))
