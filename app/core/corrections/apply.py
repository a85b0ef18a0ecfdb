"""Applying corrections to a matte."""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.corrections.comparison import (
    DECIDED,
    WINDOW,
    Field,
    Mask,
    Picture,
    RoomComparison,
    box_around,
    dot,
    windowed,
)
from app.core.corrections.model import Corrections, grid_of
from app.core.placement import resize
from app.core.types import Alpha, Frame

# Level of a matte from which a pixel may be person, so that the light is not measured there.
MAYBE = 64
# Limits of gains: exposure and white balance change the whole picture, shadows and lamps parts of it.
GLOBAL_GAIN = (0.6, 1.7)
LOCAL_GAIN = (0.85, 1.18)


def corrected(alpha: Alpha, frame: Frame, corrections: Corrections) -> Alpha:
    """Apply corrections to a matte.

    Where there is a clean plate, pixels that look like it become background; where they differ, somebody is in front of
    it and the matte stays. Learnt furniture changes nothing where the matte is certain of a person. Pixels marked as
    always person become person.

    Args:
        alpha: as in `Matte`; not changed.
        frame: of the matte.
        corrections: of the same camera; those for frames of another aspect ratio are ignored.

    Returns:
        A matte of the same shape.
    """
    if not corrections.fit(frame.size.width, frame.size.height):
        return alpha
    alone = alpha
    height, width = alpha.shape
    tables = [table for table in (corrections.table, corrections.furniture_table) if table is not None]
    if tables:
        view = view_of(frame)
        unsure = _turned(resize(alpha, view.shape[1], view.shape[0]), frame)
        for table in tables:
            is_furniture = table is corrections.furniture_table
            where = (table.reach > 0) & (unsure > 0) & (unsure < 255) if is_furniture else None
            if where is not None and not where.any():
                continue
            kept = resize(_turned(255 - emptiness(view, unsure, table, where), frame), width, height)
            if is_furniture:
                kept = np.asarray(
                    cv2.bitwise_or(kept, cv2.threshold(alone, DECIDED - 1, 255, cv2.THRESH_BINARY)[1]), np.uint8
                )
            alpha = np.asarray(cv2.multiply(alpha, kept, scale=1 / 255), np.uint8)
    if corrections.always is not None:
        alpha = np.maximum(alpha, resize(_turned(corrections.always, frame), width, height))
    return alpha


def view_of(frame: Frame) -> Picture:
    """Return a frame, unmirrored, reduced to the grid, uint8 (h, w, 3)."""
    rows, columns = grid_of(frame.size.width, frame.size.height)
    return _turned(resize(frame.halved(rows, columns), columns, rows), frame)


def emptiness(view: Picture, alpha: Alpha, table: RoomComparison, where: NDArray[np.bool_] | None = None) -> Mask:
    """Return the confidence that each cell shows the empty room, uint8 (h, w), 255 for certain.

    Windows are compared regardless of brightness, which lamps, shadows and the camera change. Each cell takes the best
    match among the windows around it, so that the room is recognised right up to a person's outline, while a window
    that contains part of a person matches nowhere.

    Args:
        view: the frame on the grid, uint8 (h, w, 3).
        alpha: the model's matte on the grid, uint8 (h, w).
        table: to compare with.
        where: bool (h, w), cells that need an answer; None for all. Others may get 0.
    """
    room = alpha < MAYBE
    gains = gains_between(view, table.plate, room if table.lit is None else room & table.lit, GLOBAL_GAIN)
    # Restricted to a rectangle in which the plate is known.
    box = table.box if where is None else box_around(where)
    plate, energy, reach = table.plate[box], table.energy[box], table.reach[box]
    values = np.asarray(cv2.multiply(view[box], gains, dtype=cv2.CV_32F), np.float32)
    own, both = windowed(dot(values, values)), windowed(dot(values, plate))
    gain = np.clip(both / np.maximum(energy, 1), *LOCAL_GAIN)
    difference = (own - 2 * gain * both + gain * gain * energy) / 3
    best = np.asarray(cv2.erode(difference, np.ones((WINDOW, WINDOW), np.uint8)), np.float32)
    empty = np.zeros(alpha.shape, np.uint8)
    empty[box] = np.clip(510 - 510 * best * table.strictness[box], 0, 255) * reach
    return empty


def relit(view: Picture, plate: Picture | Field, where: NDArray[np.bool_], limits: tuple[float, float]) -> Field:
    """Return a picture adjusted to another's light, float32 (h, w, 3); arguments as for `gains_between`."""
    return np.asarray(cv2.multiply(view, gains_between(view, plate, where, limits), dtype=cv2.CV_32F), np.float32)


def gains_between(
    view: Picture, plate: Picture | Field, where: NDArray[np.bool_], limits: tuple[float, float]
) -> NDArray[np.float64]:
    """Return the gains per colour channel that adjust a picture to another's light, float64 (3,).

    Args:
        view: the picture, uint8 (h, w, 3).
        plate: the other, (h, w, 3) in levels.
        where: bool (h, w), cells over which their mean colours are matched.
        limits: of each gain.
    """
    mask = where.view(np.uint8)
    means = zip(cv2.mean(view, mask), cv2.mean(plate, mask), strict=True)
    return np.array([np.clip((then + 1) / (now + 1), *limits) for now, then in means])


def _turned(picture: NDArray[np.uint8], frame: Frame) -> NDArray[np.uint8]:
    """Return a picture mirrored if the frame is mirrored."""
    return np.asarray(cv2.flip(picture, 1), np.uint8) if frame.is_flipped else picture
