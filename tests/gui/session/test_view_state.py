"""Words for every state, without Qt."""

from dataclasses import replace

import pytest

from app.core.errors import DeviceError, ErrorKind, GpuError, StageError
from app.core.pipeline.effort import Effort
from app.core.pipeline.status import CameraState, SinkState, Status
from app.core.stats import StageTime
from app.gui.session.problems import Action, ErrorContext
from app.gui.session.view_mode import View
from app.gui.session.view_state import (
    Message,
    UserRequests,
    audio_delay,
    badge,
    camera_list,
    caption,
    complaint,
    details,
    messages,
    readout,
    view_of,
)
from tests.gui.fakes import FakeCamera

RUNNING = Status(
    camera=CameraState.RUNNING,
    engine="bisenet-mobilenetv2 on CPU",
    processed_fps=29.84,
    latency=StageTime(34.2, 40.0),
)
FRONT, USB = FakeCamera("/dev/video0", "Front"), FakeCamera("/dev/video2", "USB camera")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (RUNNING, "29.8 fps · 34 ms"),
        (
            replace(RUNNING, effort=Effort(cpu=0.224, budget=0.5)),
            "29.8 fps · 34 ms · 22 % of one core",
        ),
        (
            replace(RUNNING, processed_fps=15.02, effort=Effort(rate=15.0, cpu=0.49, budget=0.5)),
            "15.0 fps · 34 ms · 49 % of one core",
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
        (False, SinkState.OFF, "Virtual camera is off", "Start camera"),
        (True, SinkState.OFF, "Virtual camera is starting…", "Stop camera"),
        (True, SinkState.ON, "Virtual camera is on", "Stop camera"),
        (False, SinkState.ON, "Virtual camera is stopping…", "Start camera"),
        (False, SinkState.FAILED, "Virtual camera is off", "Start camera"),
    ],
)
def test_the_switch_says_where_it_stands(wanted: bool, state: SinkState, headline: str, button: str) -> None:
    view = view_of(Status(sink=state), UserRequests(virtual_camera=wanted))
    assert (view.headline, view.switch) == (headline, button)


def test_the_advice_names_the_device() -> None:
    view = view_of(Status(sink=SinkState.ON, sink_name="/dev/video10"), UserRequests(virtual_camera=True))
    assert "/dev/video10" in view.advice


def test_the_most_serious_message_comes_first() -> None:
    status = Status(
        error=StageError("fatal"),
        camera_error=DeviceError("camera"),
        sink=SinkState.FAILED,
        sink_error=DeviceError("sink"),
    )
    asked = UserRequests(complaint=Message("picture"), notice="notice")
    assert [m.text for m in messages(status, asked)] == ["fatal", "picture", "sink", "camera", "notice"]


def test_who_is_hidden_is_told_after_what_was_asked_for_and_before_what_happened() -> None:
    status = Status(paused=True, camera_error=DeviceError("camera"))
    asked = UserRequests(complaint=Message("picture"), notice="notice")
    assert [m.text for m in messages(status, asked)] == [
        "picture",
        "You are hidden. Others see a still picture.",
        "camera",
        "notice",
    ]
    assert view_of(status, asked).hidden


def test_what_was_removed_is_told_before_the_open_room_and_a_new_camera_in_place_of_the_notice() -> None:
    asked = UserRequests(notice="notice", room=True, removed="Beach", plugged="USB")
    told = [(m.text, *m.remedies) for m in messages(Status(), asked)]
    assert told == [
        ("Beach was removed.", Action.PUT_BACK),
        ("Others see your room.", Action.BLUR),
        ("The demo clip is playing, and USB is there now.", Action.NEW_CAMERA),
    ]
    assert "Others see your room." not in [m.text for m in messages(Status(paused=True), asked)]


def test_a_failure_of_an_earlier_attempt_is_not_shown() -> None:
    old = DeviceError("sink")
    assert view_of(Status(sink=SinkState.FAILED, sink_error=old), UserRequests(old_sink_error=old)).message is None


