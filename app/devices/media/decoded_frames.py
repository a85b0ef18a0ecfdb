"""Converting decoded video frames to RGB."""

import av
import cv2
import numpy as np
from av.video.reformatter import Colorspace, Interpolation

from app.core.types import Rgb, Rgba, Size

_HD_LINES = 720
_UNTAGGED = 2
# Shown through transparent pixels; the window's colour "slate".
_UNDERNEATH = (39, 48, 63)


def matrix_of(height: int) -> Colorspace:
    """Return the YUV matrix that players assume for a picture of that height."""
    return Colorspace.ITU709 if height >= _HD_LINES else Colorspace.ITU601


def rgb_of(frame: av.VideoFrame, covering: Size | None = None) -> Rgb:
    """Return a decoded picture, rotated as its metadata says; transparent pixels show a plain colour.

    Args:
        frame: of any format.
        covering: a size; a picture that more than covers it is scaled down, which is cheaper here than afterwards.

    Returns:
        RGB uint8 (H, W, 3).
    """
    turns = round(frame.rotation / 90) % 4
    has_alpha = any(component.is_alpha for component in frame.format.components)
    scale = 1.0
    if covering is not None:
        width, height = (frame.height, frame.width) if turns % 2 else (frame.width, frame.height)
        scale = min(1.0, max(covering.width / width, covering.height / height))
    converted = frame.reformat(
        round(frame.width * scale),
        round(frame.height * scale),
        "rgba" if has_alpha else "rgb24",
        src_colorspace=matrix_of(frame.height) if frame.colorspace == _UNTAGGED else None,
        interpolation=Interpolation.AREA if scale < 1 else None,
    )
    pixels = np.asarray(converted.to_ndarray(), np.uint8)
    rgb = _opaque(pixels) if has_alpha else pixels
    return np.ascontiguousarray(np.rot90(rgb, turns)) if turns else rgb


def _opaque(rgba: Rgba) -> Rgb:
    """Composite RGBA uint8 (H, W, 4) with straight alpha over a plain colour."""
    rgb, alpha = np.ascontiguousarray(rgba[..., :3]), rgba[..., 3]
    if alpha.min() == 255:
        return rgb
    opacity = alpha.astype(np.float32) / 255
    return np.asarray(cv2.blendLinear(rgb, np.full_like(rgb, _UNDERNEATH), opacity, 1 - opacity), np.uint8)
