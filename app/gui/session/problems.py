"""What goes wrong, and what the window offers to do about it: plain data, no Qt."""

from enum import Enum

from app.core.errors import BisenetBgError, StageError, Trouble


class Place(Enum):
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


class Remedy(Enum):
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
    Remedy.COPY: "Copy command",
    Remedy.RESTART: "Try again",
    Remedy.CAMERA: "Try again",
    Remedy.VIRTUAL_CAMERA: "Try again",
    Remedy.LOOK: "Look again",
    Remedy.OTHER_CAMERA: "Choose another camera",
    Remedy.DEMO: "Use the demo clip",
    Remedy.MODEL: "Use the best model",
    Remedy.GPU: "Try the GPU again",
    Remedy.PICTURE: "Choose another picture",
    Remedy.WELCOME: "Show me how",
    Remedy.DOCTOR: "What is wrong?",
    Remedy.SHOW: "Show me again",
    Remedy.BLUR: "Blur it",
    Remedy.RECORD: "Record again",
    Remedy.FOLDER: "Choose another folder",
    Remedy.KEPT: "Show it",
    Remedy.PUT_BACK: "Put back",
    Remedy.REMOVE: "Remove it",
    Remedy.NEW_CAMERA: "Use it",
}

# The likeliest to help first; to copy is left out where there is no command.
_USUAL = {
    Place.PROGRAM: (Remedy.RESTART, Remedy.DOCTOR),
    Place.CAMERA: (Remedy.CAMERA, Remedy.OTHER_CAMERA),
    Place.VIRTUAL_CAMERA: (Remedy.COPY, Remedy.VIRTUAL_CAMERA, Remedy.DOCTOR),
    # It is opened anew every second.
    Place.OUTPUT: (Remedy.COPY, Remedy.DOCTOR),
    Place.MODEL: (Remedy.MODEL, Remedy.DOCTOR),
    Place.GPU: (Remedy.GPU, Remedy.DOCTOR),
    Place.BACKGROUND: (Remedy.PICTURE,),
    Place.TILE: (Remedy.REMOVE, Remedy.PICTURE),
    Place.RECORDING: (Remedy.RECORD, Remedy.FOLDER),
    Place.SNAPSHOT: (Remedy.FOLDER,),
    Place.SETTING: (Remedy.COPY,),
    Place.UNEXPECTED: (Remedy.DOCTOR,),
}
_SPECIAL = {
    # It is looked for all the time.
    (Place.CAMERA, Trouble.MISSING): (Remedy.OTHER_CAMERA, Remedy.DEMO),
    (Place.CAMERA, Trouble.FORBIDDEN): (Remedy.COPY, Remedy.OTHER_CAMERA),
    (Place.GPU, Trouble.GIVEN_UP): (Remedy.DOCTOR,),
    (Place.VIRTUAL_CAMERA, Trouble.MISSING): (Remedy.WELCOME, Remedy.VIRTUAL_CAMERA),
    (Place.VIRTUAL_CAMERA, Trouble.BUSY): (Remedy.VIRTUAL_CAMERA, Remedy.DOCTOR),
    (Place.VIRTUAL_CAMERA, Trouble.FORBIDDEN): (Remedy.COPY, Remedy.DOCTOR),
}
_PLACES = {
    "background": Place.BACKGROUND,
    "fit": Place.BACKGROUND,
    "slide_seconds": Place.BACKGROUND,
    "camera": Place.CAMERA,
    "camera_size": Place.CAMERA,
    "codec": Place.CAMERA,
    "model": Place.MODEL,
    "device": Place.MODEL,
    "detail": Place.MODEL,
    "threads": Place.MODEL,
}

# Of an unexpected error's own words, which may run to a page.
_LONGEST = 100


def unexpected(error: BaseException) -> StageError:
    """Return what to say of an error that nobody thought of."""
    first_line = str(error).strip().partition("\n")[0][:_LONGEST]
    text = f"Something went wrong ({type(error).__name__}: {first_line})."
    return StageError(text, "If it comes back, report this sentence.")


def place_of(*fields: str) -> Place:
    """Return what an error is about that came of a change to fields of `AppConfig`."""
    places = {_PLACES.get(field, Place.SETTING) for field in fields}
    return places.pop() if len(places) == 1 else Place.SETTING


def ways_out(place: Place, error: BisenetBgError) -> tuple[Remedy, ...]:
    """Return what may help, the likeliest first."""
    return _SPECIAL.get((place, error.trouble), _USUAL[place])
