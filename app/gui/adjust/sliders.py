"""The sliders of the page Adjust: the setting of each, its scale and how it formats a value; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.core.look import DEFAULT_LOOK, RANGES
from app.gui.adjust.scales import Linear, Logarithmic, OpenEnded, Scale
from app.gui.adjust.settings import BLUR, SLIDE_SECONDS, Setting, config_setting, look_setting
from app.language import N_, _, decimal, percent

# In cores. By default the network uses two threads.
_MIN_BUDGET, _MAX_BUDGET, _BUDGET_STEP = 0.1, 2.0, 0.05
# Strength of the blur, percent.
_MIN_BLUR, _MAX_BLUR = 1, 100
_MIN_SLIDE_SECONDS, _MAX_SLIDE_SECONDS = 2, 600
_PERCENT = 0.01


@dataclass(frozen=True)
class SliderSpec:
    """A setting that a slider changes.

    Attributes:
        setting: the setting.
        scale: maps its values to positions.
        format: returns a value as short text.
        unit: the value that this text calls 1, for instance 0.01 where it says percent.
        two_sided: whether the bar starts at the default instead of the first position.
        is_across: whether it moves something across the picture: the sign of the value is inverted while the preview is
            mirrored, and the slider begins at the left in every language.
    """

    setting: Setting
    scale: Scale
    format: Callable[[Any], str]
    unit: float = 1.0
    two_sided: bool = False
    is_across: bool = False

    @property
    def origin(self) -> int | None:
        """The position at which the bar starts; None for the first one."""
        return self.scale.position(self.setting.default) if self.two_sided else None

    def number(self, position: int) -> float:
        """Return the number in the text of a position; for no limit, what the next step would be."""
        value = self.scale.value(position)
        if value is None:
            return 2 * self.number(position - 1) - self.number(position - 2)
        return round(value / self.unit, 6)

    def words(self, position: int) -> str:
        """Return the text of a position."""
        return self.format(self.scale.value(position))


def _linear(
    name: str, label: str, step: float, format_value: Callable[[float], str], unit: float = _PERCENT
) -> SliderSpec:
    span, default = RANGES[name], getattr(DEFAULT_LOOK, name)
    return SliderSpec(
        look_setting(name, label),
        Linear(span.low, span.high, default, step),
        format_value,
        unit,
        two_sided=span.low < default < span.high,
    )


def _amount(value: float) -> str:
    return percent(value) if value else _("off")


def _sharpness(value: float) -> str:
    names = (_("very smooth"), _("smooth"), _("balanced"), _("sharp"), _("very sharp"))
    return f"{names[min(int(value * len(names)), len(names) - 1)]} · {percent(value)}"


def _width(value: float) -> str:
    return _("{width} px").format(width=decimal(value)) if value else _("off")


def _edge_shift(value: float) -> str:
    if not value:
        return _("not shifted")
    text = _("{width} px outwards") if value > 0 else _("{width} px inwards")
    return text.format(width=decimal(abs(value)))


def _horizontal(value: float) -> str:
    return _offset(value, _("centred"), _("{percent} left"), _("{percent} right"))


def _vertical(value: float) -> str:
    return _offset(value, _("at the bottom"), _("{percent} up"), _("{percent} down"))


def _offset(value: float, zero: str, negative: str, positive: str) -> str:
    if not round(100 * value):
        return zero
    return (positive if value > 0 else negative).format(percent=percent(abs(value)))


def _seconds(value: float) -> str:
    if value < 100:
        return _("{seconds:.0f} s").format(seconds=value)
    return _("{minutes} min").format(minutes=decimal(value / 60, 1))


def _budget(value: float | None) -> str:
    return _("no limit") if value is None else _("{percent} of one core").format(percent=percent(value))


EDGES = (
    _linear("crispness", N_("Sharpness"), 0.01, _sharpness),
    _linear("feather", N_("Feather"), 0.5, _width, unit=1.0),
    _linear("grow", N_("Shift edge"), 0.5, _edge_shift, unit=1.0),
    _linear("threshold", N_("Confidence threshold"), 0.01, percent),
)
LIGHTING = (
    _linear("light_wrap", N_("Light wrap"), 0.01, _amount),
    _linear("colour_match", N_("Colour match"), 0.01, _amount),
    _linear("decontaminate", N_("Remove colour spill"), 0.01, _amount),
)
POSITION = (
    SliderSpec(
        look_setting("scale", N_("Size")),
        Logarithmic(RANGES["scale"].low, RANGES["scale"].high, DEFAULT_LOOK.scale, 1.02),
        percent,
        _PERCENT,
        two_sided=True,
    ),
    replace(_linear("x", N_("Horizontal position"), 0.01, _horizontal), is_across=True),
    _linear("y", N_("Vertical position"), 0.01, _vertical),
    _linear("opacity", N_("Opacity"), 0.01, percent),
)
BACKGROUND = (
    SliderSpec(BLUR, Linear(_MIN_BLUR, _MAX_BLUR, BLUR.default, 1), lambda value: percent(_PERCENT * value)),
    SliderSpec(
        SLIDE_SECONDS, Logarithmic(_MIN_SLIDE_SECONDS, _MAX_SLIDE_SECONDS, SLIDE_SECONDS.default, 1.1), _seconds
    ),
)
_BUDGET = config_setting("cpu_budget", N_("CPU budget"), N_("above it, fewer and smaller frames are processed"))
BUDGET = SliderSpec(
    _BUDGET, OpenEnded(Linear(_MIN_BUDGET, _MAX_BUDGET, _BUDGET.default, _BUDGET_STEP)), _budget, _PERCENT
)
