"""Placement: cropping a frame, and scaling and moving it with its matte onto the output's canvas."""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.look import Look
from app.core.types import Alpha, Frame, Matte, Rgb, Size

# Sides of a cropped frame are multiples of this, so that a large one can be halved for its matte.
_STEP = 4
# A quarter of the rows that are cropped lie above the rest, since heads are above the middle of a frame.
_ABOVE = 4


@dataclass(frozen=True)
class PlacedFrame:
    """A frame and its matte on the output's canvas.

    Attributes:
        rgb: uint8 (H, W, 3) of the output's size; undefined where `alpha` is 0.
        alpha: uint8 (H / factor, W / factor); 0 outside the frame.
        factor: a power of two.
    """

    rgb: Rgb
    alpha: Alpha
    factor: int


@dataclass(frozen=True)
class Rect:
    """A rectangle in pixels; it may extend beyond the canvas."""

    left: int
    top: int
    width: int
    height: int


def cropped_to_fill(frame: Frame, size: Size, look: Look) -> Frame:
    """Return the part of a frame that fills an output of `size`, so that the rest is never processed.

    It is the frame itself if the aspect ratio is the same, or if the look asks for the whole frame.
    """
    if look.whole_frame or frame.size == size:
        return frame
    width, height = frame.size.width, frame.size.height
    kept_width = min(width, _step_up(height * size.width / size.height))
    kept_height = min(height, _step_up(width * size.height / size.width))
    if (kept_width, kept_height) == (width, height):
        return frame
    left, top = (width - kept_width) // 2, (height - kept_height) // _ABOVE
    return replace(frame, rgb=frame.rgb[top : top + kept_height, left : left + kept_width])


def _step_up(side: float) -> int:
    return max(1, math.ceil(round(side) / _STEP)) * _STEP


def fitted(frame: Size, size: Size, look: Look) -> Rect:
    """Return where a frame goes: it fills `size`, centred, or fits into it at the lower edge; then scaled and moved."""
    scales = size.width / frame.width, size.height / frame.height
    scale = min(scales) if look.whole_frame else max(scales)
    below = max(0, round(frame.height * scale) - size.height) / 2
    scale *= look.scale
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    left = round((size.width - width) / 2 + look.x * size.width)
    top = round(size.height - height + below * look.scale + look.y * size.height)
    return Rect(left, top, width, height)


def place(matte: Matte, size: Size, look: Look) -> PlacedFrame:
    """Place a frame and its alpha on a canvas of `size`, in their `fitted` rectangle."""
    frame = matte.frame
    if frame.size == size and look.is_in_place:
        return PlacedFrame(frame.rgb, matte.alpha, matte.factor)
    box = fitted(frame.size, size, look)
    rgb, alpha = (_laid(picture, box, size, matte.alpha.shape) for picture in (frame.rgb, matte.alpha))
    return PlacedFrame(rgb, alpha, 1)


def resize(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Resize bilinearly, uint8 (H, W) or (H, W, C); large reductions go by halves, so that no pixel is skipped."""
    picture = halved(picture, width, height)
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def halved(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Return the smallest half, quarter, ... of a picture, uint8 (H, W[, C]), of at least `width` x `height`."""
    while picture.shape[0] >= 2 * height and picture.shape[1] >= 2 * width:
        half = (picture.shape[1] // 2, picture.shape[0] // 2)
        picture = np.asarray(cv2.resize(picture, half, interpolation=cv2.INTER_AREA), np.uint8)
    return picture


@dataclass(frozen=True)
class Span:
    """Position of a picture on a canvas, along one axis.

    Attributes:
        shown: the pixels of the canvas that it covers.
        cells: the whole cells of the picture needed for them.
        first, length: where these cells lie on the canvas; may extend beyond it.
    """

    shown: slice
    cells: slice
    first: int
    length: int


def span(start: int, length: int, limit: int, cells: int) -> Span | None:
    """Return the visible part of a picture along one axis; None if nothing is visible.

    Frame and matte are cut at the same cells, those of the coarser of the two, or they would not align.

    Args:
        start: first pixel of the picture on the canvas.
        length: of the picture on the canvas, in pixels.
        limit: of the canvas, in pixels.
        cells: of the picture along this axis.
    """
    first, last = max(0, start), min(limit, start + length)
    if first >= last:
        return None
    begin = min(cells - 1, (first - start) * cells // length)
    end = min(cells, max(begin + 1, -(-(last - start) * cells // length)))
    low, high = (start + round(edge * length / cells) for edge in (begin, end))
    return Span(slice(first, last), slice(begin, end), min(low, first), max(high, last) - min(low, first))


def _laid(picture: NDArray[np.uint8], box: Rect, size: Size, grid: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return a canvas of `size` with a picture in `box`, 0 elsewhere; the picture's sides are multiples of `grid`."""
    canvas = np.zeros((size.height, size.width, *picture.shape[2:]), np.uint8)
    rows, columns = span(box.top, box.height, size.height, grid[0]), span(box.left, box.width, size.width, grid[1])
    if rows is None or columns is None:
        return canvas
    times = picture.shape[0] // grid[0]
    part = picture[_times(rows.cells, times), _times(columns.cells, times)]
    large = resize(part, columns.length, rows.length)
    canvas[rows.shown, columns.shown] = large[_from(rows), _from(columns)]
    return canvas


def _times(cells: slice, factor: int) -> slice:
    return slice(cells.start * factor, cells.stop * factor)


def _from(side: Span) -> slice:
    return slice(side.shown.start - side.first, side.shown.stop - side.first)
