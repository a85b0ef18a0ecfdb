"""One thing that can be adjusted, as the panel knows it: what it reads and what it changes; no Qt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from app.backgrounds.spec import BlurSpec, parse
from app.config import AppConfig
from app.core.look import DEFAULT_LOOK, RANGES
from app.core.types import Blur

_DEFAULTS = AppConfig()


def _always(config: AppConfig) -> bool:
    return True


@dataclass(frozen=True)
class Setting:
    """A value somewhere in the configuration.

    Attributes:
        name: that no other has; changes of one name in quick succession are undone at once.
        label: what people call it, a few words.
        meaning: what it does.
        default: to which it is reset.
        read: returns the value in use.
        changes: returns the fields of `AppConfig` that another value changes.
        counts: says whether it does anything now.
        idle: what to say where it does nothing.
    """

    name: str
    label: str
    meaning: str
    default: Any
    read: Callable[[AppConfig], Any]
    changes: Callable[[AppConfig, Any], Mapping[str, Any]]
    counts: Callable[[AppConfig], bool] = _always
    idle: str = ""

    def differs(self, config: AppConfig) -> bool:
        """Say whether a reset would change anything."""
        return self.read(config) != self.default and self.counts(config)


def of_look(name: str, label: str, meaning: str = "") -> Setting:
    """Return the setting of a field of `Look`; a number's meaning is that of its range."""
    return Setting(
        name,
        label,
        meaning or RANGES[name].meaning,
        getattr(DEFAULT_LOOK, name),
        lambda config: getattr(config.look, name),
        lambda config, value: {"look": replace(config.look, **{name: value})},
    )


def of_config(name: str, label: str, meaning: str) -> Setting:
    """Return the setting of a field of `AppConfig`."""
    return Setting(
        name,
        label,
        meaning,
        getattr(_DEFAULTS, name),
        lambda config: getattr(config, name),
        lambda config, value: {name: value},
    )


def blur_strength(background: str) -> int | None:
    """Return the strength of a blur, 1 .. 100; None for any other background."""
    spec = parse(background)
    return spec.strength if isinstance(spec, BlurSpec) else None


@lru_cache(maxsize=1)
def _has_slides(background: str) -> bool:
    return parse(background).has_slides


BLUR = Setting(
    "blur",
    "Blur strength",
    "how much the room is blurred",
    Blur.strength,
    lambda config: blur_strength(config.background) or Blur.strength,
    lambda config, value: {"background": str(BlurSpec.of(value))},
    lambda config: blur_strength(config.background) is not None,
    "no blur",
)

SLIDE_SECONDS = replace(
    of_config("slide_seconds", "Each picture stays", "how long a slideshow shows each picture"),
    counts=lambda config: _has_slides(config.background),
    idle="no slideshow",
)


def reset_changes(settings: Iterable[Setting], config: AppConfig) -> dict[str, Any]:
    """Return the fields of `config` that change where all of these settings go back to their defaults."""
    wanted = config
    for setting in settings:
        if setting.differs(config):
            wanted = replace(wanted, **setting.changes(wanted, setting.default))
    names = [field.name for field in fields(config)]
    return {name: getattr(wanted, name) for name in names if getattr(wanted, name) != getattr(config, name)}
