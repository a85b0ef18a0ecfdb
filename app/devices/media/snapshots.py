"""One picture of what others see, in a file."""

import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.core.errors import ConfigError
from app.core.types import Composite
from app.devices.media.output_files import keep, made, name_at
from app.devices.media.pictures import write_picture


def save_snapshot(composite: Composite, folder: Path, moment: datetime) -> Path:
    """Write a composite as PNG of its full size, and return the file's path.

    Args:
        composite: no slate.
        folder: made where it is missing.
        moment: that the file is named after.

    Raises:
        ConfigError: others see a slate, or the file cannot be written.
        DeviceError: the folder cannot be used.
    """
    if composite.is_slate:
        hint = "Show yourself, or wait for the camera, and try again."
        raise ConfigError("There is no snapshot of a moment in which others do not see you.", hint)
    beside = made(folder) / f".writing-{secrets.token_hex(6)}.png"
    try:
        write_picture(beside, composite.rgb)
        return keep(beside, folder / f"{name_at(moment)}.png")
    finally:
        # Only where it got no name.
        with suppress(OSError):
            beside.unlink()
