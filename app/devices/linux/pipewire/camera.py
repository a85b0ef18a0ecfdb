"""The virtual camera that needs no kernel module: a sink that feeds a PipeWire node."""

import time
from collections.abc import Callable
from typing import Protocol

from app.core.errors import DeviceError
from app.core.types import Composite, Rgb, Size
from app.devices.advice import LABEL
from app.devices.linux.pipewire.camera_node import CameraNode
from app.language import _

# More than the buffers of a stream: once the daemon has passed on so many, it has passed on the last composite.
_DRAINED = 9
# The daemon does not report whether a reader takes what it passes on, so a reader that stalls gets this long to go on.
_DRAIN_SECONDS = 2.0
# A daemon that hangs for longer is given up.
_LONGEST_DRAIN_SECONDS = 5.0


class Node(Protocol):
    """What the sink needs of a `CameraNode`."""

    @property
    def is_read(self) -> bool:
        """Whether a program reads the camera."""

    @property
    def frames_passed(self) -> int:
        """How many frames the daemon has passed on to the readers, which need not have taken them."""

    def send(self, rgb: Rgb) -> None:
        """Queue a frame."""

    def readers(self) -> tuple[str, ...]:
        """Return the names of the programs that read the camera."""

    def close(self) -> None:
        """Remove the camera."""


class PipeWireSink:
    """Sends composites to a PipeWire camera, which browsers and OBS can choose.

    Args:
        size: of every composite, even in both directions.
        fps: rate at which `write` is called.
        open_node: publishes the camera.
        sleep: waits, in seconds.

    Raises:
        DeviceError: PipeWire is not there.
    """

    def __init__(
        self,
        size: Size,
        fps: int,
        open_node: Callable[[str, Size, int], Node] = CameraNode,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._size = size
        self._interval = 1 / fps
        self._sleep = sleep
        self._last: Rgb | None = None
        self._node: Node | None = open_node(LABEL, size, fps)

    def __str__(self) -> str:
        return f"{LABEL} (PipeWire)"

    def viewers(self) -> tuple[str, ...] | None:
        """Return the names of the programs that view the camera."""
        node = self._node
        return node.readers() if node is not None else None

    def write(self, composite: Composite) -> None:
        """Send one composite.

        Raises:
            DeviceError: the camera is closed, PipeWire has ended, or the composite is of another size.
        """
        if self._node is None:
            raise DeviceError(_("The virtual camera is closed."), _("Start it again."))
        if composite.rgb.shape[:2] != (self._size.height, self._size.width):
            raise DeviceError(_("The virtual camera takes {size} only.").format(size=self._size), _("Start it again."))
        self._last = composite.rgb
        self._node.send(composite.rgb)

    def close(self) -> None:
        """Remove the camera; its viewers keep what they see last, so the last composite is repeated before.

        This takes 2 s while programs read the camera, up to 5 s if the daemon hangs, and no time without readers. A
        reader that stalls for longer may keep an earlier composite.
        """
        node, self._node = self._node, None
        if node is None:
            return
        try:
            self._drain(node)
        finally:
            node.close()

    def _drain(self, node: Node) -> None:
        """Repeat the last composite for a minimum time and until the daemon has passed it on, or hangs."""
        last, self._last = self._last, None
        before = node.frames_passed
        for attempt in range(round(_LONGEST_DRAIN_SECONDS / self._interval)):
            is_passed = node.frames_passed - before >= _DRAINED and attempt >= round(_DRAIN_SECONDS / self._interval)
            if last is None or not node.is_read or is_passed:
                return
            try:
                node.send(last)
            except DeviceError:
                return
            self._sleep(self._interval)
