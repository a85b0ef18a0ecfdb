"""The correction brush: turns strokes over the camera's picture into corrections."""

from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.corrections.apply import view_of
from app.core.corrections.comparison import Mask, Picture, texture
from app.core.corrections.model import NO_CORRECTIONS, CleanPlate, Corrections
from app.core.look import Look
from app.core.placement import fitted
from app.core.types import Frame, Size

# Tolerance of a marked area in squared levels: noise, which a single frame does not show, and a share of the texture's
# variance, which a shaking camera changes.
_FLAT, OF_TEXTURE = 49.0, 0.15
# Fractional bits of the coordinates in cv2's drawing functions.
_SHIFT = 4

_Where = NDArray[np.bool_]


class Mark(Enum):
    """What a stroke marks."""

    ALWAYS = "always"
    NEVER = "never"
    ERASE = "erase"


@dataclass(frozen=True)
class Stroke:
    """A brush stroke over the camera's picture.

    Attributes:
        points: (x, y) along the stroke, as shares of the frame's width and height; outside 0 .. 1 beyond the frame.
        radius: of the brush, as a share of the frame's height.
    """

    points: tuple[tuple[float, float], ...]
    radius: float


def in_camera(point: tuple[float, float], frame: Size, size: Size, look: Look) -> tuple[float, float]:
    """Map a point of the output to the camera's picture.

    Args:
        point: (x, y), as shares of the output's width and height.
        frame: size of the camera's frames.
        size: of the output.
        look: placement and mirroring of the frames in the output.

    Returns:
        (x, y), as shares of the frame's width and height; outside 0 .. 1 beyond the frame.
    """
    box = fitted(frame, size, look)
    x = (point[0] * size.width - box.left) / box.width
    y = (point[1] * size.height - box.top) / box.height
    return (1 - x if look.flip else x), y


def stroke_of(points: tuple[tuple[float, float], ...], radius: float, frame: Size, size: Size, look: Look) -> Stroke:
    """Return the stroke over the camera's picture for one painted over the output.

    Args:
        points: as for `in_camera`.
        radius: as a share of the output's height.
        frame: size of the camera's frames.
        size: of the output.
        look: placement and mirroring of the frames in the output.
    """
    places = tuple(in_camera(point, frame, size, look) for point in points)
    return Stroke(places, radius * size.height / fitted(frame, size, look).height)


def marked(corrections: Corrections, mark: Mark, stroke: Stroke, frame: Frame) -> Corrections:
    """Return corrections with one more stroke.

    Args:
        corrections: so far; dropped if they are for frames of another aspect ratio. Of an earlier opening of the camera
            the "always" mask is dropped.
        mark: what the stroke marks. Erasing removes everything known there, the clean plate too.
        stroke: the area.
        frame: shows the area; an area marked as never person is background while it looks like in this frame.
    """
    view = view_of(frame)
    if not corrections.fit(frame.size.width, frame.size.height):
        corrections = NO_CORRECTIONS
    corrections = corrections.at(frame.source)
    soft = painted(stroke, view.shape[:2])
    hard = soft > 127
    always = corrections.always
    if mark is Mark.ALWAYS:
        always = soft if always is None else np.maximum(always, soft)
    elif always is not None:
        # Hard, since erasing with a soft edge would leave half of another soft edge.
        always = _or_none(np.where(soft > 0, 0, always).astype(np.uint8))
    known = None if corrections.marked is None else _without(corrections.marked, hard)
    if mark is Mark.NEVER:
        known = _with(known, view, hard)
    room = corrections.room
    if mark is Mark.ERASE and room is not None:
        room = _without(room, hard)
    return replace(corrections, always=always, marked=known, room=room, opening=frame.source)


def painted(stroke: Stroke, shape: tuple[int, ...]) -> Mask:
    """Return the area that a stroke covers on a grid, uint8 (h, w), 0 .. 255 with a soft edge."""
    rows, columns = shape
    mask = np.zeros((rows, columns), np.uint8)
    scale = 1 << _SHIFT
    points = [(round((x * columns - 0.5) * scale), round((y * rows - 0.5) * scale)) for x, y in stroke.points]
    radius = max(0.5, stroke.radius * rows)
    for start, end in pairwise(points):
        cv2.line(mask, start, end, 255, max(1, round(2 * radius)), cv2.LINE_AA, _SHIFT)
    for point in points:
        cv2.circle(mask, point, round(radius * scale), 255, cv2.FILLED, cv2.LINE_AA, _SHIFT)
    return mask


def _with(known: CleanPlate | None, view: Picture, where: _Where) -> CleanPlate | None:
    if not where.any():
        return known
    tolerance = (_FLAT + OF_TEXTURE * texture(view)) * where
    claimed = np.where(where, np.uint8(255), np.uint8(0))
    if known is None:
        return CleanPlate(view, tolerance.astype(np.float32), claimed)
    plate = np.where(where[..., None], view, known.plate)
    return CleanPlate(plate, (known.tolerance + tolerance).astype(np.float32), np.maximum(known.claimed, claimed))


def _without(known: CleanPlate, where: _Where) -> CleanPlate | None:
    tolerance = np.where(where, np.float32(0), known.tolerance)
    if not tolerance.any():
        return None
    return CleanPlate(known.plate, tolerance, np.where(where, np.uint8(0), known.claimed))


def _or_none(mask: Mask) -> Mask | None:
    return mask if mask.any() else None
