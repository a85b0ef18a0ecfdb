"""Putting a matte right on the device; as `app.core.correcting`."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.core.correcting import GLOBAL_GAIN, LOCAL_GAIN, MAYBE
from app.core.corrections import DECIDED, WINDOW, Corrections, grid_of
from app.core.types import Size
from bisenet.inference.tensors.filters import Blur, box, dilated
from bisenet.inference.tensors.resample import shrunk


class Correcting:
    """Puts mattes of frames of one size right, by corrections that may change without another graph.

    Args:
        frame: size of the frames.
        flips: whether the frames that come are mirrored.
        device: where it runs.
    """

    def __init__(self, frame: Size, flips: bool, device: torch.device) -> None:
        self._flips = flips
        self._grid = grid_of(frame.width, frame.height)
        self._window = Blur.of(*self._grid, device, box(WINDOW))
        self._plate = torch.zeros(3, *self._grid, device=device)
        fields = torch.zeros(5, *self._grid, device=device)
        self._energy, self._strictness, self._reach, self._doubted, self._always = fields.unbind()
        self._set: Corrections | None = None

    def set(self, corrections: Corrections) -> None:
        """Take corrections that fit the frames."""
        if corrections is self._set:
            return
        self._set = corrections
        table, always = corrections.table, corrections.always
        self._reach.zero_()
        self._always.zero_()
        if table is not None:
            self._plate.copy_(self._turned(table.plate.transpose(2, 0, 1)))
            self._energy.copy_(self._turned(table.energy))
            self._strictness.copy_(self._turned(table.strictness))
            self._reach.copy_(self._turned(table.reach))
            self._doubted.copy_(self._turned(table.doubted))
        if always is not None:
            self._always.copy_(self._turned(always))

    def __call__(self, picture: Tensor, alpha: Tensor) -> Tensor:
        """Return the matte of a picture put right.

        Args:
            picture: (3, H, W) in levels.
            alpha: (h, w) in levels.
        """
        kept = 255 - self._emptiness(shrunk(picture, *self._grid), shrunk(alpha[None], *self._grid)[0])
        fields = shrunk(torch.stack((kept, self._always)), *alpha.shape)
        return torch.maximum((alpha.round() * fields[0] / 255).round(), fields[1])

    def _emptiness(self, view: Tensor, alpha: Tensor) -> Tensor:
        room = (alpha < MAYBE).to(view.dtype)
        # Without any room both sums are nothing, and the light is as it was.
        cells = room.sum().clamp(min=1)
        now, then = ((each * room).sum((1, 2)) / cells for each in (view, self._plate))
        values = view * ((then + 1) / (now + 1)).clamp(*GLOBAL_GAIN)[:, None, None]
        own, both = self._window(torch.stack(((values * values).sum(0), (values * self._plate).sum(0)))).unbind()
        gain = (both / self._energy.clamp(min=1)).clamp(*LOCAL_GAIN)
        difference = (own - 2 * gain * both + gain * gain * self._energy) / 3
        best = -dilated(-difference[None], WINDOW, WINDOW)[0]
        reach = torch.where(alpha >= DECIDED, self._reach - self._reach * self._doubted, self._reach)
        return ((510 - 510 * best * self._strictness).clamp(0, 255) * reach).floor()

    def _turned(self, array: NDArray[np.float32] | NDArray[np.uint8]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array[..., ::-1] if self._flips else array))
