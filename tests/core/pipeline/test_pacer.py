import numpy as np
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


@pytest.mark.parametrize("phase", [0.0, 0.0001, 0.004, 0.009, 0.0099])
@pytest.mark.parametrize(("interval", "jitter"), [(0.01, 0.0), (0.01, 0.002), (0.0125, 0.0), (0.0125, 0.0005)])
def test_beats_that_follow_send_everything_that_arrives_once(interval: float, phase: float, jitter: float) -> None:
    """Arrivals as often as the beats or somewhat less, on a clock of our own, each a little early or late."""
    early_or_late = np.random.default_rng(5).uniform(-jitter, jitter, 400)
    arrivals = np.sort(phase + interval * np.arange(400) + early_or_late)
    pacer, now, sent = Pacer(100, 0.0), 0.0, []
    while now < 3.5:
        newest = int(np.searchsorted(arrivals, now, side="right")) - 1
        sent.append(newest)
        now += pacer.delay(now)
        following = float(arrivals[newest + 1])
        if following > now + pacer.patience:
            now += pacer.patience
        elif following > now:
            now = following
            pacer.follow(now)
    assert (np.diff(sent[20:]) == 1).mean() > 0.95
