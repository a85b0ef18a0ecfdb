import pytest

from app.core.stats import Stats


def test_percentiles_and_rates() -> None:
    stats = Stats()
    for milliseconds in range(1, 101):
        stats.add("segment", milliseconds / 1000)
    assert stats.stage_times()["segment"].p50 == pytest.approx(50.5)
    assert stats.stage_times()["segment"].p95 == pytest.approx(95.05)
    for step in range(61):
        stats.tick("camera", step / 30)
    assert stats.rate("camera", 2.0) == pytest.approx(30)
    assert stats.rate("camera", 100.0) == 0
    assert stats.rate("unknown", 1.0) == 0
    stats.reset()
    assert stats.stage_times() == {}
    assert stats.rate("camera", 2.0) == 0
