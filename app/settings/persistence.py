"""Which settings persist between runs, and their precedence at start-up: pure functions."""

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

from app.config import FIELDS, AppConfig
from app.core.look import Look

REMEMBERED = tuple(name for name, spec in FIELDS.items() if spec.is_remembered)
_LOOK = tuple(field.name for field in fields(Look))


def recalled(config: AppConfig, remembered: AppConfig, explicit: Collection[str]) -> AppConfig:
    """Return the configuration at start-up: explicit options first, then remembered values, then defaults.

    Args:
        config: made from the command line and the configuration file.
        remembered: from the last run.
        explicit: fields of `AppConfig` and `Look` set by the command line or the configuration file.
    """
    found = {name: getattr(remembered, name) for name in REMEMBERED if name not in explicit}
    given = {name: getattr(config.look, name) for name in _LOOK if name in explicit}
    return replace(config, **{**found, "look": replace(remembered.look, **given)})


def noted(remembered: AppConfig, before: AppConfig, after: AppConfig) -> AppConfig:
    """Return the configuration to remember after a change in the window.

    Only changed fields are taken over: an option given for one run, or the substitute for a camera that is not
    plugged in, does not replace the remembered value.

    Args:
        remembered: the configuration remembered so far.
        before: the configuration in use before the change.
        after: the configuration in use after it.
    """
    changes = {
        name: value
        for name, value in _changed(REMEMBERED, before, after).items()
        if FIELDS[name].may_be_remembered(value)
    }
    if "look" in changes:
        changes["look"] = replace(remembered.look, **_changed(_LOOK, before.look, after.look))
    return replace(remembered, **changes)


def _changed(names: Collection[str], before: object, after: object) -> dict[str, Any]:
    return {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
