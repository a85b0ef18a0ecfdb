"""On demand: the camera runs only while somebody watches."""

from contextlib import AbstractContextManager

import pytest

from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.status import CameraState
from tests.core.rig import Wait, running
from tests.fakes import FakeSink, FakeSource


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_ASK_SECONDS", "_TELL_SECONDS"):
        monkeypatch.setattr(f"app.core.pipeline.viewers.{name}", 0.005)
    monkeypatch.setattr("app.core.pipeline.viewers._HOLD_SECONDS", 0.02)


def watched(
    sink: FakeSink | None, sources: list[FakeSource], on_demand: bool = True
) -> AbstractContextManager[Pipeline]:
    def opener() -> FakeSource:
        sources.append(FakeSource())
        return sources[-1]

    return running(opener, sink=(lambda: sink) if sink is not None else None, on_demand=on_demand)


def test_the_camera_runs_only_while_somebody_watches(wait_until: Wait) -> None:
    sink, sources = FakeSink(), list[FakeSource]()
    with watched(sink, sources) as pipeline:
        wait_until(lambda: len(sink.written) > 20)
        # Slates keep going out meanwhile: programs list no camera that sends nothing.
        assert pipeline.status().camera is CameraState.RESTING
        assert not sources
        assert all(shown.is_slate for shown in sink.written)
        for opened in (1, 2):
            sink.watchers = ("zoom",)
            wait_until(lambda: not pipeline.current().is_slate)
            assert len(sources) == opened
            assert pipeline.status().viewers == ("zoom",)
            sink.watchers = ()
            wait_until(lambda: pipeline.status().camera is CameraState.RESTING)
            assert sources[-1].closed.is_set()
            assert pipeline.current().is_slate
            written = len(sink.written)
            wait_until(lambda written=written: len(sink.written) > written + 5)  # type: ignore[misc]
            assert sink.written[-1].is_slate


def test_a_short_absence_does_not_stop_the_camera(wait_until: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.pipeline.viewers._HOLD_SECONDS", 60)
    sink, sources = FakeSink(watchers=("zoom",)), list[FakeSource]()
    with watched(sink, sources) as pipeline:
        wait_until(lambda: not pipeline.current().is_slate)
        sink.watchers = ()
        wait_until(lambda: pipeline.status().viewers == ())
        written = len(sink.written)
        wait_until(lambda: len(sink.written) > written + 20)
        assert not pipeline.current().is_slate
    assert len(sources) == 1


def test_where_nobody_can_tell_who_watches_the_camera_runs(wait_until: Wait) -> None:
    with watched(FakeSink(watchers=None), []) as pipeline:
        wait_until(lambda: not pipeline.current().is_slate)
        assert pipeline.status().viewers is None


def test_without_an_output_nobody_watches(wait_until: Wait) -> None:
    sources: list[FakeSource] = []
    with watched(None, sources) as pipeline:
        wait_until(lambda: pipeline.status().camera is CameraState.RESTING)
        pipeline.set_source(FakeSource)
        pipeline.set_sink(FakeSink)
        wait_until(lambda: pipeline.status().sink_name == "fake sink")
        assert pipeline.status().camera is CameraState.RESTING
    assert not sources


def test_not_on_demand_it_is_only_told_who_watches(wait_until: Wait) -> None:
    sink = FakeSink()
    with watched(sink, [], on_demand=False) as pipeline:
        wait_until(lambda: not pipeline.current().is_slate)
        wait_until(lambda: pipeline.status().viewers == ())
        sink.watchers = ("zoom", "firefox")
        wait_until(lambda: pipeline.status().viewers == ("zoom", "firefox"))
        assert not pipeline.current().is_slate
