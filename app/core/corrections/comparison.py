"""Comparing frames with clean plates: the plates, prepared for it, and the measures that it uses."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.corrections.model import CleanPlate

Mask = NDArray[np.uint8]
Picture = NDArray[np.uint8]
Field = NDArray[np.float32]

# Level from which a matte is certain of a person; learnt furniture removes nothing there.
DECIDED = 192
_SOFT_CELLS = 5
# Side of the windows in which a frame is compared with a plate; single pixels are too noisy.
WINDOW = 5


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


def union(masks: Sequence[Mask]) -> Mask | None:
    """Return where any of the masks is set, uint8 (h, w); None for no masks."""
    return np.maximum.reduce(masks) if masks else None


def room_comparison(plates: Sequence[CleanPlate]) -> RoomComparison | None:
    """Return clean plates combined, prepared for comparison; where several are known the last counts."""
    if not plates:
        return None
    plate, tolerance = plates[0].plate, plates[0].tolerance
    for other in plates[1:]:
        plate = np.where(other.tolerance[..., None] > 0, other.plate, plate)
        tolerance = np.where(other.tolerance > 0, other.tolerance, tolerance)
    return _table_of(plate, tolerance, None, (tolerance > 0).astype(np.float32))


def furniture_comparison(furniture: CleanPlate) -> RoomComparison:
    """Return learnt furniture with soft edges, prepared for comparison."""
    reach = (furniture.tolerance > 0).astype(np.float32)
    soft = np.asarray(cv2.blur(reach, (_SOFT_CELLS, _SOFT_CELLS)), np.float32)
    return _table_of(furniture.plate, furniture.tolerance, furniture.lit, np.minimum(reach, soft))


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
