"""The sliders of the panel: which there are, how they move, and their values in words; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.core.look import DEFAULT_LOOK, RANGES
from app.gui.adjust.scales import Linear, Logarithmic, OpenEnded, Scale
from app.gui.adjust.settings import BLUR, SLIDE_SECONDS, Setting, of_config, of_look

# Of a core. The network takes two threads unless it is told to take more.
_LEAST_BUDGET, _MOST_BUDGET, _BUDGET_STEP = 0.1, 2.0, 0.05
_WEAKEST_BLUR, _STRONGEST_BLUR = 1, 100
_SHORTEST_SLIDE, _LONGEST_SLIDE = 2, 600


@dataclass(frozen=True)
class SliderSpec:
    """A setting that a slider moves.

    Attributes:
        setting: what it changes.
        scale: how it moves.
        words: says a value in a few words.
        two_sided: whether a value is more or less than the default, and no amount.
        sideways: whether it moves to the side, which a mirrored preview shows the other way round; 0 is the middle.
    """

    setting: Setting
    scale: Scale
    words: Callable[[Any], str]
    two_sided: bool = False
    sideways: bool = False

    @property
    def origin(self) -> int | None:
        """The position that the bar is drawn from; None for the first."""
        return self.scale.position(self.setting.default) if self.two_sided else None


def _linear(name: str, label: str, step: float, words: Callable[[float], str]) -> SliderSpec:
    span, default = RANGES[name], getattr(DEFAULT_LOOK, name)
    return SliderSpec(
        of_look(name, label), Linear(span.low, span.high, default, step), words, span.low < default < span.high
    )


def percent(value: float) -> str:
    """Say a share, "30 %"."""
    return f"{100 * value:.0f} %"


def _amount(value: float) -> str:
    return percent(value) if value else "off"


def _crispness(value: float) -> str:
    names = ("steady", "rather steady", "balanced", "rather crisp", "crisp")
    return f"{names[min(int(value * len(names)), len(names) - 1)]} · {percent(value)}"


def _width(value: float) -> str:
    return f"{value:g} px" if value else "off"


def _growth(value: float) -> str:
    if not value:
        return "as found"
    return f"{abs(value):g} px {'larger' if value > 0 else 'smaller'}"


def _across(value: float) -> str:
    return _place(value, "in the middle", "left", "right")


def _down(value: float) -> str:
    return _place(value, "on the lower edge", "up", "down")


def _place(value: float, nowhere: str, before: str, after: str) -> str:
    if not round(100 * value):
        return nowhere
    return f"{percent(abs(value))} {after if value > 0 else before}"


def _seconds(value: float) -> str:
    return f"{value:.0f} s" if value < 100 else f"{value / 60:.1f} min"


def _budget(value: float | None) -> str:
    return "no limit" if value is None else f"{percent(value)} of one core"


EDGE = (
    _linear("crispness", "Steady or crisp", 0.01, _crispness),
    _linear("feather", "Soften", 0.5, _width),
    _linear("grow", "Grow or shrink", 0.5, _growth),
    _linear("threshold", "How sure it must be", 0.01, percent),
)
LIGHT = (
    _linear("light_wrap", "Light from the background", 0.01, _amount),
    _linear("colour_match", "Match its colours", 0.01, _amount),
    _linear("decontaminate", "Take out the old room's colour", 0.01, _amount),
)
YOU = (
    SliderSpec(
        of_look("scale", "Size"),
        Logarithmic(RANGES["scale"].low, RANGES["scale"].high, DEFAULT_LOOK.scale, 1.02),
        percent,
        two_sided=True,
    ),
    replace(_linear("x", "Left or right", 0.01, _across), sideways=True),
    _linear("y", "Up or down", 0.01, _down),
    _linear("opacity", "Opacity", 0.01, percent),
)
BACKGROUND = (
    SliderSpec(BLUR, Linear(_WEAKEST_BLUR, _STRONGEST_BLUR, BLUR.default, 1), lambda value: f"{value:.0f} %"),
    SliderSpec(SLIDE_SECONDS, Logarithmic(_SHORTEST_SLIDE, _LONGEST_SLIDE, SLIDE_SECONDS.default, 1.1), _seconds),
)
_BUDGET = of_config("cpu_budget", "CPU budget", "above it fewer and smaller frames are worked on")
BUDGET = SliderSpec(_BUDGET, OpenEnded(Linear(_LEAST_BUDGET, _MOST_BUDGET, _BUDGET.default, _BUDGET_STEP)), _budget)
