"""The camera's picture without a virtual background, for the background spec `none`."""

import numpy as np

from app.core.compositing.backgrounds import surround
from app.core.look import Look
from app.core.placement import cropped_to_fill, place
from app.core.types import Composite, Frame, Matte, Size


def passthrough(frame: Frame, size: Size, look: Look) -> Composite:
    """Return the frame at the output's `size`, with a matte of that frame that is person everywhere.

    Of the look only cropping, position, size and mirroring apply. Parts of `size` that the frame does not cover show
    a soft, dark copy of it.
    """
    frame = cropped_to_fill(frame, size, look)
    if look.flip:
        frame = frame.flipped()
    matte = Matte(np.full(frame.rgb.shape[:2], 255, np.uint8), frame)
    placed = place(matte, size, look)
    covered = placed.alpha > 0
    if covered.all():
        return Composite(placed.rgb, matte)
    rgb = surround(frame.rgb, size)
    rgb[covered] = placed.rgb[covered]
    return Composite(rgb, matte)
