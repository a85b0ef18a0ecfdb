"""Choosing among the kinds of virtual camera: v4l2loopback, PipeWire, or on Windows and macOS those of OBS Studio.

Browsers take cameras from PipeWire more and more, native programs want a device, so where both are there both are fed.
"""

import math
import sys
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.core.errors import DeviceError, ErrorKind, without_frames
from app.core.values import Size
from app.devices.linux import v4l2_cameras
from app.devices.linux.pipewire.connection import require_daemon, require_listening_daemon
from app.devices.virtual_camera import VirtualCameraSink, find_virtual_camera

if TYPE_CHECKING:
    from app.core.pipeline.output import OpenSink
    from app.devices.linux.pipewire.camera import PipeWireSink

PIPEWIRE = "pipewire"
# For so long a device that cannot be used is not looked for again, unless nodes or permissions change.
_SECONDS = {ErrorKind.MISSING: math.inf, ErrorKind.BUSY: 10.0, ErrorKind.FORBIDDEN: 10.0}


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
        return tuple(_by_device(words))
    usable, errors = [], []
    for word in _kinds():
        try:
            usable.append(_found(word))
        except DeviceError as error:
            errors.append(error)
    if not usable:
        raise errors[0]
    return tuple(usable)


def virtual_camera_opener(
    words: Sequence[str], size: Size, fps: int, clock: Callable[[], float] = time.monotonic
) -> "OpenSink":
    """Return a function that opens virtual cameras; all that were named must open the first time.

    Without words each opening looks for all kinds, and one that appears later is added.

    Args:
        words: as for `find_virtual_cameras`.
        size: of every composite, even in both directions.
        fps: rate of the composites.
        clock: seconds.

    Raises:
        DeviceError: as `find_virtual_cameras`.
    """
    if words:
        chosen = tuple(_by_device(words).values())
    else:
        find_virtual_cameras(())
        chosen = _kinds()
    openers = [_opener(word, size, fps, clock) for word in chosen]
    if len(openers) == 1:
        return openers[0]
    # Finding virtual cameras does not need NumPy.
    from app.devices.sink_group import GroupOpener

    return GroupOpener(openers, may_be_absent=not words, clock=clock)


def _kinds() -> tuple[str, ...]:
    return ("", PIPEWIRE) if sys.platform.startswith("linux") else ("",)


def _by_device(words: Sequence[str]) -> dict[str, str]:
    """Return the words by the devices that they mean now."""
    devices: dict[str, str] = {}
    for word in words:
        devices.setdefault(_found(word), word)
    return devices


def _found(word: str) -> str:
    if word.lower() == PIPEWIRE:
        require_daemon()
        return PIPEWIRE
    return find_virtual_camera(word)


def _opener(word: str, size: Size, fps: int, clock: Callable[[], float]) -> "OpenSink":
    if word.lower() == PIPEWIRE:
        return partial(_open_pipewire, size, fps)
    # A device is looked up at every opening, since after a loss it may be another node.
    is_linux = sys.platform.startswith("linux")
    find: Callable[[], str] = _LoopbackFinder(word, clock) if is_linux else partial(find_virtual_camera, word)
    return lambda: VirtualCameraSink(find(), size, fps)


def _open_pipewire(size: Size, fps: int) -> "PipeWireSink":
    require_listening_daemon()
    from app.devices.linux.pipewire.camera import PipeWireSink

    return PipeWireSink(size, fps)


@dataclass(frozen=True)
class _Unusable:
    """Why a device was unusable, at which nodes, and how long this holds, by the finder's clock."""

    signs: Hashable
    error: DeviceError
    until: float


class _LoopbackFinder:
    """Finds a device, and opens nodes to look for it rarely while there is none that can be used.

    While there is none, it waits until a node is added or removed; while it is in use or forbidden, for some seconds.

    Args:
        word: a path, a label, or "" for the first free device.
        clock: seconds.
    """

    def __init__(self, word: str, clock: Callable[[], float]) -> None:
        self._word = word
        self._clock = clock
        self._unusable: _Unusable | None = None

    def __call__(self) -> str:
        signs = v4l2_cameras.BACKEND.signs()
        known, self._unusable = self._unusable, None
        if known is not None and known.signs == signs and self._clock() < known.until:
            self._unusable = known
            raise known.error.with_traceback(None)
        try:
            return find_virtual_camera(self._word)
        except DeviceError as error:
            # The nodes must not have changed meanwhile, and a path may be a link, which is no node.
            is_settled = v4l2_cameras.BACKEND.signs() == signs and not self._word.startswith("/")
            if is_settled and (seconds := _SECONDS.get(error.kind)):
                self._unusable = _Unusable(signs, without_frames(error), self._clock() + seconds)
            raise
