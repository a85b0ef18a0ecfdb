"""Video4Linux nodes through ioctls: capabilities, formats, streaming, and v4l2loopback's own extensions."""

import errno
import os
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import DeviceError, ErrorKind, one_line
from app.core.values import Size
from app.devices.advice import join_group
from app.devices.camera_backend import LIST_CAMERAS
from app.language import _
from app.system_errors import reason_of

_VIDIOC_QUERYCAP = 0x80685600
_CAPTURE, _OUTPUT, _DEVICE_CAPS = 0x1, 0x2, 0x80000000
_LOOPBACK_DRIVER = "v4l2 loopback"
_DEV = Path("/dev")
_G_FMT, _TRY_FMT = 0xC0D05604, 0xC0D05640
_REQBUFS, _STREAMON = 0xC0145608, 0x40045612
_SUBSCRIBE_EVENT, _DQEVENT = 0x4020565A, 0x80885659
_BUFFER_CAPTURE, _BUFFER_OUTPUT, _MEMORY_MMAP = 1, 2, 1
# v4l2loopback's own event V4L2_EVENT_PRI_CLIENT_USAGE: the number of programs that stream from a node.
_CLIENT_USAGE = 0x08000000 + 0x08E00000 + 1
_I420 = b"YU12"


class ForbiddenError(DeviceError):
    """A node that this user may not open."""


class MissingError(DeviceError):
    """A node that is not there."""


@dataclass(frozen=True)
class Node:
    """One /dev/videoN.

    Attributes:
        path: of the node.
        name: the card's name.
        capture, output: current capabilities; those of a v4l2loopback node with exclusive_caps change while it is fed.
        loopback: whether it is a virtual camera.
        bus: the port, for instance "usb-0000:00:14.0-2"; shared by the nodes of one camera.
    """

    path: Path
    name: str
    capture: bool
    output: bool
    loopback: bool
    bus: str = ""


