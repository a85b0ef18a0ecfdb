"""A computer that was asleep, on a clock of the test's own."""

import threading
import time
from collections.abc import Callable

import numpy as np

from app.core.pipeline.capture import Capture
from app.core.pipeline.mailbox import Mailbox
from app.core.pipeline.output import Output
from app.core.pipeline.screen import Screen
from app.core.pipeline.status import StatusBoard
from app.core.pipeline.suspend import SuspendWatch
from app.core.stats import Stats
from app.core.types import Composite, Frame, Matte
from tests.fakes import SMALL, FakeSink, FakeSource, plain

Wait = Callable[[Callable[[], bool]], None]


def test_a_sleep_is_told_once() -> None:
    asleep = [5.0]
    watch = SuspendWatch(lambda: asleep[0])
    assert not watch.slept()
    asleep[0] += 0.4
    assert not watch.slept()
    asleep[0] += 3600
    assert watch.slept()
    assert not watch.slept()


def test_this_machine_has_not_slept_since() -> None:
    assert not SuspendWatch().slept()


def test_the_camera_is_opened_anew_after_a_sleep(wait_until: Wait) -> None:
    sources: list[FakeSource] = []

    def opener() -> FakeSource:
        sources.append(FakeSource())
        return sources[-1]

    asleep = [0.0]
    capture = Capture(opener, Mailbox[Frame](), Screen(SMALL), StatusBoard(), Stats(), SuspendWatch(lambda: asleep[0]))
    thread = threading.Thread(target=capture.run)
    thread.start()
    wait_until(lambda: bool(sources and sources[0].reader))
    asleep[0] = 3600
    wait_until(lambda: len(sources) == 2 and bool(sources[1].reader))
    capture.stop()
    thread.join(5)
    assert [source.closed.is_set() for source in sources] == [True, True]


def test_a_sleep_before_the_camera_was_opened_is_no_loss(wait_until: Wait) -> None:
    sources: list[FakeSource] = []

    def opener() -> FakeSource:
        sources.append(FakeSource())
        return sources[-1]

    asleep = [0.0]
    frames: Mailbox[Frame] = Mailbox()
    capture = Capture(opener, frames, Screen(SMALL), StatusBoard(), Stats(), SuspendWatch(lambda: asleep[0]))
    capture.rest(True)
    asleep[0] = 3600
    thread = threading.Thread(target=capture.run)
    thread.start()
    capture.rest(False)
    wait_until(lambda: frames.dropped > 5)
    capture.stop()
    thread.join(5)
    assert len(sources) == 1


def test_what_was_shown_before_a_sleep_is_not_shown_after_it(wait_until: Wait) -> None:
    """The clock that tells what is stale stands still as well."""
    asleep = [0.0]
    screen, sink = Screen(SMALL), FakeSink()
    output = Output(lambda: sink, 200, screen, StatusBoard(), Stats(), SuspendWatch(lambda: asleep[0]))
    frame = Frame(plain((9, 9, 9)), 0, time.perf_counter() + 3600)
    screen.show(Composite(plain((9, 9, 9)), Matte(np.zeros((48, 64), np.uint8), frame)))
    thread = threading.Thread(target=output.run)
    thread.start()
    wait_until(lambda: len(sink.written) > 3)
    asleep[0] = 3600
    written = len(sink.written)
    wait_until(lambda: len(sink.written) > written + 5)
    output.stop()
    thread.join(5)
    assert not sink.written[0].is_slate
    # One may have been in its hands.
    assert all(shown.is_slate for shown in sink.written[written + 2 :])
