"""Several virtual cameras as one sink."""

from dataclasses import dataclass

import numpy as np
import pytest

from app.core.errors import DeviceError
from app.core.pipeline.output import end_with
from app.core.types import Composite, Frame, Matte, Sink
from app.devices.sink_group import SinkGroup
from tests.fakes import FakeSink, plain


@dataclass
class FailingSink(FakeSink):
    """A sink that refuses one composite, and takes those after it."""

    refused: int | None = None

    def write(self, composite: Composite) -> None:
        """Keep it, or refuse it."""
        if composite.rgb[0, 0, 0] == self.refused:
            raise DeviceError("The fake sink broke.")
        super().write(composite)


class Opener:
    """Opens fake sinks, or fails."""

    def __init__(self) -> None:
        self.opened: list[FailingSink] = []
        self.error: DeviceError | None = None

    def __call__(self) -> Sink:
        if self.error is not None:
            raise self.error
        self.opened.append(FailingSink())
        return self.opened[-1]


def picture(value: int) -> Composite:
    rgb = plain((value, value, value))
    frame = Frame(rgb, 0, 0.0)
    return Composite(rgb, Matte(np.zeros(rgb.shape[:2], np.uint8), frame))


def test_each_sink_gets_every_composite() -> None:
    one, two = Opener(), Opener()
    group = SinkGroup([one, two])
    assert str(group) == "fake sink, fake sink"
    group.write(picture(1))
    group.write(picture(2))
    for opener in (one, two):
        assert [sent.rgb[0, 0, 0] for sent in opener.opened[0].written] == [1, 2]
    group.close()
    group.close()
    assert one.opened[0].closed.is_set()
    assert two.opened[0].closed.is_set()


def test_viewers_are_those_of_all_sinks_or_unknown() -> None:
    one, two = Opener(), Opener()
    group = SinkGroup([one, two])
    assert group.viewers() == ()
    one.opened[0].watchers, two.opened[0].watchers = ("Zoom",), ("Firefox", "Zoom")
    assert group.viewers() == ("Firefox", "Zoom")
    one.opened[0].watchers = None
    assert group.viewers() is None


def test_one_that_cannot_be_opened_is_tried_again_each_second() -> None:
    now = [0.0]
    one, two = Opener(), Opener()
    two.error = DeviceError("In use.")
    group = SinkGroup([one, two], lambda: now[0])
    two.error = None
    group.write(picture(1))
    assert two.opened == []
    now[0] = 1.0
    group.write(Composite(plain((2, 2, 2)), None))
    assert two.opened == []
    group.write(picture(3))
    group.write(picture(4))
    assert [sent.rgb[0, 0, 0] for sent in two.opened[0].written] == [4]


def test_one_that_fails_ends_with_a_slate_and_the_other_goes_on() -> None:
    one, two = Opener(), Opener()
    group = SinkGroup([one, two], lambda: 0.0)
    group.write(picture(200))
    failing = two.opened[0]
    failing.refused = 201
    group.write(picture(201))
    assert failing.closed.is_set()
    assert failing.written[-1].is_slate
    assert failing.written[-1].rgb[0, 0, 0] != 200
    group.write(picture(202))
    assert [sent.rgb[0, 0, 0] for sent in one.opened[0].written] == [200, 201, 202]
    end_with(picture(7), group)
    assert one.opened[0].written[-1].rgb[0, 0, 0] == 7


def test_it_fails_only_when_all_fail() -> None:
    one, two = Opener(), Opener()
    one.error, two.error = DeviceError("First."), DeviceError("Second.")
    with pytest.raises(DeviceError, match="First"):
        SinkGroup([one, two])
    one.error = two.error = None
    group = SinkGroup([one, two])
    one.opened[0].fail_after = two.opened[0].fail_after = 0
    with pytest.raises(DeviceError, match="broke"):
        group.write(picture(1))
    group.close()
