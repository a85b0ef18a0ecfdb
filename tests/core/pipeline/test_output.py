"""What becomes of the output of the live pipeline, on fakes."""

import time
from itertools import count

import numpy as np
import pytest

from app.core.errors import DeviceError
from app.core.pipeline.governor import Governor
from app.core.pipeline.status import CameraState, SinkState
from app.core.types import Alpha, Composite, Rgb
from tests.core.rig import Wait, running
from tests.fakes import FakeSegmenter, FakeSink, FakeSource, plain


def test_after_a_failed_write_the_last_frame_is_a_slate(wait_until: Wait) -> None:
    class Flaky(FakeSink):
        def write(self, composite: Composite) -> None:
            if not composite.is_slate and len(self.written) > 20:
                raise DeviceError("A hiccup.", "Try again.")
            super().write(composite)

    sink = Flaky()
    with running(sink=lambda: sink) as pipeline:
        wait_until(lambda: pipeline.status().sink is SinkState.RECONNECTING)
        assert sink.closed.is_set()
        assert any(not shown.is_slate for shown in sink.written)
        assert sink.written[-1].is_slate


def test_the_output_goes_on_and_off_and_ends_with_slates(wait_until: Wait) -> None:
    sinks: list[FakeSink] = []

    def opener() -> FakeSink:
        sinks.append(FakeSink())
        return sinks[-1]

    with running() as pipeline:
        wait_until(lambda: not pipeline.current().is_slate)
        assert pipeline.status().sink is SinkState.OFF
        for number in (1, 2):
            pipeline.set_sink(opener)
            wait_until(lambda number=number: len(sinks) == number and len(sinks[-1].written) > 5)  # type: ignore[misc]
            pipeline.set_sink(None)
            wait_until(lambda: sinks[-1].closed.is_set() and pipeline.status().sink is SinkState.OFF)
    for sink in sinks:
        assert not sink.written[0].is_slate
        assert all(shown.is_slate for shown in sink.written[-3:])


def test_an_output_that_never_opens_is_told_and_the_picture_goes_on(wait_until: Wait) -> None:
    tries: list[int] = []

    def opener() -> FakeSink:
        tries.append(1)
        raise DeviceError("No sink.", "Get one.")

    with running(sink=opener) as pipeline:
        wait_until(lambda: pipeline.status().sink is SinkState.FAILED)
        assert str(pipeline.status().sink_error) == "No sink. Get one."
        wait_until(lambda: not pipeline.current().is_slate)
        assert pipeline.status().error is None
    assert len(tries) == 1


class PairSink(FakeSink):
    """Two virtual cameras, of which one may be lost."""

    loss: DeviceError | None = None
    written_before_end: int | None = None

    def __str__(self) -> str:
        return "A, B" if self.loss is None else "B"

    def lost(self) -> DeviceError | None:
        """Return the loss."""
        return self.loss

    def stop_reopening(self) -> None:
        """Note after how many composites the end began."""
        self.written_before_end = len(self.written)


def test_one_of_two_virtual_cameras_that_is_lost_is_reported_until_it_is_back(wait_until: Wait) -> None:
    pair = PairSink()
    with running(sink=lambda: pair) as pipeline:
        wait_until(lambda: pipeline.status().sink is SinkState.ON)
        assert (pipeline.status().sink_name, pipeline.status().sink_error) == ("A, B", None)
        pair.loss = DeviceError("Lost virtual camera: A. Still on: B.")
        wait_until(lambda: pipeline.status().sink_error is pair.loss)
        assert (pipeline.status().sink, pipeline.status().sink_name) == (SinkState.ON, "B")
        pair.loss = None
        wait_until(lambda: pipeline.status().sink_error is None)
        assert pipeline.status().sink_name == "A, B"
    # Only the three last slates follow.
    assert pair.written_before_end == len(pair.written) - 3


