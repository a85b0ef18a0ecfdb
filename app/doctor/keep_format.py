"""v4l2loopback's control `keep_format`, which locks the format that a device was last fed with."""

import struct
from contextlib import suppress
from pathlib import Path

from app.core.errors import DeviceError
from app.devices.linux import v4l2

_G_CTRL, _KEEP_FORMAT = 0xC008561B, 0x0098F900


def unlock_steps(path: Path) -> tuple[str, ...]:
    """Return the command that turns the control off, or nothing where it is not on."""
    with suppress(DeviceError, OSError), v4l2.opened(path) as handle:
        _, value = struct.unpack("=Ii", v4l2.control(handle, _G_CTRL, struct.pack("=Ii", _KEEP_FORMAT, 0)))
        return (f"v4l2-ctl -d {path} -c keep_format=0",) if value else ()
    return ()
