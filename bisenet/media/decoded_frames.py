"""Converting decoded video frames to RGB: their colours, transparency, shape and orientation."""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

import av
import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation
from numpy.typing import NDArray

from bisenet.errors import DataError
from bisenet.language import _
from bisenet.media.display_matrix import display_layout
from bisenet.media.hdr import is_hdr, tone_mapped
from bisenet.media.transparency import opaque

# 8K; decoding a larger frame would take gigabytes.
MOST_PIXELS = 7680 * 4320
_HD_LINES = 720
_UNTAGGED = 2
# FFmpeg's number for the YUV matrix of standard definition, which swscale calls ITU601.
_SMPTE170M = 6
# A pixel that is said to be longer than this is a damaged header's.
_LONGEST_PIXEL = 4
# By whether there is alpha, and whether 16 bits are needed; interleaved ones without alpha take ten times as long.
_FORMATS = {(False, False): "rgb24", (True, False): "rgba", (False, True): "gbrp16le", (True, True): "rgba64le"}


@dataclass(frozen=True)
class DecodedFrame:
    """A frame as the decoder returns it, to be converted only when it is shown.

    Attributes:
        frame: of any format.
        pixel_aspect: width of a pixel divided by its height.
    """

    frame: av.VideoFrame
    pixel_aspect: Fraction = Fraction(1)


def matrix_of(height: int) -> Colorspace:
    """Return the YUV matrix that players assume for a picture of that height."""
    return Colorspace.ITU709 if height >= _HD_LINES else Colorspace.ITU601


def tag_colours(context: VideoCodecContext) -> None:
    """Write the colour space, that of `matrix_of`, to the file of an encoder; players would guess otherwise."""
    hd = context.height >= _HD_LINES
    context.colorspace = Colorspace.ITU709 if hd else _SMPTE170M
    context.color_range = ColorRange.MPEG
    context.color_primaries = ColorPrimaries.BT709 if hd else ColorPrimaries.SMPTE170M
    context.color_trc = ColorTrc.BT709 if hd else ColorTrc.SMPTE170M


def rgb_of(decoded: DecodedFrame, covering: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """Return a decoded picture as players show it.

    It is rotated and mirrored as its metadata says, has square pixels and the colours of a standard display, and its
    transparent pixels show a plain colour.

    Args:
        decoded: the frame.
        covering: width and height; a picture that more than covers them is scaled down, which is cheaper here than
            afterwards.

    Returns:
        RGB uint8 (H, W, 3).

    Raises:
        DataError: it is of a format that cannot be converted.
    """
    try:
        return _rgb(decoded, covering)
    except (MemoryError, av.error.MemoryError):
        raise
    except Exception as error:
        # FFmpeg, PyAV and OpenCV raise all kinds of errors.
        raise DataError(
            _("The video has an unknown picture format ({error}); use another file.").format(error=error)
        ) from error


def _rgb(decoded: DecodedFrame, covering: tuple[int, int] | None) -> NDArray[np.uint8]:
    frame = decoded.frame
    layout = display_layout(frame)
    size = _shown_size(decoded, covering, layout.is_turned)
    # Palettes have alpha without a component of it.
    has_alpha = frame.format.has_palette or any(component.is_alpha for component in frame.format.components)
    # Scaling would mix the hidden colours of transparent pixels into their neighbours.
    scaled = (frame.width, frame.height) if has_alpha else size
    is_wide = is_hdr(frame.color_trc)
    converted = frame.reformat(
        *scaled,
        _FORMATS[has_alpha, is_wide],
        src_colorspace=matrix_of(frame.height) if frame.colorspace == _UNTAGGED else None,
        interpolation=Interpolation.AREA if _is_smaller(scaled, frame) else None,
        # Threads that start and end for each frame take longer than they save.
        threads=1,
    )
    pixels: NDArray[Any] = converted.to_ndarray()
    rgb: NDArray[np.uint8] = np.asarray(
        tone_mapped(pixels[..., :3], frame.color_trc, frame.color_primaries) if is_wide else pixels[..., :3], np.uint8
    )
    if has_alpha:
        alpha = pixels[..., 3] >> 8 if is_wide else pixels[..., 3]
        rgb = opaque(rgb, np.asarray(alpha, np.uint8))
        method = cv2.INTER_AREA if _is_smaller(size, frame) else cv2.INTER_LINEAR
        rgb = np.asarray(cv2.resize(rgb, size, interpolation=method), np.uint8)
    return layout.applied(rgb)


def _shown_size(decoded: DecodedFrame, covering: tuple[int, int] | None, is_turned: bool) -> tuple[int, int]:
    """Return the size with square pixels, before the frame is turned; nothing but a huge frame loses any detail."""
    aspect = float(decoded.pixel_aspect)
    if not 1 / _LONGEST_PIXEL <= aspect <= _LONGEST_PIXEL:
        aspect = 1.0
    width, height = decoded.frame.width * max(1.0, aspect), decoded.frame.height * max(1.0, 1 / aspect)
    scale = min(1.0, sqrt(MOST_PIXELS / (width * height)))
    if covering is not None:
        least = covering[::-1] if is_turned else covering
        scale = min(scale, max(least[0] / width, least[1] / height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _is_smaller(size: tuple[int, int], frame: av.VideoFrame) -> bool:
    return size[0] < frame.width or size[1] < frame.height
