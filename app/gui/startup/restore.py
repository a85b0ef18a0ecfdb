"""Restores the configuration of the last run, as far as it still works, and the window's position."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, QSize

from app.config import AppConfig, Start
from app.core.errors import BisenetBgError
from app.gui.session.changes import SLOW_PARTS, affected
from app.gui.session.services import Services
from app.language import N_, _
from app.settings.persistence import recalled

_LOG = logging.getLogger(__name__)
Geometry = tuple[int, int, int, int]
# Points of a window's upper edge that must be on a screen, so that the mouse can move the window.
_HANDLE = 40
# Of the first start, and what part of a smaller screen the window takes then.
_SIZE, _SHARE = QSize(1240, 860), 0.94
# With which every page has room; a smaller window would grow beyond the screen when a page opens.
_WIDTH_OF_PAGES = 800
_FALLBACKS = {
    "background": N_("The default background is used instead."),
    "camera": N_("The first camera, or else the demo clip, is used instead."),
    "model": N_("The default model is used instead."),
}
_UNUSABLE = {
    "background": N_("The remembered background cannot be used."),
    "camera": N_("The remembered camera cannot be used."),
    "model": N_("The remembered model cannot be used."),
}


def start_config(start: Start, stored: AppConfig) -> AppConfig:
    """Return the configuration to start with, if everything in it can be used."""
    return recalled(start.config, stored, start.explicit)


def usable_config(services: Services, start: Start, stored: AppConfig) -> tuple[AppConfig, list[str]]:
    """Return a configuration without the stored values that can no longer be used, and a sentence for each of them.

    Values from the command line stay, and fail where they are used.
    """
    config, notices = start_config(start, stored), []
    for part in affected(SLOW_PARTS, config, start.config):
        try:
            part.prepare(services, config)
        except BisenetBgError as error:
            config = replace(config, **{name: getattr(start.config, name) for name in part.fields})
            notices.append(f"{error.args[0]} {_(_FALLBACKS[part.fields[0]])}")
        except Exception:
            # Whatever a remembered value does, the window must start.
            _LOG.debug("The remembered %s cannot be used.", part.fields[0], exc_info=True)
            config = replace(config, **{name: getattr(start.config, name) for name in part.fields})
            notices.append(f"{_(_UNUSABLE[part.fields[0]])} {_(_FALLBACKS[part.fields[0]])}")
    return config, notices


def first_size(screen: QSize) -> QSize:
    """Return the window's size at the first start.

    Args:
        screen: its usable size.
    """
    size = _SIZE.boundedTo(screen * _SHARE)
    return size.expandedTo(QSize(_WIDTH_OF_PAGES, 0)).boundedTo(screen)


def restored_geometry(geometry: Geometry | None, screens: Sequence[QRect]) -> QRect | None:
    """Return a window's last place, no larger than its screen; None if it would be out of reach.

    Args:
        geometry: left, top, width and height in points.
        screens: the usable area of each.
    """
    if geometry is None:
        return None
    place = QRect(*geometry)
    fitted = (
        QRect(place.topLeft(), place.size().boundedTo(screen.size())) for screen in screens if _in_reach(place, screen)
    )
    return next((found for found in fitted if any(_in_reach(found, screen) for screen in screens)), None)


def _in_reach(place: QRect, screen: QRect) -> bool:
    return screen.contains(QRect(place.center().x() - _HANDLE // 2, place.top(), _HANDLE, _HANDLE))
