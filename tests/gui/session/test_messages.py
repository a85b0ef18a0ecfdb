"""Messages and their order, without Qt."""

from dataclasses import replace

import pytest

from app.core.advice import ShellCommand, Steps
from app.core.errors import ConfigError, DeviceError, ErrorKind, GpuError, StageError
from app.core.pipeline.status import SinkState, Status
from app.devices.advice import LOAD, RELOAD
from app.gui.session.messages import (
    Message,
    Topic,
    UserRequests,
    error_message,
    messages,
    room_question,
    source_message,
    unexpected_message,
)
from app.gui.session.problems import Action, ErrorContext
from app.gui.session.window_status import tooltip, window_status_of
from tests.gui.session.test_window_status import RUNNING

_RUN = ("Run:", ShellCommand("sudo x"))


def test_the_most_serious_message_comes_first() -> None:
    status = Status(
        error=StageError("fatal"),
        camera_error=DeviceError("camera"),
        sink=SinkState.FAILED,
        sink_error=DeviceError("sink"),
    )
    requests = UserRequests(messages=(Message("picture"), source_message(("notice",))))
    assert [m.text for m in messages(status, requests)] == ["fatal", "picture", "sink", "camera", "notice"]


def test_hidden_comes_after_failed_requests_and_before_the_camera() -> None:
    status = Status(paused=True, camera_error=DeviceError("camera"))
    requests = UserRequests(messages=(Message("picture"), source_message(("notice",))))
    assert [m.text for m in messages(status, requests)] == [
        "picture",
        "You are hidden. Nobody sees anything: the virtual camera is off.",
        "camera",
        "notice",
    ]
    assert window_status_of(status, requests).hidden


def test_undo_comes_before_the_open_room_and_a_new_camera_replaces_the_source() -> None:
    offer = Message("USB is available.", is_error=False, actions=(Action.NEW_CAMERA,), topic=Topic.NEW_CAMERA)
    removed = Message("Beach was removed.", is_error=False, actions=(Action.UNDO,), topic=Topic.UNDO)
    requests = UserRequests(True, room=True, messages=(source_message(("notice",)), offer, removed))
    told = [(m.text, *m.actions) for m in messages(Status(), requests)]
    assert told == [
        ("Beach was removed.", Action.UNDO),
        ("Others see your room.", Action.BLUR),
        ("USB is available.", Action.NEW_CAMERA),
    ]
    assert "Others see your room." not in [m.text for m in messages(Status(paused=True), requests)]


def test_a_failure_of_an_earlier_attempt_is_not_shown() -> None:
    old = DeviceError("sink")
    assert (
        window_status_of(Status(sink=SinkState.FAILED, sink_error=old), UserRequests(old_sink_error=old)).message
        is None
    )


def test_a_dismissed_message_makes_room_for_the_next() -> None:
    lost = DeviceError("The camera is gone.")
    requests = UserRequests(
        messages=(source_message(("Demo.",)),), dismissed=frozenset({error_message(lost, ErrorContext.CAMERA)})
    )
    message = window_status_of(Status(camera_error=lost), requests).message
    assert message == source_message(("Demo.",))
    assert message.actions == (Action.LOOK,)


@pytest.mark.parametrize(
    ("steps", "command"),
    [
        (("Plug it in.",), ""),
        # A name of a file may hold backticks.
        (("Remove `a`.",), ""),
        (("Make one:", ShellCommand("sudo modprobe x")), "sudo modprobe x"),
        (("Install it:", ShellCommand("sudo apt install x"), ShellCommand("x")), "sudo apt install x && x"),
        ((ShellCommand("a"), "Then:", ShellCommand("b `c`")), "a && b `c`"),
    ],
)
def test_commands_among_the_steps_can_be_copied(steps: Steps, command: str) -> None:
    assert error_message(DeviceError("None.", steps)).command == command
    assert source_message(steps).command == command


@pytest.mark.parametrize("is_explicit", [False, True])
def test_a_failed_gpu_can_be_tried_again(is_explicit: bool) -> None:
    """It is an error only if the user asked for the GPU by name, since the picture goes on."""
    error = GpuError("The graphics card failed (lost). The CPU takes over.", is_explicit=is_explicit)
    message = window_status_of(replace(RUNNING, gpu_error=error), UserRequests()).message
    assert message is not None
    assert message.text == str(error)
    assert message.is_error is is_explicit
    assert message.actions == (Action.GPU, Action.DOCTOR)
    assert str(error) in tooltip(replace(RUNNING, gpu_error=error))


