import pytest

from app.core.pipeline.effort import FULL_EFFORT, LOWEST_RATE, Effort, Level, ladder
from app.core.pipeline.screen import STALE_AFTER


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
    assert Level(24).work(15) == Level(20).work(15) == Level(15).work(15) > Level(12).work(15)


@pytest.mark.parametrize(
    ("effort", "words"),
    [
        (FULL_EFFORT, ""),
        (Effort(cpu=0.4, budget=0.5), ""),
        (Effort(rate=15.0), "slowed down to 15 fps to keep your fan quiet"),
        (Effort(rate=15.0, detail=0.5), "slowed down to 15 fps with a coarser outline to keep your fan quiet"),
        (Effort(detail=0.5), "a coarser outline to keep your fan quiet"),
    ],
)
def test_words(effort: Effort, words: str) -> None:
    assert effort.words() == words
