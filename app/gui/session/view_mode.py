"""What the preview shows of a composite: as others see it, its matte, or before and after; no Qt.

Nothing here returns to the pipeline, so none of it can reach a sink. A slate is a slate in every view.
"""

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from app.core.border_fade import place_person
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
    """How the preview shows a composite.

    Attributes:
        view: what is shown of it.
        split: for `View.SPLIT`, the share of the width, from the left of the preview, that shows the camera, 0 to 1.
        mirrored: whether the preview will be mirrored.
        look: of the composite; its placement counts.
    """

    view: View = View.PICTURE
    split: float = 0.5
    mirrored: bool = False
    look: Look = DEFAULT_LOOK


def seen(composite: Composite, options: ViewOptions) -> Rgb:
    """Return what to show, RGB uint8 (H, W, 3) of the composite's shape, whatever the size of the matte."""
    if composite.matte is None or options.view is View.PICTURE:
        return composite.rgb
    if options.view is View.MATTE:
        return _matte(composite.matte, composite.size, options.look)
    return _split(composite.rgb, _before(composite.matte, composite.size, options.look), options)


def toggled(current: View, view: View) -> View:
    """Return the view after a key for `view` was pressed: that view, or from there back to the picture."""
    return View.PICTURE if current is view else view


def _matte(matte: Matte, size: Size, look: Look) -> Rgb:
    return np.asarray(cv2.cvtColor(place_person(matte, size, look).alpha, cv2.COLOR_GRAY2RGB), np.uint8)


def _before(matte: Matte, size: Size, look: Look) -> Rgb:
    return place(matte, size, look).rgb


def _split(after: Rgb, before: Rgb, options: ViewOptions) -> Rgb:
    width = after.shape[1]
    own = round(width * options.split)
    columns = slice(width - own, width) if options.mirrored else slice(0, own)
    both = after.copy()
    both[:, columns] = before[:, columns]
    return both