def test_a_gpu_that_was_given_up_has_no_button() -> None:
    status = replace(RUNNING, gpu_error=GpuError("It failed.", kind=ErrorKind.GIVEN_UP))
    message = window_status_of(status, UserRequests()).message
    assert message is not None
    assert message.actions == (Action.DOCTOR,)


def test_a_restart_comes_before_the_failure_that_it_fixes() -> None:
    status = Status(error=StageError("fatal"))
    assert [m.text for m in messages(status, UserRequests(restarting=True))] == ["Restarting…", "fatal"]


def test_a_notice_about_the_settings_is_no_problem_of_the_camera() -> None:
    view = window_status_of(
        RUNNING, UserRequests(messages=(Message("Settings cannot be kept.", topic=Topic.PROGRAM, stays=True),))
    )
    assert view.message is not None
    assert view.message.text == "Settings cannot be kept."
    assert view.camera_problem is None


def test_a_saved_file_comes_after_what_others_see() -> None:
    saved = Message("Snapshot saved as a.png.", is_error=False, topic=Topic.SAVED)
    requests = UserRequests(True, room=True, messages=(source_message(("The demo clip is playing.",)), saved))
    assert [message.text for message in messages(Status(), requests)] == [
        "Others see your room.",
        "Snapshot saved as a.png.",
        "The demo clip is playing.",
    ]
    assert next(messages(Status(paused=True), requests)).actions == (Action.SHOW,)


def test_one_reason_is_shown_once_with_the_most_actions() -> None:
    error = DeviceError("The folder is full.")
    failed = replace(RUNNING, recording=SinkState.FAILED, recording_error=error)
    view = window_status_of(failed, UserRequests(messages=(error_message(error, ErrorContext.SNAPSHOT),)))
    assert view.message == error_message(error, ErrorContext.RECORDING)
    assert view.waiting == ()


@pytest.mark.parametrize(
    ("context", "kind", "hint", "actions"),
    [
        (ErrorContext.CAMERA, ErrorKind.BUSY, "Close that.", (Action.CAMERA, Action.OTHER_CAMERA)),
        (ErrorContext.CAMERA, ErrorKind.MISSING, "Plug it in.", (Action.OTHER_CAMERA, Action.DEMO)),
        (ErrorContext.CAMERA, ErrorKind.FORBIDDEN, _RUN, (Action.COPY, Action.OTHER_CAMERA)),
        (ErrorContext.VIRTUAL_CAMERA, ErrorKind.MISSING, _RUN, (Action.WELCOME, Action.VIRTUAL_CAMERA)),
        (ErrorContext.VIRTUAL_CAMERA, ErrorKind.BUSY, "Close that.", (Action.VIRTUAL_CAMERA, Action.DOCTOR)),
        (ErrorContext.VIRTUAL_CAMERA, ErrorKind.OTHER, _RUN, (Action.COPY, Action.VIRTUAL_CAMERA)),
        (ErrorContext.VIRTUAL_CAMERA, ErrorKind.OTHER, "Start it again.", (Action.VIRTUAL_CAMERA, Action.DOCTOR)),
        (ErrorContext.MODEL, ErrorKind.OTHER, "", (Action.MODEL, Action.DOCTOR)),
        (ErrorContext.BACKGROUND, ErrorKind.OTHER, "Check the path.", (Action.PICTURE,)),
        (ErrorContext.SETTING, ErrorKind.OTHER, "Give another.", ()),
    ],
)
def test_the_actions_of_each_error(
    context: ErrorContext, kind: ErrorKind, hint: str | Steps, actions: tuple[Action, ...]
) -> None:
    assert error_message(DeviceError("It failed.", hint, kind), context).actions == actions


def test_an_output_that_reconnects_has_no_button_to_try_again() -> None:
    status = Status(sink=SinkState.RECONNECTING, sink_error=DeviceError("It is gone.", _RUN))
    message = window_status_of(status, UserRequests(virtual_camera=True)).message
    assert message is not None
    assert message.actions == (Action.COPY, Action.DOCTOR)


