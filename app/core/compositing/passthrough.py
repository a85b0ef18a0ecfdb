"""The room as it is: what others see where the user wishes for no background at all."""

import numpy as np

from app.core.compositing.backgrounds import surround
from app.core.look import Look
from app.core.placement import place
from app.core.types import Composite, Frame, Matte, Size


def whole_frame(frame: Frame, size: Size, look: Look) -> Composite:
    """Return a whole frame at the output's `size`, by a matte of that very frame that calls all of it person.

    Of the look only its place counts, and whether it is flipped. Where the frame does not reach lies a soft and dark
    copy of it.
    """
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
