"""The settings that the page Adjust offers: what each reads and changes, and the choices of those that have a list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from app.backgrounds.spec import BlurSpec, parse
from app.config import AppConfig
from app.core.look import DEFAULT_LOOK, RANGES, Look
from app.core.types import Blur, Codec, Fit, Size
from app.gui.session.services import Machine
from app.gui.widgets.segmented import Entries
from app.language import N_, _, decimal

_DEFAULTS = AppConfig()


def _always(config: AppConfig) -> bool:
    return True


@dataclass(frozen=True)
class Setting:
    """A value in the configuration that a control shows and changes.

    Attributes:
        name: unique; changes with the same name in quick succession are one undo step.
        label: a few words beside or above the control; like all texts here, to be translated where it is shown.
        description: what the setting does, for the tooltip.
        default: the value that a reset restores.
        read: returns the value in use.
        changes: returns the fields of `AppConfig` to change for a new value.
        applies: whether the setting has an effect with this configuration.
        inactive_text: shown instead of the value while the setting does not apply.
    """

    name: str
    label: str
    description: str
    default: Any
    read: Callable[[AppConfig], Any]
    changes: Callable[[AppConfig, Any], Mapping[str, Any]]
    applies: Callable[[AppConfig], bool] = _always
    inactive_text: str = ""

    @property
    def shown_inactive_text(self) -> str:
        """The `inactive_text` in the chosen language."""
        return self.inactive_text and _(self.inactive_text)

    def can_reset(self, config: AppConfig) -> bool:
        """Say whether a reset would change anything."""
        return self.read(config) != self.default and self.applies(config)


def look_setting(name: str, label: str, description: str = "") -> Setting:
    """Return the setting of a field of `Look`, described by its range where `description` is empty."""
    return Setting(
        name,
        label,
        description or RANGES[name].meaning,
        getattr(DEFAULT_LOOK, name),
        lambda config: getattr(config.look, name),
        lambda config, value: {"look": replace(config.look, **{name: value})},
    )


def config_setting(name: str, label: str, description: str) -> Setting:
    """Return the setting of a field of `AppConfig`."""
    return Setting(
        name,
        label,
        description,
        getattr(_DEFAULTS, name),
        lambda config: getattr(config, name),
        lambda config, value: {name: value},
    )


def blur_strength(background: str) -> int | None:
    """Return the strength of a blurred background, 1 .. 100; None for any other background."""
    spec = parse(background)
    return spec.strength if isinstance(spec, BlurSpec) else None


@lru_cache(maxsize=1)
def _has_slides(background: str) -> bool:
    return parse(background).has_slides


BLUR = Setting(
    "blur",
    N_("Blur strength"),
    N_("how strongly the room is blurred"),
    Blur.strength,
    lambda config: blur_strength(config.background) or Blur.strength,
    lambda config, value: {"background": str(BlurSpec.of(value))},
    lambda config: blur_strength(config.background) is not None,
    N_("not blurred"),
)
SLIDE_SECONDS = replace(
    config_setting("slide_seconds", N_("Slide duration"), N_("how long a slideshow shows each picture")),
    applies=lambda config: _has_slides(config.background),
    inactive_text=N_("not a slideshow"),
)
FIT = config_setting("fit", N_("Background fit"), N_("how a background of another aspect ratio fills the frame"))
MODEL = config_setting("model", N_("Model"), N_("the neural network that separates you from your room"))
DEVICE = config_setting("device", N_("Processor"), N_("where the model runs"))
DETAIL = config_setting("detail", N_("Model resolution"), N_("higher gives finer edges but takes longer"))
THREADS = config_setting("threads", N_("CPU threads"), N_("how many threads the model uses on the CPU"))
CAMERA_SIZE = config_setting("camera_size", N_("Camera resolution"), N_("the resolution to request from the camera"))
CODEC = config_setting(
    "codec", N_("Camera format"), N_("MJPEG uses less USB bandwidth, uncompressed uses less CPU time")
)

FITS: Entries = (
    (Fit.COVER, N_("Fill")),
    (Fit.CONTAIN, N_("Fit")),
    (Fit.STRETCH, N_("Stretch")),
    (Fit.TILE, N_("Tile")),
)
DEVICES: Entries = (("auto", N_("Automatic")), ("cpu", "CPU"), ("cuda", "CUDA"))
CODECS: Entries = ((Codec.MJPG, "MJPEG"), (Codec.RAW, N_("Uncompressed")))
DETAILS: Entries = ((0.5, N_("Low (0.5x)")), (1.0, N_("Standard")), (1.5, N_("High (1.5x)")), (2.0, N_("Highest (2x)")))
_CAMERA_SIZES = (Size(640, 480), Size(1280, 720), Size(1920, 1080))


def camera_size_entries() -> Entries:
    """Return the resolutions that can be requested from a camera."""
    return ((None, _("Same as output")), *((size, size_text(size)) for size in _CAMERA_SIZES))


def size_text(size: Size) -> str:
    """Format a resolution, "1280 x 720"."""
    return _("{width} x {height}").format(width=size.width, height=size.height)


def detail_text(detail: float) -> str:
    """Format a model resolution that is not in the list."""
    return _("{factor}x").format(factor=decimal(detail))


def model_entries(machine: Machine | None) -> Entries:
    """Return the installed models.

    Args:
        machine: what this computer offers; None while that is unknown.
    """
    names = machine.models if machine else ()
    return ((None, _("Best for this computer")), *((name, _installed_model_text(name, names)) for name in names))


def model_text(model: str) -> str:
    """Return a short name for a model of the user's own: the end of its path, with the folder above a common name."""
    parts = PurePath(model).parts
    return str(PurePath(*parts[-2:] if parts and _is_common_name(parts[-1]) else parts[-1:]))


def thread_entries(machine: Machine | None) -> Entries:
    """Return the possible numbers of threads; `machine` as for `model_entries`."""
    numbers: Iterable[int] = range(1, machine.cores + 1) if machine else ()
    return ((None, _("Automatic")), *((number, str(number)) for number in numbers))


def camera_in_use_text(camera: str) -> str:
    """Say which format the camera delivers; `camera` as in `WindowStatus`."""
    return _("In use: {camera}").format(camera=camera) if camera else _("The camera is not running.")


def border_hint(look: Look) -> str:
    """Say why shoulders end at a border of the camera frame that is visible, and what to do."""
    if look.whole_frame and look.is_in_place:
        return _(
            "Part of you ends at the edge of the camera's picture, so it fades out there. Move back, or choose Fill."
        )
    return _(
        "Part of you ends at the edge of the camera's picture, so it fades out there. "
        "Move back, or reset your size and position."
    )


def reset_changes(settings: Iterable[Setting], config: AppConfig) -> dict[str, Any]:
    """Return the fields of `config` that change when all these settings are reset to their defaults."""
    result = config
    for setting in settings:
        if setting.can_reset(config):
            result = replace(result, **setting.changes(result, setting.default))
    names = [field.name for field in fields(config)]
    return {name: getattr(result, name) for name in names if getattr(result, name) != getattr(config, name)}


def _is_common_name(name: str) -> bool:
    """Say whether many models have a folder of this name."""
    return name == "weights" or name.startswith("bisenet")


def _installed_model_text(name: str, names: Sequence[str]) -> str:
    if len(names) > 1 and name == names[0]:
        return _("{model} (fastest)").format(model=name)
    if len(names) > 1 and name == names[-1]:
        return _("{model} (finest edges)").format(model=name)
    return name
