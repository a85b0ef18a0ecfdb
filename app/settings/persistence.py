"""What is remembered of a run, and what goes before it at the next start: pure functions."""

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

from app.backgrounds.spec import parse
from app.config import AppConfig
from app.core.look import Look

# What is adjusted in the window. Size and rate belong to one run, and nobody is sent anywhere without being asked.
REMEMBERED = (
    "background",
    "fit",
    "slide_seconds",
    "camera",
    "camera_size",
    "codec",
    "model",
    "device",
    "detail",
    "threads",
    "look",
    "mirror",
    "cpu_budget",
)
_LOOK = tuple(field.name for field in fields(Look))


def recalled(config: AppConfig, remembered: AppConfig, settled: Collection[str]) -> AppConfig:
    """Return what a start begins with.

    Args:
        config: what command line and configuration file make.
        remembered: from the last run.
        settled: fields of `AppConfig` and `Look` that were given there, and stay.
    """
    found = {name: getattr(remembered, name) for name in REMEMBERED if name not in settled}
    given = {name: getattr(config.look, name) for name in _LOOK if name in settled}
    return replace(config, **{**found, "look": replace(remembered.look, **given)})


def noted(remembered: AppConfig, before: AppConfig, after: AppConfig) -> AppConfig:
    """Return what is remembered once the window's settings have changed.

    What nobody touched stays as it was remembered: an option that was given for one run, or what stands in for a
    camera that is not plugged in, does not take its place.

    Args:
        remembered: so far.
        before: settings in use until now.
        after: settings in use from now on.
    """
    changes = _changed(REMEMBERED, before, after)
    if "look" in changes:
        changes["look"] = replace(remembered.look, **_changed(_LOOK, before.look, after.look))
    # A start must not show the room because the last run did.
    if "background" in changes and parse(changes["background"]).shows_room:
        del changes["background"]
    return replace(remembered, **changes)


def _changed(names: Collection[str], before: object, after: object) -> dict[str, Any]:
    return {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
