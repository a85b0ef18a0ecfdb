"""Messages for the banner: made from errors, the pipeline's status and the user's requests; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from app.core.advice import Steps, commands_of, in_words
from app.core.errors import BisenetBgError, StageError, one_line
from app.core.pipeline.status import SinkState, Status
from app.gui.session.problems import Action, ErrorContext, actions_for
from app.gui.text import shortened
from app.language import _

# Buttons beside one sentence.
_MOST_ACTIONS = 2
# Characters of an unexpected error, which may run to a page.
_LONGEST_ERROR = 100


class Topic(Enum):
    """What a message is about."""

    REQUEST = "request"
    UNDO = "undo"
    SAVED = "saved"
    PROGRAM = "program"
    SOURCE = "source"
    NEW_CAMERA = "new camera"
    ROOM = "room"


@dataclass(frozen=True)
class Message:
    """What the banner says.

    Attributes:
        text: a sentence and its hint; commands are in backticks.
        is_error: whether something failed; else it is a notice.
        is_warning: whether the notice is about what others see by the user's own choice.
        command: all commands among the steps in one line, to be copied; empty where there are none.
        actions: of its buttons, two at most.
        topic: a message replaces the one before it on the same topic.
        stays: whether it stays beside others on its topic, until the user closes it.
        seconds: for which it is shown; 0 for no limit.
        steps: the same as `text`, as steps: what is wrong, then what to do; none where nothing can be done.
    """

    text: str
    is_error: bool = True
    command: str = ""
    actions: tuple[Action, ...] = ()
    topic: Topic = Topic.REQUEST
    stays: bool = False
    seconds: float = 0.0
    is_warning: bool = False
    steps: Steps = field(default=(), compare=False)


@dataclass(frozen=True)
class UserRequests:
    """The user's requests, as far as the pipeline's status does not show them.

    Attributes:
        virtual_camera: whether it should be on.
        old_sink_error: failure of an earlier attempt, which says nothing about this one.
        room: whether the background is the real room.
        messages: shown by the window itself.
        dismissed: messages that the user closed and whose cause persists.
        restarting: whether another pipeline is being built after a failure.
    """

    virtual_camera: bool = False
    old_sink_error: BisenetBgError | None = None
    room: bool = False
    messages: tuple[Message, ...] = ()
    dismissed: frozenset[Message] = frozenset()
    restarting: bool = False

    def with_message(self, message: Message) -> "UserRequests":
        """Return the requests with a message, which replaces the one on its topic."""
        others = tuple(other for other in self.without(message.topic).messages if other != message)
        return replace(self, messages=(*others, message))

    def without(self, *topics: Topic) -> "UserRequests":
        """Return the requests without the messages on some topics, except those that stay until closed."""
        return replace(self, messages=tuple(m for m in self.messages if m.stays or m.topic not in topics))

    def about(self, topic: Topic) -> tuple[Message, ...]:
        """Return the messages on a topic."""
        return tuple(message for message in self.messages if message.topic is topic)


def room_question() -> Message:
    """Return the question before the room is shown; its second button, which does not show it, gets the focus."""
    return Message(
        _("Show your room to others? The virtual camera is on."),
        is_error=False,
        actions=(Action.SHOW_ROOM, Action.KEEP_BACKGROUND),
        topic=Topic.ROOM,
        is_warning=True,
    )


def start_question() -> Message:
    """Return the question before the virtual camera starts while the background is the room."""
    return replace(
        room_question(),
        text=_("Start the virtual camera? Others will see your room."),
        actions=(Action.START_WITH_ROOM, Action.START_WITH_BLUR),
    )


def error_message(error: BisenetBgError, context: ErrorContext = ErrorContext.SETTING) -> Message:
    """Return what the banner says about an error."""
    actions = actions_for(context, error)
    # The welcome page shows the steps better than a message does.
    text = one_line(error.args[0]) if Action.WELCOME in actions else str(error)
    return _message(text, actions, (one_line(error.args[0]), *error.steps))


def unexpected_message(error: BaseException) -> Message:
    """Return what the banner says about an unexpected error."""
    first_line = str(error).strip().partition("\n")[0][:_LONGEST_ERROR]
    text = _("Something went wrong ({error}).").format(error=f"{type(error).__name__}: {first_line}")
    return error_message(StageError(text, _("If it happens again, report this message.")), ErrorContext.UNEXPECTED)


def source_message(steps: Steps) -> Message:
    """Return what the banner says about a source that plays in place of a camera.

    Args:
        steps: what plays and why, then what to do.
    """
    return _message(in_words(steps), (Action.COPY, Action.LOOK), steps, is_error=False, topic=Topic.SOURCE)


def _message(
    text: str, actions: tuple[Action, ...], steps: Steps, *, is_error: bool = True, topic: Topic = Topic.REQUEST
) -> Message:
    # The steps give commands in the order in which to run them.
    command = " && ".join(commands_of(steps))
    offered = [action for action in actions if command or action is not Action.COPY]
    return Message(shortened(text), is_error, command, tuple(offered[:_MOST_ACTIONS]), topic, steps=steps)


def others_may_see(status: Status, requests: UserRequests) -> bool:
    """Say whether the virtual camera is on, starting, reconnecting or not yet off."""
    return requests.virtual_camera or status.sink is SinkState.ON


def sink_failed(status: Status, requests: UserRequests) -> bool:
    """Say whether the last attempt to start the virtual camera has failed."""
    return status.sink is SinkState.FAILED and status.sink_error is not requests.old_sink_error


def messages(status: Status, requests: UserRequests) -> Iterator[Message]:
    """Yield all messages, the most important first."""
    yield from requests.about(Topic.ROOM)
    if requests.restarting:
        yield Message(_("Restarting…"), is_error=False)
    if status.error:
        yield error_message(status.error, ErrorContext.PROGRAM)
    yield from requests.about(Topic.REQUEST)
    yield from _about_model(status)
    if status.sink_error and sink_failed(status, requests):
        yield error_message(status.sink_error, ErrorContext.VIRTUAL_CAMERA)
    if status.sink_error and status.sink in (SinkState.RECONNECTING, SinkState.ON):
        yield error_message(status.sink_error, ErrorContext.OUTPUT)
    if status.recording_error:
        yield error_message(status.recording_error, ErrorContext.RECORDING)
    yield from requests.about(Topic.UNDO)
    if status.paused:
        yield _about_hiding(status, requests)
    elif requests.room:
        yield _about_room(status, requests)
    yield from requests.about(Topic.SAVED)
    if status.camera_error:
        yield error_message(status.camera_error, ErrorContext.CAMERA)
    yield from requests.about(Topic.PROGRAM)
    yield from _about_source(requests)


def camera_problem(status: Status, requests: UserRequests) -> Message | None:
    """Return why no camera runs, or why the demo clip does; None where nothing is wrong."""
    if status.camera_error:
        return error_message(status.camera_error, ErrorContext.CAMERA)
    return next(_about_source(requests), None)


def _about_hiding(status: Status, requests: UserRequests) -> Message:
    if others_may_see(status, requests):
        text = _("You are hidden. Others see a still picture.")
    elif status.recording is SinkState.ON:
        text = _("You are hidden. Your recording shows a still picture.")
    else:
        text = _("You are hidden. Nobody sees anything: the virtual camera is off.")
    return Message(text, is_error=False, actions=(Action.SHOW,))


def _about_room(status: Status, requests: UserRequests) -> Message:
    if others_may_see(status, requests):
        return Message(_("Others see your room."), is_error=False, actions=(Action.BLUR,), is_warning=True)
    if status.recording is SinkState.ON:
        text = _("Nobody sees you, but your recording shows your room.")
        return Message(text, is_error=False, actions=(Action.BLUR,), is_warning=True)
    text = _("Nobody sees anything: the virtual camera is off.")
    return Message(text, is_error=False, actions=(Action.BLUR,))


def _about_model(status: Status) -> Iterator[Message]:
    if status.model_error:
        yield error_message(status.model_error, ErrorContext.MODEL)
    if status.gpu_error:
        # The picture goes on without the GPU: an error only if the user asked for the GPU by name.
        yield replace(error_message(status.gpu_error, ErrorContext.GPU), is_error=status.gpu_error.is_explicit)


def _about_source(requests: UserRequests) -> Iterator[Message]:
    yield from requests.about(Topic.NEW_CAMERA) or requests.about(Topic.SOURCE)
