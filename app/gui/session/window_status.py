"""What the window shows of the pipeline's status; plain data and pure functions, no Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.config import DEMO
from app.core.pipeline.slowdown import SlowCause
from app.core.pipeline.status import CameraState, SinkState, Status
from app.core.stats import StageTime, stage_name
from app.core.viewer_names import viewer_list_at_start
from app.gui.session.messages import Message, UserRequests, camera_problem, messages
from app.gui.session.services import Camera
from app.gui.session.view_mode import View, ViewOptions
from app.gui.text import elapsed_words
from app.language import _, decimal, ngettext, percent


@dataclass(frozen=True)
class WindowStatus:
    """Everything that the window shows of a running pipeline, apart from the picture.

    Attributes:
        readout: frame rate, latency and CPU load, or what the program is waiting for.
        badge: the device that runs the model, or why frames are missing or quality is reduced; empty if nothing runs.
        brief_badge: the same in a few words.
        tooltip: the same at length, in several lines.
        camera: the running camera and its format; empty while none runs.
        switch: label of the start button.
        switch_on: whether the button stops the virtual camera.
        sending: whether frames go to the virtual camera.
        hidden: whether others see a slate because the user is hidden.
        headline: state of the virtual camera.
        spoken_headline: the same for screen readers.
        is_passing: whether that state lasts a moment only.
        advice: what the user can do next.
        recording: length of the recording, "0:07"; empty while nothing is recorded.
        message: for the banner; None hides it.
        waiting: the messages after it.
        ends_at_border: whether the person ends at a border of the camera frame that lies inside the output.
        camera_problem: why no camera runs, or why the demo clip does; None where nothing is wrong.
    """

    readout: str
    badge: str
    brief_badge: str
    tooltip: str
    camera: str
    switch: str
    switch_on: bool
    sending: bool
    hidden: bool
    headline: str
    spoken_headline: str
    is_passing: bool
    advice: str
    recording: str
    message: Message | None
    waiting: tuple[Message, ...] = ()
    ends_at_border: bool = False
    camera_problem: Message | None = None


@dataclass(frozen=True)
class _SwitchWords:
    """The words of `WindowStatus` about the virtual camera; `spoken` is "" where it is the headline."""

    headline: str
    advice: str
    spoken: str = ""
    is_passing: bool = False


@dataclass(frozen=True)
class CameraList:
    """Entries of the camera list as (key, name), and the key of the current one."""

    entries: tuple[tuple[str, str], ...]
    current: str


def window_status_of(status: Status, requests: UserRequests) -> WindowStatus:
    """Return what the window shows."""
    words = _switch_words(status, requests.virtual_camera)
    notice, brief = badge(status)
    # Two things may fail for one reason, which is then shown once, with the most buttons.
    by_text: dict[str, Message] = {}
    for message in messages(status, requests):
        if message not in requests.dismissed:
            known = by_text.get(message.text, message)
            by_text[message.text] = max(known, message, key=lambda message: len(message.actions))
    shown = list(by_text.values())
    return WindowStatus(
        readout=readout(status),
        badge=notice,
        brief_badge=brief,
        tooltip=tooltip(status),
        camera=status.camera_name,
        switch=_("Stop virtual camera") if requests.virtual_camera else _("Start virtual camera"),
        switch_on=requests.virtual_camera,
        sending=status.sink is SinkState.ON,
        hidden=status.paused,
        headline=words.headline,
        spoken_headline=words.spoken or words.headline,
        is_passing=words.is_passing,
        advice=words.advice,
        recording=elapsed_words(status.recording_seconds) if status.recording is SinkState.ON else "",
        message=shown[0] if shown else None,
        waiting=tuple(shown[1:]),
        camera_problem=camera_problem(status, requests),
    )


def readout(status: Status) -> str:
    """Return frame rate, latency and CPU load, "29.8 fps · 34 ms · 22% of one core", or what it is waiting for."""
    if status.error:
        return _("Stopped")
    if not status.engine:
        return _("Loading the model…")
    if status.camera is CameraState.RESTING:
        return _("Idle until an app uses the camera")
    if status.camera is CameraState.RECONNECTING:
        return _("Waiting for the camera")
    if not status.processed_fps:
        return _("Starting")
    figures = [
        _("{rate} fps").format(rate=decimal(status.processed_fps, 1)),
        _("{latency:.0f} ms").format(latency=status.latency.p50),
    ]
    if status.effort.cpu is not None:
        figures.append(_("{percent} of one core").format(percent=percent(status.effort.cpu)))
    return " · ".join(figures)


def badge(status: Status) -> tuple[str, str]:
    """Return the device that runs the model, or why frames are missing or quality is reduced; and it in a few words."""
    slow = status.slowdown
    if status.error or not status.engine:
        return "", ""
    if status.gpu_error is not None:
        return _("CPU (the GPU failed)"), "CPU"
    if slow is not None and (slow.cause is not SlowCause.CAMERA or not status.effort.sentence()):
        return slow.sentence(), slow.in_short()
    if status.effort.sentence():
        return _("Reduced quality to stay within the CPU budget"), _("Reduced quality")
    device = "CUDA" if status.on_gpu else "CPU"
    return device, device


def tooltip(status: Status) -> str:
    """Return engine, missing frames, reduced quality, time of each step and the microphone's delay; "" at the start."""
    lines = [status.engine, str(status.gpu_error or "")]
    if status.slowdown is not None and status.engine and not status.error:
        lines += [status.slowdown.sentence(), status.slowdown.advice()]
    if sentence := status.effort.sentence():
        lines.append(sentence)
    if status.processed_fps and not status.error:
        lines.append(_times(_("Camera to picture"), status.latency))
        lines += [_times(stage_name(stage), time) for stage, time in status.stages]
        lines.append(_("The graph shows the last minute: frames per second in colour, milliseconds in grey."))
        lines.append(
            _("Delay your microphone by about {delay} ms to match the picture.").format(delay=audio_delay(status))
        )
    return "\n".join(filter(None, lines))


