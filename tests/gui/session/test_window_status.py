"""What the window shows for every state of the pipeline, without Qt."""

from dataclasses import replace

import pytest

from app.core.errors import DeviceError, GpuError, StageError
from app.core.pipeline.governor import Effort
from app.core.pipeline.slowdown import SlowCause, Slowdown
from app.core.pipeline.status import CameraState, SinkState, Status
from app.core.stats import StageTime
from app.gui.session.messages import Message, UserRequests
from app.gui.session.problems import Action
from app.gui.session.view_mode import View, ViewOptions
from app.gui.session.window_status import audio_delay, badge, camera_list, caption, readout, tooltip, window_status_of
from app.language import use_language
from tests.gui.fakes import FakeCamera

RUNNING = Status(
    camera=CameraState.RUNNING,
    engine="bisenet-mobilenetv2 on CPU",
    processed_fps=29.84,
    latency=StageTime(34.2, 40.0),
)
CROWDED, DIM = Slowdown(SlowCause.OTHER_PROGRAMS, 9, 30), Slowdown(SlowCause.CAMERA, 10, 30)
FRONT, USB = FakeCamera("/dev/video0", "Front"), FakeCamera("/dev/video2", "USB camera")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (RUNNING, "29.8 fps · 34 ms"),
        (
            replace(RUNNING, effort=Effort(cpu=0.224, budget=0.5)),
            "29.8 fps · 34 ms · 22% of one core",
        ),
        (
            replace(RUNNING, processed_fps=15.02, effort=Effort(rate=15.0, cpu=0.49, budget=0.5)),
            "15.0 fps · 34 ms · 49% of one core",
        ),
        (Status(), "Loading the model…"),
        (Status(engine="x on CPU"), "Starting"),
        (Status(engine="x on CPU", camera=CameraState.RECONNECTING), "Waiting for the camera"),
        (Status(engine="x on CPU", error=StageError("It broke.")), "Stopped"),
    ],
)
def test_readout(status: Status, words: str) -> None:
    assert readout(status) == words


@pytest.mark.parametrize(
    ("wanted", "state", "headline", "button"),
    [
        (False, SinkState.OFF, "Virtual camera is off", "Start virtual camera"),
        (True, SinkState.OFF, "Virtual camera is starting…", "Stop virtual camera"),
        (True, SinkState.ON, "Virtual camera is on", "Stop virtual camera"),
        (False, SinkState.ON, "Virtual camera is stopping…", "Start virtual camera"),
        (False, SinkState.FAILED, "Virtual camera is off", "Start virtual camera"),
    ],
)
def test_the_start_button_shows_the_state(wanted: bool, state: SinkState, headline: str, button: str) -> None:
    view = window_status_of(Status(sink=state), UserRequests(virtual_camera=wanted))
    assert (view.headline, view.switch) == (headline, button)


def test_the_advice_names_the_device() -> None:
    view = window_status_of(Status(sink=SinkState.ON, sink_name="/dev/video10"), UserRequests(virtual_camera=True))
    assert "/dev/video10" in view.advice


@pytest.mark.parametrize(
    ("cameras", "wanted", "current"),
    [
        ([FRONT, USB], None, "/dev/video0"),
        ([], None, "demo"),
        ([FRONT, USB], "USB camera", "/dev/video2"),
        ([FRONT, USB], "demo", "demo"),
        ([FRONT], "talk.mp4", "talk.mp4"),
        ([FRONT, USB], "0", "/dev/video0"),
        ([FRONT, USB], "usb", "/dev/video2"),
        ([FRONT, USB], "demo clip", "demo clip"),
    ],
)
def test_the_camera_list_shows_the_camera_in_use(cameras: list[FakeCamera], wanted: str | None, current: str) -> None:
    found = camera_list(cameras, wanted)
    assert found.current == current
    assert current in [key for key, _ in found.entries]
    assert ("demo", "Demo clip") in found.entries


def test_a_file_is_listed_by_its_name() -> None:
    assert camera_list([FRONT], "films/talk.mp4").entries[-1] == ("films/talk.mp4", "talk.mp4")


def test_the_caption_says_what_others_see() -> None:
    plain, mirrored = ViewOptions(), ViewOptions(mirrored=True)
    assert caption(mirrored, hidden=False, sending=True) == "Your preview is mirrored. Others see you unmirrored."
    assert caption(plain, hidden=False, sending=True) == "You see what others see."
    assert caption(mirrored, hidden=True, sending=True) == "You see what others see."


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("view", [View.PICTURE, View.SPLIT])
@pytest.mark.parametrize("mirrored", [False, True])
def test_while_the_virtual_camera_is_off_the_caption_says_what_others_would_see(
    hidden: bool, view: View, mirrored: bool
) -> None:
    text = caption(ViewOptions(view, mirrored=mirrored), hidden=hidden, sending=False)
    assert "thers would see" in text
    assert "thers see" not in text


@pytest.mark.parametrize(
    ("viewers", "headline"),
    [
        (None, "Virtual camera is on"),
        ((), "On · nobody is watching"),
        (("zoom",), "On · Zoom is watching"),
        (("chrome", "", "obs"), "On · Chrome, A program, Obs are watching"),
    ],
)
def test_viewers_are_named(viewers: tuple[str, ...] | None, headline: str) -> None:
    assert (
        window_status_of(Status(sink=SinkState.ON, viewers=viewers), UserRequests(virtual_camera=True)).headline
        == headline
    )


