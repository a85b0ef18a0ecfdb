"""Tidying a matte by its regions, with shapes that never change.

Connected components, as `bisenet.inference.regions` asks of OpenCV, are a walk of unknown length. Here a marker floods
the runs of a mask, along rows, columns and both diagonals at once, so that one sweep fills every straight line of sight
and a few fill any ordinary body or room.
"""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from bisenet.inference.regions import SPECK_SIDE, SURE_BACKGROUND
from bisenet.inference.tensors.filters import dilated

# The mattes of the demo clip take three, the last of which finds nothing more; a few more serve odder shapes.
_SWEEPS = 6


class Flood:
    """Reconstruction by dilation of several masks of one size.

    Args:
        height, width: of the masks.
        device: where it runs.
    """

    def __init__(self, height: int, width: int, device: torch.device) -> None:
        row, column = (axis.ravel() for axis in np.mgrid[:height, :width])
        orders, starts = zip(
            *(_lines(line, row + column * height) for line in (row, column, row - column, row + column)), strict=True
        )
        order = np.stack(orders)
        self._order = torch.from_numpy(order).to(device)
        self._place = torch.from_numpy(np.argsort(order, axis=1)).to(device)
        self._line_starts = torch.from_numpy(np.stack(starts)).to(device)

    def __call__(self, marker: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Flood each mask from its marker, both bool (n, h, w).

        Returns:
            The 8-connected regions that hold a pixel of the marker, bool (n, h, w), as far as the sweeps came; and
            whether they came to an end, bool (n, 1, 1). They do not in a spiral of many turns.
        """
        inside = mask.flatten(1)
        runs = self._runs(inside)
        reached = before = marker.flatten(1) & inside
        hit = torch.zeros(inside.numel() * 4 + 2, dtype=torch.bool, device=mask.device)
        for _ in range(_SWEEPS):
            before = reached
            # What is not reached writes into 0, which no pixel reads.
            hit.scatter_(0, (runs * reached[:, None]).flatten(), True)
            reached = hit[runs].any(1)
        settled = (reached == before).all(1)
        return reached.view_as(mask), settled[:, None, None]

    def _runs(self, inside: Tensor) -> Tensor:
        """Return the number, from 1, of the run that each pixel belongs to; int64 (n, 4, h * w), outside the last."""
        in_order = inside[:, self._order]
        before = F.pad(in_order[..., :-1], (1, 0))
        starts = in_order & (self._line_starts | ~before)
        # One sum over everything, so that no two runs share a number.
        numbers = starts.flatten().cumsum(0).view_as(starts)
        own = numbers.gather(2, self._place.expand_as(numbers))
        return own.masked_fill(~inside[:, None], inside.numel() * 4 + 1)


class Tidy:
    """Removes specks and fills false holes, as `bisenet.inference.regions.tidy`.

    Where a flood does not come to its end within its sweeps, nothing is taken away or filled in that frame.

    Args:
        height, width: of the mattes.
        device: where it runs.
    """

    def __init__(self, height: int, width: int, device: torch.device) -> None:
        self._flood = Flood(height, width, device)
        self._side = max(2, round(SPECK_SIDE * height))
        border = torch.zeros(height, width, dtype=torch.bool)
        border[[0, -1], :] = border[:, [0, -1]] = True
        self._border = border.to(device)

    def __call__(self, alpha: Tensor) -> Tensor:
        """Map a matte, (h, w) in [0, 1], to one without specks and false holes."""
        person = alpha > 0.5
        room = ~person
        # A core is what a square of person fits around; beyond the matte everything counts as person.
        before, after = self._side // 2, (self._side - 1) // 2
        padded = F.pad(room.float(), (before, after, before, after))
        core = F.max_pool2d(padded[None], self._side, 1)[0] == 0
        near = dilated(person.float()[None], 5, 5)[0] > 0
        masks = torch.stack([near, room])
        reached, settled = self._flood(torch.stack([core, self._border | (alpha < SURE_BACKGROUND)]), masks)
        specks, holes = (masks & ~reached & settled).unbind()
        # Holes with their soft rims.
        filled = dilated(holes.float()[None], 3, 3)[0]
        return torch.maximum(alpha, filled).masked_fill(specks, 0.0)


def _lines(line: NDArray[np.intp], along: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the pixels line by line, each in the order of `along`, and where in that order a line begins."""
    order = np.lexsort((along, line))
    ordered = line[order]
    return order, np.concatenate([[True], ordered[1:] != ordered[:-1]])