def test_an_output_that_breaks_is_opened_anew_until_it_is_back(
    wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.pipeline.output._RETRY_SECONDS", 0.01)
    sinks: list[FakeSink] = []

    def opener() -> FakeSink:
        if len(sinks) in (1, 2):
            sinks.append(FakeSink())
            raise DeviceError("Still gone.", "Wait.")
        sinks.append(FakeSink(fail_after=None if sinks else 5))
        return sinks[-1]

    with running(sink=opener) as pipeline:
        wait_until(lambda: len(sinks) == 4 and len(sinks[-1].written) > 5)
        assert pipeline.status().sink is SinkState.ON
        assert pipeline.status().sink_error is None
    assert sinks[0].closed.is_set()
    assert not sinks[1].written


def test_a_broken_output_may_be_turned_off(wait_until: Wait) -> None:
    with running(sink=lambda: FakeSink(fail_after=3)) as pipeline:
        wait_until(lambda: pipeline.status().sink is SinkState.RECONNECTING)
        assert str(pipeline.status().sink_error) == "The fake sink broke. Mend it."
        pipeline.set_sink(None)
        wait_until(lambda: pipeline.status().sink is SinkState.OFF)
        assert pipeline.status().sink_error is None


@pytest.mark.slow
def test_a_throttled_worker_leaves_the_outputs_rate_and_every_matte_with_its_frame(wait_until: Wait) -> None:
    """The governor's second is 30 frames long and always too dear, however fast this machine is."""
    frames = count()
    governor = Governor(0.5, 30, clock=lambda: next(frames) / 30, cpu_time=lambda: 1e9 * time.perf_counter())

    class Numbered(FakeSource):
        numbers = count(1)

        def read(self) -> Rgb:
            super().read()
            return plain((next(self.numbers) % 256, 0, 0))

    def answer(rgb: Rgb, number: int) -> Alpha:
        return np.full(rgb.shape[:2], rgb[0, 0, 0], np.uint8)

    segmenter, sink = FakeSegmenter(answer=answer), FakeSink()
    with running(lambda: Numbered(period=0.005), lambda: segmenter, lambda: sink, governor=governor) as pipeline:
        wait_until(lambda: pipeline.status().effort.rate == 10)
        assert pipeline.status().effort.detail == 0.5
        written, calls, skipped = len(sink.written), segmenter.calls, pipeline.status().skipped
        wait_until(lambda: len(sink.written) > written + 200)
        shown, processed, left_out = sink.written[written:], segmenter.calls, pipeline.status().skipped
    mattes = [composite.matte for composite in shown if composite.matte is not None]
    # What goes out in between is the last composite again, never a slate.
    assert len(mattes) == len(shown)
    assert abs(left_out - skipped - 2 * (processed - calls)) <= 6
    assert len({id(matte) for matte in mattes}) < 150
    assert set(segmenter.details[calls + 1 :]) == {0.5}
    assert all((matte.alpha == matte.frame.rgb[0, 0, 0]).all() for matte in mattes)
    indices = [matte.frame.index for matte in mattes]
    assert indices == sorted(indices)


def test_a_film_gets_no_slates_that_nobody_asked_for(wait_until: Wait) -> None:
    film, kept = FakeSink(), FakeSink()
    with running(segmenter=lambda: FakeSegmenter(alpha=1.0)) as pipeline:
        wait_until(lambda: not pipeline.current().is_slate)
        for sink in (film, kept):
            pipeline.set_recording(lambda sink=sink: sink)  # type: ignore[misc]
            wait_until(lambda sink=sink: len(sink.written) > 5)  # type: ignore[misc]
            assert pipeline.status().recording is SinkState.ON
            assert pipeline.status().recording_wanted
            assert pipeline.status().recording_name == "fake sink"
            assert pipeline.status().recording_seconds > 0
            if sink is film:
                pipeline.set_recording(None)
                wait_until(film.closed.is_set)
                wait_until(lambda: pipeline.status().recording is SinkState.OFF)
                assert not pipeline.status().recording_wanted
                assert pipeline.status().recording_seconds == 0
        assert pipeline.status().sink is SinkState.OFF
        assert pipeline.status().output_fps == 0
    # The second was still being made at the end.
    assert kept.closed.is_set()
    assert not any(shown.is_slate for sink in (film, kept) for shown in sink.written)


def test_a_film_that_breaks_is_told_once_and_not_opened_anew(wait_until: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.pipeline.output._RETRY_SECONDS", 0.001)
    films: list[FakeSink] = []

    def opener() -> FakeSink:
        films.append(FakeSink(fail_after=None if films else 5))
        return films[-1]

    device = FakeSink()
    with running(sink=lambda: device) as pipeline:
        pipeline.set_recording(opener)
        wait_until(lambda: pipeline.status().recording is SinkState.FAILED)
        assert str(pipeline.status().recording_error) == "The fake sink broke. Mend it."
        assert not pipeline.status().recording_wanted
        assert films[0].closed.is_set()
        sent = len(device.written)
        wait_until(lambda: len(device.written) > sent + 20)
        assert len(films) == 1
        assert pipeline.status().sink_error is None
        pipeline.set_recording(opener)
        assert pipeline.status().recording_error is None
        wait_until(lambda: len(films) == 2 and len(films[1].written) > 5)
        assert pipeline.status().recording is SinkState.ON


@pytest.mark.slow
def test_a_camera_that_rests_wakes_up_to_be_filmed(wait_until: Wait) -> None:
    film = FakeSink()
    with running(sink=FakeSink, segmenter=lambda: FakeSegmenter(alpha=1.0), on_demand=True) as pipeline:
        wait_until(lambda: pipeline.status().camera is CameraState.RESTING)
        pipeline.set_recording(lambda: film)
        wait_until(lambda: any(not shown.is_slate for shown in film.written))
