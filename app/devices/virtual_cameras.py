"""Choosing among the kinds of virtual camera: v4l2loopback, PipeWire, or on Windows and macOS those of OBS Studio.

Browsers take cameras from PipeWire more and more, native programs want a device, so where both are there both are fed.
"""

import sys
from collections.abc import Sequence

from app.core.errors import DeviceError
from app.core.pipeline.output import OpenSink
from app.core.types import Sink, Size
from app.devices.linux.pipewire.camera import PipeWireSink
from app.devices.linux.pipewire.connection import require_daemon
from app.devices.sink_group import SinkGroup
from app.devices.virtual_camera import VirtualCameraSink, find_virtual_camera

PIPEWIRE = "pipewire"


def find_virtual_cameras(words: Sequence[str]) -> tuple[str, ...]:
    """Return the virtual cameras to open.

    Args:
        words: `pipewire`, paths, or labels; none for all kinds that are usable here.

    Returns:
        `pipewire` and devices; "" leaves the choice to a backend.

    Raises:
        DeviceError: one of those that were named cannot be used, or there is none at all; the hint says how to get one.
    """
    if words:
        return tuple(dict.fromkeys(map(_found, words)))
    usable, errors = [], []
    for word in ("", PIPEWIRE) if sys.platform.startswith("linux") else ("",):
        try:
            usable.append(_found(word))
        except DeviceError as error:
            errors.append(error)
    if not usable:
        raise errors[0]
    return tuple(usable)


def open_virtual_cameras(words: Sequence[str], size: Size, fps: int) -> Sink:
    """Open the virtual cameras that `find_virtual_cameras` returns for these words.

    Args:
        words: as there.
        size: of every composite, even in both directions.
        fps: rate of the composites.

    Raises:
        DeviceError: none of them can be opened.
    """
    openers = [_opener(word, size, fps) for word in words or find_virtual_cameras(words)]
    return openers[0]() if len(openers) == 1 else SinkGroup(openers)


def _found(word: str) -> str:
    if word.lower() == PIPEWIRE:
        require_daemon()
        return PIPEWIRE
    return find_virtual_camera(word)


def _opener(word: str, size: Size, fps: int) -> OpenSink:
    if word.lower() == PIPEWIRE:
        return lambda: PipeWireSink(size, fps)
    # A device is looked up at every opening, since after a loss it may be another node.
    return lambda: VirtualCameraSink(find_virtual_camera(word), size, fps)
