"""Laying the person over a background: pure functions of arrays."""

import cv2
import numpy as np

from app.core.types import Alpha, Composite, Matte, Rgb, Rgba, Size

_SLATE_TOP = (38, 46, 58)
_SLATE_BOTTOM = (22, 27, 35)
# Of 255. Lossy video takes an alpha below this for 0 and keeps the colour.
_TRACE = 8


def compose(matte: Matte, background: Rgb, size: Size) -> Composite:
    """Blend the matte's own frame over `background`.

    A frame of another shape is scaled to fit into the output and stands on its lower edge; the background fills the
    rest, so there are no bars.

    Args:
        matte: of the frame to show.
        background: RGB uint8 of `size`.
        size: of the output.
    """
    rgb, alpha = conform(matte, size)
    # cv2.blendLinear divides by the weights' sum plus a tiny number; with weights 0 and 1 it is exact.
    return Composite(np.asarray(cv2.blendLinear(rgb, background, alpha, 1.0 - alpha), np.uint8), matte)


def placement(frame: Size, size: Size) -> tuple[slice, slice]:
    """Return the rows and columns of `size` that a frame takes: as large as fits, centred, on the lower edge."""
    scale = min(size.width / frame.width, size.height / frame.height)
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    left = (size.width - width) // 2
    return slice(size.height - height, size.height), slice(left, left + width)


def conform(matte: Matte, size: Size) -> tuple[Rgb, Alpha]:
    """Return the frame and its alpha laid into `size` at their `placement`; elsewhere the alpha is 0."""
    frame = matte.frame
    if frame.size == size:
        return frame.rgb, matte.alpha
    inside = placement(frame.size, size)
    rows, columns = inside
    width, height = columns.stop - columns.start, rows.stop - rows.start
    method = cv2.INTER_AREA if width < frame.size.width else cv2.INTER_LINEAR
    rgb = np.zeros((size.height, size.width, 3), np.uint8)
    alpha = np.zeros((size.height, size.width), np.float32)
    rgb[inside] = cv2.resize(frame.rgb, (width, height), interpolation=method)
    # Resampling may overshoot 1 by a rounding error.
    alpha[inside] = np.clip(cv2.resize(matte.alpha, (width, height), interpolation=method), 0, 1)
    return rgb, alpha


def cut_out(matte: Matte, size: Size) -> Rgba:
    """Return the person alone at `size`, RGBA uint8 (H, W, 4), with straight alpha, not multiplied into the colours.

    Where the alpha is 0 the colour is 0 too: whoever takes the alpha away finds nothing of the room there. For the
    same reason a trace of alpha, which nobody sees, becomes 0: straight alpha would keep the room's full colour there.
    """
    rgb, alpha = conform(matte, size)
    opacity = np.rint(alpha * 255).astype(np.uint8)
    opacity[opacity < _TRACE] = 0
    return np.dstack([np.where(opacity[..., None] > 0, rgb, np.uint8(0)), opacity])


def make_slate(size: Size, text: str) -> Composite:
    """Return a calm picture with a line of text and no camera pixel."""
    ramp = np.linspace(0, 1, size.height, dtype=np.float32)[:, None, None]
    top, bottom = np.array(_SLATE_TOP, np.float32), np.array(_SLATE_BOTTOM, np.float32)
    rgb = np.empty((size.height, size.width, 3), np.uint8)
    rgb[:] = top + ramp * (bottom - top)
    scale = size.width / 1280
    thickness = max(1, round(2 * scale))
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.2 * scale, thickness)
    origin = ((size.width - width) // 2, (size.height + height) // 2)
    cv2.putText(rgb, text, origin, cv2.FONT_HERSHEY_SIMPLEX, 1.2 * scale, (176, 186, 200), thickness, cv2.LINE_AA)
    return Composite(rgb, None)
