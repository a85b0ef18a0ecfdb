"""Putting a matte right where the user has said what the model gets wrong."""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.corrections.model import DECIDED, WINDOW, Corrections, Field, Mask, Picture, Table, dot, grid_of, windowed
from app.core.placement import resize
from app.core.types import Alpha, Frame

# From this level on the model may mean a person, so that the light is not measured there.
MAYBE = 64
# Exposure and white balance move the whole picture, shadows and lamps a part of it.
GLOBAL_GAIN = (0.6, 1.7)
LOCAL_GAIN = (0.85, 1.18)


def corrected(alpha: Alpha, frame: Frame, corrections: Corrections) -> Alpha:
    """Put a matte right.

    Where there is a plate, what still looks like it is background; where it looks different somebody is before it, and
    the matte stands. What was learnt by itself changes nothing where the matte is sure of a person. What is always
    person is person, whatever it looks like.

    Args:
        alpha: of `Matte`; it is left as it is.
        frame: what it is the matte of.
        corrections: of the same camera; those of frames of another shape change nothing.

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
            kept = resize(_turned(255 - emptiness(view, unsure, table), frame), width, height)
            if table is corrections.furniture_table:
                kept = np.asarray(
                    cv2.bitwise_or(kept, cv2.threshold(alone, DECIDED - 1, 255, cv2.THRESH_BINARY)[1]), np.uint8
                )
            alpha = np.asarray(cv2.multiply(alpha, kept, scale=1 / 255), np.uint8)
    if corrections.always is not None:
        alpha = np.maximum(alpha, resize(_turned(corrections.always, frame), width, height))
    return alpha


def view_of(frame: Frame) -> Picture:
    """Return a frame on the grid as the camera gave it, uint8 (h, w, 3)."""
    rows, columns = grid_of(frame.size.width, frame.size.height)
    return _turned(resize(frame.rgb, columns, rows), frame)


def emptiness(view: Picture, alpha: Alpha, table: Table) -> Mask:
    """Return how surely a picture shows the room there, 255 surely: uint8 (h, w).

    A window is compared up to its brightness, which lamps, shadows and the camera itself change. Each cell takes the
    window around it that fits best, so that the room is known right up to the outline of who stands before it, while a
    window with something of a person in it fits nowhere.

    Args:
        view: uint8 (h, w, 3).
        alpha: what the model says, uint8 (h, w).
        table: what to compare with.
    """
    room = alpha < MAYBE
    gains = gains_between(view, table.plate, room if table.lit is None else room & table.lit, GLOBAL_GAIN)
    # Only where a plate says something is there anything to compare.
    box = table.box
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
    """Return a picture in another's light, float32 (h, w, 3); the arguments are those of `gains_between`."""
    return np.asarray(cv2.multiply(view, gains_between(view, plate, where, limits), dtype=cv2.CV_32F), np.float32)


def gains_between(
    view: Picture, plate: Picture | Field, where: NDArray[np.bool_], limits: tuple[float, float]
) -> NDArray[np.float64]:
    """Return the factor for each colour that brings a picture into another's light, float64 (3,).

    Args:
        view: uint8 (h, w, 3).
        plate: the other, (h, w, 3) in levels.
        where: bool (h, w), the place at which their colours are to be the same on average.
        limits: of the factor for each colour.
    """
    mask = where.view(np.uint8)
    means = zip(cv2.mean(view, mask), cv2.mean(plate, mask), strict=True)
    return np.array([np.clip((then + 1) / (now + 1), *limits) for now, then in means])


def _turned(picture: NDArray[np.uint8], frame: Frame) -> NDArray[np.uint8]:
    """Return a picture as the frame is turned, or one of such a frame as the camera gave it."""
    return np.asarray(cv2.flip(picture, 1), np.uint8) if frame.is_flipped else picture
