"""What the user's own window shows of a composite: as others see it, its matte, or before and after; no Qt.

Nothing here goes back to the pipeline, so none of it can reach a sink. A slate is a slate in every view.
"""

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from app.core.look import DEFAULT_LOOK, Look
from app.core.placement import place
from app.core.types import Composite, Matte, Rgb, Size


class View(Enum):
    """What the preview shows."""

    PICTURE = "picture"
    MATTE = "matte"
    SPLIT = "split"


@dataclass(frozen=True)
class ViewOptions:
    """How a composite is looked at.

    Attributes:
        view: what is shown of it.
        split: for `View.SPLIT`, which share of the width is the camera's own picture, from the left as it is shown.
        mirrored: whether what is shown will be mirrored.
        look: with which the composite was made; its placing counts.
    """

    view: View = View.PICTURE
    split: float = 0.5
    mirrored: bool = False
    look: Look = DEFAULT_LOOK


def seen(composite: Composite, sight: ViewOptions) -> Rgb:
    """Return what to show, RGB uint8 (H, W, 3) of the composite's shape, of which a matte may be a half, quarter..."""
    if composite.matte is None or sight.view is View.PICTURE:
        return composite.rgb
    if sight.view is View.MATTE:
        return _matte(composite.matte, _size(composite), sight.look)
    return _split(composite.rgb, _before(composite.matte, _size(composite), sight.look), sight)


def toggled(now: View, view: View) -> View:
    """Return what a key for `view` leads to: there, and from there back to the picture."""
    return View.PICTURE if now is view else view


def _size(composite: Composite) -> Size:
    height, width = composite.rgb.shape[:2]
    return Size(width, height)


def _matte(matte: Matte, size: Size, look: Look) -> Rgb:
    return np.asarray(cv2.cvtColor(place(matte, size, look).alpha, cv2.COLOR_GRAY2RGB), np.uint8)


def _before(matte: Matte, size: Size, look: Look) -> Rgb:
    return place(matte, size, look).rgb


def _split(after: Rgb, before: Rgb, sight: ViewOptions) -> Rgb:
    width = after.shape[1]
    own = round(width * sight.split)
    columns = slice(width - own, width) if sight.mirrored else slice(0, own)
    both = after.copy()
    both[:, columns] = before[:, columns]
    return both
