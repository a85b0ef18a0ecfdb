import pytest

from app.core.pipeline.pacer import Pacer


def beats(fps: float, work: float, count: int) -> list[float]:
    """Return when each of `count` beats comes where every one costs `work` seconds, on a clock of our own."""
    now, moments = 0.0, []
    pacer = Pacer(fps, now)
    for _ in range(count):
        moments.append(now)
        now += work
        now += pacer.delay(now)
    return moments


@pytest.mark.parametrize("work", [0.0, 0.004, 0.009])
def test_the_beat_is_the_set_rate_whatever_the_work_costs(work: float) -> None:
    assert beats(100, work, 501)[-1] == pytest.approx(5.0)


def test_too_much_work_is_done_as_fast_as_it_goes() -> None:
    assert beats(100, 0.025, 101)[-1] == pytest.approx(2.5)


def test_a_stall_is_not_made_up_by_a_burst() -> None:
    pacer = Pacer(100, 0.0)
    assert pacer.delay(0.0) == pytest.approx(0.01)
    assert pacer.delay(5.0) == 0.0
    assert pacer.delay(5.0) == pytest.approx(0.0)
    assert pacer.delay(5.0) == pytest.approx(0.01)