def test_one_of_two_virtual_cameras_that_is_lost_is_named_while_the_other_goes_on() -> None:
    loss = DeviceError("Lost virtual camera: A. Still on: B.", "Wait.")
    view = window_status_of(
        replace(RUNNING, sink=SinkState.ON, sink_name="B", sink_error=loss), UserRequests(virtual_camera=True)
    )
    assert view.message is not None
    assert view.message.text == "Lost virtual camera: A. Still on: B. Wait."
    assert view.sending
    assert view.switch_on
    assert "B" in view.advice


def test_further_messages_are_counted() -> None:
    status = Status(error=DeviceError("fatal"), camera_error=DeviceError("camera"))
    requests = UserRequests(messages=(Message("picture"),))
    assert window_status_of(status, requests).waiting[0] != window_status_of(status, requests).message
    assert len(window_status_of(status, requests).waiting) == 2
    assert window_status_of(Status(), UserRequests()).waiting == ()


def test_a_message_replaces_the_one_on_its_topic_but_none_that_stays() -> None:
    requests = UserRequests()
    for message in (
        Message("One failed."),
        Message("A stays.", topic=Topic.PROGRAM, stays=True),
        Message("B stays.", topic=Topic.PROGRAM, stays=True),
        Message("A stays.", topic=Topic.PROGRAM, stays=True),
        Message("Two failed."),
    ):
        requests = requests.with_message(message)
    assert [m.text for m in requests.messages] == ["B stays.", "A stays.", "Two failed."]
    assert [m.text for m in requests.without(Topic.REQUEST, Topic.PROGRAM).messages] == ["B stays.", "A stays."]


def test_an_unexpected_error_is_one_sentence_that_leads_to_the_doctor() -> None:
    message = unexpected_message(ValueError("first line\nsecond line"))
    assert message.text == ("Something went wrong (ValueError: first line). If it happens again, report this message.")
    assert message.actions == (Action.DOCTOR,)


def test_a_long_error_is_shortened() -> None:
    assert error_message(ConfigError("word " * 1000)).text.endswith("…")


@pytest.mark.parametrize(
    ("status", "virtual_camera", "text", "is_warning"),
    [
        (Status(), False, "Nobody sees anything: the virtual camera is off.", False),
        (Status(recording=SinkState.ON), False, "Nobody sees you, but your recording shows your room.", True),
        (Status(), True, "Others see your room.", True),
        (Status(sink=SinkState.ON), True, "Others see your room.", True),
        (Status(sink=SinkState.RECONNECTING), True, "Others see your room.", True),
        (Status(sink=SinkState.ON), False, "Others see your room.", True),
    ],
)
def test_the_message_about_the_room_is_true(status: Status, virtual_camera: bool, text: str, is_warning: bool) -> None:
    message = next(messages(status, UserRequests(virtual_camera, room=True)))
    assert (message.text, message.is_warning, message.is_error) == (text, is_warning, False)


@pytest.mark.parametrize(
    ("status", "virtual_camera", "text"),
    [
        (Status(), False, "You are hidden. Nobody sees anything: the virtual camera is off."),
        (Status(recording=SinkState.ON), False, "You are hidden. Your recording shows a still picture."),
        (Status(recording=SinkState.ON), True, "You are hidden. Others see a still picture."),
        (Status(sink=SinkState.ON), False, "You are hidden. Others see a still picture."),
    ],
)
def test_the_message_about_hiding_is_true(status: Status, virtual_camera: bool, text: str) -> None:
    assert next(messages(replace(status, paused=True), UserRequests(virtual_camera))).text == text


def test_the_question_about_the_room_comes_before_everything_else() -> None:
    requests = UserRequests(True, messages=(Message("Something failed."),)).with_message(room_question())
    assert next(messages(Status(error=StageError("fatal")), requests)) == room_question()


def test_where_the_welcome_page_shows_the_steps_the_message_does_not_repeat_them() -> None:
    text = "There is no virtual camera."
    message = error_message(DeviceError(text, RELOAD, ErrorKind.MISSING), ErrorContext.VIRTUAL_CAMERA)
    assert (message.text, message.actions[0]) == (text, Action.WELCOME)
    assert f"`{LOAD}`" in error_message(DeviceError(text, RELOAD), ErrorContext.VIRTUAL_CAMERA).text
