"""What goes wrong, and what the window offers to do about it: plain data, no Qt."""

from enum import Enum

from app.config import FIELDS
from app.core.errors import BisenetBgError, ErrorKind, StageError
from app.fields import Part


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
    """What a button beside a message does."""

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
    KEPT = "kept"
    PUT_BACK = "put back"
    REMOVE = "remove"
    NEW_CAMERA = "new camera"


# What stands on the buttons.
WORDS = {
    Action.COPY: "Copy command",
    Action.RESTART: "Try again",
    Action.CAMERA: "Try again",
    Action.VIRTUAL_CAMERA: "Try again",
    Action.LOOK: "Look again",
    Action.OTHER_CAMERA: "Choose another camera",
    Action.DEMO: "Use the demo clip",
    Action.MODEL: "Use the best model",
    Action.GPU: "Try the GPU again",
    Action.PICTURE: "Choose another picture",
    Action.WELCOME: "Show me how",
    Action.DOCTOR: "What is wrong?",
    Action.SHOW: "Show me again",
    Action.BLUR: "Blur it",
    Action.RECORD: "Record again",
    Action.FOLDER: "Choose another folder",
    Action.KEPT: "Show it",
    Action.PUT_BACK: "Put back",
    Action.REMOVE: "Remove it",
    Action.NEW_CAMERA: "Use it",
}

# The likeliest to help first; to copy is left out where there is no command.
_USUAL = {
    ErrorContext.PROGRAM: (Action.RESTART, Action.DOCTOR),
    ErrorContext.CAMERA: (Action.CAMERA, Action.OTHER_CAMERA),
    ErrorContext.VIRTUAL_CAMERA: (Action.COPY, Action.VIRTUAL_CAMERA, Action.DOCTOR),
    # It is opened anew every second.
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
_SPECIAL = {
    # It is looked for all the time.
    (ErrorContext.CAMERA, ErrorKind.MISSING): (Action.OTHER_CAMERA, Action.DEMO),
    (ErrorContext.CAMERA, ErrorKind.FORBIDDEN): (Action.COPY, Action.OTHER_CAMERA),
    (ErrorContext.GPU, ErrorKind.GIVEN_UP): (Action.DOCTOR,),
    (ErrorContext.VIRTUAL_CAMERA, ErrorKind.MISSING): (Action.WELCOME, Action.VIRTUAL_CAMERA),
    (ErrorContext.VIRTUAL_CAMERA, ErrorKind.BUSY): (Action.VIRTUAL_CAMERA, Action.DOCTOR),
    (ErrorContext.VIRTUAL_CAMERA, ErrorKind.FORBIDDEN): (Action.COPY, Action.DOCTOR),
}
_PLACES = {
    Part.BACKGROUND: ErrorContext.BACKGROUND,
    Part.SOURCE: ErrorContext.CAMERA,
    Part.PROCESSOR: ErrorContext.MODEL,
}

# Of an unexpected error's own words, which may run to a page.
_LONGEST = 100


def unexpected(error: BaseException) -> StageError:
    """Return what to say of an error that nobody thought of."""
    first_line = str(error).strip().partition("\n")[0][:_LONGEST]
    text = f"Something went wrong ({type(error).__name__}: {first_line})."
    return StageError(text, "If it comes back, report this sentence.")


def place_of(*fields: str) -> ErrorContext:
    """Return what an error is about that came of a change to fields of `AppConfig`."""
    parts = [FIELDS[field].parts[:1] for field in fields]
    places = {_PLACES.get(part[0], ErrorContext.SETTING) if part else ErrorContext.SETTING for part in parts}
    return places.pop() if len(places) == 1 else ErrorContext.SETTING


def ways_out(place: ErrorContext, error: BisenetBgError) -> tuple[Action, ...]:
    """Return what may help, the likeliest first."""
    return _SPECIAL.get((place, error.trouble), _USUAL[place])