def test_a_dismissed_message_makes_room_for_the_next() -> None:
    lost = DeviceError("The camera is gone.")
    asked = UserRequests(notice="Demo.", dismissed=frozenset({complaint(lost, ErrorContext.CAMERA)}))
    message = view_of(Status(camera_error=lost), asked).message
    assert message == Message("Demo.", is_error=False, remedies=(Action.LOOK,))


@pytest.mark.parametrize(
    ("hint", "command"),
    [
        ("Plug it in.", ""),
        ("Make one with `sudo modprobe v4l2loopback`.", "sudo modprobe v4l2loopback"),
        ("Install it with `sudo apt install x`, then `sudo modprobe x`.", "sudo apt install x && sudo modprobe x"),
    ],
)
def test_commands_in_the_hint_can_be_copied(hint: str, command: str) -> None:
    assert complaint(DeviceError("None.", hint)).command == command


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
    ],
)
def test_the_chooser_shows_what_is_read(cameras: list[FakeCamera], wanted: str | None, current: str) -> None:
    found = camera_list(cameras, wanted)
    assert found.current == current
    assert current in [key for key, _ in found.entries]
    assert ("demo", "Demo clip") in found.entries


def test_a_file_is_called_by_its_name() -> None:
    assert camera_list([FRONT], "films/talk.mp4").entries[-1] == ("films/talk.mp4", "talk.mp4")


def test_the_caption_says_what_others_see() -> None:
    assert caption(True, hidden=False) == "Mirrored for you. Others see you the right way round."
    assert caption(False, hidden=False) != caption(True, hidden=False)
    assert caption(True, hidden=True) == "You see what others see."


@pytest.mark.parametrize(
    ("viewers", "headline"),
    [
        (None, "Virtual camera is on"),
        ((), "On · nobody is watching"),
        (("zoom",), "On · Zoom is watching"),
        (("chrome", "a program", "obs"), "On · Chrome, A program and Obs are watching"),
    ],
)
def test_who_watches_is_told(viewers: tuple[str, ...] | None, headline: str) -> None:
    assert view_of(Status(sink=SinkState.ON, viewers=viewers), UserRequests(virtual_camera=True)).headline == headline


def test_an_output_that_comes_back_says_why_it_went() -> None:
    error = DeviceError("It is gone.", "Wait.")
    view = view_of(Status(sink=SinkState.RECONNECTING, sink_error=error), UserRequests(virtual_camera=True))
    assert view.headline == "Virtual camera is coming back…"
    assert view.message is not None
    assert view.message.text == "It is gone. Wait."
    assert view.switch_on
    assert not view.sending


def test_a_resting_camera_is_told() -> None:
    assert readout(Status(camera=CameraState.RESTING, engine="fake")) == "Idle until an app uses the camera"


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Status(), ""),
        (RUNNING, "CPU"),
        (replace(RUNNING, engine="bisenet-resnet18, PyTorch on CUDA"), "CUDA"),
        (replace(RUNNING, engine="bisenet-resnet18, PyTorch on CUDA, without a graph"), "CUDA"),
        (replace(RUNNING, gpu_error=GpuError("It failed.")), "CPU, as the GPU failed"),
        (replace(RUNNING, effort=Effort(detail=0.5)), "Reduced quality to stay within the CPU budget"),
        (replace(RUNNING, error=StageError("It broke.")), ""),
    ],
)
def test_the_badge_says_what_computes_or_what_was_given_up(status: Status, word: str) -> None:
    assert badge(status) == word


@pytest.mark.parametrize("is_insisted", [False, True])
def test_a_gpu_that_failed_is_told_with_a_way_to_try_it_again(is_insisted: bool) -> None:
    """As an error only where the user asked for it by name: the picture goes on."""
    error = GpuError("The graphics card failed (lost), so the CPU goes on.", is_insisted=is_insisted)
    message = view_of(replace(RUNNING, gpu_error=error), UserRequests()).message
    assert message is not None
    assert message.text == str(error)
    assert message.is_error is is_insisted
    assert message.remedies == (Action.GPU, Action.DOCTOR)
    assert str(error) in details(replace(RUNNING, gpu_error=error))


