"""Placing pictures on a canvas on the device, in a rectangle that can move without recording another graph."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.core.placement import Rect, span
from app.core.values import Size
from bisenet.inference.tensors.resample import halvings, reduced


@dataclass(frozen=True)
class _Axis:
    """Between which two pixels of the picture each pixel of the canvas lies, along one axis.

    Attributes:
        low, high: their indices, int64 (n,).
        share: weight of the second, float32 (n,).
        inside: 1 within the picture, else 0, float32 (n,).
    """

    low: Tensor
    high: Tensor
    share: Tensor
    inside: Tensor

    @classmethod
    def blank(cls, length: int, device: torch.device) -> "_Axis":
        index = torch.zeros(2, length, dtype=torch.int64, device=device)
        values = torch.zeros(2, length, device=device)
        return cls(index[0], index[1], values[0], values[1])

    def aim(self, start: int, length: int, source: int) -> None:
        """Place the picture, `source` pixels long, at `start` over `length` pixels of the canvas."""
        target = np.arange(len(self.low)) - start
        position = np.clip((target + 0.5) * (source / length) - 0.5, 0, source - 1)
        low = position.astype(np.int64)
        self.low.copy_(torch.from_numpy(low))
        self.high.copy_(torch.from_numpy(np.minimum(low + 1, source - 1)))
        self.share.copy_(torch.from_numpy(position - low))
        self.inside.copy_(torch.from_numpy((target >= 0) & (target < length)))


class Placer:
    """Places pictures of one size on a canvas, as `app.core.placement.place`.

    Args:
        height, width: of the pictures.
        canvas: size of the canvas.
        times: how often they are halved first; must equal `halvings_at` for every rectangle that is set.
        device: where it runs.
    """

    def __init__(self, height: int, width: int, canvas: Size, times: int, device: torch.device) -> None:
        self._shape = (height, width)
        self._times = times
        self._rows, self._columns = _Axis.blank(canvas.height, device), _Axis.blank(canvas.width, device)

    def set_rect(self, box: Rect) -> None:
        """Set the rectangle in which pictures are placed."""
        height, width = self._shape
        self._rows.aim(box.top, box.height, max(1, height >> self._times))
        self._columns.aim(box.left, box.width, max(1, width >> self._times))

    @property
    def inside(self) -> Tensor:
        """Mask of the picture on the canvas, float32 (H, W), 1 inside."""
        return self._rows.inside[:, None] * self._columns.inside

    def __call__(self, picture: Tensor) -> Tensor:
        """Map a picture, (C, h, w) in levels, to the canvas, (C, H, W) in whole levels; 0 outside the picture."""
        picture = reduced(picture, self._times)
        rows, columns = self._rows, self._columns
        tall = torch.lerp(picture.index_select(1, rows.low), picture.index_select(1, rows.high), rows.share[:, None])
        laid = torch.lerp(tall.index_select(2, columns.low), tall.index_select(2, columns.high), columns.share)
        return laid.mul_(self.inside).round_()


def halvings_at(height: int, width: int, box: Rect, canvas: Size) -> int:
    """Return how often to halve a picture before placing it in a rectangle, so that no pixel is skipped."""
    rows, columns = span(box.top, box.height, canvas.height, height), span(box.left, box.width, canvas.width, width)
    if rows is None or columns is None:
        return 0
    wide, high = columns.cells.stop - columns.cells.start, rows.cells.stop - rows.cells.start
    return halvings(high, wide, rows.length, columns.length)
