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
    """A node whose daemon passes frames on, and whose reader takes them, unless they hang."""

    def __init__(self, label: str, size: Size, fps: int) -> None:
        self.opened = (label, size, fps)
        self.is_read = True
        self.is_gone = False
        self.daemon_hangs = False
        self.reader_hangs = False
        self.is_closed = False
        self.frames_passed = 0
        self.taken: list[Rgb] = []

    def send(self, rgb: Rgb) -> None:
        """Queue a frame."""
        if self.is_gone:
            raise DeviceError("PipeWire has ended the virtual camera.")
        if self.is_read and not self.daemon_hangs:
            self.frames_passed += 1
            if not self.reader_hangs:
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


@pytest.mark.parametrize("who", ["daemon_hangs", "reader_hangs"])
def test_the_end_goes_on_until_what_hung_at_first_has_the_slate(opened: Opened, who: str) -> None:
    opened.sink.write(Composite(plain((200, 0, 0)), None))
    setattr(opened.node, who, True)

    def go_on() -> None:
        setattr(opened.node, who, len(opened.waits) < 30)

    opened.at_wait = go_on
    end_with(Composite(plain((1, 2, 3)), None), opened.sink)
    assert np.array_equal(opened.node.taken[-9], plain((1, 2, 3)))
    # An interval lies between the last slate and the end.
    assert opened.waits == [1 / 20] * 40
    assert opened.node.is_closed


def test_the_end_waits_for_a_daemon_that_hangs_longer(opened: Opened) -> None:
    opened.node.daemon_hangs = True

    def go_on() -> None:
        opened.node.daemon_hangs = len(opened.waits) < 60

    opened.at_wait = go_on
    end_with(Composite(plain((1, 2, 3)), None), opened.sink)
    assert opened.waits == [1 / 20] * (60 + 9)
    assert len(opened.node.taken) == 9


def test_the_end_stops_when_the_last_reader_goes(opened: Opened) -> None:
    def leave() -> None:
        opened.node.is_read = len(opened.waits) < 3

    opened.at_wait = leave
    end_with(Composite(plain((1, 2, 3)), None), opened.sink)
    assert opened.waits == [1 / 20] * 3
    assert opened.node.is_closed


def test_the_end_does_not_wait_without_readers(opened: Opened) -> None:
    opened.node.is_read = False
    end_with(Composite(plain((1, 2, 3)), None), opened.sink)
    assert opened.waits == []
    assert opened.node.is_closed


def test_the_end_does_not_wait_for_ever(opened: Opened) -> None:
    opened.node.daemon_hangs = True
    end_with(Composite(plain((1, 2, 3)), None), opened.sink)
    assert opened.waits == [1 / 20] * 100
    assert opened.node.is_closed


def test_a_daemon_that_has_ended_is_an_error_and_no_obstacle_to_closing(opened: Opened) -> None:
    opened.node.is_gone = True
    with pytest.raises(DeviceError, match="ended"):
        opened.sink.write(Composite(plain((0, 0, 0)), None))
    opened.sink.close()
    assert opened.node.is_closed
