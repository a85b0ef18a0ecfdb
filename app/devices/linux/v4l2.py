"""What a Video4Linux node says of itself, by one ioctl; no library is needed for that."""

import errno
import os
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import DeviceError, ErrorKind, one_line

_VIDIOC_QUERYCAP = 0x80685600
_CAPTURE, _OUTPUT, _DEVICE_CAPS = 0x1, 0x2, 0x80000000
_LOOPBACK_DRIVER = "v4l2 loopback"
_DEV = Path("/dev")


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
        capture, output: what it can do now; a v4l2loopback node with exclusive_caps changes that while it is fed.
        loopback: whether it is a virtual camera.
        bus: where it is plugged in, for instance "usb-0000:00:14.0-2"; two nodes of one camera share it.
    """

    path: Path
    name: str
    capture: bool
    output: bool
    loopback: bool
    bus: str = ""


def query(path: Path) -> Node:
    """Ask a node what it is.

    Raises:
        DeviceError: it is missing, forbidden or no video device; the message says which.
    """
    with opened(path) as handle:
        try:
            answer = control(handle, _VIDIOC_QUERYCAP, bytes(104))
        except OSError as error:
            raise DeviceError(f"{path} is not a camera.", "List the cameras with `bisenet-bg devices`.") from error
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
    """Yield an open file of a node, which is neither streamed nor changed by that.

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
    """Return what an ioctl makes of its argument; raises OSError. Linux only."""
    import fcntl

    return fcntl.ioctl(handle, request, argument)


def nodes() -> list[Node]:
    """Return every node that answers, in the order of its number."""
    found = []
    for path in _paths():
        try:
            found.append(query(path))
        except DeviceError:
            continue
    return found


def forbidden() -> DeviceError | None:
    """Return the error of the first node that this user may not open, or None."""
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
        return MissingError(
            f"There is no camera {path}.", "List the cameras with `bisenet-bg devices`.", ErrorKind.MISSING
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return ForbiddenError(
            f"You may not use {path}.",
            "Run `sudo usermod -aG video $USER`, then log out and in again.",
            ErrorKind.FORBIDDEN,
        )
    if error.errno == errno.EBUSY:
        return DeviceError(f"{path} is in use by another program.", "Close that program and try again.", ErrorKind.BUSY)
    return DeviceError(f"{path} cannot be opened ({error.strerror}).", "Choose another camera.")


def _text(field: bytes) -> str:
    return one_line(field.split(b"\0", 1)[0].decode("utf-8", "replace"))
