"""Pictures with a name: those that come along, and what a name stands for; no Qt."""

from collections.abc import Mapping
from typing import Any

from app.config import AppConfig
from app.core.look import Look
from app.settings.model import Preset

LONGEST_NAME = 40

# They leave the background as it is.
STARTERS: Mapping[str, Look] = {
    "Meeting": Look(),
    "Close-up": Look(scale=1.4, y=0.26),
    "Presenter": Look(scale=0.5, x=0.25),
    "In the scene": Look(light_wrap=0.35, colour_match=0.3),
}


def names(own: Mapping[str, Preset]) -> list[str]:
    """Return all names, the user's own first; where one is a starter's too it is the user's."""
    return [*sorted(own, key=str.casefold), *(name for name in STARTERS if name not in own)]


def changes(name: str, own: Mapping[str, Preset]) -> dict[str, Any]:
    """Return the fields of `AppConfig` that a preset stands for."""
    if name in own:
        preset = own[name]
        return {"look": preset.look, "background": preset.background, "fit": preset.fit}
    return {"look": STARTERS[name]}


def matches(name: str, own: Mapping[str, Preset], config: AppConfig) -> bool:
    """Say whether a preset is what is in use."""
    return all(getattr(config, field) == value for field, value in changes(name, own).items())


def current(last: str, own: Mapping[str, Preset], config: AppConfig) -> str:
    """Return the preset in use: the one that was chosen last if it matches, else one that does.

    Where none matches it is still the last one, which has been changed since; "" where there is none.
    """
    known = names(own)
    first = [last] if last in known else []
    return next((name for name in first + known if matches(name, own, config)), first[0] if first else "")


def cleaned(name: str) -> str:
    """Return a name as it is kept."""
    return " ".join(name.split())[:LONGEST_NAME]


def preset_of(config: AppConfig) -> Preset:
    """Return what is in use, to be kept."""
    return Preset(config.look, config.background, config.fit)
