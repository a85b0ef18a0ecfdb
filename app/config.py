"""The settings of the program: `AppConfig`, the table of all fields, and `Start`, how the window starts."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from app.backgrounds.spec import parse, usage
from app.core.corrections.model import NO_CORRECTIONS, Corrections
from app.core.look import DEFAULT_LOOK, Look, Range
from app.core.values import Codec, Fit, Size
from app.fields import (
    FieldSpec,
    Language,
    Member,
    Part,
    Percentage,
    PixelSize,
    Switch,
    Text,
    TextsOrSwitch,
    WholeRange,
    WordOrCount,
    Words,
    setting,
)
from app.language import N_

DEMO = "demo"
_ALL_COMMANDS = ("render", "control", "devices", "doctor", "bench", "install-desktop", "completion", "man-page")


@dataclass(frozen=True)
class AppConfig:
    """All settings, one row a field: everything else that the program knows about a field follows from its row.

    The command line, the configuration file, the saved settings, undo, the parts that a change rebuilds, the place
    where an error is shown and the arguments of `render` all follow from `FIELDS`. A new field is a row here, the code
    that uses its value, and a widget if the window adjusts it.

    The window changes most fields while it runs; size and rate of the output stay for the life of the process.
    """

    background: str = setting(
        "beach.jpg",
        Text(),
        usage,
        "X",
        commands=("render", "bench"),
        parts=(Part.BACKGROUND,),
        # A start must not show the room because the last one did.
        may_be_remembered=lambda word: not parse(word).shows_room,
    )
    fit: Fit = setting(
        Fit.COVER,
        Member(Fit),
        N_("how a background of another aspect ratio fills the frame"),
        commands=("render", "bench"),
        parts=(Part.BACKGROUND,),
    )
    slide_seconds: float = setting(
        30.0,
        Range(0.01, 3600),
        N_("seconds for which a slideshow shows each picture"),
        "S",
        commands=("render", "bench"),
        parts=(Part.BACKGROUND,),
    )
    camera: str | None = setting(
        None,
        Text(is_number_too=True),
        N_("number, device, part of a name, video or picture file, or demo (default: the first camera, else demo)"),
        "C",
        # A source that is opened again has no corrections yet.
        parts=(Part.SOURCE, Part.CORRECTIONS),
        is_undoable=False,
    )
    camera_size: Size | None = setting(
        None, PixelSize(), N_("resolution to request from the camera (default: --size)"), "WxH", parts=(Part.SOURCE,)
    )
    codec: Codec = setting(
        Codec.MJPG, Member(Codec), N_("format to request from the camera, MJPEG or uncompressed"), parts=(Part.SOURCE,)
    )
    # A start must not send the picture anywhere because the last one did.
    virtual_camera: tuple[str, ...] | None = setting(
        None,
        TextsOrSwitch(),
        N_(
            "send the output to this virtual camera: a device, a label, or pipewire; may be given twice; without "
            "DEVICE, to the first free device and to PipeWire, if both are there"
        ),
        "DEVICE",
        is_remembered=False,
        is_undoable=False,
    )
    on_demand: bool = setting(
        False,
        Switch(),
        N_("run camera and model only while a program reads the virtual camera; turns the virtual camera on"),
        is_remembered=False,
    )
    model: str | None = setting(
        None,
        Text(),
        N_(
            "trained model: a name, or a folder written by `bisenet publish` (FOLDER/NAME if it contains several) "
            "(default: the best for the device)"
        ),
        "M",
        commands=("render", "bench", "doctor"),
        parts=(Part.PROCESSOR,),
    )
    device: str = setting(
        "auto",
        Words(("auto", "cpu", "cuda")),
        N_("where the model runs"),
        commands=("render", "bench"),
        parts=(Part.PROCESSOR,),
    )
    # Below this range nobody is found; above it the cost grows without a benefit.
    detail: float = setting(
        1.0,
        Range(0.25, 2),
        N_("model resolution: number of input pixels relative to the default"),
        "N",
        commands=("render",),
        parts=(Part.PROCESSOR,),
    )
    threads: int | None = setting(
        None,
        WholeRange(1, 64),
        N_("CPU threads that the model uses (default: at most two)"),
        "N",
        commands=("render",),
        parts=(Part.PROCESSOR,),
    )
    size: Size = setting(
        Size(1280, 720),
        PixelSize(),
        N_("output size, both sides even"),
        "WxH",
        commands=("bench",),
        is_remembered=False,
    )
    fps: int = setting(30, WholeRange(1, 120), N_("output frames per second"), "N", is_remembered=False)
    sound: str = setting(
        "copy",
        WordOrCount(("copy", "encode", "none")),
        N_(
            "sound of a rendered video: copy it where the new file can hold it and encode it otherwise, encode it "
            "always, none, or the number of a track to copy instead of the default one"
        ),
        "copy|encode|none|TRACK",
        commands=("render",),
        is_remembered=False,
        is_undoable=False,
    )
    look: Look = setting(DEFAULT_LOOK, commands=("render",), parts=(Part.LOOK,))
    language: str | None = setting(
        None,
        Language(),
        N_("language of window, help and messages (default: the system's)"),
        "CODE",
        commands=_ALL_COMMANDS,
        is_undoable=False,
    )
    mirror: bool = setting(True, Switch(), N_("mirror the preview (default); what others see does not change"))
    cpu_budget: float | None = setting(
        0.5,
        Percentage(0.01, 10),
        N_("CPU budget in percent of one core; above it, fewer frames are processed; 0 or off for no limit"),
        "PERCENT",
        parts=(Part.GOVERNOR,),
    )
    # They hold a picture of the room, so they are never written to a file.
    corrections: Corrections = setting(NO_CORRECTIONS, parts=(Part.CORRECTIONS,), is_remembered=False)


FIELDS: Mapping[str, FieldSpec] = {field.name: field.metadata["spec"] for field in fields(AppConfig)}


def fields_of(part: Part) -> tuple[str, ...]:
    """Return the fields that a part of the pipeline is made from, in the order of the table."""
    return tuple(name for name, spec in FIELDS.items() if part in spec.parts)


@dataclass(frozen=True)
class Start:
    """How the window starts.

    Attributes:
        config: made from the command line and the configuration file.
        explicit: fields of `AppConfig` and `Look` that either of them sets; remembered values do not replace these.
        minimised: whether it starts minimised; None leaves that to the settings file.
    """

    config: AppConfig
    explicit: frozenset[str] = frozenset()
    minimised: bool | None = None
