"""Reading how the colours of a still picture are coded: HDR (PQ, HLG) in AVIF, HEIC and PNG files."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from bisenet.media.hdr import is_hdr

# The header of such files is much smaller.
_START_BYTES, _MOST_BYTES = 12, 2**20
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class CodedColours:
    """Colours by the numbers of ITU-T H.273, which are FFmpeg's too.

    Attributes:
        primaries: number of the colour primaries.
        transfer: number of the transfer function.
    """

    primaries: int
    transfer: int


def hdr_colours(file: BinaryIO) -> CodedColours | None:
    """Return the colours of an AVIF, HEIC or PNG file if they are HDR; the file's position stays."""
    place = file.tell()
    file.seek(0)
    head = file.read(_START_BYTES)
    reader = _of_png if head.startswith(_PNG) else _of_heif if head[4:8] == b"ftyp" else None
    if reader is not None:
        head += file.read(_MOST_BYTES)
    file.seek(place)
    try:
        colours = None if reader is None else reader(head)
    except (IndexError, StopIteration, struct.error):
        return None
    return colours if colours is not None and is_hdr(colours.transfer) else None


def _of_png(head: bytes) -> CodedColours | None:
    chunk = head.partition(b"IDAT")[0].partition(b"cICP")[2]
    return CodedColours(chunk[0], chunk[1]) if chunk else None


def _of_heif(head: bytes) -> CodedColours | None:
    """Return the colours of the primary picture; others, such as a gain map, have their own."""
    # A "full box" begins with its version and flags.
    meta = dict(_boxes(next(content for kind, content in _boxes(head) if kind == b"meta")[4:]))
    version, primary = meta[b"pitm"][0] if b"pitm" in meta else 0, 0
    if b"pitm" in meta:
        (primary,) = struct.unpack_from(">I" if version else ">H", meta[b"pitm"], 4)
    parts = list(_boxes(meta.get(b"iprp", b"")))
    properties = list(_boxes(next(content for kind, content in parts if kind == b"ipco")))
    for kind, content in parts:
        if kind == b"ipma":
            for index in _associated(content, primary):
                name, colours = properties[index - 1]
                if name == b"colr" and colours.startswith(b"nclx"):
                    return CodedColours(*struct.unpack_from(">HH", colours, 4))
    return None


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the type and content of each box."""
    place = 0
    while place + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        start = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, place + 8)
            start = 16
        size = size or len(data) - place
        if size < start:
            return
        yield kind, data[place + start : place + size]
        place += size


def _associated(ipma: bytes, item: int) -> Iterator[int]:
    """Yield the numbers, from 1, of the properties of an item."""
    version, has_wide_indices = ipma[0], ipma[3] & 1
    (count,) = struct.unpack_from(">I", ipma, 4)
    place = 8
    for _ in range(count):
        (found,) = struct.unpack_from(">I" if version else ">H", ipma, place)
        place += 4 if version else 2
        number = ipma[place]
        place += 1
        for _ in range(number):
            # The highest bit says whether a reader must know the property.
            index = struct.unpack_from(">H", ipma, place)[0] & 0x7FFF if has_wide_indices else ipma[place] & 0x7F
            place += 2 if has_wide_indices else 1
            if found == item and index:
                yield index
