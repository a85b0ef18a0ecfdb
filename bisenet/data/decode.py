"""Decoding picture files, whole or not at all."""

import re
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

_JPEG = b"\xff\xd8"
_END_OF_IMAGE = 0xD9
_START_OF_SCAN = 0xDA
# Within a scan 0xff is followed by 0 or by a restart marker; anything else ends it.
_AFTER_SCAN = re.compile(rb"\xff(?=[^\x00\xd0-\xd7\xff])")


def decode(path: Path, flags: int) -> NDArray[np.integer | np.floating] | None:
    """Return a picture as OpenCV decodes it; None where the file cannot be read, is cut off, too large or no picture.

    Args:
        path: of the file.
        flags: of `cv2.imdecode`.
    """
    try:
        content = path.read_bytes()
        if is_cut_off(content):
            return None
        return cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    except (OSError, cv2.error):
        return None


def is_cut_off(content: bytes) -> bool:
    """Return whether a file's content is a JPEG without its end, of which decoders make grey.

    Source: ITU-T T.81, annex B. What follows the end of a picture, as in motion photos, does not matter.
    """
    if not content.startswith(_JPEG):
        return False
    place = len(_JPEG)
    while place + 4 <= len(content):
        marker = content[place + 1]
        if content[place] != 0xFF or marker == _END_OF_IMAGE:
            return content[place] != 0xFF
        if marker == 0xFF:
            place += 1
            continue
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
        if marker == _START_OF_SCAN:
            end = _AFTER_SCAN.search(content, place)
            if end is None:
                return True
            place = end.start()
    return content[place : place + 2] != bytes((0xFF, _END_OF_IMAGE))
