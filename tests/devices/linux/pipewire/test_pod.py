"""Parameters in PipeWire's binary form."""

import struct

from app.core.types import Size
from app.devices.linux.pipewire import pod
from app.devices.linux.pipewire.pod import PixelFormat, VideoFormat

HD = Size(1280, 720)


def words(data: bytes) -> list[int]:
    """Return data as whole numbers of four bytes."""
    return list(struct.unpack(f"={len(data) // 4}I", data))


def test_a_format_is_one_object_with_one_size_and_one_rate() -> None:
    data = words(pod.format_parameter(VideoFormat(PixelFormat.I420, HD, 30)))
    # Size of the body and the type of an object; then the type of the object and its parameter.
    assert data[:4] == [len(data) * 4 - 8, 15, 0x40003, 3]
    # Key, flags, size and type of each property; short values are padded to eight bytes.
    assert data[4:] == [
        *(1, 0, 4, 3, 2, 0),
        *(2, 0, 4, 3, 1, 0),
        *(0x20001, 0, 4, 3, 2, 0),
        *(0x20003, 0, 8, 10, 1280, 720),
        *(0x20004, 0, 8, 11, 30, 1),
    ]


def test_buffers_hold_a_frame() -> None:
    data = words(pod.buffers_parameter(VideoFormat(PixelFormat.I420, HD, 30)))
    assert 1280 * 720 * 3 // 2 in data
    assert 1280 in data
    yuy2 = VideoFormat(PixelFormat.YUY2, HD, 30)
    assert (yuy2.stride, yuy2.frame_bytes) == (2560, 1280 * 720 * 2)


def test_the_agreed_layout_is_read_back() -> None:
    for pixels in PixelFormat:
        assert pod.pixel_format_of(pod.format_parameter(VideoFormat(pixels, HD, 30))) is pixels


def test_a_layout_in_a_choice_is_its_first_value() -> None:
    choice = struct.pack("=IIIIII", 3, 0, 4, 3, PixelFormat.NV12, PixelFormat.I420)
    body = struct.pack("=II", 0x40003, 4) + struct.pack("=IIII", 0x20001, 0, len(choice), 19) + choice
    assert pod.pixel_format_of(struct.pack("=II", len(body), 15) + body) is PixelFormat.NV12


def test_what_is_not_known_is_no_layout() -> None:
    body = struct.pack("=II", 0x40003, 4) + struct.pack("=IIIIII", 0x20001, 0, 4, 3, 99, 0)
    assert pod.pixel_format_of(struct.pack("=II", len(body), 15) + body) is None
    assert pod.pixel_format_of(struct.pack("=II", 0, 1)) is None
