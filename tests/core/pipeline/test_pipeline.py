"""The live pipeline on fakes: what reaches the sink, in every kind of trouble."""

import threading
from collections.abc import Callable

import numpy as np
import pytest

from app.core.compositing.backgrounds import ColourBackground
from app.core.errors import DeviceError, StageError
from app.core.look import Look
from app.core.pipeline.capture import Capture
from app.core.pipeline.mailbox import Mailbox
from app.core.pipeline.output import Output
from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.screen import Screen
from app.core.pipeline.status import CameraState, StatusBoard
from app.core.stats import Stats
from app.core.types import Alpha, Frame, Rgb, Segmenter, Size
from tests.core.rig import GREEN, Wait, processing, running
from tests.fakes import SECRET, SMALL, FakeSegmenter, FakeSink, FakeSource, leaked, plain

pytestmark = pytest.mark.slow


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


def test_a_camera_of_another_shape_fills_the_output_or_stands_in_it_as_a_whole(wait_until: Wait) -> None:
    """The output keeps its size, and the choice counts from the next frame on."""

    def newest() -> Size | None:
        matte = pipeline.current().matte
        return matte.frame.size if matte is not None else None

    def source() -> FakeSource:
        return FakeSource(plain(SECRET, Size(36, 64)))

    with running(source, segmenter=lambda: FakeSegmenter(alpha=1.0)) as pipeline:
        for _ in range(2):
            wait_until(lambda: newest() == Size(36, 28))
            assert leaked(pipeline.current().rgb) == SMALL.width * SMALL.height
            pipeline.set_look(Look(whole_frame=True, decontaminate=0))
            wait_until(lambda: newest() == Size(36, 64))
            shown = pipeline.current().rgb
            assert shown.shape == (SMALL.height, SMALL.width, 3)
            assert (shown[:, : SMALL.width // 8] == GREEN).all()
            pipeline.set_look(Look())


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


@pytest.mark.slow
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


def test_a_lost_camera_is_looked_for_at_least_every_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is found within two seconds of being plugged in again, with time to open it."""
    waited: list[float | None] = []
    capture = Capture(FakeSource, Mailbox[Frame](), Screen(SMALL), StatusBoard(), Stats())

    def opener() -> FakeSource:
        if len(waited) == 8:
            capture.stop()
        raise DeviceError("It is not there.", "Plug it in.")

    def wait(timeout: float | None = None) -> bool:
        waited.append(timeout)
        return False

    capture.switch(opener)
    monkeypatch.setattr(capture._changed, "wait", wait)
    capture.run()
    assert len(waited) == 9
    assert all(seconds is not None and 0 < seconds <= 1 for seconds in waited)


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


def test_an_unexpected_error_of_the_source_ends_in_the_status(wait_until: Wait) -> None:
    def opener() -> FakeSource:
        raise ZeroDivisionError("surprise")

    with running(source=opener) as pipeline:
        wait_until(lambda: pipeline.status().error is not None)
        assert "capture" in str(pipeline.status().error)


def test_stop_before_start_is_harmless() -> None:
    pipeline = Pipeline(FakeSource, processing(FakeSegmenter), None, ColourBackground(*GREEN), SMALL, 30)
    assert pipeline.stop() == []
