"""The fade of a matte along borders of the frame, on the device; as `app.core.border_fade`."""

import torch
import torch.nn.functional as F
from torch import Tensor

from app.core.border_fade import TOUCHING, BorderFades, fade_loss, spread


class BorderFade:
    """Fades mattes of one size, along borders that can change without recording another graph.

    Args:
        height, width: of the mattes.
        device: where it runs.
    """

    def __init__(self, height: int, width: int, device: torch.device) -> None:
        self._left, self._right = torch.zeros(2, width, device=device).unbind()
        self._top, self._bottom = torch.zeros(2, height, device=device).unbind()

    def set(self, fades: BorderFades) -> None:
        """Use these fades."""
        self._left.copy_(_loss(fades.left, len(self._left)))
        self._right.copy_(_loss(fades.right, len(self._right)).flip(0))
        self._top.copy_(_loss(fades.top, len(self._top)))
        self._bottom.copy_(_loss(fades.bottom, len(self._bottom)).flip(0))

    def __call__(self, alpha: Tensor) -> Tensor:
        """Map a matte, (h, w) in levels, to one that fades towards borders where the person touches them."""
        kept = torch.ones_like(alpha)
        for lines, loss in ((alpha[:, :2].T, self._left), (alpha[:, -2:].T, self._right)):
            kept = kept * (1 - _touched(lines)[:, None] * loss)
        for lines, loss in ((alpha[:2], self._top), (alpha[-2:], self._bottom)):
            kept = kept * (1 - loss[:, None] * _touched(lines))
        return alpha * kept


def _loss(length: float, cells: int) -> Tensor:
    near = torch.from_numpy(fade_loss(length, cells))
    return F.pad(near, (0, cells - len(near)))


def _touched(lines: Tensor) -> Tensor:
    """Return where the person touches a border, (n,), 0 .. 1, from the matte's outermost lines, (2, n)."""
    radius = spread(lines.shape[1])
    side = 2 * radius + 1
    touched = (lines.amax(0) / TOUCHING).clamp(max=1)[None, None]
    wide = F.max_pool1d(touched, side, 1, radius)
    return F.avg_pool1d(F.pad(wide, (radius, radius), mode="replicate"), side, 1)[0, 0]
