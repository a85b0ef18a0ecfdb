"""Reading a PipeWire camera: buffers come from another process."""

import ctypes

import pytest

from app.core.errors import DeviceError
from app.core.types import Size
from app.devices.linux.pipewire import library as pw
from app.devices.linux.pipewire.reader import Reader
from tests.devices.linux.pipewire.test_failed_openings import FakeLibrary, use

SIZE = Size(8, 4)
FRAME_BYTES = 8 * 4 * 3 // 2


class OneBuffer(FakeLibrary):
    """A library that gives one buffer.

    Args:
        offset: of the frame in its memory.
        size: of its memory, bytes.
    """

    def __init__(self, offset: int, size: int) -> None:
        super().__init__()
        self._memory = ctypes.create_string_buffer(b"\x80" * 1024, 1024)
        self._chunk = pw.Chunk(offset, FRAME_BYTES, 8, 0)
        self._data = pw.Data(size=size, data=ctypes.addressof(self._memory), chunk=ctypes.pointer(self._chunk))
        self._content = pw.SpaBuffer(0, 1, None, ctypes.pointer(self._data))
        self._buffer = pw.Buffer(ctypes.pointer(self._content))

    def pw_stream_dequeue_buffer(self, stream: int) -> "ctypes._Pointer[pw.Buffer]":
        """Return the buffer."""
        return ctypes.pointer(self._buffer)


@pytest.mark.parametrize(
    ("offset", "size", "is_read"),
    [
        (0, FRAME_BYTES, True),
        (16, FRAME_BYTES + 16, True),
        (17, FRAME_BYTES + 16, False),
        (0xFFFFFFFF, 1024, False),
        (0, FRAME_BYTES - 1, False),
    ],
)
def test_only_a_frame_within_its_buffer_is_read(
    offset: int, size: int, is_read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = OneBuffer(offset, size)
    use(monkeypatch, fake)
    with Reader("camera", SIZE, 30) as reader:
        fake.events.process(None)
        assert reader.wait(0) is is_read
        if is_read:
            assert reader.last().shape == (4, 8, 3)
        else:
            with pytest.raises(DeviceError, match="No frame"):
                reader.last()
