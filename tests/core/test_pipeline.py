"""The live pipeline on fakes: what reaches the sink, in every kind of trouble."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import numpy as np
import pytest

from app.core.backgrounds import ColourBackground
from app.core.capture import Capture, OpenSource
from app.core.errors import DeviceError, StageError
from app.core.governor import Governor
from app.core.mailbox import Mailbox
from app.core.output import Output
from app.core.pipeline import Pipeline
from app.core.processor import Processor
from app.core.screen import Screen
from app.core.stats import Stats
from app.core.status import CameraState, SinkState, StatusBoard
from app.core.types import Alpha, Composite, Rgb, Segmenter, Size
from app.core.worker import OpenProcessor
from tests.fakes import SECRET, SMALL, FakeSegmenter, FakeSink, FakeSource, leaked, plain

Wait = Callable[[Callable[[], bool]], None]
GREEN = (0, 177, 64)


def processing(segmenter: Callable[[], Segmenter]) -> OpenProcessor:
    return lambda stats: Processor(segmenter(), stats)


@contextmanager
def running(
    source: OpenSource | None = None,
    segmenter: Callable[[], Segmenter] = FakeSegmenter,
    sink: Callable[[], FakeSink] | None = None,
    fps: float = 200,
    governor: Governor | None = None,
) -> Iterator[Pipeline]:
    background = ColourBackground(*GREEN)
    pipeline = Pipeline(source or FakeSource, processing(segmenter), sink, background, SMALL, fps, governor=governor)
    pipeline.start()
    try:
        yield pipeline
    finally:
        assert pipeline.stop() == []
        assert pipeline.stop() == []


def test_frames_flow_and_the_room_is_replaced(wait_until: Wait) -> None:
    sink = FakeSink()
    with running(sink=lambda: sink) as pipeline:
        wait_until(lambda: any(not shown.is_slate for shown in sink.written))
        wait_until(lambda: pipeline.status().camera_fps > 0 and pipeline.status().output_fps > 0)
        status = pipeline.status()
    assert status.camera is CameraState.RUNNING
    assert status.engine == "fake"
    assert status.sink_name == "fake sink"
    assert {"segment", "background", "composite"} <= dict(status.stages).keys()
    assert sink.written[0].is_slate
    composites = [shown for shown in sink.written if not shown.is_slate]
    assert all((shown.rgb == GREEN).all() for shown in composites)
    assert sink.written[-1].is_slate
    assert sink.closed.is_set()


def test_the_person_is_shown_where_the_matte_says_so(wait_until: Wait) -> None:
    with running(segmenter=lambda: FakeSegmenter(alpha=1.0)) as pipeline:
        wait_until(lambda: not pipeline.current().is_slate)
        assert leaked(pipeline.current().rgb) == SMALL.width * SMALL.height


def failing(kind: str) -> Callable[[Rgb, int], Alpha]:
    def answer(rgb: Rgb, number: int) -> Alpha:
        alpha = np.zeros(rgb.shape[:2], np.uint8)
        if number < 5:
            return alpha
        if kind == "exception":
            raise RuntimeError("injected")
        if kind == "shape":
            return alpha[1:]
        # What is no byte may be NaN or beyond the range.
        return alpha.astype(np.float32)

    return answer


@pytest.mark.parametrize("kind", ["exception", "shape", "kind"])
def test_after_a_failed_segmenter_only_slates_go_out_and_they_keep_coming(kind: str, wait_until: Wait) -> None:
    sink = FakeSink()
    with running(segmenter=lambda: FakeSegmenter(answer=failing(kind)), sink=lambda: sink) as pipeline:
        wait_until(lambda: pipeline.status().error is not None)
        seen = len(sink.written)
        # The frame in the sink's hands while the failure happened may be the one before it.
        wait_until(lambda: len(sink.written) > seen + 40)
        after = sink.written[seen + 2 :]
        assert isinstance(pipeline.status().error, StageError)
        assert pipeline.current().is_slate
    assert all(shown.is_slate for shown in after)
    assert all(leaked(shown.rgb) == 0 for shown in sink.written)


def test_a_segmenter_that_cannot_be_opened_shows_slates_only(wait_until: Wait) -> None:
    def opener() -> Segmenter:
        raise StageError("No model.", "Get one.")

    sink = FakeSink()
    with running(segmenter=opener, sink=lambda: sink) as pipeline:
        wait_until(lambda: len(sink.written) > 20)
        assert str(pipeline.status().error) == "No model. Get one."
    assert all(shown.is_slate for shown in sink.written)


def test_a_lost_camera_is_a_state_and_comes_back(wait_until: Wait) -> None:
    sources: list[FakeSource] = []

    def opener() -> FakeSource:
        sources.append(FakeSource(frames=10 if not sources else None))
        return sources[-1]

    sink = FakeSink()
    with running(source=opener, sink=lambda: sink) as pipeline:
        wait_until(lambda: pipeline.status().camera is CameraState.RECONNECTING)
        assert pipeline.current().is_slate
        assert pipeline.status().error is None
        wait_until(lambda: len(sources) > 1 and pipeline.status().camera is CameraState.RUNNING)
        wait_until(lambda: not pipeline.current().is_slate)
        assert pipeline.status().camera_error is None
    assert all(source.closed.is_set() for source in sources)
    assert {source.reader for source in sources} == {"capture"}


def test_a_camera_that_never_opens_is_tried_again(wait_until: Wait) -> None:
    tries = []

    def opener() -> FakeSource:
        tries.append(1)
        raise DeviceError("No such camera.", "Plug one in.")

    with running(source=opener) as pipeline:
        wait_until(lambda: len(tries) >= 3)
        status = pipeline.status()
        assert status.camera is CameraState.RECONNECTING
        assert not status.camera_seen
        assert str(status.camera_error) == "No such camera. Plug one in."


def test_a_switch_blanks_the_old_camera_at_once(wait_until: Wait) -> None:
    """The old camera hangs in a read while another is chosen; none of its pixels is shown from then on."""
    hanging = threading.Event()

    class Hanging(FakeSource):
        def read(self) -> Rgb:
            hanging.wait(0.02)
            return super().read()

    with running(source=Hanging, segmenter=lambda: FakeSegmenter(alpha=1.0)) as pipeline:
        wait_until(lambda: leaked(pipeline.current().rgb) > 0)
        pipeline.set_source(lambda: FakeSource(plain((1, 2, 3))))
        shown: list[Rgb] = []

        def new_camera_is_shown() -> bool:
            shown.append(pipeline.current().rgb)
            return bool((shown[-1] == (1, 2, 3)).all())

        wait_until(new_camera_is_shown)
    assert sum(leaked(rgb) for rgb in shown) == 0


def test_a_stop_between_clearing_and_waiting_is_not_lost() -> None:
    """Both loops clear their wake-up first and look for the stop afterwards."""
    board, screen, stats = StatusBoard(), Screen(SMALL), Stats()
    for loop in (
        Capture(FakeSource, Mailbox(), screen, board, stats),
        Output(FakeSink, 100, screen, board, stats),
    ):
        event = loop._changed if isinstance(loop, Capture) else loop._wake
        clear = event.clear

        def clear_after_stop(loop: Capture | Output = loop, clear: Callable[[], None] = clear) -> None:
            loop.stop()
            clear()

        event.clear = clear_after_stop  # type: ignore[method-assign]
        thread = threading.Thread(target=loop.run, daemon=True)
        thread.start()
        thread.join(5)
        assert not thread.is_alive()


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


def test_switching_the_camera_closes_the_old_one(wait_until: Wait) -> None:
    old, new = FakeSource(), FakeSource(plain((1, 2, 3)))
    with running(source=lambda: old, segmenter=lambda: FakeSegmenter(alpha=1.0)) as pipeline:
        wait_until(lambda: leaked(pipeline.current().rgb) > 0)
        pipeline.set_source(lambda: new)
        wait_until(lambda: bool((pipeline.current().rgb == (1, 2, 3)).all()))
        assert old.closed.is_set()
    assert new.closed.is_set()


def test_pause_and_a_new_background(wait_until: Wait) -> None:
    with running() as pipeline:
        wait_until(lambda: not pipeline.current().is_slate)
        pipeline.pause(True)
        assert pipeline.current().is_slate
        assert pipeline.status().paused
        pipeline.pause(False)
        assert not pipeline.status().paused
        pipeline.set_background(ColourBackground(7, 8, 9))
        wait_until(lambda: bool((pipeline.current().rgb == (7, 8, 9)).all()))


def test_a_pause_waits_neither_for_the_camera_nor_for_the_model(wait_until: Wait) -> None:
    going_on = threading.Event()

    class Hanging(FakeSource):
        def read(self) -> Rgb:
            if segmenter.calls > 5:
                going_on.wait(20)
            return super().read()

    def hang(rgb: Rgb, number: int) -> Alpha:
        if number > 5:
            going_on.wait(20)
        return np.full(rgb.shape[:2], 255, np.uint8)

    segmenter = FakeSegmenter(answer=hang)
    with running(Hanging, lambda: segmenter) as pipeline:
        wait_until(lambda: segmenter.calls > 6)
        pipeline.pause(True)
        assert pipeline.current().is_slate
        going_on.set()
        wait_until(lambda: segmenter.calls > 12)
        assert pipeline.current().is_slate


class Lived(ColourBackground):
    """Notes the threads that used and closed it."""

    def __init__(self) -> None:
        super().__init__(7, 8, 9)
        self.users: set[str] = set()
        self.closers: list[str] = []

    def picture(self, at: float, size: Size) -> Rgb:
        assert not self.closers
        self.users.add(threading.current_thread().name)
        return super().picture(at, size)

    def close(self) -> None:
        self.closers.append(threading.current_thread().name)


def test_the_worker_closes_a_background_when_it_is_replaced_and_at_the_end(wait_until: Wait) -> None:
    first, second = Lived(), Lived()
    with running() as pipeline:
        pipeline.set_background(first)
        wait_until(lambda: bool(first.users))
        assert not first.closers
        pipeline.set_background(second)
        wait_until(lambda: bool(second.users))
        assert first.closers == ["worker"]
        assert not second.closers
    assert second.closers == ["worker"]
    assert first.users == second.users == {"worker"}


def test_the_background_is_closed_after_a_failure_too(wait_until: Wait) -> None:
    background = Lived()
    with running(segmenter=lambda: FakeSegmenter(answer=failing("exception"))) as pipeline:
        pipeline.set_background(background)
        wait_until(lambda: pipeline.status().error is not None)
    assert len(background.closers) == len(background.users)


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


def test_an_output_that_breaks_is_opened_anew_until_it_is_back(
    wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.output._RETRY_SECONDS", 0.01)
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


def test_a_slow_model_repeats_its_last_composite_and_drops_are_counted(wait_until: Wait) -> None:
    gate = threading.Event()

    def answer(rgb: Rgb, number: int) -> Alpha:
        gate.wait(0.05)
        return np.zeros(rgb.shape[:2], np.uint8)

    sink = FakeSink()
    with running(segmenter=lambda: FakeSegmenter(answer=answer), sink=lambda: sink) as pipeline:
        wait_until(lambda: len({id(shown) for shown in sink.written if not shown.is_slate}) >= 3)
        assert pipeline.status().dropped > 0
        gate.set()
    composites = [shown for shown in sink.written if not shown.is_slate]
    assert len(composites) > len({id(shown) for shown in composites})
    for shown in composites:
        assert shown.matte is not None
        assert (shown.matte.frame.rgb == SECRET).all()


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


def test_an_unexpected_error_of_the_source_ends_in_the_status(wait_until: Wait) -> None:
    def opener() -> FakeSource:
        raise ZeroDivisionError("surprise")

    with running(source=opener) as pipeline:
        wait_until(lambda: pipeline.status().error is not None)
        assert "capture" in str(pipeline.status().error)


def test_stop_before_start_is_harmless() -> None:
    pipeline = Pipeline(FakeSource, processing(FakeSegmenter), None, ColourBackground(*GREEN), SMALL, 30)
    assert pipeline.stop() == []
