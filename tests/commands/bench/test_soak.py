"""The soak's arithmetic and its page, and a run of moments."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from app.commands.bench.machine import describe_machine, own_memory
from app.commands.bench.stand_ins import NullSink
from app.core.errors import DeviceError
from app.core.types import Size
from benchmarks.soak import command as soak
from benchmarks.soak import run as soak_run
from benchmarks.soak.card import page
from benchmarks.soak.figures import Held, Minute, Sample, Soak, drift, minute_of, theil_sen
from benchmarks.soak.run import Parts, parts_of
from tests.fakes import FakeSource, plain

CALM = Minute(own=200, resident=250, threads=14, descriptors=10, p50=12, p95=15, cpu=13, fps=30)
HELD = Held(threads=3, descriptors=6)


def soaked(*minutes: Minute, after: Held = HELD) -> Soak:
    return Soak(minutes, 2, HELD, after, [])


def calm(number: int = 12) -> list[Minute]:
    return [CALM] * number


def test_a_steady_run_has_no_complaints() -> None:
    run = soaked(*calm())
    assert (run.growth, run.latency_drift, run.cpu_drift) == (0, 1, 1)
    assert run.complaints() == []


def test_growing_memory_is_detected_despite_noise_and_steps() -> None:
    noise = np.random.default_rng(0).normal(0, 3, 30)
    leaking = [replace(CALM, own=200 + 0.25 * n + noise[n]) for n in range(30)]
    assert soaked(*leaking).growth == pytest.approx(0.25 * 27, abs=2)
    assert "memory grew" in " ".join(soaked(*leaking).complaints())
    step = [replace(CALM, own=200 + (40 if n > 3 else 0)) for n in range(30)]
    assert soaked(*step).complaints() == []


def test_the_warm_up_does_not_count() -> None:
    assert soaked(replace(CALM, own=20, p50=1), replace(CALM, own=90, p50=1), *calm()).complaints() == []


def test_a_drifting_latency_is_detected() -> None:
    slowing = [replace(CALM, p50=12 + n) for n in range(12)]
    assert soaked(*slowing).latency_drift > 1.2
    assert "latency" in " ".join(soaked(*slowing).complaints())


def test_leftover_threads_are_reported() -> None:
    left = soaked(*calm(), after=Held(threads=5, descriptors=7))
    assert left.complaints() == ["2 threads are left.", "1 descriptors are left."]


def test_slope_and_drift_are_medians() -> None:
    assert theil_sen([0, 1, 2, 90, 4, 5]) == pytest.approx(1)
    assert drift([2, 2, 9, 9, 9, 9, 3, 3]) == 1.5
    assert drift([4, 6]) == 1.5


def test_a_minute_is_the_median_of_its_samples() -> None:
    moments = [Sample(own, 2 * own, 4, 5, 6, 7) for own in (10, 30, 20)]
    minute = minute_of(moments, cpu_seconds=0.6, sent=60, seconds=2)
    assert minute == Minute(own=20, resident=40, threads=4, descriptors=5, p50=6, p95=7, cpu=10, fps=30)


def test_the_page_lists_every_minute() -> None:
    text = page(soaked(*calm()), "python -m benchmarks.soak", "the clip", describe_machine())
    assert text.count("| 200.00 | 250.0 | 14 | 10 | 12.0 | 15.0 | 13.0 | 30.0 |") == 12
    assert "| complaints | none |" in text


@pytest.mark.skipif(own_memory() is None, reason="this system does not tell what a process holds")
@pytest.mark.slow
def test_a_run_of_moments(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(soak, "_QUICK_MINUTE", 0.7)
    monkeypatch.setattr(soak_run, "SIZE", Size(64, 36))
    monkeypatch.setattr(soak_run, "_SETTLING", 0.2)
    run, what = soak.run(Parts(lambda: FakeSource(plain((1, 2, 3))), NullSink), 2, 0, 0.7)
    assert len(run.minutes) == 2
    assert all(minute.own > 1 and minute.threads >= 4 for minute in run.minutes)
    assert run.troubles == []
    assert "sent to no device" in what
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_problem_ends_the_run(wait_until: Callable[[Callable[[], bool]], None]) -> None:
    def lost() -> FakeSource:
        raise DeviceError("Gone.", "Plug it in.")

    with soak_run.running(Parts(lost, NullSink)) as (pipeline, left):
        wait_until(lambda: pipeline.status().camera_error is not None)
        assert len(list(soak_run.minutes(pipeline, (lambda pipeline: None,), 5, 0.1))) == 1
        assert soak_run.troubles(pipeline) == ["Gone. Plug it in."]
    assert left == []


@pytest.mark.parametrize("words", ["--minutes 1", "--minutes 3", "--warm-up -1", "--camera nowhere"])
def test_mistakes_give_one_sentence(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["soak", *words.split()])
    assert soak.main() == 2
    assert capsys.readouterr().err.startswith("soak: ")


def test_the_demo_plays_at_the_outputs_rate() -> None:
    source = parts_of(None, False).open_source()
    try:
        rgb = source.read()
        assert rgb is not None
        assert rgb.shape == (720, 1280, 3)
    finally:
        source.close()