def query(path: Path) -> Node:
    """Query a node's name and capabilities.

    Raises:
        DeviceError: it is missing, forbidden or no video device; the message says which.
    """
    with opened(path) as handle:
        try:
            answer = control(handle, _VIDIOC_QUERYCAP, bytes(104))
        except OSError as error:
            raise DeviceError(_("{path} is not a camera.").format(path=path), _(LIST_CAMERAS)) from error
    driver, card, bus, capabilities, device = struct.unpack("=16s32s32s4xII", answer[:92])
    able = device if capabilities & _DEVICE_CAPS else capabilities
    return Node(
        path,
        _text(card),
        capture=bool(able & _CAPTURE),
        output=bool(able & _OUTPUT),
        loopback=_text(driver) == _LOOPBACK_DRIVER,
        bus=_text(bus),
    )


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """Yield a file descriptor of a node, which neither starts streaming nor changes it.

    Raises:
        DeviceError: it is missing or forbidden; the message says which.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError as error:
        raise _explain(path, error) from error
    try:
        yield handle
    finally:
        os.close(handle)


def control(handle: int, request: int, argument: bytes) -> bytes:
    """Return the result of an ioctl; raises OSError. Linux only."""
    import fcntl

    return fcntl.ioctl(handle, request, argument)


def nodes() -> list[Node]:
    """Return all nodes that can be queried, sorted by number."""
    found = []
    for path in _paths():
        try:
            found.append(query(path))
        except DeviceError:
            continue
    return found


def forbidden() -> DeviceError | None:
    """Return the error for the first node that this user may not open, or None."""
    for path in _paths():
        try:
            query(path)
        except ForbiddenError as error:
            return error
        except DeviceError:
            continue
    return None


def _paths() -> list[Path]:
    return sorted(_DEV.glob("video*"), key=lambda path: int(re.sub(r"\D", "", path.name) or -1))


def _explain(path: Path, error: OSError) -> DeviceError:
    if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return MissingError(_("There is no camera {path}.").format(path=path), _(LIST_CAMERAS), ErrorKind.MISSING)
    if error.errno in (errno.EACCES, errno.EPERM):
        return ForbiddenError(
            _("You may not use {path}.").format(path=path),
            (_("Join the group that may:"), *join_group()),
            ErrorKind.FORBIDDEN,
        )
    if error.errno == errno.EBUSY:
        return DeviceError(
            _("{path} is in use by another program.").format(path=path),
            _("Close that program and try again."),
            ErrorKind.BUSY,
        )
    return DeviceError(
        _("{path} cannot be opened ({strerror}).").format(path=path, strerror=reason_of(error)),
        _("Choose another camera."),
    )


def _text(field: bytes) -> str:
    return one_line(field.split(b"\0", 1)[0].decode("utf-8", "replace"))


@dataclass(frozen=True)
class PixelFormat:
    """Format of a node's pictures.

    Attributes:
        size: in pixels.
        fourcc: four letters, for instance "YU12".
    """

    size: Size
    fourcc: str


def capture_format(path: Path) -> PixelFormat | None:
    """Return the format that a program reading the node gets now; None if the node reports none.

    Raises:
        DeviceError: the node is missing or forbidden.
    """
    return _format(path, _G_FMT, struct.pack("=I204x", _BUFFER_CAPTURE))


def fed_format(path: Path) -> PixelFormat | None:
    """Return the format in which the node is fed, on modules that keep it; None if it accepts no pictures now.

    Raises:
        DeviceError: the node is missing or forbidden.
    """
    return _format(path, _G_FMT, struct.pack("=I204x", _BUFFER_OUTPUT))


def output_format(path: Path, size: Size) -> PixelFormat | None:
    """Return the format that the node would grant for I420 pictures of `size`; None if it accepts no pictures now.

    Older modules switch to the requested size. A node with a locked format grants that one.

    Raises:
        DeviceError: the node is missing or forbidden.
    """
    return _format(path, _TRY_FMT, struct.pack("=I4xII4s188x", _BUFFER_OUTPUT, size.width, size.height, _I420))


def _format(path: Path, request: int, argument: bytes) -> PixelFormat | None:
    with opened(path) as handle:
        try:
            answer = control(handle, request, argument)
        except OSError:
            return None
    width, height, fourcc = struct.unpack("=II4s", answer[8:20])
    return PixelFormat(Size(width, height), fourcc.decode("ascii", "replace"))


def is_busy(path: Path) -> bool:
    """Say whether another program streams from a camera, since a driver gives its buffers to one program only.

    Raises:
        DeviceError: the node is missing or forbidden.
    """
    with opened(path) as handle:
        try:
            # Requests no buffers, so nothing is blocked; only older v4l2loopback modules disturb their readers.
            control(handle, _REQBUFS, struct.pack("=III8x", 0, _BUFFER_CAPTURE, _MEMORY_MMAP))
        except OSError as error:
            return error.errno == errno.EBUSY
    return False


def hold_stream(path: Path) -> int | None:
    """Keep a v4l2loopback node streaming, and return the file descriptor to close when its writer is done.

    Without a second open file, older modules announce nothing once their writer has closed, and cannot be opened until
    the module is reloaded. Newer ones answer EINVAL and do not need this: None. Opening and closing the descriptor also
    recovers a node that is already in that state.
    """
    with suppress(OSError):
        handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        try:
            control(handle, _STREAMON, struct.pack("i", _BUFFER_OUTPUT))
        except OSError:
            os.close(handle)
            return None
        return handle
    return None


class ClientUsage:
    """v4l2loopback's count of the programs that stream from a node, if the module supports it.

    The count is unknown until it changes for the first time, and omits programs that use read().

    Args:
        path: of the node.

    Raises:
        DeviceError: the node is missing or forbidden, or its module does not support this.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
            try:
                control(self._handle, _SUBSCRIBE_EVENT, struct.pack("=III20x", _CLIENT_USAGE, 0, 1))
            except OSError:
                os.close(self._handle)
                raise
        except OSError as error:
            raise DeviceError(
                _("{path} does not report who uses it.").format(path=path), _("Use v4l2loopback 0.13 or newer.")
            ) from error
        self._count = 0

    def count(self) -> int:
        """Return the number of programs that stream from the node, by the newest event."""
        with suppress(OSError):
            while True:
                event = control(self._handle, _DQEVENT, bytes(136))
                (self._count,) = struct.unpack("=I", event[8:12])
        return self._count

    def close(self) -> None:
        """Unsubscribe; may be called once."""
        os.close(self._handle)
