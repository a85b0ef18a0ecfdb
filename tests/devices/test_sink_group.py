"""Several virtual cameras as one sink."""

import gc
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from app.core.errors import DeviceError, ErrorKind
from app.core.pipeline.output import end_with
from app.core.types import Composite, CompoundSink, Frame, Matte, Sink
from app.devices.sink_group import GroupOpener, SinkGroup
from tests.fakes import FakeSink, plain


@dataclass
class FailingSink(FakeSink):
    """A sink that refuses one composite, and takes those after it."""

    refused: int | None = None
    breaks: bool = False
    name: str = "fake sink"

    def __str__(self) -> str:
        return self.name

    def write(self, composite: Composite) -> None:
        """Keep it, or refuse it."""
        if self.breaks:
            raise ZeroDivisionError
        if composite.rgb[0, 0, 0] == self.refused:
            raise DeviceError("The fake sink broke.")
        super().write(composite)


class Opener:
    """Opens fake sinks, or fails."""

    def __init__(self, name: str = "fake sink") -> None:
        self.name = name
        self.tries = 0
        self.opened: list[FailingSink] = []
        self.error: DeviceError | None = None

    def __call__(self) -> Sink:
        self.tries += 1
        if self.error is not None:
            raise self.error
        self.opened.append(FailingSink(name=self.name))
        return self.opened[-1]


def picture(value: int) -> Composite:
    rgb = plain((value, value, value))
    frame = Frame(rgb, 0, 0.0)
    return Composite(rgb, Matte(np.zeros(rgb.shape[:2], np.uint8), frame))


def slate(value: int) -> Composite:
    return Composite(plain((value, value, value)), None)


def group_of(*openers: Opener, now: list[float] | None = None, may_be_absent: bool = True) -> SinkGroup:
    clock = now or [0.0]
    return GroupOpener(openers, may_be_absent, lambda: clock[0], at_once)()


def at_once(run: Callable[[], None]) -> None:
    run()


ABSENT = DeviceError("There is none.", "Get one.", ErrorKind.MISSING)


def test_each_sink_gets_every_composite() -> None:
    one, two = Opener(), Opener()
    group = group_of(one, two)
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
    group = group_of(one, two)
    assert group.viewers() == ()
    one.opened[0].watchers, two.opened[0].watchers = ("Zoom",), ("Firefox", "Zoom")
    assert group.viewers() == ("Firefox", "Zoom")
    one.opened[0].watchers = None
    assert group.viewers() is None


def test_one_that_appears_later_is_added_within_seconds_and_its_absence_is_no_error() -> None:
    now = [0.0]
    one, two = Opener("one"), Opener("two")
    two.error = ABSENT
    group = group_of(one, two, now=now)
    two.error = None
    now[0] = 4.9
    group.write(picture(1))
    assert two.opened == []
    assert (str(group), group.lost()) == ("one", None)
    now[0] = 5.0
    group.write(slate(2))
    group.write(picture(3))
    assert [sent.rgb[0, 0, 0] for sent in two.opened[0].written] == [3]
    assert (str(group), group.lost()) == ("one, two", None)


def test_one_that_is_there_but_cannot_be_opened_is_reported() -> None:
    one, two = Opener("one"), Opener("two")
    two.error = DeviceError("The device is in use by obs.", "Close it.", ErrorKind.BUSY)
    error = group_of(one, two).lost()
    assert str(error) == "The only virtual camera that is on: one. The device is in use by obs. Close it."


def test_a_lost_one_is_named_until_it_is_back() -> None:
    now = [0.0]
    one, two = Opener("one"), Opener("two")
    group = group_of(one, two, now=now)
    assert isinstance(group, CompoundSink)
    assert group.lost() is None
    two.opened[0].fail_after, two.error = 0, DeviceError("The fake sink broke.", "Replug it.")
    group.write(picture(1))
    loss = group.lost()
    assert str(loss) == "Lost virtual camera: two. Still on: one. The fake sink broke. Mend it."
    assert str(group) == "one"
    # A failed attempt changes nothing that the user would read again.
    now[0] = 1.0
    group.write(picture(2))
    assert two.tries == 2
    assert group.lost() is loss
    two.error = ABSENT
    now[0] = 2.0
    group.write(picture(3))
    assert str(group.lost()) == "Lost virtual camera: two. Still on: one. There is none. Get one."
    two.error, now[0] = None, 3.0
    group.write(picture(4))
    assert (str(group), group.lost()) == ("one, two", None)


def test_a_lost_one_comes_back_while_only_slates_are_sent() -> None:
    """On demand the camera rests until a program opens one of the virtual cameras."""
    now = [0.0]
    one, two = Opener(), Opener()
    group = group_of(one, two, now=now)
    two.opened[0].fail_after = 0
    group.write(slate(1))
    now[0] = 0.9
    group.write(slate(2))
    assert len(two.opened) == 1
    now[0] = 1.0
    group.write(slate(3))
    assert len(two.opened) == 2


class Reopening:
    """A group that has lost its second sink, whose reopening is under way until `finish`."""

    def __init__(self) -> None:
        self.started: list[Callable[[], None]] = []
        self.one, self.two = Opener("one"), Opener("two")
        now = [0.0]
        self.group = GroupOpener([self.one, self.two], True, lambda: now[0], self.started.append)()
        self.two.opened[0].fail_after = 0
        self.group.write(picture(200))
        now[0] = 1.0
        self.group.write(picture(201))
        assert len(self.started) == 1

    def finish(self) -> None:
        """Finish the opening."""
        self.started.pop()()


