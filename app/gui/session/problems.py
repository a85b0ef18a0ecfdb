"""What can go wrong, and the actions that the window offers for it; plain data, no Qt."""

from enum import Enum

from app.config import FIELDS
from app.core.errors import BisenetBgError, ErrorKind
from app.fields import Part
from app.language import N_, _


class ErrorContext(Enum):
    """What an error is about."""

    PROGRAM = "program"
    CAMERA = "camera"
    VIRTUAL_CAMERA = "virtual camera"
    OUTPUT = "output"
    MODEL = "model"
    GPU = "gpu"
    BACKGROUND = "background"
    TILE = "tile"
    RECORDING = "recording"
    SNAPSHOT = "snapshot"
    SETTING = "setting"
    UNEXPECTED = "unexpected"


class Action(Enum):
    """What the button beside a message does."""

    COPY = "copy"
    RESTART = "restart"
    CAMERA = "camera"
    VIRTUAL_CAMERA = "virtual camera"
    LOOK = "look"
    OTHER_CAMERA = "other camera"
    DEMO = "demo"
    MODEL = "model"
    GPU = "gpu"
    PICTURE = "picture"
    WELCOME = "welcome"
    DOCTOR = "doctor"
    SHOW = "show"
    BLUR = "blur"
    RECORD = "record"
    FOLDER = "folder"
    SHOW_SAVED = "show saved"
    UNDO = "undo"
    REMOVE = "remove"
    NEW_CAMERA = "new camera"
    SHOW_ROOM = "show room"
    KEEP_BACKGROUND = "keep background"
    START_WITH_ROOM = "start with room"
    START_WITH_BLUR = "start with blur"


_LABELS = {
    Action.COPY: N_("Copy command"),
    Action.RESTART: N_("Try again"),
    Action.CAMERA: N_("Try again"),
    Action.VIRTUAL_CAMERA: N_("Try again"),
    Action.LOOK: N_("Look again"),
    Action.OTHER_CAMERA: N_("Choose another camera"),
    Action.DEMO: N_("Demo clip"),
    Action.MODEL: N_("Use the best model"),
    Action.GPU: N_("Try the GPU again"),
    Action.PICTURE: N_("Choose another picture"),
    Action.WELCOME: N_("Show me how"),
    Action.DOCTOR: N_("What is wrong?"),
    Action.SHOW: N_("Show me again"),
    Action.BLUR: N_("Blur it"),
    Action.RECORD: N_("Record again"),
    Action.FOLDER: N_("Choose another folder"),
    Action.SHOW_SAVED: N_("Show it"),
    Action.UNDO: N_("Undo"),
    Action.REMOVE: N_("Remove it"),
    Action.NEW_CAMERA: N_("Use it"),
    Action.SHOW_ROOM: N_("Show my room"),
    Action.KEEP_BACKGROUND: N_("Keep my background"),
    Action.START_WITH_ROOM: N_("Show my room"),
    Action.START_WITH_BLUR: N_("Blur it and start"),
}

# The one most likely to help first; COPY is left out where there is no command.
_DEFAULTS = {
    ErrorContext.PROGRAM: (Action.RESTART, Action.DOCTOR),
    ErrorContext.CAMERA: (Action.CAMERA, Action.OTHER_CAMERA),
    ErrorContext.VIRTUAL_CAMERA: (Action.COPY, Action.VIRTUAL_CAMERA, Action.DOCTOR),
    # It is reopened every second anyway.
    ErrorContext.OUTPUT: (Action.COPY, Action.DOCTOR),
    ErrorContext.MODEL: (Action.MODEL, Action.DOCTOR),
    ErrorContext.GPU: (Action.GPU, Action.DOCTOR),
    ErrorContext.BACKGROUND: (Action.PICTURE,),
    ErrorContext.TILE: (Action.REMOVE, Action.PICTURE),
    ErrorContext.RECORDING: (Action.RECORD, Action.FOLDER),
    ErrorContext.SNAPSHOT: (Action.FOLDER,),
    ErrorContext.SETTING: (Action.COPY,),
    ErrorContext.UNEXPECTED: (Action.DOCTOR,),
}
_BY_KIND = {
    # The camera is searched for all the time anyway.
    (ErrorContext.CAMERA, ErrorKind.MISSING): (Action.OTHER_CAMERA, Action.DEMO),
    (ErrorContext.CAMERA, ErrorKind.FORBIDDEN): (Action.COPY, Action.OTHER_CAMERA),
    (ErrorContext.GPU, ErrorKind.GIVEN_UP): (Action.DOCTOR,),
    (ErrorContext.VIRTUAL_CAMERA, ErrorKind.MISSING): (Action.WELCOME, Action.VIRTUAL_CAMERA),
    (ErrorContext.VIRTUAL_CAMERA, ErrorKind.BUSY): (Action.VIRTUAL_CAMERA, Action.DOCTOR),
    (ErrorContext.VIRTUAL_CAMERA, ErrorKind.FORBIDDEN): (Action.COPY, Action.DOCTOR),
}
_CONTEXTS = {
    Part.BACKGROUND: ErrorContext.BACKGROUND,
    Part.SOURCE: ErrorContext.CAMERA,
    Part.PROCESSOR: ErrorContext.MODEL,
}


def context_of(*fields: str) -> ErrorContext:
    """Return what an error is about that a change of these fields of `AppConfig` raised."""
    # The first part of a field is the one that its value may not suit.
    parts = (FIELDS[field].parts[:1] for field in fields)
    contexts = {_CONTEXTS.get(part[0], ErrorContext.SETTING) if part else ErrorContext.SETTING for part in parts}
    return contexts.pop() if len(contexts) == 1 else ErrorContext.SETTING


def label_of(action: Action) -> str:
    """Return the label of the button that performs an action."""
    return _(_LABELS[action])


def actions_for(context: ErrorContext, error: BisenetBgError) -> tuple[Action, ...]:
    """Return the actions that may help, the most promising first."""
    return _BY_KIND.get((context, error.kind), _DEFAULTS[context])
