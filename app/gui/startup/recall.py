"""A start with what is remembered, some of which may be gone; no Qt."""

from dataclasses import replace

from app.config import AppConfig, Start
from app.core.errors import BisenetBgError
from app.gui.session.aspects import ASPECTS, changed
from app.gui.session.services import Services
from app.settings.persistence import recalled

_STAND_INS = {
    "background": "The usual background stands in for it.",
    "camera": "The first camera, or else the demo clip, stands in for it.",
    "model": "The model that is usual here stands in for it.",
}


def wanted(start: Start, remembered: AppConfig) -> AppConfig:
    """Return what the window would begin with, were everything there."""
    return recalled(start.config, remembered, start.settled)


def usable(services: Services, start: Start, remembered: AppConfig) -> tuple[AppConfig, list[str]]:
    """Return what the window can begin with, and a sentence for each remembered thing that is gone.

    What was given by hand stays, and fails where it is used.
    """
    config, remarks = wanted(start, remembered), []
    for aspect in changed(ASPECTS, config, start.config):
        try:
            aspect.prepare(services, config)
        except BisenetBgError as error:
            config = replace(config, **{name: getattr(start.config, name) for name in aspect.fields})
            remarks.append(f"{error.args[0]} {_STAND_INS[aspect.fields[0]]}")
    return config, remarks
