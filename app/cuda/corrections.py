"""Applying corrections to a matte on the device; as `app.core.corrections.apply`."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.core.corrections.apply import GLOBAL_GAIN, LOCAL_GAIN, MAYBE
from app.core.corrections.comparison import DECIDED, WINDOW, RoomComparison
from app.core.corrections.model import Corrections, grid_of
from app.core.values import Size
from bisenet.inference.tensors.filters import Blur, box, dilated
from bisenet.inference.tensors.resample import shrunk


class MatteCorrector:
    """Corrects the mattes of frames of one size, by corrections that can change without recording another graph.

    Args:
        frame: size of the frames.
        flips: whether the frames are mirrored.
        device: where it runs.
    """

    def __init__(self, frame: Size, flips: bool, device: torch.device) -> None:
        self._grid = grid_of(frame.width, frame.height)
        window = Blur.of(*self._grid, device, box(WINDOW))
        self._taught, self._furniture = (_DeviceComparison(self._grid, flips, window, device) for _ in range(2))
        self._always = torch.zeros(*self._grid, device=device)
        self._flips = flips
        self._set: Corrections | None = None

    def set(self, corrections: Corrections) -> None:
        """Use these corrections, which must fit the frames or be empty."""
        if corrections is self._set:
            return
        self._set = corrections
        self._taught.set(corrections.table)
        self._furniture.set(corrections.furniture_table)
        self._always.zero_()
        if corrections.always is not None:
            self._always.copy_(_turned(corrections.always, self._flips))

    def __call__(self, picture: Tensor, alpha: Tensor) -> Tensor:
        """Return the corrected matte of a picture, (h, w) in levels.

        Args:
            picture: (3, H, W) in levels.
            alpha: (h, w) in levels.
        """
        alone, view = alpha.round(), shrunk(picture, *self._grid)
        unsure = shrunk(alpha[None], *self._grid)[0]
        kept = [255 - comparing.emptiness(view, unsure) for comparing in (self._taught, self._furniture)]
        fields = shrunk(torch.stack((*kept, self._always)), *alpha.shape)
        alpha = (alone * fields[0] / 255).round()
        alpha = torch.where(alone >= DECIDED, alpha, (alpha * fields[1] / 255).round())
        return torch.maximum(alpha, fields[2])


class _DeviceComparison:
    """A `RoomComparison` on the device."""

    def __init__(self, grid: tuple[int, int], flips: bool, window: Blur, device: torch.device) -> None:
        self._flips = flips
        self._window = window
        self._plate = torch.zeros(3, *grid, device=device)
        self._energy, self._strictness, self._reach, self._lit = torch.zeros(4, *grid, device=device).unbind()

    def set(self, table: RoomComparison | None) -> None:
        """Use this table; None for nothing to compare with."""
        self._reach.zero_()
        if table is None:
            return
        self._plate.copy_(_turned(table.plate.transpose(2, 0, 1), self._flips))
        self._energy.copy_(_turned(table.energy, self._flips))
        self._strictness.copy_(_turned(table.strictness, self._flips))
        self._reach.copy_(_turned(table.reach, self._flips))
        if table.lit is None:
            self._lit.fill_(1)
        else:
            self._lit.copy_(_turned(table.lit.view(np.uint8), self._flips))

    def emptiness(self, view: Tensor, alpha: Tensor) -> Tensor:
        """Return the confidence of the empty room, (h, w), 0 .. 255; as `app.core.corrections.apply.emptiness`."""
        room = (alpha < MAYBE).to(view.dtype) * self._lit
        # Without any room both sums are 0 and the light is unchanged.
        cells = room.sum().clamp(min=1)
        now, then = ((each * room).sum((1, 2)) / cells for each in (view, self._plate))
        values = view * ((then + 1) / (now + 1)).clamp(*GLOBAL_GAIN)[:, None, None]
        own, both = self._window(torch.stack(((values * values).sum(0), (values * self._plate).sum(0)))).unbind()
        gain = (both / self._energy.clamp(min=1)).clamp(*LOCAL_GAIN)
        difference = (own - 2 * gain * both + gain * gain * self._energy) / 3
        best = -dilated(-difference[None], WINDOW, WINDOW)[0]
        return ((510 - 510 * best * self._strictness).clamp(0, 255) * self._reach).floor()


def _turned(array: NDArray[np.float32] | NDArray[np.uint8], flips: bool) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array[..., ::-1] if flips else array))
