"""Dates, titles and the like, carried over from a file to its rendered version.

Only what is listed here is carried over: a thumbnail would show the room, a location, a time zone or a free text, such
as a comment, may say where it is, and pixels are written upright.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from app.devices.media.pictures import JPEG_SUFFIXES
from app.devices.media.user_files import open_file

_VIDEO_TAGS = (
    "creation_time",
    "date",
    "title",
    "artist",
    "author",
    "album",
    "copyright",
    "make",
    "model",
)
_APPLE = "com.apple.quicktime."
# Make, model, time, artist, copyright.
_EXIF_TAGS = (0x010F, 0x0110, 0x0132, 0x013B, 0x8298)
_EXIF_IFD = 0x8769
# Exposure, aperture, sensitivity, times with their fractions, focal length, lens.
_PHOTO_TAGS = (0x829A, 0x829D, 0x8827, 0x9003, 0x9004, 0x9290, 0x9291, 0x9292, 0x920A, 0xA434)
_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "AVIF", "HEIF")
# A JPEG segment holds 65533 bytes with its header.
_MOST_BYTES = 65000
_EXIF_HEADER = b"Exif\0\0"
# Signature and header chunk of a PNG file.
_PNG_START = 33


def video_metadata(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags of a video, by FFmpeg's names and as they were meant, that its rendered version gets."""
    found = {key.lower().removeprefix(_APPLE): value for key, value in tags.items()}
    return {key: found[key] for key in _VIDEO_TAGS if found.get(key)}


def repaired(text: str) -> str:
    """Return a tag, which may be UTF-8 that was read as Latin-1, as it was meant."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def copy_picture_metadata(source: Path, target: Path) -> None:
    """Add the metadata of a picture to its rendered version, a JPEG or PNG file; other formats stay without.

    Metadata that cannot be read are left out.

    Raises:
        OSError: the file cannot be written.
    """
    insert = _INSERT.get(target.suffix.lower())
    exif = _exif_of(source) if insert is not None else b""
    if insert is not None and 0 < len(exif) <= _MOST_BYTES:
        target.write_bytes(insert(target.read_bytes(), exif))


def _exif_of(path: Path) -> bytes:
    from PIL import Image

    new = Image.Exif()
    # Decoders raise all kinds of errors for damaged metadata, which never matter.
    with suppress(Exception), open_file(path) as file:
        # The formats known by now include that of the picture, which has been read.
        with Image.open(file, formats=[name for name in _FORMATS if name in Image.OPEN]) as image:
            old = image.getexif()
            photo = old.get_ifd(_EXIF_IFD)
        new.update({tag: old[tag] for tag in _EXIF_TAGS if tag in old})
        kept = {tag: photo[tag] for tag in _PHOTO_TAGS if tag in photo}
        if kept:
            new.get_ifd(_EXIF_IFD).update(kept)
        return new.tobytes().removeprefix(_EXIF_HEADER) if len(new) or kept else b""
    return b""


def _into_jpeg(data: bytes, exif: bytes) -> bytes:
    content = _EXIF_HEADER + exif
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content + data[2:]


def _into_png(data: bytes, exif: bytes) -> bytes:
    chunk = b"eXIf" + exif
    packed = struct.pack(">I", len(exif)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return data[:_PNG_START] + packed + data[_PNG_START:]


_INSERT: Mapping[str, Callable[[bytes, bytes], bytes]] = {
    **dict.fromkeys(JPEG_SUFFIXES, _into_jpeg),
    ".png": _into_png,
}