def test_an_opening_that_is_under_way_holds_up_no_slate() -> None:
    reopening = Reopening()
    reopening.group.write(slate(7))
    assert reopening.one.opened[0].written[-1].rgb[0, 0, 0] == 7
    assert len(reopening.two.opened) == 1
    # Nor is another begun.
    assert len(reopening.started) == 1
    reopening.finish()
    reopening.group.write(slate(8))
    reopening.group.write(slate(9))
    assert [sent.rgb[0, 0, 0] for sent in reopening.two.opened[1].written] == [9]
    assert reopening.group.lost() is None


def test_an_opening_that_ends_after_the_group_closes_its_sink() -> None:
    reopening = Reopening()
    end_with(slate(7), reopening.group)
    assert [sent.rgb[0, 0, 0] for sent in reopening.one.opened[0].written[-3:]] == [7, 7, 7]
    assert reopening.one.opened[0].closed.is_set()
    reopening.finish()
    assert reopening.two.opened[1].closed.is_set()


def test_a_sink_that_is_open_but_not_yet_used_is_closed_with_the_group() -> None:
    reopening = Reopening()
    reopening.finish()
    reopening.group.close()
    assert reopening.two.opened[1].closed.is_set()


def test_the_last_slates_start_no_opening() -> None:
    now = [41.0]
    one, two = Opener(), Opener()
    two.error = ABSENT
    group = group_of(one, two, now=now)
    now[0] = 99.0
    end_with(slate(1), group)
    assert two.tries == 1


def test_by_default_a_blocked_opening_runs_in_another_thread() -> None:
    may_open, has_begun = threading.Event(), threading.Event()
    opened: list[FailingSink] = []

    def second() -> Sink:
        if opened:
            has_begun.set()
            may_open.wait()
        opened.append(FailingSink())
        return opened[-1]

    now = [0.0]
    one = Opener()
    group = GroupOpener([one, second], True, lambda: now[0])()
    opened[0].fail_after = 0
    group.write(picture(200))
    now[0] = 1.0
    group.write(picture(201))
    has_begun.wait()
    end_with(slate(7), group)
    assert one.opened[0].written[-1].rgb[0, 0, 0] == 7
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "open-sink"]
    may_open.set()
    thread.join()
    assert opened[1].closed.is_set()


def test_a_loss_stays_the_same_while_only_its_words_change() -> None:
    now = [0.0]
    one, two = Opener("one"), Opener("two")
    two.error = DeviceError("In use by obs (1).", kind=ErrorKind.BUSY)
    group = group_of(one, two, now=now)
    loss = group.lost()
    two.error = DeviceError("In use by obs (2).", kind=ErrorKind.BUSY)
    now[0] = 5.0
    group.write(picture(1))
    assert two.tries == 2
    assert group.lost() is loss
    two.error = DeviceError("Forbidden.", kind=ErrorKind.FORBIDDEN)
    now[0] = 10.0
    group.write(picture(1))
    assert group.lost() is not loss


def test_a_lost_sink_and_its_last_composite_are_forgotten() -> None:
    one, two = Opener(), Opener()
    group = group_of(one, two)
    failing = two.opened.pop()
    failing.breaks = True
    two.error = ABSENT
    last = picture(200)
    alive = weakref.ref(failing), weakref.ref(last.matte)
    group.write(last)
    one.opened[0].written.clear()
    del failing, last
    gc.collect()
    assert [found() for found in alive] == [None, None]
    assert group.lost() is not None


def test_all_that_were_named_must_open_the_first_time() -> None:
    now = [0.0]
    one, two = Opener("one"), Opener("two")
    two.error = ABSENT
    opener = GroupOpener([one, two], may_be_absent=False, clock=lambda: now[0], start=at_once)
    with pytest.raises(DeviceError, match="There is none"):
        opener()
    assert one.opened[0].closed.is_set()
    two.error = None
    group = opener()
    one.opened[1].fail_after = two.opened[0].fail_after = 0
    with pytest.raises(DeviceError):
        group.write(picture(1))
    group.close()
    # After both were lost, one goes on alone, and the other is named.
    two.error = ABSENT
    group = opener()
    assert str(group.lost()) == "Lost virtual camera: two. Still on: one. There is none. Get one."


def test_an_unexpected_error_of_one_is_its_loss_and_the_other_ends_with_slates() -> None:
    one, two = Opener("one"), Opener("two")
    group = group_of(one, two)
    group.write(picture(200))
    one.opened[0].breaks = True
    end_with(slate(7), group)
    assert "ZeroDivisionError" in str(group.lost())
    assert [sent.rgb[0, 0, 0] for sent in two.opened[0].written] == [200, 7, 7, 7]
    assert one.opened[0].closed.is_set()
    assert two.opened[0].closed.is_set()


def test_one_that_fails_ends_with_a_slate_and_the_other_goes_on() -> None:
    one, two = Opener(), Opener()
    group = group_of(one, two)
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


def test_the_other_has_its_picture_before_the_one_that_fails_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = Opener("one"), Opener("two")
    group = group_of(one, two)
    one.opened[0].breaks = True
    seen: list[int] = []

    def end(_slate: Composite, _sink: Sink) -> None:
        seen.extend(sent.rgb[0, 0, 0] for sent in two.opened[0].written)

    monkeypatch.setattr("app.devices.sink_group.end_with", end)
    group.write(slate(7))
    assert seen == [7]


def test_it_fails_only_when_all_fail() -> None:
    one, two = Opener(), Opener()
    one.error, two.error = DeviceError("First."), DeviceError("Second.")
    with pytest.raises(DeviceError, match="First"):
        group_of(one, two)
    one.error = two.error = None
    group = group_of(one, two)
    one.opened[0].fail_after = two.opened[0].fail_after = 0
    with pytest.raises(DeviceError, match="broke"):
        group.write(picture(1))
    group.close()
