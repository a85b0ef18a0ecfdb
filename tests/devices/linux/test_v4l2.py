"""What is asked of a node about its pictures, on a faked ioctl."""

import errno
import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import DeviceError
from app.core.types import Size
from app.devices.linux import v4l2
from app.devices.linux.v4l2 import ClientUsage, PixelFormat, capture_format, is_busy, output_format

Answer = Callable[[int, bytes], bytes]


@pytest.fixture
def node(tmp_path: Path) -> Path:
    path = tmp_path / "video3"
    path.touch()
    return path


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], list[int]]:
    def use(answer: Answer) -> list[int]:
        asked: list[int] = []

        def control(handle: int, request: int, argument: bytes) -> bytes:
            os.fstat(handle)
            asked.append(request)
            return answer(request, argument)

        monkeypatch.setattr(v4l2, "control", control)
        return asked

    return use


def refusing(number: int) -> Answer:
    def answer(request: int, argument: bytes) -> bytes:
        raise OSError(number, "refused")

    return answer


def test_the_format_of_a_node(node: Path, answering: Callable[[Answer], list[int]]) -> None:
    def answer(request: int, argument: bytes) -> bytes:
        # struct v4l2_format: type, then at 8 a union of 200 bytes that begins with width, height, fourcc.
        assert len(argument) == 208
        if request == 0xC0D05640:
            assert struct.unpack("=I", argument[:4]) == (2,)
            assert struct.unpack("=II4s", argument[8:20]) == (1280, 720, b"YU12")
        return struct.pack("=I4xII4s188x", 1, 640, 480, b"YU12")

    asked = answering(answer)
    assert capture_format(node) == output_format(node, Size(1280, 720)) == PixelFormat(Size(640, 480), "YU12")
    assert asked == [0xC0D05604, 0xC0D05640]


def test_a_node_that_tells_no_format(node: Path, answering: Callable[[Answer], list[int]]) -> None:
    answering(refusing(errno.EINVAL))
    assert capture_format(node) is None
    assert output_format(node, Size(64, 48)) is None
    with pytest.raises(DeviceError, match="There is no camera"):
        capture_format(node.with_name("video4"))


@pytest.mark.parametrize(("number", "busy"), [(errno.EBUSY, True), (errno.EINVAL, False), (errno.ENOTTY, False)])
def test_only_busy_is_busy(number: int, busy: bool, node: Path, answering: Callable[[Answer], list[int]]) -> None:
    answering(refusing(number))
    assert is_busy(node) == busy
    answering(lambda request, argument: argument)
    assert not is_busy(node)


def test_the_newest_count_of_clients(node: Path, answering: Callable[[Answer], list[int]]) -> None:
    waiting: list[int] = []

    def answer(request: int, argument: bytes) -> bytes:
        if request == 0x4020565A:
            assert struct.unpack("=III", argument[:12]) == (0x08000000 + 0x08E00001, 0, 1)
            return argument
        assert len(argument) == 136
        if not waiting:
            raise OSError(errno.ENOENT, "no event")
        return struct.pack("=I4xI124x", 0x08000000 + 0x08E00001, waiting.pop(0))

    answering(answer)
    usage = ClientUsage(node)
    assert usage.count() == 0
    waiting += [1, 2]
    assert usage.count() == 2
    assert usage.count() == 2
    waiting.append(0)
    assert usage.count() == 0
    usage.close()


def test_an_older_module_does_not_count(node: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handles: list[int] = []

    def control(handle: int, request: int, argument: bytes) -> bytes:
        handles.append(handle)
        raise OSError(errno.EINVAL, "no such event")

    monkeypatch.setattr(v4l2, "control", control)
    with pytest.raises(DeviceError, match=r"v4l2loopback 0\.13"):
        ClientUsage(node)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handles[0])
