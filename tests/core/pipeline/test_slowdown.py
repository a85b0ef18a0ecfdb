"""The cause of missing frames on a simulated machine: frames come, threads run and wait for cores, and time passes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from app.core.pipeline.processor_use import ProcessorUse, ThreadUse
from app.core.pipeline.slowdown import SlowCause, Slowdown, SlowdownWatch

# Larger than any real number of a thread; the worker is the thread of the test.
CAPTURE, POOL = 10**9, 10**9 + 1
WORKER = threading.get_native_id()
CORES = 2
IDLE = ThreadUse(0.0, 0.0)


@dataclass
class Load:
    """What happens in each second.

    Attributes:
        camera: frames that the camera delivers.
        missed: those of them that the capture thread loses, because it gets no core.
        processed: composites.
        skipped: frames that the governor skips.
        own, others: CPU seconds.
        throttled: seconds for which a quota keeps all threads waiting.
        waits: seconds for which capture thread, worker and the worker's helper wait for a core.
        capture_runs: seconds for which the capture thread is on a core.
        allowed: rate that the governor allows.
        cpu_share: share of its processing for which the worker's thread is on a core.
    """

    camera: int = 30
    missed: int = 0
    processed: int = 30
    skipped: int = 0
    own: float = 0.5
    others: float = 0.0
    throttled: float = 0.0
    waits: tuple[float, float, float] = (0.0, 0.0, 0.0)
    capture_runs: float = 0.1
    allowed: float | None = None
    cpu_share: float = 1.0


QUIET = Load()
# Two loops on two cores beside our threads.
CROWDED = Load(processed=9, own=0.7, others=1.3, waits=(0.2, 0.7, 0.6), cpu_share=0.4)
# Our own threads fill both cores and wait for each other; a daemon does a little.
OWN_CROWD = Load(processed=12, own=1.9, others=0.06, waits=(0.2, 0.7, 0.6))
TOO_SLOW = Load(processed=12, own=1.1)
DIM = Load(camera=10, processed=10, own=0.2)


@dataclass
class Machine:
    """A camera, our threads, other programs and their clocks; `is_exact` as on Linux."""

    is_exact: bool = True
    on_gpu: bool = False
    fps: float = 30.0
    has_own_rate: bool = False
    now: float = 0.0
    cpu: float = 0.0
    own: float = 0.0
    others: float = 0.0
    dropped: int = 0
    throttled: float = 0.0
    source: int = 1
    threads: dict[int, ThreadUse] = field(default_factory=lambda: dict.fromkeys((CAPTURE, WORKER, POOL), IDLE))

    def __post_init__(self) -> None:
        self.watch = SlowdownWatch(
            self.fps,
            lambda: CAPTURE,
            lambda: self.now,
            lambda: self.cpu,
            self.read,
            lambda: CORES,
            lambda: self.has_own_rate,
        )

    def read(self) -> ProcessorUse:
        if not self.is_exact:
            return ProcessorUse(self.own)
        return ProcessorUse(self.own, self.own + self.others, dict(self.threads), self.throttled)

    def run(self, load: Load, seconds: int) -> Slowdown | None:
        for _second in range(seconds):
            self._second(load)
        return self.watch.slowdown

    def _second(self, load: Load) -> None:
        runs = (load.capture_runs, load.own / 2, load.own / 2)
        taken = load.processed + load.skipped
        dropped, before_it = load.camera - load.missed - taken, self.dropped
        for frame in range(taken):
            self.dropped = before_it + round(dropped * (frame + 1) / taken)
            self.own += load.own / taken
            self.others += load.others / taken
            self.throttled += load.throttled / taken
            for number, ran, waited in zip(self.threads, runs, load.waits, strict=True):
                before = self.threads[number]
                self.threads[number] = ThreadUse(before.ran + ran / taken, before.waited + waited / taken)
            self.watch.took(self.source, self.dropped, load.allowed)
            if frame < load.processed:
                with self.watch.processing(on_gpu=self.on_gpu):
                    self.now += 1 / taken
                    self.cpu += load.cpu_share / taken
            else:
                self.now += 1 / taken


@pytest.mark.parametrize("is_exact", [True, False])
def test_other_programs_are_named_with_the_numbers(is_exact: bool) -> None:
    machine = Machine(is_exact)
    assert machine.run(QUIET, 12) is None
    assert machine.run(CROWDED, 10) == Slowdown(SlowCause.OTHER_PROGRAMS, 9, 30)
    assert machine.run(QUIET, 12) is None


def test_a_moment_of_load_shows_nothing_and_a_moment_of_quiet_hides_nothing() -> None:
    machine = Machine()
    machine.run(QUIET, 9)
    machine.run(CROWDED, 2)
    assert machine.run(QUIET, 5) is None
    assert machine.run(CROWDED, 10) is not None
    assert machine.run(QUIET, 2) is not None
    assert machine.run(CROWDED, 10) == Slowdown(SlowCause.OTHER_PROGRAMS, 9, 30)


def test_it_does_not_flicker_where_the_rate_is_near_the_limit() -> None:
    machine = Machine()
    machine.run(CROWDED, 10)
    near = [Load(processed=count, others=1.0, waits=(0.0, 0.2, 0.0)) for count in (23, 25, 26)]
    for load in 5 * near:
        assert machine.run(load, 2) is not None


@pytest.mark.parametrize("is_exact", [True, False])
def test_our_own_threads_are_not_other_programs(is_exact: bool) -> None:
    machine = Machine(is_exact)
    assert machine.run(OWN_CROWD, 10) == Slowdown(SlowCause.PROCESSOR, 12, 30)


@pytest.mark.parametrize("is_exact", [True, False])
def test_a_slow_processor_is_not_other_programs(is_exact: bool) -> None:
    assert Machine(is_exact).run(TOO_SLOW, 10) == Slowdown(SlowCause.PROCESSOR, 12, 30)


def test_programs_of_low_priority_take_nothing_from_us() -> None:
    busy = Load(others=1.4, waits=(0.0, 0.02, 0.02))
    assert Machine().run(busy, 10) is None
    slow = Load(processed=12, own=1.1, others=0.9, waits=(0.0, 0.04, 0.04))
    assert Machine().run(slow, 10) == Slowdown(SlowCause.PROCESSOR, 12, 30)


@pytest.mark.parametrize("others", [0.0, 1.3])
def test_the_budget_is_not_other_programs(others: float) -> None:
    limited = Load(processed=15, skipped=15, allowed=15.0, others=others, waits=(0.1, 0.2, 0.2))
    assert Machine().run(limited, 20) is None


def test_frames_that_are_late_below_the_budgets_rate_are_counted_against_it() -> None:
    limited = Load(processed=5, skipped=10, allowed=15.0, others=1.3, waits=(0.1, 0.5, 0.4))
    assert Machine().run(limited, 10) == Slowdown(SlowCause.OTHER_PROGRAMS, 5, 15)


@pytest.mark.parametrize("others", [0.0, 1.3])
def test_a_slow_camera_is_not_other_programs(others: float) -> None:
    dim = Load(camera=10, processed=10, own=0.2, others=others, waits=(0.2, 0.2, 0.1) if others else (0.0, 0.0, 0.0))
    assert Machine().run(dim, 10) == Slowdown(SlowCause.CAMERA, 10, 30)


def test_a_camera_whose_frames_the_capture_thread_loses_is_not_slow() -> None:
    machine = Machine()
    machine.run(Load(camera=25, processed=25), 10)
    crowded = Load(camera=25, missed=4, processed=19, others=1.7, waits=(0.27, 0.5, 0.1))
    assert machine.run(crowded, 10) == Slowdown(SlowCause.OTHER_PROGRAMS, 19, 25)
    assert machine.run(Load(camera=25, processed=25), 10) is None


def test_a_camera_of_25_frames_is_not_slow() -> None:
    assert Machine().run(Load(camera=25, processed=25), 20) is None


def test_late_frames_of_a_slow_camera_are_counted_against_its_rate() -> None:
    machine = Machine()
    machine.run(DIM, 10)
    late = Load(camera=10, processed=5, others=1.3, waits=(0.2, 0.6, 0.4))
    assert machine.run(late, 10) == Slowdown(SlowCause.OTHER_PROGRAMS, 5, 10)


def test_frames_that_the_capture_thread_loses_are_late_too() -> None:
    starved = Load(missed=18, processed=12, own=0.7, others=1.3, waits=(0.8, 0.5, 0.4))
    machine = Machine()
    machine.run(QUIET, 4)
    assert machine.run(starved, 10) == Slowdown(SlowCause.OTHER_PROGRAMS, 12, 30)


def test_another_source_is_measured_by_itself() -> None:
    machine = Machine()
    assert machine.run(DIM, 10) is not None
    machine.source = 2
    assert machine.run(QUIET, 1) is None


def test_a_window_with_a_gap_counts_for_nothing() -> None:
    machine = Machine()
    for _time in range(5):
        machine.run(QUIET, 1)
        # Such as a suspend.
        machine.now += 60
    assert machine.watch.slowdown is None


def test_a_cause_from_before_a_gap_is_no_longer_shown() -> None:
    machine = Machine()
    assert machine.run(CROWDED, 10) is not None
    # Such as a camera that nobody used for an hour; it was opened again.
    machine.now += 3600
    machine.source = 2
    assert machine.run(QUIET, 1) is None


def test_the_rate_of_a_video_is_not_a_slow_camera() -> None:
    machine = Machine(has_own_rate=True)
    assert machine.run(DIM, 20) is None
    late = Load(camera=10, processed=5, others=1.3, waits=(0.2, 0.6, 0.4))
    assert machine.run(late, 10) == Slowdown(SlowCause.OTHER_PROGRAMS, 5, 10)


def test_a_quota_of_the_system_is_not_other_programs() -> None:
    limited = Load(processed=12, own=0.5, others=1.3, waits=(0.2, 0.6, 0.6), throttled=0.6)
    assert Machine().run(limited, 10) == Slowdown(SlowCause.PROCESSOR, 12, 30)


def test_waiting_for_the_gpu_is_not_waiting_for_a_core() -> None:
    machine = Machine(is_exact=False, on_gpu=True)
    slow = Load(processed=12, own=0.3, cpu_share=0.1)
    assert machine.run(slow, 10) == Slowdown(SlowCause.PROCESSOR, 12, 30)


@pytest.mark.parametrize("cause", SlowCause)
def test_each_cause_has_a_sentence_and_advice(cause: SlowCause) -> None:
    slowdown = Slowdown(cause, 9, 30)
    assert "9 of 30 pictures a second" in slowdown.sentence()
    assert slowdown.full_sentence() == f"{slowdown.sentence()}. {slowdown.advice()}"


def test_the_sentence_about_other_programs() -> None:
    words = Slowdown(SlowCause.OTHER_PROGRAMS, 9, 30).sentence()
    assert words == "Other programs use the processor: 9 of 30 pictures a second"


def advancing(step: float) -> Callable[[], float]:
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += step
        return now

    return clock


def test_it_works_with_the_readings_of_this_system() -> None:
    watch = SlowdownWatch(30, clock=advancing(0.5))
    for _frame in range(20):
        watch.took(1, 0, None)
        with watch.processing(on_gpu=False):
            pass
    assert watch.slowdown is not None
    assert watch.slowdown.cause in (SlowCause.CAMERA, SlowCause.OTHER_PROGRAMS)
