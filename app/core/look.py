"""The look: settings of the picture, which may change between any two frames."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from app.core.errors import ConfigError
from app.language import N_, _

# Width of the matte's transition around the threshold, to either side, at crispness 0 and 1.
_SOFTEST, _SHARPEST = 0.45, 0.15


@dataclass(frozen=True)
class Range:
    """A number from `low` to `high`; for a number of the `Look` also what it does, for command line and window."""

    low: float
    high: float
    meaning: str = ""


@dataclass(frozen=True)
class Look:
    """Settings of the picture; the defaults suit most people and rooms.

    Attributes:
        crispness: 0 for soft, stable edges; 1 for sharp edges that follow movement at once.
        threshold: the model's confidence from which a pixel counts as person.
        feather: width of the softened edge, pixels at 720p.
        grow: pixels at 720p by which the person is grown; negative shrinks.
        decontaminate: strength of removing the room's colour from the edge.
        light_wrap: strength of the background's light on the edge.
        colour_match: strength of matching the person's colours to the background's.
        scale: size of the person; 1 fits the frame to the output.
        x, y: shift of the person to the right and downwards, as shares of the output's width and height.
        opacity: of the person.
        flip: whether the person is mirrored for everybody.
        whole_frame: whether the whole camera frame stands inside an output of another aspect ratio; otherwise it fills
            the output and is cropped.
        learn_furniture: whether motionless objects that the model is unsure about are learnt as furniture, in live
            video.

    Raises:
        ConfigError: a number is out of range.
    """

    crispness: float = 0.5
    threshold: float = 0.5
    feather: float = 0.0
    grow: float = 0.0
    decontaminate: float = 1.0
    light_wrap: float = 0.0
    colour_match: float = 0.0
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    opacity: float = 1.0
    flip: bool = False
    whole_frame: bool = False
    learn_furniture: bool = True

    def __post_init__(self) -> None:
        for name, value in self.numbers().items():
            span = RANGES[name]
            if not span.low <= value <= span.high:
                raise ConfigError(
                    _("{name} cannot be {value:g}.").format(name=name, value=value),
                    _("Give a number from {low:g} to {high:g}.").format(low=span.low, high=span.high),
                )

    def numbers(self) -> dict[str, float]:
        """Return the numeric settings by name."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name in RANGES}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Build from those items of `values` that are settings and not None; the others keep their defaults."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in names and value is not None})

    @property
    def band(self) -> tuple[float, float]:
        """Confidence up to which a pixel is background, and from which it is person: 0 <= low < high <= 1."""
        reach = _SOFTEST + self.crispness * (_SHARPEST - _SOFTEST)
        return max(0.0, self.threshold - reach), min(1.0, self.threshold + reach)

    @property
    def steadiness(self) -> float:
        """Strength of temporal smoothing, 0 .. 1; stays high until crispness is close to 1."""
        return 1 - self.crispness**2

    @property
    def is_in_place(self) -> bool:
        """Whether the frame is neither scaled nor moved."""
        return self.scale == 1 and self.x == 0 and self.y == 0


RANGES = {
    "crispness": Range(0, 1, N_("sharpness of your outline: low is soft and steady, high is crisp but may flicker")),
    "threshold": Range(
        0.05,
        0.95,
        N_("how sure the model must be: lower if parts of you are missing, raise if the room shows"),
    ),
    "feather": Range(0, 20, N_("width of the soft edge, in pixels at 720p")),
    "grow": Range(-20, 20, N_("move the edge outwards, or inwards below 0, in pixels at 720p")),
    "decontaminate": Range(0, 1, N_("remove the room's colour from the edge")),
    "light_wrap": Range(0, 1, N_("let the light of the background spill onto the edge")),
    "colour_match": Range(0, 1, N_("shift the person's colours towards those of the background")),
    "scale": Range(0.1, 4, N_("size of the person")),
    "x": Range(-1, 1, N_("shift to the right, as a fraction of the width")),
    "y": Range(-1, 1, N_("shift downwards, as a fraction of the height")),
    "opacity": Range(0, 1, N_("opacity of the person")),
}

# What is on or off, and what it does.
SWITCHES = {
    "flip": N_("mirror the person, for everybody who sees you"),
    "whole_frame": N_("show all of a camera's frame that has another aspect ratio, instead of cropping it to fill"),
    "learn_furniture": N_("find still furniture that is partly shown, such as the back of a chair, and remove it"),
}

DEFAULT_LOOK = Look()
