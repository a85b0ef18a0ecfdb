"""Corrections of the model for one camera: correction masks and clean plates.

They lie on a small grid over the camera's picture: neither mirrored nor moved, whatever the size of the frames.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
Picture = NDArray[np.uint8]
Field = NDArray[np.float32]

# Length of the grid's longer side: a quarter of 1280.
_CELLS = 320
# Level from which a matte is certain of a person; learnt furniture removes nothing there.
DECIDED = 192
_SOFT_CELLS = 5
# Side of the windows in which a frame is compared with a plate; single pixels are too noisy.
WINDOW = 5


@dataclass(frozen=True, eq=False)
class CleanPlate:
    """A clean plate: the room, or parts of it, without people.

    Attributes:
        plate: the picture, uint8 (h, w, 3).
        tolerance: float32 (h, w), squared levels by which a matching window may differ; 0 where the plate is unknown.
        claimed: uint8 (h, w), 255 over objects that the model mistakes for a person.
        lit: bool (h, w), cells used to compare the light with a frame; None for all cells without people.
    """

    plate: Picture
    tolerance: Field
    claimed: Mask
    lit: NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class RoomComparison:
    """A clean plate, prepared for comparing frames with it.

    Attributes:
        plate: float32 (h, w, 3).
        energy: float32 (h, w), mean of the plate's squares over a window, summed over the colours.
        strictness: float32 (h, w), the reciprocal of the tolerance.
        reach: float32 (h, w), 1 where the plate is known, else 0.
        lit: bool (h, w), cells where the light is measured; None for all cells without people.
        box: rows and columns around all cells where the plate is known, with a margin of a window.
    """

    plate: Field
    energy: Field
    strictness: Field
    reach: Field
    lit: NDArray[np.bool_] | None
    box: tuple[slice, slice]


@dataclass(frozen=True, eq=False)
class Corrections:
    """Corrections of one camera; immutable, compared by identity. They contain a picture of the room: never save them.

    Attributes:
        always: uint8 (h, w), 255 where the camera is shown whatever the model says; None for nowhere.
        marked: areas that the user marked as never person, with their appearance at that moment.
        room: the empty room.
        furniture: learnt automatically in live video; applies only where the model is unsure.
        opening: `Frame.source` of the frames in which `always` was marked.
    """

    always: Mask | None = None
    marked: CleanPlate | None = None
    room: CleanPlate | None = None
    furniture: CleanPlate | None = None
    opening: int = 0

    @property
    def shape(self) -> tuple[int, ...] | None:
        """Height and width of the grid; None if there are no corrections."""
        known = (self.always, *(b.tolerance for b in (self.marked, self.room, self.furniture) if b is not None))
        return next((array.shape for array in known if array is not None), None)

    def with_furniture(self, furniture: CleanPlate) -> "Corrections":
        """Return corrections with learnt furniture; those for frames of another aspect ratio are dropped."""
        fits = self.shape in (None, furniture.tolerance.shape)
        return replace(self if fits else NO_CORRECTIONS, furniture=furniture)

    def fit(self, width: int, height: int) -> bool:
        """Say whether there are corrections for frames of that size; the aspect ratio must match."""
        return self.shape == grid_of(width, height)

    def at(self, opening: int) -> "Corrections":
        """Return the corrections that apply to frames of an opening of the source.

        A camera that was lost or suspended may point elsewhere by now, so the "always" mask is dropped.
        """
        return self if self.opening == opening else self.without_always

    @cached_property
    def without_always(self) -> "Corrections":
        """The same corrections without the "always" mask."""
        return self if self.always is None else replace(self, always=None)

    @property
    def never(self) -> Mask | None:
        """Mask of areas known not to be person, uint8 (h, w), 255 inside; None for none."""
        known = [backdrop.claimed for backdrop in (self.marked, self.room) if backdrop is not None]
        return np.maximum.reduce(known) if known else None

    @cached_property
    def table(self) -> RoomComparison | None:
        """The user's clean plates combined, those of marked areas first, prepared for comparison."""
        backdrops = [backdrop for backdrop in (self.room, self.marked) if backdrop is not None]
        if not backdrops:
            return None
        plate, tolerance = backdrops[0].plate, backdrops[0].tolerance
        for other in backdrops[1:]:
            plate = np.where(other.tolerance[..., None] > 0, other.plate, plate)
            tolerance = np.where(other.tolerance > 0, other.tolerance, tolerance)
        return _table_of(plate, tolerance, None, (tolerance > 0).astype(np.float32))

    @cached_property
    def furniture_table(self) -> RoomComparison | None:
        """The learnt furniture with soft edges, prepared for comparison."""
        if self.furniture is None:
            return None
        reach = (self.furniture.tolerance > 0).astype(np.float32)
        soft = np.asarray(cv2.blur(reach, (_SOFT_CELLS, _SOFT_CELLS)), np.float32)
        return _table_of(self.furniture.plate, self.furniture.tolerance, self.furniture.lit, np.minimum(reach, soft))


NO_CORRECTIONS = Corrections()


def grid_of(width: int, height: int) -> tuple[int, int]:
    """Return height and width of the grid for frames of that size."""
    scale = _CELLS / max(width, height)
    return max(1, round(height * scale)), max(1, round(width * scale))


def _table_of(plate: Picture, tolerance: Field, lit: NDArray[np.bool_] | None, reach: Field) -> RoomComparison:
    values = plate.astype(np.float32)
    strictness = np.reciprocal(np.maximum(tolerance, np.float32(1)))
    return RoomComparison(values, windowed(dot(values, values)), strictness, reach, lit, box_around(reach > 0))


def box_around(where: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return the rows and columns of a mask, bool (h, w), with a margin of a window."""
    left, top, width, height = cv2.boundingRect(where.view(np.uint8))
    # Each cell takes the best match among the windows around it.
    margin = 2 * WINDOW
    return (
        slice(max(0, top - margin), min(where.shape[0], top + height + margin)),
        slice(max(0, left - margin), min(where.shape[1], left + width + margin)),
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