def test_an_output_that_reconnects_says_why_it_failed() -> None:
    error = DeviceError("It is gone.", "Wait.")
    view = window_status_of(Status(sink=SinkState.RECONNECTING, sink_error=error), UserRequests(virtual_camera=True))
    assert view.headline == "Virtual camera is reconnecting…"
    assert view.message is not None
    assert view.message.text == "It is gone. Wait."
    assert view.switch_on
    assert not view.sending


def test_an_idle_camera_is_shown() -> None:
    assert readout(Status(camera=CameraState.RESTING, engine="fake")) == "Idle until an app uses the camera"


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Status(), ""),
        (RUNNING, "CPU"),
        (replace(RUNNING, on_gpu=True), "CUDA"),
        (replace(RUNNING, engine="CUDA on CUDA, ONNX Runtime, CPU"), "CPU"),
        (replace(RUNNING, gpu_error=GpuError("It failed.")), "CPU (the GPU failed)"),
        (replace(RUNNING, effort=Effort(detail=0.5)), "Reduced quality to stay within the CPU budget"),
        (replace(RUNNING, error=StageError("It broke.")), ""),
        (replace(RUNNING, slowdown=CROWDED, on_gpu=True), CROWDED.sentence()),
        (replace(RUNNING, slowdown=CROWDED, effort=Effort(rate=15.0)), CROWDED.sentence()),
        (replace(RUNNING, slowdown=DIM), DIM.sentence()),
        (replace(RUNNING, slowdown=DIM, effort=Effort(rate=8.0)), "Reduced quality to stay within the CPU budget"),
        (replace(RUNNING, slowdown=CROWDED, error=StageError("It broke.")), ""),
    ],
)
def test_the_badge_names_the_device_or_why_there_is_less(status: Status, word: str) -> None:
    words, brief = badge(status)
    assert words == word
    assert len(brief) <= len(words)
    assert bool(brief) == bool(words)


def test_the_badge_in_a_few_words_has_the_numbers() -> None:
    assert badge(replace(RUNNING, slowdown=CROWDED))[1] == "Other programs: 9 of 30"
    assert badge(replace(RUNNING, slowdown=DIM))[1].startswith("Camera: ")


def test_the_details_list_every_step_and_the_delay_of_the_microphone() -> None:
    steps = (("segment", StageTime(12.4, 15.6)), ("composite", StageTime(2.0, 3.0)))
    lines = tooltip(replace(RUNNING, stages=steps, effort=Effort(rate=15.0))).splitlines()
    assert lines[:5] == [
        "bisenet-mobilenetv2 on CPU",
        "Reduced to 15 fps to stay within the CPU budget.",
        "Camera to picture: 34 ms, 95% within 40 ms",
        "Segment: 12 ms, 95% within 16 ms",
        "Composite: 2 ms, 95% within 3 ms",
    ]
    assert lines[-1] == "Delay your microphone by about 30 ms to match the picture."


def test_the_details_say_what_helps_against_missing_frames() -> None:
    lines = tooltip(replace(RUNNING, slowdown=CROWDED)).splitlines()
    assert lines[1:3] == [CROWDED.sentence(), CROWDED.advice()]


def test_the_wait_for_the_output_adds_to_the_delay() -> None:
    assert audio_delay(replace(RUNNING, output_fps=0.0)) == 30
    assert audio_delay(replace(RUNNING, output_fps=30.0)) == 50


def test_before_there_are_figures_there_are_no_details() -> None:
    assert tooltip(Status()) == ""
    assert tooltip(replace(RUNNING, processed_fps=0.0)) == "bisenet-mobilenetv2 on CPU"


@pytest.mark.parametrize("view", [View.MATTE, View.SPLIT])
def test_the_caption_says_what_only_the_user_sees(view: View) -> None:
    options = ViewOptions(view, mirrored=True)
    assert caption(options, hidden=False, sending=True).startswith("Only you see this")
    assert caption(options, hidden=True, sending=True) == "You see what others see."


def test_a_recording_shows_its_length_and_its_failure() -> None:
    assert (
        window_status_of(replace(RUNNING, recording=SinkState.ON, recording_seconds=67.9), UserRequests()).recording
        == "1:07"
    )
    assert window_status_of(RUNNING, UserRequests()).recording == ""
    broken = replace(RUNNING, recording=SinkState.FAILED, recording_error=DeviceError("It broke."))
    view = window_status_of(broken, UserRequests())
    assert view.recording == ""
    assert view.message == Message("It broke.", actions=(Action.RECORD, Action.FOLDER))


@pytest.mark.parametrize(("code", "figure"), [("en", "29.8"), ("de", "29,8"), ("es", "29,8")])
def test_the_frame_rate_has_the_decimal_mark_of_the_language(code: str, figure: str) -> None:
    use_language(code)
    try:
        words = readout(RUNNING)
    finally:
        use_language("en")
    assert words.startswith(f"{figure} fps")
