"""Reading HDR pictures with all their bits, as their 8 bits would show bands."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from app.core.errors import ConfigError
from app.core.types import Rgb
from app.devices.media.coded_colours import CodedColours
from app.devices.media.decoded_frames import rgb_of
from app.devices.media.video_reader import VideoReader
from bisenet.media.hdr import tone_mapped
from bisenet.media.transparency import opaque

if TYPE_CHECKING:
    import PIL.Image


def read_deep(path: Path, file: BinaryIO, image: "PIL.Image.Image", colours: CodedColours) -> Rgb | None:
    """Return an HDR picture as a standard one, upright; None if only its 8 bits, those of `image`, can be read.

    Args:
        path: of the file.
        file: the same, open.
        image: as Pillow opened it.
        colours: of the picture.

    Returns:
        RGB uint8 (H, W, 3).
    """
    if image.format == "HEIF":
        return _read_heic(file, colours)
    return _read_avif(path, image, colours) if image.format == "AVIF" and image.mode == "RGB" else None


def _read_heic(file: BinaryIO, colours: CodedColours) -> Rgb | None:
    import pillow_heif

    file.seek(0)
    pixels = np.asarray(pillow_heif.open_heif(file, convert_hdr_to_8bit=False))
    if pixels.dtype != np.uint16:
        return None
    rgb = tone_mapped(np.asarray(pixels[..., :3], np.uint16), colours.transfer, colours.primaries)
    return opaque(rgb, np.asarray(pixels[..., 3] >> 8, np.uint8)) if pixels.shape[2] == 4 else rgb


def _read_avif(path: Path, image: "PIL.Image.Image", colours: CodedColours) -> Rgb | None:
    # FFmpeg sees a picture of several tiles as several tracks, each smaller than the picture.
    with suppress(ConfigError), VideoReader(path, 1) as reader:
        for frame, _ in reader.frames():
            if (frame.frame.width, frame.frame.height) == image.size:
                frame.frame.color_trc, frame.frame.color_primaries = colours.transfer, colours.primaries
                return rgb_of(frame)
            break
    return None
