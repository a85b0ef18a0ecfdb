"""Rooms and people to put mattes right with."""

import cv2
import numpy as np

from app.core.corrections.brush import Mark, Stroke, marked
from app.core.corrections.model import Corrections
from app.core.corrections.room_learning import SECONDS, Answer, RoomLearner
from app.core.types import Alpha, Frame, Matte, Rgb, Size

SIZE = Size(640, 360)
CHAIR = (slice(180, 360), slice(380, 520))
PERSON = (slice(80, 360), slice(200, 320))
WALL = (150, 150, 145)


def room(seed: int = 0, size: Size = SIZE) -> Rgb:
    """Return a room: books on the left, a flat wall on the right, a dark chair before that."""
    rgb = np.full((size.height, size.width, 3), WALL, np.uint8)
    books = np.random.default_rng(seed).integers(20, 236, (size.height // 12, size.width // 32, 3), dtype=np.uint8)
    half = size.width // 2
    rgb[:, :half] = cv2.resize(books, (half, size.height), interpolation=cv2.INTER_LINEAR)
    if size == SIZE:
        rgb[CHAIR] = (40, 42, 60)
    return rgb


def with_person(rgb: Rgb, colour: tuple[int, int, int] = (190, 60, 40), where: tuple[slice, slice] = PERSON) -> Rgb:
    """Return the room with somebody in it."""
    result = rgb.copy()
    result[where] = colour
    return result


def noisy(rgb: Rgb, seed: int, sigma: float = 3.0, light: float = 1.0) -> Rgb:
    """Return a picture as a camera gives it, with noise and in another light."""
    noise = np.random.default_rng(seed).normal(0, sigma, rgb.shape)
    return np.clip(rgb * light + noise, 0, 255).astype(np.uint8)


def frame(rgb: Rgb, at: float = 0.0, source: int = 1) -> Frame:
    return Frame(rgb.copy(), 0, at, source)


def everywhere(shape: tuple[int, int] = (180, 320), value: int = 255) -> Alpha:
    """Return a matte that is the same everywhere."""
    return np.full(shape, value, np.uint8)


def cells(where: tuple[slice, slice], alpha: Alpha, inset: int = 0) -> Alpha:
    """Return a matte's part for a rectangle of the frame, without so many pixels of the frame at its rim."""
    factor = SIZE.height // alpha.shape[0]
    rows, columns = (
        ((side.start + inset) // factor for side in where),
        ((side.stop - inset) // factor for side in where),
    )
    (top, left), (bottom, right) = rows, columns
    return alpha[top:bottom, left:right]


def taught(lesson: RoomLearner, rgb: Rgb, alpha: Alpha, frames: int = 20, light: float = 0.0) -> Answer | None:
    """Show a lesson so many noisy pictures of a room over its time, the last in another light."""
    lesson.begin()
    for number in range(frames + 1):
        share = number / frames
        picture = noisy(rgb, number, light=1 + light * share)
        lesson.see(Matte(alpha, frame(picture, SECONDS * share)))
    return lesson.answer


def brushed(
    mark: Mark, where: tuple[slice, slice], rgb: Rgb, corrections: Corrections, size: Size = SIZE
) -> Corrections:
    """Return corrections with a rectangle of the frame brushed over."""
    rows, columns = where
    radius = 8
    lines = range(rows.start + radius, rows.stop, radius)
    for row in lines:
        ends = tuple((x / size.width, row / size.height) for x in (columns.start + radius, columns.stop - radius))
        corrections = marked(corrections, mark, Stroke(ends, radius / size.height), frame(rgb))
    return corrections
