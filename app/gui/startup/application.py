"""The Qt application around the window."""

import importlib.resources
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QLibraryInfo, QSize, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from app import factory
from app.config import AppConfig, Start
from app.control.single_instance import SingleInstance
from app.core.errors import BisenetBgError
from app.gui.session.keeper import SettingsWriter
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.startup.garbage_collector import GarbageCollector
from app.gui.startup.places import standing
from app.gui.startup.qt_environment import check_platform, check_xcb_plugin, remove_cv2_settings
from app.gui.startup.recall import usable, wanted
from app.gui.startup.remote_control import RemoteControl
from app.gui.startup.theme_watcher import ThemeWatcher
from app.gui.window.main_window import MainWindow
from app.gui.window.tray import Tray
from app.settings.file import load, save, settings_path
from app.settings.model import Settings
from app.settings.portable import camera_now, lasting

_LOG = logging.getLogger(__name__)
_SIZE = QSize(1240, 860)
_WATCH_MS = 100


class Application(QApplication):
    """Tells when the system wants the program to end, which Qt alone would take for the closing of a window.

    Signals:
        ending: it does.
    """

    ending = Signal()

    def event(self, event: QEvent) -> bool:
        """Take an event for the application."""
        if event.type() == QEvent.Type.Quit:
            self.ending.emit()
        return super().event(event)


def show_window(start: Start, quit_asked: threading.Event, instance: SingleInstance) -> int:
    """Show the window until it is closed or `quit_asked` is set, and return Qt's exit status.

    Args:
        start: how it is asked to start.
        quit_asked: by a signal.
        instance: through which it is controlled.

    Raises:
        BisenetBgError: the window cannot open, or a setting that was given cannot be used.
    """
    application = _application()
    settings, *remarks = load(settings_path())
    settings = replace(settings, config=_with_camera_now(settings.config))
    factory.import_engines(start.config.device)
    GarbageCollector(application)
    try:
        session, gone = open_session(start, settings.config)
    except BisenetBgError:
        # There is no window that could tell it, and the next start knows nothing of it.
        for remark in filter(None, remarks):
            _LOG.warning(remark)
        raise
    memory = SettingsStore(settings, session.config)
    wardrobe = ThemeWatcher(application, memory)
    keeper = SettingsWriter(memory, _keep)
    window = MainWindow(session, memory, factory.bundled_backgrounds())
    tray = Tray(window, session, memory, application.windowIcon())
    # The last window out of sight is no end, and the end may come while none is in sight.
    application.setQuitOnLastWindowClosed(False)
    window.ended.connect(lambda: application.exit(0))
    application.ending.connect(window.quit)
    wardrobe.refresh_with(window.side.refresh_icons)
    keeper.failed.connect(session.remark)
    for remark in filter(None, (*remarks, *gone)):
        session.remark(remark)
    _place(window, settings)
    # Python handles a signal between two steps of its own, and this timer makes those.
    watch = QTimer(window, interval=_WATCH_MS)
    watch.timeout.connect(lambda: _quit(window) if quit_asked.is_set() else None)
    watch.start()
    remote = RemoteControl(session, window)
    with _errors_in(session, window):
        tray.open_window(settings.start_minimised if start.minimised is None else start.minimised)
        session.start()
        with instance.serving(remote):
            status = application.exec()
            remote.stop()
        window.quit()
    if window.windowHandle() is not None:
        memory.change(geometry=window.normalGeometry().getRect())
    keeper.stop()
    return status


def open_session(start: Start, remembered: AppConfig) -> tuple[Session, list[str]]:
    """Return the session with what is remembered, and a sentence for each thing of it that is gone.

    Raises:
        BisenetBgError: a setting that was given cannot be used.
    """
    try:
        return Session(factory, wanted(start, remembered)), []
    except BisenetBgError:
        config, remarks = usable(factory, start, remembered)
        return Session(factory, config), remarks


def _application() -> Application:
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    check_platform(plugins)
    check_xcb_plugin(plugins)
    remove_cv2_settings()
    application = Application(["bisenet-bg"])
    application.setApplicationName("bisenet-bg")
    application.setApplicationDisplayName("bisenet-bg")
    application.setDesktopFileName("bisenet-bg")
    application.setWindowIcon(_icon())
    return application


def _place(window: MainWindow, settings: Settings) -> None:
    place = standing(settings.geometry, [screen.availableGeometry() for screen in QGuiApplication.screens()])
    if place is not None:
        window.setGeometry(place)
    else:
        window.resize(_SIZE.boundedTo(QGuiApplication.primaryScreen().availableSize() * 0.94))


def _with_camera_now(config: AppConfig) -> AppConfig:
    return config if config.camera is None else replace(config, camera=camera_now(config.camera))


def _keep(settings: Settings) -> None:
    save(settings_path(), replace(settings, config=lasting(settings.config)))


def _icon() -> QIcon:
    try:
        data = importlib.resources.files("app.assets").joinpath("icon.png").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        return QIcon()
    picture = QPixmap()
    picture.loadFromData(data)
    return QIcon(picture)


def _quit(window: MainWindow) -> None:
    # From within the event loop: before that runs, the end of the window would end nothing.
    QTimer.singleShot(0, window, window.quit)


@contextmanager
def _errors_in(session: Session, window: MainWindow) -> Iterator[None]:
    """Show what nobody handled in the window, in place of a traceback."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            _quit(window)
            return
        _LOG.debug("Not handled", exc_info=(kind, error, trace))
        session.report(error)

    def report_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            report(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook, threading.excepthook = report, report_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
