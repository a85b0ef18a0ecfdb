"""The way into the window. Imports no Qt by itself, so that a missing library becomes a sentence."""

import threading

from app.config import Start
from app.control.single_instance import SingleInstance
from app.exit_signals import on_end
from app.gui.startup.qt_environment import check_display, importing_qt, remove_cv2_settings


def run(start: Start, instance: SingleInstance) -> int:
    """Show the window until it is closed.

    Args:
        start: how it is asked to start.
        instance: through which it is controlled.

    Returns:
        The exit status of the process.

    Raises:
        BisenetBgError: the window cannot open, or a setting cannot be used.
    """
    check_display()
    remove_cv2_settings()
    quit_asked = _quitting_on_signals()
    with importing_qt():
        from app.gui.startup.application import show_window
    # Importing the rest may have imported cv2 for the first time.
    remove_cv2_settings()
    return show_window(start, quit_asked, instance)


def _quitting_on_signals() -> threading.Event:
    """Return what SIGINT, SIGTERM and SIGHUP set; a handler that raised could break off an import half-way."""
    asked = threading.Event()
    on_end(lambda _: asked.set())
    return asked
