"""Parameters of PipeWire nodes in their binary form, called POD (plain old data).

Source of the layout and of the numbers: the headers spa/pod/pod.h, spa/utils/type.h, spa/param/format.h,
spa/param/buffers.h, spa/param/video/raw.h and spa/buffer/meta.h of PipeWire 0.3.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

from app.core.values import Size

ENUM_FORMAT, FORMAT, BUFFERS, META = 3, 4, 5, 6
_ID, _INT, _RECTANGLE, _FRACTION, _OBJECT, _CHOICE = 3, 4, 10, 11, 15, 19
_FORMAT_OBJECT, _BUFFERS_OBJECT, _META_OBJECT = 0x40003, 0x40004, 0x40005
_MEDIA_TYPE, _MEDIA_SUBTYPE = 1, 2
_VIDEO_FORMAT, _VIDEO_SIZE, _VIDEO_FRAME_RATE = 0x20001, 0x20003, 0x20004
_VIDEO, _RAW = 2, 1
_RANGE, _FLAGS = 1, 4
_MEMORY_FILE = 1 << 2
META_HEADER, META_HEADER_BYTES = 1, 32
_FEWEST_BUFFERS, _BUFFERS, _MOST_BUFFERS = 2, 4, 8


class PixelFormat(IntEnum):
    """Layouts of pixels, by their numbers in PipeWire."""

    I420 = 2
    YUY2 = 4
    NV12 = 23


@dataclass(frozen=True)
class VideoFormat:
    """What a stream carries.

    Attributes:
        pixels: the layout.
        size: both sides even.
        fps: frames per second.
    """

    pixels: PixelFormat
    size: Size
    fps: int

    @property
    def stride(self) -> int:
        """Bytes from a row of the first plane to the next one."""
        return self.size.width * (2 if self.pixels is PixelFormat.YUY2 else 1)

    @property
    def frame_bytes(self) -> int:
        """Bytes of a frame, all planes together."""
        pixels = self.size.width * self.size.height
        return pixels * 2 if self.pixels is PixelFormat.YUY2 else pixels * 3 // 2


def format_parameter(video: VideoFormat) -> bytes:
    """Return the parameter that offers one format."""
    return _object(
        _FORMAT_OBJECT,
        ENUM_FORMAT,
        {
            _MEDIA_TYPE: _id(_VIDEO),
            _MEDIA_SUBTYPE: _id(_RAW),
            _VIDEO_FORMAT: _id(video.pixels),
            _VIDEO_SIZE: _value(_RECTANGLE, struct.pack("=II", video.size.width, video.size.height)),
            _VIDEO_FRAME_RATE: _value(_FRACTION, struct.pack("=II", video.fps, 1)),
        },
    )


def buffers_parameter(video: VideoFormat) -> bytes:
    """Return the parameter that asks for buffers of one block of shared memory, each for a frame."""
    return _object(
        _BUFFERS_OBJECT,
        BUFFERS,
        {
            1: _choice(_RANGE, _BUFFERS, _FEWEST_BUFFERS, _MOST_BUFFERS),
            2: _int(1),
            3: _int(video.frame_bytes),
            4: _int(video.stride),
            6: _choice(_FLAGS, _MEMORY_FILE),
        },
    )


def header_parameter() -> bytes:
    """Return the parameter that asks for a header with the time and number of each frame."""
    return _object(_META_OBJECT, META, {1: _id(META_HEADER), 2: _int(META_HEADER_BYTES)})


def pixel_format_of(parameter: bytes) -> PixelFormat | None:
    """Return the layout in a format that was agreed on; None if it has none that is known."""
    for key, kind, body in _properties(parameter):
        if key == _VIDEO_FORMAT and kind == _ID:
            (number,) = struct.unpack_from("=I", body)
            return PixelFormat(number) if number in set(PixelFormat) else None
    return None


def _properties(parameter: bytes) -> list[tuple[int, int, bytes]]:
    """Return key, type and body of each property of an object; a choice counts as its first value."""
    found = []
    size, kind = struct.unpack_from("=II", parameter)
    position, end = 16, min(8 + size, len(parameter))
    while kind == _OBJECT and position + 16 <= end:
        key, _, length, kind_of_value = struct.unpack_from("=IIII", parameter, position)
        body = parameter[position + 16 : position + 16 + length]
        if kind_of_value == _CHOICE and len(body) >= 16:
            _, kind_of_value = struct.unpack_from("=II", body, 8)
            body = body[16:]
        found.append((key, kind_of_value, body))
        position += 16 + _padded(length)
    return found


def _object(kind: int, parameter: int, properties: dict[int, bytes]) -> bytes:
    body = struct.pack("=II", kind, parameter)
    body += b"".join(struct.pack("=II", key, 0) + value for key, value in properties.items())
    return _value(_OBJECT, body)


def _choice(kind: int, *values: int) -> bytes:
    """Return a choice between whole numbers, the default first."""
    return _value(_CHOICE, struct.pack(f"=IIII{len(values)}i", kind, 0, 4, _INT, *values))


def _id(number: int) -> bytes:
    return _value(_ID, struct.pack("=I", number))


def _int(number: int) -> bytes:
    return _value(_INT, struct.pack("=i", number))


def _value(kind: int, body: bytes) -> bytes:
    """Return a value with its head, padded to eight bytes."""
    return struct.pack("=II", len(body), kind) + body.ljust(_padded(len(body)), b"\0")


def _padded(size: int) -> int:
    return -(-size // 8) * 8
