"""Recognising pictures and videos by the first bytes of a file, whatever its name says."""

import os
from enum import Enum, auto
from pathlib import Path

from app.core.errors import ConfigError
from app.devices.media.user_files import open_file

_HEAD_BYTES = 4096
_PNG = b"\x89PNG\r\n\x1a\n"
_PICTURE_STARTS = (
    b"\xff\xd8\xff",
    _PNG,
    *(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    b"\0\0\1\0",
    *(b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"),
)
_VIDEO_STARTS = (
    b"\x1aE\xdf\xa3",
    b"OggS",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    b"FLV\1",
    *(b"\0\0\1\xba", b"\0\0\1\xb3", b"\0\0\0\1\x67", b"\0\0\0\1\x40"),
)
_GIF_STARTS = (b"GIF87a", b"GIF89a")
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide")
_BMP_HEADER_BYTES = (12, 16, 40, 52, 56, 64, 108, 124)
_TS_PACKET = 188
_WEBP_IS_ANIMATED = 0x02


class Content(Enum):
    """What a file contains.

    A GIF or APNG is an animation, an animated WebP or AVIF an animated picture, which FFmpeg does not read.
    """

    PICTURE = auto()
    VIDEO = auto()
    ANIMATION = auto()
    ANIMATED_PICTURE = auto()


def content_of(path: Path) -> Content | None:
    """Return what a file contains; None if it cannot be read or its first bytes are of no known format."""
    try:
        with open_file(path) as file:
            head = file.read(_HEAD_BYTES)
            return _content(head, file.seek(0, os.SEEK_END))
    except (ConfigError, OSError):
        return None


def is_animation(path: Path) -> bool:
    """Say whether a file is a GIF or an animated PNG, WebP or AVIF."""
    return content_of(path) in (Content.ANIMATION, Content.ANIMATED_PICTURE)


def is_heif(head: bytes) -> bool:
    """Say whether the first bytes of a file, at least 12, are those of a HEIC or HEIF picture."""
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def _content(head: bytes, size: int) -> Content | None:
    if head.startswith(_GIF_STARTS) or (head.startswith(_PNG) and b"acTL" in head.partition(b"IDAT")[0]):
        return Content.ANIMATION
    if head.startswith(_PICTURE_STARTS) or _is_bmp(head):
        return Content.PICTURE
    if head[:4] == b"RIFF":
        return _riff_content(head)
    if head[4:8] in _MP4_BOXES and _is_box(head, size):
        return _mp4_content(head)
    packets = head[: 4 * _TS_PACKET : _TS_PACKET]
    if head.startswith(_VIDEO_STARTS) or packets == b"G" * 4:
        return Content.VIDEO
    return None


def _is_bmp(head: bytes) -> bool:
    """Say whether a file that begins with two common letters is a BMP: its second header has one of few sizes."""
    return head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADER_BYTES


def _is_box(head: bytes, size: int) -> bool:
    """Say whether the first box of a file fits in it; words of a text would be a far larger size."""
    length = int.from_bytes(head[:4], "big")
    # 0 means up to the end of the file, 1 a longer size behind the box's name.
    return length in (0, 1) or 8 <= length <= max(size, _HEAD_BYTES)


def _riff_content(head: bytes) -> Content | None:
    if head[8:12] == b"WEBP":
        is_animated = head[12:16] == b"VP8X" and head[20] & _WEBP_IS_ANIMATED
        return Content.ANIMATED_PICTURE if is_animated else Content.PICTURE
    return Content.VIDEO if head[8:12] == b"AVI " else None


def _mp4_content(head: bytes) -> Content:
    brand = head[8:12]
    if head[4:8] == b"ftyp" and brand == b"avis":
        return Content.ANIMATED_PICTURE
    return Content.PICTURE if brand == b"avif" or is_heif(head) else Content.VIDEO
