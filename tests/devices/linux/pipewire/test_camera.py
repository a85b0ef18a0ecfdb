"""The sink of PipeWire on a fake node."""

from collections.abc import Callable

import numpy as np
import pytest

from app.core.errors import DeviceError
from app.core.pipeline.output import end_with
from app.core.types import Composite, Rgb, Size
from app.devices.linux.pipewire.camera import PipeWireSink
from tests.fakes import SMALL, plain


class FakeNode:
    """A node whose readers take a frame only when they have a free buffer."""

    def __init__(self, label: str, size: Size, fps: int) -> None:
        self.opened = (label, size, fps)
        self.is_read = True
        self.is_gone = False
        self.is_full = False
        self.is_closed = False
        self.taken: list[Rgb] = []

    @property
    def frames_taken(self) -> int:
        """How many frames were taken."""
        return len(self.taken)

    def send(self, rgb: Rgb) -> None:
        """Take a frame."""
        if self.is_gone:
            raise DeviceError("PipeWire has ended the virtual camera.")
        if self.is_read and not self.is_full:
            self.taken.append(rgb)

    def readers(self) -> tuple[str, ...]:
        """Return one reader while there is any."""
        return ("Firefox",) if self.is_read else ()

    def close(self) -> None:
        """Note it."""
        self.is_closed = True


class Opened:
    """A sink, its node, and the waits of its end."""

    def __init__(self) -> None:
        self.nodes: list[FakeNode] = []
        self.waits: list[float] = []
        self.at_wait: Callable[[], None] = lambda: None
        self.sink = PipeWireSink(SMALL, 20, self._open, self._wait)
        (self.node,) = self.nodes

    def _open(self, label: str, size: Size, fps: int) -> FakeNode:
        self.nodes.append(FakeNode(label, size, fps))
        return self.nodes[-1]

    def _wait(self, seconds: float) -> None:
        assert not self.node.is_closed
        self.waits.append(seconds)
        self.at_wait()


@pytest.fixture
def opened() -> Opened:
    return Opened()


def test_composites_reach_the_node(opened: Opened) -> None:
    assert opened.node.opened == ("BiSeNet Background", SMALL, 20)
    assert str(opened.sink) == "BiSeNet Background (PipeWire)"
    opened.sink.write(Composite(plain((10, 20, 30)), None))
    assert (opened.node.taken[0] == (10, 20, 30)).all()
    assert opened.sink.viewers() == ("Firefox",)
    opened.sink.close()
    opened.sink.close()
    assert opened.sink.viewers() is None
    with pytest.raises(DeviceError, match="closed"):
        opened.sink.write(Composite(plain((0, 0, 0)), None))


def test_another_size_is_refused(opened: Opened) -> None:
    with pytest.raises(DeviceError, match="64x48 only"):
        opened.sink.write(Composite(plain((0, 0, 0), Size(2, 2)), None))


def test_the_end_waits_until_readers_have_the_slate(opened: Opened) -> None:
    opened.sink.write(Composite(plain((200, 0, 0)), None))
    # The readers have no free buffer at first, so the slates are missed.
    opened.node.is_full = True

    def free() -> None:
        opened.node.is_full = len(opened.waits) < 4

    opened.at_wait = free
    end_with(Composite(plain((1, 2, 3)), None), opened.sink)
    assert np.array_equal(opened.node.taken[-1], plain((1, 2, 3)))
    assert np.array_equal(opened.node.taken[-2], plain((1, 2, 3)))
    # An interval lies between the last slate and the end.
    assert opened.waits == [1 / 20] * (4 + 9)
    assert opened.node.is_closed


def test_the_end_does_not_wait_without_readers(opened: Opened) -> None:
    opened.node.is_read = False
    end_with(Composite(plain((1, 2, 3)), None), opened.sink)
    assert opened.waits == []
    assert opened.node.is_closed


def test_the_end_does_not_wait_for_ever(opened: Opened) -> None:
    opened.node.is_full = True
    end_with(Composite(plain((1, 2, 3)), None), opened.sink)
    assert opened.waits == [1 / 20] * 60
    assert opened.node.is_closed


def test_a_daemon_that_has_ended_is_an_error_and_no_obstacle_to_closing(opened: Opened) -> None:
    opened.node.is_gone = True
    with pytest.raises(DeviceError, match="ended"):
        opened.sink.write(Composite(plain((0, 0, 0)), None))
    opened.sink.close()
    assert opened.node.is_closed
