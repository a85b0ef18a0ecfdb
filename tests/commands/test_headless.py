"""The headless job on a fake backend of pyvirtualcam, with the real segmenter and the demo clip."""

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from app.commands.headless import fatal_error, sentences, serve
from app.config import AppConfig
from app.core.errors import DeviceError, StageError
from app.core.look import Look
from app.core.pipeline.status import CameraState, SinkState, Status
from app.core.types import Alpha, Frame, Size
from app.factory import build_pipeline
from app.inference import BisenetSegmenter
from tests.fakes import SECRET, FakeBackend, FakeSource, leaked, plain

pytestmark = pytest.mark.slow

Wait = Callable[[Callable[[], bool]], None]
SIZE = Size(320, 180)
CONFIG = AppConfig(background="#00b140", camera="demo", virtual_camera=(), size=SIZE, fps=60)


@pytest.fixture(autouse=True)
def _backend(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeBackend.install(monkeypatch)


def test_frames_arrive_at_the_set_size_and_rate(wait_until: Wait, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline = build_pipeline(CONFIG)
    stop = threading.Event()
    serving = threading.Thread(target=serve, args=(pipeline, stop))
    pipeline.start()
    serving.start()
    wait_until(lambda: len(FakeBackend.frames) > 150)
    rate = pipeline.status().output_fps
    stop.set()
    serving.join()
    assert pipeline.stop() == []
    (options,) = FakeBackend.opened
    assert (options["width"], options["height"], options["fps"]) == (320, 180, 60)
    assert {frame.shape for frame in FakeBackend.frames} == {(180, 320, 3)}
    # A busy machine is slower at times, but a pacer must never be faster.
    assert rate < 66
    first, last = FakeBackend.frames[0], FakeBackend.frames[-1]
    green = [(frame[:60, :60] == (0, 177, 64)).all() for frame in FakeBackend.frames]
    assert any(green)
    assert not green[0]
    assert len(np.unique(first.reshape(-1, 3), axis=0)) < 200
    assert not (last[:60, :60] == (0, 177, 64)).all()
    assert "Sending to fake0 with bisenet" in capsys.readouterr().err
    assert FakeBackend.closed == 1


def test_first_frames_and_all_after_a_failure_are_slates(wait_until: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def segment(self: BisenetSegmenter, frame: Frame, look: Look, detail: float) -> Alpha:
        calls.append(1)
        if len(calls) > 10:
            raise RuntimeError("injected")
        return np.zeros(frame.rgb.shape[:2], np.uint8)

    monkeypatch.setattr(BisenetSegmenter, "__call__", segment)
    monkeypatch.setattr("app.factory.FilmSource", lambda path: FakeSource(plain(SECRET, SIZE)))
    pipeline = build_pipeline(CONFIG)
    pipeline.start()
    wait_until(lambda: pipeline.status().error is not None)
    seen = len(FakeBackend.frames)
    wait_until(lambda: len(FakeBackend.frames) > seen + 30)
    with pytest.raises(StageError, match="injected"):
        serve(pipeline, threading.Event())
    assert pipeline.stop() == []
    assert sum(leaked(frame) for frame in FakeBackend.frames) == 0
    slates = [not (frame[0, 0] == (0, 177, 64)).all() for frame in FakeBackend.frames]
    assert slates[0]
    # The frame in the sink's hands while the failure happened may be the one before it.
    assert all(slates[seen + 2 :])


def test_errors_that_end_a_run() -> None:
    lost = DeviceError("Gone.")
    assert fatal_error(Status()) is None
    assert fatal_error(Status(camera_error=lost)) is lost
    # On demand somebody is watching by then.
    assert fatal_error(Status(camera_error=lost), on_demand=True) is None
    assert fatal_error(Status(camera_error=lost, camera_seen=True)) is None
    assert fatal_error(Status(sink=SinkState.FAILED, sink_error=lost, camera_seen=True)) is lost
    assert fatal_error(Status(sink=SinkState.RECONNECTING, sink_error=lost, camera_seen=True)) is None
    assert fatal_error(Status(sink=SinkState.ON, sink_error=lost, camera_seen=True)) is None


def test_a_headless_run_reports_the_loss_and_the_return_of_one_of_two_virtual_cameras() -> None:
    both = Status(sink=SinkState.ON, sink_name="A, B", engine="fake")
    lost = replace(both, sink_name="B", sink_error=DeviceError("Lost virtual camera: A. Still on: B."))
    assert sentences(both)["output"] == "Sending to A, B with fake. Press Ctrl+C to stop."
    assert sentences(lost)["output"] == "Lost virtual camera: A. Still on: B."


def test_a_headless_run_reports_each_change_once(capsys: pytest.CaptureFixture[str]) -> None:
    lost, gone = DeviceError("The camera was unplugged.", "Plug it in."), DeviceError("It was changed.", "Wait.")
    running = Status(
        camera=CameraState.RUNNING,
        camera_seen=True,
        camera_name="HD Webcam, 640x480",
        sink=SinkState.ON,
        sink_name="/dev/video10",
        engine="fake",
    )
    run = [
        Status(),
        running,
        replace(running, viewers=()),
        replace(running, viewers=("zoom",)),
        replace(running, viewers=("zoom",), camera=CameraState.RECONNECTING, camera_error=lost),
        replace(running, viewers=("zoom",), camera=CameraState.RECONNECTING, camera_error=lost),
        running,
        replace(running, sink=SinkState.RECONNECTING, sink_error=gone),
        replace(running, camera=CameraState.RESTING),
    ]
    stop = threading.Event()

    class Telling:
        """A pipeline with one status after another, which asks to quit after the last."""

        def status(self) -> Status:
            if len(run) == 1:
                stop.set()
            return run.pop(0)

    serve(Telling(), stop)  # type: ignore[arg-type]
    sending = "Sending to /dev/video10 with fake. Press Ctrl+C to stop."
    assert capsys.readouterr().err.splitlines() == [
        "Reading HD Webcam, 640x480.",
        sending,
        "Nobody is watching.",
        "Zoom is watching.",
        "The camera was unplugged. Plug it in.",
        "Reading HD Webcam, 640x480.",
        "It was changed. Wait.",
        "The camera is idle until an app uses the virtual camera.",
        sending,
    ]