def test_a_gpu_that_is_left_alone_has_no_button_to_try_it() -> None:
    status = replace(RUNNING, gpu_error=GpuError("It failed.", trouble=ErrorKind.GIVEN_UP))
    message = view_of(status, UserRequests()).message
    assert message is not None
    assert message.remedies == (Action.DOCTOR,)


def test_the_details_tell_every_step_and_how_far_the_voice_is_ahead() -> None:
    steps = (("segment", StageTime(12.4, 15.6)), ("composite", StageTime(2.0, 3.0)))
    lines = details(replace(RUNNING, stages=steps, effort=Effort(rate=15.0))).splitlines()
    assert lines[:5] == [
        "bisenet-mobilenetv2 on CPU",
        "Slowed down to 15 fps to keep your fan quiet.",
        "Camera to picture: 34 ms, 19 of 20 within 40 ms",
        "Segment: 12 ms, 19 of 20 within 16 ms",
        "Composite: 2 ms, 19 of 20 within 3 ms",
    ]
    assert lines[-1] == "Delay your microphone by about 30 ms so that lips and voice agree."


def test_what_the_output_waits_is_delay_too() -> None:
    assert audio_delay(replace(RUNNING, output_fps=0.0)) == 30
    assert audio_delay(replace(RUNNING, output_fps=30.0)) == 50


def test_before_there_are_figures_there_are_no_details() -> None:
    assert details(Status()) == ""
    assert details(replace(RUNNING, processed_fps=0.0)) == "bisenet-mobilenetv2 on CPU"


@pytest.mark.parametrize("view", [View.MATTE, View.SPLIT])
def test_the_caption_says_what_only_the_user_sees(view: View) -> None:
    assert caption(True, hidden=False, view=view).startswith("Only you see this: ")
    assert caption(True, hidden=True, view=view) == "You see what others see."


def test_a_restart_is_told_before_the_failure_that_it_mends() -> None:
    status = Status(error=StageError("fatal"))
    assert [m.text for m in messages(status, UserRequests(restarting=True))] == ["Starting again…", "fatal"]


def test_a_film_is_told_while_it_is_made_and_when_it_breaks_off() -> None:
    assert view_of(replace(RUNNING, recording=SinkState.ON, recording_seconds=67.9), UserRequests()).recording == "1:07"
    assert view_of(RUNNING, UserRequests()).recording == ""
    broken = replace(RUNNING, recording=SinkState.FAILED, recording_error=DeviceError("It broke."))
    view = view_of(broken, UserRequests())
    assert view.recording == ""
    assert view.message == Message("It broke.", remedies=(Action.RECORD, Action.FOLDER))


def test_what_is_said_of_the_settings_is_no_trouble_of_the_camera() -> None:
    view = view_of(RUNNING, UserRequests(remarks=("Settings cannot be kept.",)))
    assert view.message is not None
    assert view.message.text == "Settings cannot be kept."
    assert view.camera_problem is None


def test_what_was_kept_stands_below_what_others_see() -> None:
    asked = UserRequests(kept="Snapshot saved as a.png.", room=True, notice="The demo clip is playing.")
    assert [message.text for message in messages(Status(), asked)] == [
        "Others see your room.",
        "Snapshot saved as a.png.",
        "The demo clip is playing.",
    ]
    assert next(messages(Status(paused=True), asked)).remedies == (Action.SHOW,)


def test_one_reason_is_told_once_with_most_ways_out() -> None:
    error = DeviceError("The folder is full.")
    failed = replace(RUNNING, recording=SinkState.FAILED, recording_error=error)
    view = view_of(failed, UserRequests(complaint=complaint(error, ErrorContext.SNAPSHOT)))
    assert view.message == complaint(error, ErrorContext.RECORDING)
    assert view.waiting == 0
