"""Files of a few bytes that claim, or hold, far more than anybody has room for."""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np

SIDE = 60_000
# WebP knows no longer side.
WEBP_SIDE = 16_383
SUFFIXES = (".png", ".jpg", ".bmp", ".tif", ".webp")


def write_bomb(path: Path, side: int = SIDE) -> Path:
    """Write a picture in the suffix's format whose header claims `side` x `side` pixels."""
    path.write_bytes(_MAKERS[path.suffix](side))
    return path


def write_png(path: Path, width: int, height: int) -> Path:
    """Write a whole and sound grey PNG, a thousand times smaller than its pixels."""
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(bytes(1 + width)) for _ in range(height)) + rows.flush()
    path.write_bytes(_png(width, height, data))
    return path


def _png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _encoded(suffix: str) -> bytearray:
    good, data = cv2.imencode(suffix, np.full((16, 16, 3), 90, np.uint8))
    assert good
    return bytearray(data.tobytes())


def _jpeg(side: int) -> bytes:
    data = _encoded(".jpg")
    struct.pack_into(">HH", data, data.index(b"\xff\xc0") + 5, side, side)
    return bytes(data)


def _bmp(side: int) -> bytes:
    data = _encoded(".bmp")
    struct.pack_into("<ii", data, 18, side, side)
    return bytes(data)


def _tiff(side: int) -> bytes:
    """Width, height, a grey byte each, one strip of all rows that lies nowhere."""
    tags = [(256, side), (257, side), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, side), (279, 1)]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + entries + bytes(4)


def _webp(side: int) -> bytes:
    """An extended header, and a lossless picture of one colour."""
    side = min(side, WEBP_SIDE)
    # 14 bits each of width and height, less one, then no transforms and codes of one symbol.
    bits = (side - 1) | (side - 1) << 14
    lossless = b"\x2f" + struct.pack("<I", bits) + b"\x88\x88\x08" + bytes(8)
    extended = bytes(4) + struct.pack("<I", side - 1)[:3] * 2
    chunks = (
        b"VP8X" + struct.pack("<I", len(extended)) + extended + b"VP8L" + struct.pack("<I", len(lossless)) + lossless
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _gif(side: int) -> bytes:
    """Two pictures of the whole side."""
    picture = b"\x21\xf9\x04\0\x0a\0\0\0,\0\0\0\0" + struct.pack("<HH", side, side) + b"\0\x02\x02\x4c\x01\0"
    return b"GIF89a" + struct.pack("<HH", side, side) + b"\x80\0\0" + bytes(6) + 2 * picture + b";"


_MAKERS = {
    ".png": lambda side: _png(side, side, zlib.compress(bytes(9))),
    ".jpg": _jpeg,
    ".bmp": _bmp,
    ".tif": _tiff,
    ".webp": _webp,
    ".gif": _gif,
}
