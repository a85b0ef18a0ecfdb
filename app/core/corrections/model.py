"""What the user has put right about the model, for one camera: what is always person, and what is room.

All of it lies on a small grid in the camera's own picture: neither mirrored nor moved, whatever the frames' size.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
Picture = NDArray[np.uint8]
Field = NDArray[np.float32]

# Of the grid's longer side: a quarter of 1280.
_CELLS = 320
# From this level on a matte is sure of a person; learnt furniture takes nothing away there.
DECIDED = 192
_SOFT_CELLS = 5
# Side of the windows in which a picture is compared with a plate: of a pixel alone noise would decide.
WINDOW = 5


@dataclass(frozen=True, eq=False)
class Backdrop:
    """What the room looks like with nobody before it.

    Attributes:
        plate: uint8 (h, w, 3).
        tolerance: float32 (h, w), squared levels by which a window that shows the same may differ; 0 where the plate
            says nothing.
        claimed: uint8 (h, w), 255 where it stands for things that the model takes for a person.
        lit: bool (h, w), where frames are compared with it for their light; None for wherever nobody is.
    """

    plate: Picture
    tolerance: Field
    claimed: Mask
    lit: NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """A backdrop as it is compared with frames.

    Attributes:
        plate: float32 (h, w, 3).
        energy: float32 (h, w), mean over a window of the plate's squares, summed over its colours.
        strictness: float32 (h, w), one by the tolerance.
        reach: float32 (h, w), 1 where the plate says something, else 0.
        lit: bool (h, w), where the light is measured; None for wherever nobody is.
        box: rows and columns of all places where the plate says something, with windows around them.
    """

    plate: Field
    energy: Field
    strictness: Field
    reach: Field
    lit: NDArray[np.bool_] | None
    box: tuple[slice, slice]


@dataclass(frozen=True, eq=False)
class Corrections:
    """Immutable; two are equal only where they are the same one. They hold a picture of the room: never write them.

    Attributes:
        always: uint8 (h, w), 255 where the camera is shown whatever the model says; None for nowhere.
        marked: where the user marked what is never person, with its look at that moment.
        room: the empty room.
        furniture: what was learnt by itself while the picture ran; it counts where the model is in doubt alone.
        opening: of the source in whose frames `always` was marked, as frames tell it.
    """

    always: Mask | None = None
    marked: Backdrop | None = None
    room: Backdrop | None = None
    furniture: Backdrop | None = None
    opening: int = 0

    @property
    def shape(self) -> tuple[int, ...] | None:
        """Height and width of the grid; None where nothing is corrected."""
        known = (self.always, *(b.tolerance for b in (self.marked, self.room, self.furniture) if b is not None))
        return next((array.shape for array in known if array is not None), None)

    def with_furniture(self, furniture: Backdrop) -> "Corrections":
        """Return corrections with learnt furniture; what was made for frames of another shape gives way to it."""
        fits = self.shape in (None, furniture.tolerance.shape)
        return replace(self if fits else NO_CORRECTIONS, furniture=furniture)

    def fit(self, width: int, height: int) -> bool:
        """Say whether there is something to correct in frames of that size; of another shape they are not theirs."""
        return self.shape == grid_of(width, height)

    def at(self, opening: int) -> "Corrections":
        """Return what holds for frames of an opening of the source.

        A camera that was lost, or slept, may look elsewhere by now: what is shown by the user's word alone is not
        carried over.
        """
        return self if self.opening == opening else self.without_always

    @cached_property
    def without_always(self) -> "Corrections":
        """What is left where nothing is shown by the user's word alone."""
        return self if self.always is None else replace(self, always=None)

    @property
    def never(self) -> Mask | None:
        """What is known to be no person, uint8 (h, w), 255 where it is; None for nothing."""
        known = [backdrop.claimed for backdrop in (self.marked, self.room) if backdrop is not None]
        return np.maximum.reduce(known) if known else None

    @cached_property
    def table(self) -> Table | None:
        """What the user taught, in one, the marked backdrop first, as frames are compared with it."""
        backdrops = [backdrop for backdrop in (self.room, self.marked) if backdrop is not None]
        if not backdrops:
            return None
        plate, tolerance = backdrops[0].plate, backdrops[0].tolerance
        for other in backdrops[1:]:
            plate = np.where(other.tolerance[..., None] > 0, other.plate, plate)
            tolerance = np.where(other.tolerance > 0, other.tolerance, tolerance)
        return _table_of(plate, tolerance, None, (tolerance > 0).astype(np.float32))

    @cached_property
    def furniture_table(self) -> Table | None:
        """What was learnt by itself, as frames are compared with it; it ends softly."""
        if self.furniture is None:
            return None
        reach = (self.furniture.tolerance > 0).astype(np.float32)
        soft = np.asarray(cv2.blur(reach, (_SOFT_CELLS, _SOFT_CELLS)), np.float32)
        return _table_of(self.furniture.plate, self.furniture.tolerance, self.furniture.lit, np.minimum(reach, soft))


NO_CORRECTIONS = Corrections()


def grid_of(width: int, height: int) -> tuple[int, int]:
    """Return height and width of the grid for frames of a size."""
    scale = _CELLS / max(width, height)
    return max(1, round(height * scale)), max(1, round(width * scale))


def _table_of(plate: Picture, tolerance: Field, lit: NDArray[np.bool_] | None, reach: Field) -> Table:
    values = plate.astype(np.float32)
    strictness = np.reciprocal(np.maximum(tolerance, np.float32(1)))
    return Table(values, windowed(dot(values, values)), strictness, reach, lit, _box_of(reach))


def _box_of(reach: Field) -> tuple[slice, slice]:
    left, top, width, height = cv2.boundingRect((reach > 0).view(np.uint8))
    # A cell takes the best of the windows around it.
    margin = 2 * WINDOW
    return (
        slice(max(0, top - margin), min(reach.shape[0], top + height + margin)),
        slice(max(0, left - margin), min(reach.shape[1], left + width + margin)),
    )


def texture(plate: Picture) -> Field:
    """Return the variance of a plate's levels within each window, mean over the colours, float32 (h, w)."""
    values = plate.astype(np.float32)
    means = windowed(values)
    return np.asarray(np.maximum(windowed(dot(values, values)) - dot(means, means), 0) / 3, np.float32)


def windowed(field: Field) -> Field:
    """Return the mean over the window around each cell, float32 (h, w) or (h, w, 3)."""
    return np.asarray(cv2.boxFilter(field, -1, (WINDOW, WINDOW)), np.float32)


def dot(one: Field, other: Field) -> Field:
    """Return the sum over the colours of two pictures' products, float32 (h, w)."""
    return np.asarray(cv2.transform(cv2.multiply(one, other), np.ones((1, 3), np.float32)), np.float32)
