"""The way into the window. Imports no Qt by itself, so that a missing library becomes a sentence."""

import threading

from app.config import AppConfig
from app.control.instance import Instance
from app.core.errors import ConfigError
from app.gui.qt_environment import LIBRARY_HINT, check_display, missing_library, remove_cv2_settings
from app.signals import on_end

_INSTALL_HINT = "Install it with `pip install PySide6-Essentials`."


def run(config: AppConfig, instance: Instance) -> int:
    """Show the window until it is closed.

    Args:
        config: of the window.
        instance: through which it is controlled.

    Returns:
        The exit status of the process.

    Raises:
        BisenetBgError: the window cannot open, or a setting cannot be used.
    """
    check_display()
    remove_cv2_settings()
    quit_asked = _quitting_on_signals()
    try:
        from app.gui.shell import show_window
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"PySide6", "shiboken6"}:
            raise
        raise ConfigError("The window needs PySide6, which is not installed.", _INSTALL_HINT) from error
    except ImportError as error:
        message = f"The window cannot open, because {missing_library(error)} is missing."
        raise ConfigError(message, LIBRARY_HINT) from error
    # Importing the rest may have imported cv2 for the first time.
    remove_cv2_settings()
    return show_window(config, quit_asked, instance)


def _quitting_on_signals() -> threading.Event:
    """Return what SIGINT, SIGTERM and SIGHUP set; a handler that raised could break off an import half-way."""
    asked = threading.Event()
    on_end(lambda _: asked.set())
    return asked
