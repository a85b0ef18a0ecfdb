"""The control law on a simulated machine: frames come, cost CPU time at the governor's level, and time passes."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from app.core.pipeline.governor import FULL_EFFORT, LOWEST_RATE, Effort, EffortLevel, Governor, ladder
from app.core.pipeline.screen import STALE_AFTER

pytestmark = pytest.mark.slow

BUDGET = 0.5
MINUTES = 600.0


@dataclass
class Machine:
    """A camera, a process and their clocks.

    Attributes:
        frame, detail: CPU seconds that a frame costs whatever its size, and those of the network at full detail.
        overhead: CPU seconds per second that do not depend on the governor.
        load: factor of the frame's cost at a time.
        noise: standard deviation of that factor.
        camera: frames per second.
    """

    frame: float = 0.005
    detail: float = 0.015
    overhead: float = 0.1
    load: Callable[[float], float] = lambda _: 1.0
    noise: float = 0.0
    camera: float = 30.0
    budget: float | None = BUDGET
    fps: float = 30.0
    now: float = 0.0
    cpu: float = 0.0
    processed: list[float] = field(default_factory=list)
    efforts: list[tuple[float, Effort]] = field(default_factory=list)
    used: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(1)
        self.governor = Governor(self.budget, self.fps, lambda: self.now, lambda: self.cpu)

    def run(self, seconds: float) -> "Machine":
        end = self.now + seconds
        while self.now < end:
            jitter = self.random.uniform(0.8, 1.2) if self.noise else 1.0
            self.now += jitter / self.camera
            self.cpu += self.overhead * jitter / self.camera
            if self.governor.admits():
                self.processed.append(self.now)
                cost = self.frame + self.detail * self.governor.effort.detail
                self.cpu += cost * self.load(self.now) * max(0.0, self.random.gauss(1, self.noise))
            self.used.append((self.now, self.cpu))
            if not self.efforts or self.setting(self.efforts[-1][1]) != self.setting(self.governor.effort):
                self.efforts.append((self.now, self.governor.effort))
        return self

    @staticmethod
    def setting(effort: Effort) -> tuple[float | None, float]:
        return effort.rate, effort.detail

    @property
    def settings(self) -> list[tuple[float | None, float]]:
        return [self.setting(effort) for _, effort in self.efforts]

    @property
    def work(self) -> list[float]:
        return [(rate or self.fps) * detail for rate, detail in self.settings]

    def share(self, start: float, end: float) -> float:
        inside = [(now, cpu) for now, cpu in self.used if start <= now <= end]
        (first, before), (last, after) = inside[0], inside[-1]
        return (after - before) / (last - first)

    def rate(self, start: float, end: float) -> float:
        return sum(start <= moment < end for moment in self.processed) / (end - start)


def idle_from(moment: float, factor: float) -> Callable[[float], float]:
    return lambda now: factor if now < moment else 1.0


@pytest.mark.parametrize("detail", [0.01, 0.02, 0.03, 0.04])
@pytest.mark.parametrize("noise", [0.0, 0.2, 1.0])
def test_it_settles_within_the_budget_and_stays(detail: float, noise: float) -> None:
    machine = Machine(detail=detail, noise=noise).run(MINUTES)
    assert machine.share(20, MINUTES) <= BUDGET
    for start in range(20, 580, 20):
        assert machine.share(start, start + 20) <= 1.05 * BUDGET
    # What there is, is used: the steps of the ladder are coarse, but not that coarse.
    assert machine.share(20, MINUTES) > 0.6 * BUDGET


def test_a_machine_with_room_is_left_alone() -> None:
    machine = Machine(detail=0.005, noise=0.2).run(MINUTES)
    assert machine.settings == [(None, 1.0)]
    assert machine.rate(10, MINUTES) == pytest.approx(30, abs=0.1)
    assert machine.governor.effort.sentence() == ""
    assert machine.governor.effort.cpu == pytest.approx(0.4, abs=0.05)


def test_it_goes_down_in_the_order_of_the_ladder_as_the_load_grows() -> None:
    machine = Machine(frame=0.003, detail=0.005, load=lambda now: 1 + now / 40).run(MINUTES)
    order = [(None, 1.0), *((level.rate, level.detail) for level in ladder(30)[1:])]
    down = [order.index(setting) for setting in machine.settings]
    lowest = [max(down[: i + 1]) for i in range(len(down))]
    assert lowest[-1] == len(order) - 1
    assert set(lowest) == set(range(len(order)))


def test_far_above_the_budget_it_does_not_take_one_step_after_another() -> None:
    machine = Machine(overhead=0.0, detail=0.06).run(20)
    assert len(machine.efforts) <= 4
    assert machine.share(10, 20) <= BUDGET


def test_one_fall_goes_no_further_than_it_must() -> None:
    machine = Machine(overhead=0.0, frame=0.0, detail=0.024).run(MINUTES)
    assert machine.settings == [(None, 1.0), (20.0, 1.0)]


@pytest.mark.parametrize("factor", [2.0, 4.0, 20.0])
def test_it_comes_back_up_when_the_load_goes_away(factor: float) -> None:
    machine = Machine(detail=0.005, load=idle_from(120, factor), noise=0.2).run(120)
    assert machine.governor.effort.rate is not None
    assert machine.governor.effort.sentence()
    machine.run(120)
    assert machine.setting(machine.governor.effort) == (None, 1.0)
    assert machine.governor.effort.sentence() == ""


def test_even_after_an_hour_of_failed_climbs_it_comes_back_within_minutes() -> None:
    machine = Machine(overhead=0.0, frame=0.0, detail=0.034).run(3600)
    assert len(machine.efforts) > 10
    machine.load = lambda _: 0.1
    machine.run(180)
    assert machine.setting(machine.governor.effort) == (None, 1.0)


def test_a_load_of_minutes_is_followed_each_time() -> None:
    """A climb that held for a minute has not failed, so the next waiting time is short again."""
    machine = Machine(detail=0.005, load=lambda now: 4.0 if now % 300 < 150 else 1.0, noise=0.2)
    for _ in range(6):
        machine.run(210)
        assert machine.setting(machine.governor.effort) == (None, 1.0)
        machine.run(90)


def test_starting_up_is_no_load() -> None:
    machine = Machine(detail=0.005, load=idle_from(1.5, 10))
    assert machine.run(60).settings == [(None, 1.0)]


@pytest.mark.parametrize("detail", [0.008, 0.01, 0.012, 0.016, 0.024, 0.04])
@pytest.mark.parametrize("overhead", [0.02, 0.1, 0.3])
@pytest.mark.parametrize("noise", [0.05, 0.5])
def test_a_steady_load_makes_it_no_pendulum(detail: float, overhead: float, noise: float) -> None:
    machine = Machine(detail=detail, overhead=overhead, noise=noise).run(MINUTES)
    assert len(machine.efforts) <= 30
    late = [moment for moment, _ in machine.efforts if moment > MINUTES / 2]
    assert len(late) <= 8


def test_a_load_that_comes_and_goes_makes_it_no_pendulum() -> None:
    """As when somebody sits still and moves by turns: the network works only half of the time."""
    machine = Machine(load=lambda now: 1.5 if now % 20 < 10 else 0.2, noise=0.2).run(MINUTES)
    falls = sum(after < before for before, after in pairwise(machine.work))
    assert falls <= 12
    assert machine.share(20, MINUTES) <= BUDGET


def test_a_failed_climb_is_tried_later_and_later() -> None:
    # All detail at 15 fps costs 0.51, three quarters 0.38, which looks like room enough each time.
    machine = Machine(overhead=0.0, frame=0.0, detail=0.034).run(MINUTES)
    climbs = [moment for moment, effort in machine.efforts if effort.detail == 1][1:]
    gaps = [after - before for before, after in pairwise(climbs)]
    assert len(climbs) >= 4
    assert all(after > 0.95 * before for before, after in pairwise(gaps))
    assert gaps[-1] >= 4 * gaps[0]


@pytest.mark.parametrize("fps", [1, 12, 30, 60])
@pytest.mark.parametrize("camera", [7.5, 15, 30, 60])
def test_whatever_it_costs_no_composite_grows_stale(fps: float, camera: float) -> None:
    machine = Machine(detail=10.0, camera=camera, fps=fps, noise=0.2).run(60)
    gaps = [after - before for before, after in pairwise(machine.processed)]
    assert max(gaps) < STALE_AFTER / 4
    assert machine.rate(30, 60) == pytest.approx(min(10, camera), rel=0.05)
    assert machine.governor.effort.detail == 0.5


def test_a_slow_camera_costs_no_useless_steps() -> None:
    machine = Machine(camera=15.0, overhead=0.0, detail=0.04).run(60)
    assert not {(24.0, 1.0), (20.0, 1.0), (15.0, 1.0)} & set(machine.settings)
    assert machine.share(20, 60) <= BUDGET


def test_without_a_budget_every_frame_is_processed_and_the_cost_is_told() -> None:
    machine = Machine(budget=None, detail=0.1, camera=60.0, noise=0.5).run(60)
    assert len(machine.processed) == len(machine.used)
    assert machine.settings == [(None, 1.0)]
    assert machine.governor.skipped == 0
    assert machine.governor.effort.cpu is not None
    assert machine.governor.effort.cpu > BUDGET


def test_every_frame_is_processed_or_counted_as_skipped() -> None:
    machine = Machine(detail=0.04).run(30)
    assert machine.governor.skipped > 0
    assert len(machine.processed) + machine.governor.skipped == len(machine.used)


def test_time_without_frames_is_no_evidence() -> None:
    """A camera that was away, or a computer that slept: the empty window must not look like room to climb."""
    machine = Machine(detail=0.04).run(60)
    before = machine.setting(machine.governor.effort)
    for _ in range(20):
        machine.now += 30
        machine.governor.admits()
    assert machine.setting(machine.governor.effort) == before


def test_a_smaller_budget_is_kept_and_a_larger_one_used() -> None:
    machine = Machine(detail=0.02, overhead=0.05).run(60)
    machine.governor.set_budget(0.3)
    machine.run(60)
    assert machine.share(80, 120) <= 0.3
    machine.governor.set_budget(2.0)
    machine.run(60)
    assert machine.rate(130, 180) == pytest.approx(30, abs=0.5)
    machine.governor.set_budget(None)
    machine.run(30)
    assert machine.setting(machine.governor.effort) == (None, 1.0)
    assert machine.rate(185, 210) == pytest.approx(30, abs=0.5)


@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_a_recording_counts_and_takes_from_the_frames_while_it_lasts(noise: float) -> None:
    machine = Machine(detail=0.005, overhead=0.05, noise=noise).run(60)
    assert machine.setting(machine.governor.effort) == (None, 1.0)
    machine.overhead += 0.2
    machine.run(120)
    assert machine.governor.effort.rate is not None
    assert machine.share(70, 180) <= BUDGET
    machine.overhead -= 0.2
    machine.run(60)
    assert machine.setting(machine.governor.effort) == (None, 1.0)


def test_a_recording_makes_it_no_pendulum() -> None:
    machine = Machine(detail=0.005, overhead=0.25, noise=0.2).run(MINUTES)
    assert len([moment for moment, _ in machine.efforts if moment > 60]) <= 8
    assert machine.share(20, MINUTES) <= BUDGET


def test_a_recording_that_takes_the_whole_budget_leaves_the_least_work_and_no_tries_to_climb() -> None:
    machine = Machine(overhead=0.6).run(60)
    machine.run(MINUTES)
    assert machine.setting(machine.governor.effort) == (LOWEST_RATE, 0.5)
    assert not [moment for moment, _ in machine.efforts if moment > 60]


def test_what_is_gained_by_no_smaller_picture_is_saved_by_the_rate_alone() -> None:
    machine = Machine(frame=0.02, detail=0.0, overhead=0.2)
    machine.governor.set_steps(details=False)
    machine.run(MINUTES)
    assert {detail for _, detail in machine.settings} == {1.0}
    assert machine.share(20, MINUTES) <= BUDGET


def test_another_kind_of_steps_begins_with_all_the_work() -> None:
    machine = Machine(detail=0.02).run(60)
    assert machine.governor.effort.rate is not None
    machine.governor.set_steps(details=False)
    assert machine.setting(machine.governor.effort) == (None, 1.0)
    machine.governor.set_steps(details=False)
    machine.run(60)
    assert machine.share(80, 120) <= BUDGET


def test_first_the_rate_then_the_size_then_the_rate_again() -> None:
    assert [(level.rate, level.detail) for level in ladder(30)] == [
        (31.5, 1),
        (24, 1),
        (20, 1),
        (15, 1),
        (15, 0.75),
        (15, 0.5),
        (12, 0.5),
        (10, 0.5),
    ]


def test_where_pixels_cost_no_cpu_time_there_are_rates_alone() -> None:
    levels = ladder(30, details=False)
    assert [(level.rate, level.detail) for level in levels] == [(rate, 1) for rate in (31.5, 24, 20, 15, 12, 10)]
    assert [level.rate for level in ladder(10, details=False)] == [10.5, 10]


@pytest.mark.parametrize("fps", [1, 5, 10, 11, 12, 15, 24, 25, 30, 50, 60, 120])
def test_every_level_does_less_than_the_one_above_and_none_lets_a_composite_grow_stale(fps: float) -> None:
    levels = ladder(fps)
    work = [level.work(1000) for level in levels]
    assert work == sorted(set(work), reverse=True)
    assert levels[0].rate >= max(fps, LOWEST_RATE)
    assert min(level.rate for level in levels) >= LOWEST_RATE > 5 / STALE_AFTER


def test_a_slow_camera_makes_levels_above_its_rate_the_same() -> None:
    assert EffortLevel(24).work(15) == EffortLevel(20).work(15) == EffortLevel(15).work(15) > EffortLevel(12).work(15)


@pytest.mark.parametrize(
    ("effort", "sentence"),
    [
        (FULL_EFFORT, ""),
        (Effort(cpu=0.4, budget=0.5), ""),
        (Effort(rate=15.0), "Reduced to 15 fps to stay within the CPU budget."),
        (Effort(rate=15.0, detail=0.5), "Reduced to 15 fps with a coarser outline to stay within the CPU budget."),
        (Effort(detail=0.5), "A coarser outline to stay within the CPU budget."),
    ],
)
def test_the_sentence(effort: Effort, sentence: str) -> None:
    assert effort.sentence() == sentence
