"""Bringing a frame and its matte to the place and size at which they are shown."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.look import Look
from app.core.types import Alpha, Matte, Rgb, Size


@dataclass(frozen=True)
class Placed:
    """A frame and its matte on the output's canvas.

    Attributes:
        rgb: uint8 (H, W, 3) of the output's size; anything may stand where `alpha` is 0.
        alpha: uint8 (H / factor, W / factor); 0 wherever the frame does not reach.
        factor: a power of two.
    """

    rgb: Rgb
    alpha: Alpha
    factor: int


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; it may reach beyond what it lies on."""

    left: int
    top: int
    width: int
    height: int


def fitted(frame: Size, size: Size, look: Look) -> Box:
    """Return where a frame goes: as large as fits into `size`, standing on its lower edge, then scaled and moved."""
    scale = min(size.width / frame.width, size.height / frame.height) * look.scale
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    left = round((size.width - width) / 2 + look.x * size.width)
    top = round(size.height - height + look.y * size.height)
    return Box(left, top, width, height)


def place(matte: Matte, size: Size, look: Look) -> Placed:
    """Lay a frame and its alpha onto a canvas of `size`, at their `fitted` box."""
    frame = matte.frame
    if frame.size == size and look.is_in_place:
        return Placed(frame.rgb, matte.alpha, matte.factor)
    box = fitted(frame.size, size, look)
    return Placed(_laid(frame.rgb, box, size), _laid(matte.alpha, box, size), 1)


def resize(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Resize bilinearly, uint8 (H, W) or (H, W, C); large steps down go by halves, so that no pixel is skipped."""
    while picture.shape[0] >= 2 * height and picture.shape[1] >= 2 * width:
        half = (picture.shape[1] // 2, picture.shape[0] // 2)
        picture = np.asarray(cv2.resize(picture, half, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _laid(picture: NDArray[np.uint8], box: Box, size: Size) -> NDArray[np.uint8]:
    """Return a canvas of `size` with a picture, whatever its resolution, in `box`; 0 around it."""
    canvas = np.zeros((size.height, size.width, *picture.shape[2:]), np.uint8)
    rows = visible(box.top, box.height, size.height, picture.shape[0])
    columns = visible(box.left, box.width, size.width, picture.shape[1])
    if rows is None or columns is None:
        return canvas
    (shown_rows, source_rows), (shown_columns, source_columns) = rows, columns
    width, height = shown_columns.stop - shown_columns.start, shown_rows.stop - shown_rows.start
    canvas[shown_rows, shown_columns] = resize(picture[source_rows, source_columns], width, height)
    return canvas


def visible(start: int, length: int, limit: int, source: int) -> tuple[slice, slice] | None:
    """Return which part of a canvas's side a box covers, and which part of the picture's side that is, to a pixel."""
    first, last = max(0, start), min(limit, start + length)
    if first >= last:
        return None
    begin = min(source - 1, (first - start) * source // length)
    end = max(begin + 1, -(-(last - start) * source // length))
    return slice(first, last), slice(begin, min(end, source))