def audio_delay(status: Status) -> int:
    """Return the delay of the picture behind the sound in milliseconds, to the nearest 10.

    It is the latency plus half the period of the output, which a composite waits on average.
    """
    wait = 500 / status.output_fps if status.output_fps else 0.0
    return 10 * round((status.latency.p50 + wait) / 10)


def _times(stage: str, time: StageTime) -> str:
    return _("{stage}: {median:.0f} ms, 95% within {most:.0f} ms").format(stage=stage, median=time.p50, most=time.p95)


def _switch_words(status: Status, wanted: bool) -> _SwitchWords:
    is_on = status.sink is SinkState.ON
    if wanted and is_on:
        return _watched(status.viewers, status.sink_name) if status.viewers else _unwatched(status)
    if wanted and status.sink is SinkState.RECONNECTING:
        advice = _("bisenet-bg tries again every second.")
        return _SwitchWords(_("Virtual camera is reconnecting…"), advice, is_passing=True)
    if wanted:
        return _SwitchWords(_("Virtual camera is starting…"), _("This takes a moment."), is_passing=True)
    if is_on:
        advice = _("Your meeting sees a still picture.")
        return _SwitchWords(_("Virtual camera is stopping…"), advice, is_passing=True)
    return _SwitchWords(_("Virtual camera is off"), _("Start it, then choose it as the camera in your meeting."))


def _unwatched(status: Status) -> _SwitchWords:
    advice = _("Choose {sink_name} as the camera in your meeting.").format(sink_name=status.sink_name)
    if status.viewers is None:
        return _SwitchWords(_("Virtual camera is on"), advice)
    return _SwitchWords(_("On · nobody is watching"), advice, _("Virtual camera is on, nobody is watching"))


def _watched(viewers: Sequence[str], sink_name: str) -> _SwitchWords:
    programs = viewer_list_at_start(viewers)
    headline = ngettext("On · {programs} is watching", "On · {programs} are watching", len(viewers))
    spoken = ngettext(
        "Virtual camera is on, {programs} is watching", "Virtual camera is on, {programs} are watching", len(viewers)
    )
    advice = _("They see this picture through {sink_name}.").format(sink_name=sink_name)
    return _SwitchWords(headline.format(programs=programs), advice, spoken.format(programs=programs))


def seen_words(view: WindowStatus) -> str:
    """Say what others see of the user, if anything."""
    if not view.sending:
        if view.switch_on:
            return _("Nobody sees you: the virtual camera is not ready.")
        return _("Nobody sees you: the virtual camera is off.")
    return _("Others see a still picture.") if view.hidden else _("Others can see you.")


def caption(options: ViewOptions, *, hidden: bool, sending: bool) -> str:
    """Return how the preview relates to what others see, or would see if the virtual camera were on.

    Args:
        options: of the preview.
        hidden: whether the user is hidden.
        sending: whether frames go to the virtual camera.
    """
    if hidden or (options.view is View.PICTURE and not options.mirrored):
        return _("You see what others see.") if sending else _("You see what others would see.")
    if options.view is View.MATTE:
        return _("Only you see this matte. White is you.")
    if options.view is View.SPLIT and sending:
        return _("Only you see this: your camera on the left, what others see on the right.")
    if options.view is View.SPLIT:
        return _("Only you see this: your camera on the left, what others would see on the right.")
    if sending:
        return _("Your preview is mirrored. Others see you unmirrored.")
    return _("Your preview is mirrored. Others would see you unmirrored.")


def camera_list(cameras: Iterable[Camera], wanted: str | None, read: tuple[str, str] | None = None) -> CameraList:
    """Return the entries of the camera list.

    Args:
        cameras: that are plugged in.
        wanted: key, number, name or file in use; None is the first camera, else the demo clip.
        read: key and name of the camera in use, as far as known; it stays in the list while it is unplugged.
    """
    entries = [(camera.key, camera.name) for camera in cameras]
    first = entries[0][0] if entries else DEMO
    # Before the demo clip joins them: the words of its entry are translated and name no camera.
    current = _key_of(entries, first if wanted is None else wanted)
    entries.append((DEMO, _("Demo clip")))
    if read is not None:
        return CameraList(*_with_read(entries, *read))
    if current not in dict(entries):
        # A file, or a camera that is unplugged: it stays in the list while it is in use.
        entries.append((current, Path(current).name))
    return CameraList(tuple(entries), current)


def _with_read(entries: list[tuple[str, str]], key: str, name: str) -> tuple[tuple[tuple[str, str], ...], str]:
    if (key, name) in entries:
        return tuple(entries), key
    # A camera that was plugged in again may have another key, and another camera its old key.
    again = next((place for place, called in entries if called == name), None)
    if again is not None:
        return tuple(entries), again
    others = tuple(entry for entry in entries if entry[0] != key)
    return (*others, (key, _("{name} (unplugged)").format(name=name))), key


def _key_of(cameras: Sequence[tuple[str, str]], wanted: str) -> str:
    """Return the key of the camera that is wanted by key, number or part of its name, else `wanted` itself."""
    for key, name in cameras:
        if wanted in (key, name) or key == f"/dev/video{wanted}" or wanted.lower() in name.lower():
            return key
    return wanted
