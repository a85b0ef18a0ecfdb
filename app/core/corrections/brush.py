"""The brush: strokes over the camera's picture become corrections."""

from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.corrections.apply import view_of
from app.core.corrections.model import NO_CORRECTIONS, Backdrop, Corrections, Mask, Picture, texture
from app.core.look import Look
from app.core.placement import fitted
from app.core.types import Frame, Size

# Squared levels by which a marked place may differ from its look: noise, of which one frame tells nothing. Where it is
# textured a camera that shakes changes it by a share of its variance.
_FLAT, OF_TEXTURE = 49.0, 0.15
# Digits behind the point that cv2's drawing takes.
_SHIFT = 4

_Where = NDArray[np.bool_]


class Mark(Enum):
    """What a stroke says of what lies under it."""

    ALWAYS = "always"
    NEVER = "never"
    ERASE = "erase"


@dataclass(frozen=True)
class Stroke:
    """Where a brush went over the camera's own picture.

    Attributes:
        points: (x, y) from one to the next, shares of the frame's width and height; beyond 0 .. 1 outside it.
        radius: of the brush, share of the frame's height.
    """

    points: tuple[tuple[float, float], ...]
    radius: float


def in_camera(point: tuple[float, float], frame: Size, size: Size, look: Look) -> tuple[float, float]:
    """Return where a point of the output lies in the camera's own picture.

    Args:
        point: (x, y), shares of the output's width and height.
        frame: size of the camera's pictures.
        size: of the output.
        look: how they are placed and turned in it.

    Returns:
        (x, y), shares of the frame's width and height; beyond 0 .. 1 where the frame does not reach.
    """
    box = fitted(frame, size, look)
    x = (point[0] * size.width - box.left) / box.width
    y = (point[1] * size.height - box.top) / box.height
    return (1 - x if look.flip else x), y


def stroke_of(points: tuple[tuple[float, float], ...], radius: float, frame: Size, size: Size, look: Look) -> Stroke:
    """Return the stroke over the camera's picture that a brush painted over the output.

    Args:
        points: as for `in_camera`.
        radius: share of the output's height.
        frame: size of the camera's pictures.
        size: of the output.
        look: how they are placed and turned in it.
    """
    places = tuple(in_camera(point, frame, size, look) for point in points)
    return Stroke(places, radius * size.height / fitted(frame, size, look).height)


def marked(corrections: Corrections, mark: Mark, stroke: Stroke, frame: Frame) -> Corrections:
    """Return corrections with one more stroke.

    Args:
        corrections: so far; those of frames of another shape are given up, and what was always shown before the camera
            was opened anew.
        mark: what the stroke says. Erasing takes away all that is known there, the empty room too.
        stroke: where.
        frame: what is under it: a place that is never person is so while it looks like that.
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
        # Of a soft edge that meets itself half would stay.
        always = _or_none(np.where(soft > 0, 0, always).astype(np.uint8))
    known = None if corrections.marked is None else _without(corrections.marked, hard)
    if mark is Mark.NEVER:
        known = _with(known, view, hard)
    room = corrections.room
    if mark is Mark.ERASE and room is not None:
        room = _without(room, hard)
    return replace(corrections, always=always, marked=known, room=room, opening=frame.source)


def painted(stroke: Stroke, shape: tuple[int, ...]) -> Mask:
    """Return what a stroke covers of a grid, uint8 (h, w), 0 .. 255 with a soft edge."""
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


def _with(backdrop: Backdrop | None, view: Picture, where: _Where) -> Backdrop | None:
    if not where.any():
        return backdrop
    tolerance = (_FLAT + OF_TEXTURE * texture(view)) * where
    claimed = np.where(where, np.uint8(255), np.uint8(0))
    if backdrop is None:
        return Backdrop(view, tolerance.astype(np.float32), claimed)
    plate = np.where(where[..., None], view, backdrop.plate)
    return Backdrop(plate, (backdrop.tolerance + tolerance).astype(np.float32), np.maximum(backdrop.claimed, claimed))


def _without(backdrop: Backdrop, where: _Where) -> Backdrop | None:
    tolerance = np.where(where, np.float32(0), backdrop.tolerance)
    if not tolerance.any():
        return None
    return Backdrop(backdrop.plate, tolerance, np.where(where, np.uint8(0), backdrop.claimed))


def _or_none(mask: Mask) -> Mask | None:
    return mask if mask.any() else None
