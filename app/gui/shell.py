"""The Qt application around the window."""

import importlib.resources
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QSize, QTimer
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from app import factory
from app.config import AppConfig
from app.control.instance import Instance
from app.gui.bridge import Bridge
from app.gui.main_window import MainWindow
from app.gui.memory import Memory
from app.gui.qt_environment import check_platform, check_xcb_plugin, remove_cv2_settings
from app.gui.remote import Remote
from app.gui.style import apply_style
from app.settings import Settings

_LOG = logging.getLogger(__name__)
_SIZE = QSize(1000, 900)
_WATCH_MS = 100


def show_window(config: AppConfig, quit_asked: threading.Event, instance: Instance) -> int:
    """Show the window until it is closed or `quit_asked` is set, and return Qt's exit status.

    Args:
        config: of the window.
        quit_asked: by a signal.
        instance: through which it is controlled.

    Raises:
        BisenetBgError: the window cannot open, or a setting cannot be used.
    """
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    check_platform(plugins)
    check_xcb_plugin(plugins)
    remove_cv2_settings()
    application = QApplication(["bisenet-bg"])
    application.setApplicationName("bisenet-bg")
    application.setApplicationDisplayName("bisenet-bg")
    application.setDesktopFileName("bisenet-bg")
    application.setWindowIcon(_icon())
    apply_style(application)
    factory.import_engines(config.device)
    bridge = Bridge(factory, config)
    memory = Memory(Settings(config=config))
    window = MainWindow(bridge, memory, factory.bundled_backgrounds())
    available = application.primaryScreen().availableSize()
    window.resize(_SIZE.boundedTo(available * 0.94))
    # Python handles a signal between two steps of its own, and this timer makes those.
    watch = QTimer(window, interval=_WATCH_MS)
    watch.timeout.connect(lambda: _quit() if quit_asked.is_set() else None)
    watch.start()
    remote = Remote(bridge, window)
    with _errors_in(bridge):
        window.show()
        bridge.start()
        with instance.serving(remote):
            status = application.exec()
            remote.stop()
        window.close()
    return status


def _icon() -> QIcon:
    try:
        data = importlib.resources.files("app.assets").joinpath("icon.png").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        return QIcon()
    picture = QPixmap()
    picture.loadFromData(data)
    return QIcon(picture)


def _quit() -> None:
    # From within the event loop: before that runs, `quit` would close the window and end nothing.
    QTimer.singleShot(0, QApplication.quit)


@contextmanager
def _errors_in(bridge: Bridge) -> Iterator[None]:
    """Show what nobody handled in the window, in place of a traceback."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            _quit()
            return
        _LOG.debug("Not handled", exc_info=(kind, error, trace))
        bridge.report(error)

    def report_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            report(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook, threading.excepthook = report, report_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
