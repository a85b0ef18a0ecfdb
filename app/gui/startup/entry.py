"""Entry point of the window. Imports Qt only inside functions, so that a missing library becomes one clear sentence."""

import threading

from app.config import Start
from app.control.single_instance import SingleInstance
from app.exit_signals import on_end
from app.gui.startup.qt_environment import check_display, importing_qt, remove_cv2_settings, use_utf8


def run(start: Start, instance: SingleInstance) -> int:
    """Show the window until it is closed.

    Args:
        start: how to start.
        instance: serves remote control.

    Returns:
        The exit status of the process.

    Raises:
        BisenetBgError: the window cannot open, or a setting cannot be used.
    """
    check_display()
    use_utf8()
    remove_cv2_settings()
    quit_requested = _quit_on_signals()
    with importing_qt():
        from app.gui.startup.application import show_window
    # These imports may import cv2 for the first time.
    remove_cv2_settings()
    return show_window(start, quit_requested, instance)


def _quit_on_signals() -> threading.Event:
    """Return an event that SIGINT, SIGTERM and SIGHUP set; a handler that raised could interrupt an import."""
    requested = threading.Event()
    on_end(lambda _: requested.set())
    return requested
