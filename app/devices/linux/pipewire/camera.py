"""The virtual camera that needs no kernel module: a sink that feeds a PipeWire node."""

import time
from collections.abc import Callable
from typing import Protocol

from app.core.errors import DeviceError
from app.core.types import Composite, Rgb, Size
from app.devices.advice import LABEL
from app.devices.linux.pipewire.camera_node import CameraNode
from app.language import _

# More than the buffers of a stream: so often handed over, the last composite was taken by the readers at least once.
_DRAINED = 9
# Until then, or until so long after.
_DRAIN_SECONDS = 3.0


class Node(Protocol):
    """What the sink needs of a `CameraNode`."""

    @property
    def is_read(self) -> bool:
        """Whether a program reads the camera."""

    @property
    def frames_taken(self) -> int:
        """How many frames were handed over."""

    def send(self, rgb: Rgb) -> None:
        """Hand over a frame."""

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
        """Remove the camera, after its viewers have received the last composite: they keep what they see last."""
        node, self._node = self._node, None
        if node is None:
            return
        try:
            self._drain(node)
        finally:
            node.close()

    def _drain(self, node: Node) -> None:
        """Repeat the last composite until the readers have it, or hang."""
        last, self._last = self._last, None
        before = node.frames_taken
        for _attempt in range(round(_DRAIN_SECONDS / self._interval)):
            if last is None or not node.is_read or node.frames_taken - before >= _DRAINED:
                return
            try:
                node.send(last)
            except DeviceError:
                return
            self._sleep(self._interval)
