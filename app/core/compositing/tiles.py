"""Tiles: processing only the parts of a picture that need it.

Most of a matte is 0 or 1; only tiles along the person's outline need blending. They are gathered into one picture,
processed together, and scattered back.
"""

from dataclasses import dataclass
from typing import Self, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.types import Alpha, Rgb

Value = TypeVar("Value", np.uint8, np.float32)

# A multiple of every factor between a frame and its matte.
SIDE = 16


@dataclass(frozen=True)
class Tiles:
    """Windows of a picture; the last of a row or column overlaps its neighbour if the size is not a multiple.

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
        """Return the windows of a picture (H, W, C) for per-pixel operations, (height, n * width, C).

        The pixels are in memory order, window after window, so rows do not match those of the picture. The shape is
        wide because OpenCV is slow on narrow pictures.
        """
        return self._cut(picture).reshape(self.height, -1, picture.shape[2])

    def scatter(self, windows: NDArray[Value], picture: NDArray[Value]) -> None:
        """Write windows as `gather` returns them into a picture."""
        shape = (len(self), self.height, self.width * picture.shape[2])
        _windows(picture, self.height, self.width)[self.tops, self.lefts] = windows.reshape(shape)

    def copy(self, source: Rgb, target: Rgb) -> None:
        """Copy the windows from one picture into another of the same size."""
        if not len(self):
            return
        # Neighbouring windows of a row are copied together.
        breaks = (np.diff(self.tops) != 0) | (np.diff(self.lefts) > self.width)
        firsts = np.flatnonzero(np.concatenate([[True], breaks]))
        lasts = np.flatnonzero(np.concatenate([breaks, [True]]))
        for top, left, end in zip(self.tops[firsts], self.lefts[firsts], self.lefts[lasts] + self.width, strict=True):
            target[top : top + self.height, left:end] = source[top : top + self.height, left:end]

    def enlarge(self, field: NDArray[Value], factor: int) -> NDArray[Value]:
        """Gather the windows of a field that is `factor` times smaller than the picture, enlarged bilinearly.

        Args:
            field: (H / factor, W / factor, C), uint8 or float32.
            factor: divides the positions and sides of the windows.

        Returns:
            As `gather`, (height, n * width, C); the same as enlarging the whole field first.
        """
        if factor == 1:
            return self.gather(field)
        # A margin of one cell around each window, so that neighbours in the strip do not mix.
        rows, columns, channels = self.height // factor + 2, self.width // factor + 2, field.shape[2]
        bordered = cv2.copyMakeBorder(field, 1, 1, 1, 1, cv2.BORDER_REPLICATE).reshape(-1, field.shape[1] + 2, channels)
        cells = Tiles(self.tops // factor, self.lefts // factor, rows, columns)._cut(np.asarray(bordered, field.dtype))
        row = np.ascontiguousarray(cells.transpose(1, 0, 2)).reshape(rows, -1, channels)
        large = cv2.resize(row, (row.shape[1] * factor, rows * factor), interpolation=cv2.INTER_LINEAR)
        windows = np.asarray(large, field.dtype).reshape(rows * factor, len(self), columns * factor, channels)
        inner = windows[factor:-factor, :, factor:-factor].transpose(1, 0, 2, 3)
        return np.ascontiguousarray(inner).reshape(self.height, -1, channels)

    def _cut(self, picture: NDArray[Value]) -> NDArray[Value]:
        return _windows(picture, self.height, self.width)[self.tops, self.lefts]


@dataclass(frozen=True)
class Plan:
    """Which windows show the frame alone and which a blend; all others show the background alone."""

    solid: Tiles
    mixed: Tiles

    @classmethod
    def of(cls, alpha: Alpha, factor: int) -> Self:
        """Plan for a matte, uint8 (h, w), whose picture is `factor` times larger."""
        height, width = alpha.shape[0] * factor, alpha.shape[1] * factor
        rows, columns = min(SIDE, height), min(SIDE, width)
        tops, lefts = _starts(height, rows), _starts(width, columns)
        # One more cell on each side, since enlarging blends neighbouring cells.
        above, below = _bounds(tops // factor, rows // factor, alpha.shape[0])
        before, after = _bounds(lefts // factor, columns // factor, alpha.shape[1])
        table = cv2.integral(alpha)
        down = table[below] - table[above]
        sums = down[:, after] - down[:, before]
        most = 255 * (below - above)[:, None] * (after - before)

        def chosen(where: NDArray[np.bool_]) -> Tiles:
            y, x = np.nonzero(where)
            return Tiles(tops[y], lefts[x], rows, columns)

        return cls(chosen(sums == most), chosen((sums > 0) & (sums < most)))


def _starts(length: int, side: int) -> NDArray[np.intp]:
    return np.minimum(np.arange(0, length, side), length - side)


def _bounds(starts: NDArray[np.intp], side: int, length: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.maximum(starts - 1, 0), np.minimum(starts + side + 1, length)


def _windows(picture: NDArray[Value], rows: int, columns: int) -> NDArray[Value]:
    """Return a view (H - rows + 1, W - columns + 1, rows, columns * C) of all windows of a picture (H, W, C)."""
    height, width, channels = picture.shape
    shape = (height - rows + 1, width - columns + 1, rows, columns * channels)
    down, right, _ = picture.strides
    return np.lib.stride_tricks.as_strided(picture, shape, (down, right, down, picture.itemsize))
