"""From the pipeline's status to the words in the window: plain data and pure functions, no Qt."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.config import DEMO
from app.core.errors import BisenetBgError
from app.core.pipeline.status import CameraState, SinkState, Status, words_of
from app.core.stats import StageTime
from app.gui.session.problems import Action, ErrorContext, ways_out
from app.gui.session.services import Camera
from app.gui.session.view_mode import View
from app.gui.text import commands_in, elapsed_words, shortened

# Buttons beside one sentence.
_MOST_REMEDIES = 2


@dataclass(frozen=True)
class Message:
    """What the banner says.

    Attributes:
        text: a sentence and its hint; commands stand in backticks.
        is_error: whether something failed; else it is a notice.
        command: all commands of the hint in one line, to be copied; empty where there are none.
        remedies: what its buttons do, two at most.
    """

    text: str
    is_error: bool = True
    command: str = ""
    remedies: tuple[Action, ...] = ()


@dataclass(frozen=True)
class UserRequests:
    """What the user asked for and what came of it outside the pipeline.

    Attributes:
        virtual_camera: whether it is to be on.
        old_sink_error: failure of an earlier attempt, which says nothing about this one.
        complaint: what could not be done, and the way to try again.
        notice: about what is playing; may be empty.
        remarks: about the start or the settings, until the user closes them.
        room: whether the background is the room as it is.
        kept: about a film or snapshot that was just made; empty where there is none.
        removed: title of a background that was removed just now and can come back; empty where there is none.
        plugged: name of a camera that came while the demo clip plays unasked; empty where there is none.
        dismissed: messages that the user closed.
        restarting: whether another pipeline is being built after a failure.
    """

    virtual_camera: bool = False
    old_sink_error: BisenetBgError | None = None
    complaint: Message | None = None
    notice: str = ""
    remarks: tuple[str, ...] = ()
    room: bool = False
    kept: str = ""
    removed: str = ""
    plugged: str = ""
    dismissed: frozenset[Message] = frozenset()
    restarting: bool = False


@dataclass(frozen=True)
class ViewState:
    """Everything in the window that changes by itself, but for the picture.

    Attributes:
        readout: rate, latency and CPU time, or what is being waited for.
        badge: what computes, in few words, or that it was slowed down; empty while nothing does.
        details: the same at length, in several lines.
        camera: the camera that runs and what it gives; empty while none does.
        switch: what the big button will do.
        switch_on: whether that is to stop.
        sending: whether frames go out.
        hidden: whether others see a slate because the user wants that.
        headline: state of the virtual camera.
        advice: what to do about it.
        recording: how long a film is by now, "0:07"; empty while none is made.
        message: for the banner; None hides it.
        waiting: how many messages come after that one.
        camera_problem: why no camera runs, or why the demo clip does; None where nothing is wrong.
    """

    readout: str
    badge: str
    details: str
    camera: str
    switch: str
    switch_on: bool
    sending: bool
    hidden: bool
    headline: str
    advice: str
    recording: str
    message: Message | None
    waiting: int = 0
    camera_problem: Message | None = None


@dataclass(frozen=True)
class CameraList:
    """Entries of the camera chooser as (key, name), and the key of the current one."""

    entries: tuple[tuple[str, str], ...]
    current: str


_RESTARTING = Message("Starting again…", is_error=False)
_HIDDEN = Message("You are hidden. Others see a still picture.", is_error=False, remedies=(Action.SHOW,))
_ROOM = Message("Others see your room.", is_error=False, remedies=(Action.BLUR,))


def complaint(error: BisenetBgError, place: ErrorContext = ErrorContext.SETTING) -> Message:
    """Turn an error into what the banner says."""
    # Hints give commands in the order in which they are to be run.
    return _message(str(error), commands_in(error.hint), ways_out(place, error))


def _message(text: str, command: str, remedies: tuple[Action, ...], is_error: bool = True) -> Message:
    offered = [remedy for remedy in remedies if command or remedy is not Action.COPY]
    return Message(shortened(text), is_error, command, tuple(offered[:_MOST_REMEDIES]))


def sink_failed(status: Status, asked: UserRequests) -> bool:
    """Say whether the attempt that the user asked for last has failed."""
    return status.sink is SinkState.FAILED and status.sink_error is not asked.old_sink_error


def messages(status: Status, asked: UserRequests) -> Iterator[Message]:
    """Yield all there is to say, the most serious first."""
    if asked.restarting:
        yield _RESTARTING
    if status.error:
        yield complaint(status.error, ErrorContext.PROGRAM)
    if asked.complaint:
        yield asked.complaint
    yield from _about_the_model(status)
    if status.sink_error and sink_failed(status, asked):
        yield complaint(status.sink_error, ErrorContext.VIRTUAL_CAMERA)
    if status.sink_error and status.sink is SinkState.RECONNECTING:
        yield complaint(status.sink_error, ErrorContext.OUTPUT)
    if status.recording_error:
        yield complaint(status.recording_error, ErrorContext.RECORDING)
    if asked.removed:
        yield Message(f"{asked.removed} was removed.", is_error=False, remedies=(Action.PUT_BACK,))
    if status.paused:
        yield _HIDDEN
    elif asked.room:
        yield _ROOM
    if asked.kept:
        yield Message(asked.kept, is_error=False, remedies=(Action.KEPT,))
    if status.camera_error:
        yield complaint(status.camera_error, ErrorContext.CAMERA)
    yield from (Message(remark, is_error=False) for remark in asked.remarks)
    yield from _about_the_demo(asked)


def _about_the_model(status: Status) -> Iterator[Message]:
    if status.model_error:
        yield complaint(status.model_error, ErrorContext.MODEL)
    if status.gpu_error:
        # The picture goes on: no more than a notice, but for who asked for the GPU by name.
        yield replace(complaint(status.gpu_error, ErrorContext.GPU), is_error=status.gpu_error.is_insisted)


def _camera_problem(status: Status, asked: UserRequests) -> Message | None:
    if status.camera_error:
        return complaint(status.camera_error, ErrorContext.CAMERA)
    return next(_about_the_demo(asked), None)


def _about_the_demo(asked: UserRequests) -> Iterator[Message]:
    if asked.plugged:
        text = f"The demo clip is playing, and {asked.plugged} is there now."
        yield Message(text, is_error=False, remedies=(Action.NEW_CAMERA,))
    elif asked.notice:
        yield _message(asked.notice, commands_in(asked.notice), (Action.COPY, Action.LOOK), is_error=False)


def view_of(status: Status, asked: UserRequests) -> ViewState:
    """Return what the window shows."""
    headline, advice = _switch_words(status, asked.virtual_camera)
    # Two things may fail for one reason, which is told once, with most ways out.
    told: dict[str, Message] = {}
    for message in messages(status, asked):
        if message not in asked.dismissed:
            known = told.get(message.text, message)
            told[message.text] = max(known, message, key=lambda message: len(message.remedies))
    left = list(told.values())
    return ViewState(
        readout=readout(status),
        badge=badge(status),
        details=details(status),
        camera=status.camera_name,
        switch="Stop camera" if asked.virtual_camera else "Start camera",
        switch_on=asked.virtual_camera,
        sending=status.sink is SinkState.ON,
        hidden=status.paused,
        headline=headline,
        advice=advice,
        recording=elapsed_words(status.recording_seconds) if status.recording is SinkState.ON else "",
        message=left[0] if left else None,
        waiting=max(0, len(left) - 1),
        camera_problem=_camera_problem(status, asked),
    )


def readout(status: Status) -> str:
    """Say how fast it runs and what it costs, "29.8 fps · 34 ms · 22 % of one core", or what is being waited for."""
    if status.error:
        return "Stopped"
    if not status.engine:
        return "Loading the model…"
    if status.camera is CameraState.RESTING:
        return "Idle until an app uses the camera"
    if status.camera is CameraState.RECONNECTING:
        return "Waiting for the camera"
    if not status.processed_fps:
        return "Starting"
    figures = [f"{status.processed_fps:.1f} fps", f"{status.latency.p50:.0f} ms"]
    if status.effort.cpu is not None:
        figures.append(f"{100 * status.effort.cpu:.0f} % of one core")
    return " · ".join(figures)


def badge(status: Status) -> str:
    """Say in few words what computes, or that something is given up for the CPU budget."""
    if status.error or not status.engine:
        return ""
    if status.gpu_error is not None:
        return "CPU, as the GPU failed"
    if status.effort.words():
        return "Reduced quality to stay within the CPU budget"
    return "CUDA" if " on CUDA" in status.engine else "CPU"


def details(status: Status) -> str:
    """Say what computes, what was given up, how long each step takes and how far the voice is ahead; "" at a start."""
    lines = [status.engine, str(status.gpu_error or "")]
    if status.effort.words():
        lines.append(f"{status.effort.words().capitalize()}.")
    if status.processed_fps and not status.error:
        lines += [_times("camera to picture", status.latency), *(_times(*stage) for stage in status.stages)]
        lines.append("The graph shows the last minute: coloured the frames a second, grey the milliseconds.")
        lines.append(f"Delay your microphone by about {audio_delay(status)} ms so that lips and voice agree.")
    return "\n".join(filter(None, lines))


def audio_delay(status: Status) -> int:
    """Return by how much pictures come later than sound, in milliseconds, to the next 10.

    What the output waits for its next turn, half of its period on average, comes after the latency.
    """
    waits = 500 / status.output_fps if status.output_fps else 0.0
    return 10 * round((status.latency.p50 + waits) / 10)


def _times(step: str, time: StageTime) -> str:
    return f"{step.capitalize()}: {time.p50:.0f} ms, 19 of 20 within {time.p95:.0f} ms"


def _switch_words(status: Status, wanted: bool) -> tuple[str, str]:
    is_on = status.sink is SinkState.ON
    if wanted and is_on and status.viewers:
        return f"On · {words_of(status.viewers)} watching", f"They see this picture by {status.sink_name}."
    if wanted and is_on:
        nobody = "On · nobody is watching" if status.viewers == () else "Virtual camera is on"
        return nobody, f"Choose {status.sink_name} as the camera in your meeting."
    if wanted and status.sink is SinkState.RECONNECTING:
        return "Virtual camera is coming back…", "It is tried again every second."
    if wanted:
        return "Virtual camera is starting…", "This takes a moment."
    if is_on:
        return "Virtual camera is stopping…", "Your meeting sees a still picture."
    return "Virtual camera is off", "Start it, then choose it as the camera in your meeting."


def caption(mirrored: bool, hidden: bool, view: View = View.PICTURE) -> str:
    """Say how the preview relates to what others see."""
    if hidden:
        return "You see what others see."
    if view is View.MATTE:
        return "Only you see this: the matte. White is you."
    if view is View.SPLIT:
        return "Only you see this: left your camera's picture, right what others see."
    if mirrored:
        return "Mirrored for you. Others see you the right way round."
    return "You see yourself as others do."


def camera_list(cameras: Iterable[Camera], wanted: str | None, read: tuple[str, str] | None = None) -> CameraList:
    """Return the entries of the camera chooser.

    Args:
        cameras: that are plugged in.
        wanted: key, number, name or file that is in use; None is the first camera, else the demo clip.
        read: key and name of the camera that is read, as far as it is known; it stays in the list while it is gone.
    """
    entries = [(camera.key, camera.name) for camera in cameras]
    first = entries[0][0] if entries else DEMO
    entries.append((DEMO, "Demo clip"))
    if read is not None:
        return CameraList(*_with_read(entries, *read))
    return CameraList(*_with_current(entries, first if wanted is None else wanted))


def _with_read(entries: list[tuple[str, str]], key: str, name: str) -> tuple[tuple[tuple[str, str], ...], str]:
    if (key, name) in entries:
        return tuple(entries), key
    # Plugged in again, a camera may have another key, and another camera the old one.
    again = next((place for place, called in entries if called == name), None)
    if again is not None:
        return tuple(entries), again
    others = tuple(entry for entry in entries if entry[0] != key)
    return (*others, (key, f"{name} (unplugged)")), key


def _with_current(entries: Sequence[tuple[str, str]], wanted: str) -> tuple[tuple[tuple[str, str], ...], str]:
    for key, name in entries:
        if wanted in (key, name) or key == f"/dev/video{wanted}" or wanted.lower() in name.lower():
            return tuple(entries), key
    # A file, or a camera that has gone: it stays in the list, because it is what is being read.
    return (*entries, (wanted, Path(wanted).name)), wanted
