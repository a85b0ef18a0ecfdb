"""A computer that was asleep, on a clock of the test's own."""

import threading
from collections.abc import Callable

from app.core.capture import Capture
from app.core.mailbox import Mailbox
from app.core.screen import Screen
from app.core.sleep import SleepWatch
from app.core.stats import Stats
from app.core.status import StatusBoard
from app.core.types import Frame
from tests.fakes import SMALL, FakeSource

Wait = Callable[[Callable[[], bool]], None]


def test_a_sleep_is_told_once() -> None:
    asleep = [5.0]
    watch = SleepWatch(lambda: asleep[0])
    assert not watch.slept()
    asleep[0] += 0.4
    assert not watch.slept()
    asleep[0] += 3600
    assert watch.slept()
    assert not watch.slept()


def test_this_machine_has_not_slept_since() -> None:
    assert not SleepWatch().slept()


def test_the_camera_is_opened_anew_after_a_sleep(wait_until: Wait) -> None:
    sources: list[FakeSource] = []

    def opener() -> FakeSource:
        sources.append(FakeSource())
        return sources[-1]

    asleep = [0.0]
    capture = Capture(opener, Mailbox[Frame](), Screen(SMALL), StatusBoard(), Stats(), SleepWatch(lambda: asleep[0]))
    thread = threading.Thread(target=capture.run)
    thread.start()
    wait_until(lambda: bool(sources and sources[0].reader))
    asleep[0] = 3600
    wait_until(lambda: len(sources) == 2 and bool(sources[1].reader))
    capture.stop()
    thread.join(5)
    assert [source.closed.is_set() for source in sources] == [True, True]
