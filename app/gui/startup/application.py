"""The Qt application: creates the window and everything it needs, shows it, and shuts it down in order."""

import importlib.resources
import logging
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QLibraryInfo, QLoggingCategory, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from app import factory
from app.config import AppConfig, Start
from app.control.single_instance import SingleInstance
from app.core.errors import BisenetBgError
from app.desktop.identity import APP_ID
from app.gui.session.messages import Message, Topic, unexpected_message
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore, SettingsWriter
from app.gui.startup.file_dialogs import FileDialogs
from app.gui.startup.garbage_collector import GarbageCollector
from app.gui.startup.qt_environment import check_platform, check_xcb_plugin, remove_cv2_settings
from app.gui.startup.qt_language import use_qt_language
from app.gui.startup.remote_control import RemoteControl
from app.gui.startup.restore import first_size, restored_geometry, start_config, usable_config
from app.gui.startup.theme_watcher import ThemeWatcher
from app.gui.widgets.accessible import install_interfaces
from app.gui.window.main_window import MainWindow
from app.gui.window.tray import Tray
from app.language import language, use_language
from app.settings.file import load, save, settings_path
from app.settings.model import Settings
from app.settings.portable import camera_now, lasting

_LOG = logging.getLogger(__name__)
_SIGNAL_POLL_MS = 100
# Qt's complaints that no user can act on: of an input method at every start on Wayland, and of a desktop file that is
# not installed. QT_LOGGING_RULES turns them on again.
_QUIET = "qt.qpa.wayland.textinput.warning=false\nqt.qpa.services.warning=false"


class Application(QApplication):
    """Reports the system's request to quit, which Qt alone would treat as the closing of a window.

    Signals:
        ending: the system asks the program to quit.
    """

    ending = Signal()

    def event(self, event: QEvent) -> bool:
        """Report quit events."""
        if event.type() == QEvent.Type.Quit:
            self.ending.emit()
        return super().event(event)


def show_window(start: Start, quit_requested: threading.Event, instance: SingleInstance) -> int:
    """Show the window until it is closed or `quit_requested` is set, and return Qt's exit status.

    Args:
        start: how to start.
        quit_requested: set by a signal of the system.
        instance: serves remote control.

    Raises:
        BisenetBgError: the window cannot open, or a setting from the command line cannot be used.
    """
    settings, notice = load(settings_path())
    settings = replace(settings, config=_with_camera_now(settings.config))
    if (chosen := start_config(start, settings.config).language) is not None:
        use_language(chosen)
    application = _application()
    factory.import_engines(start.config.device)
    GarbageCollector(application)
    try:
        session, notices = open_session(start, settings.config)
    except BisenetBgError:
        # There is no window to show it, and the next start would not report it again.
        if notice:
            _LOG.warning(notice)
        raise
    store = SettingsStore(settings, session.config)
    theme = ThemeWatcher(application, store)
    writer = SettingsWriter(store, _save)
    window = MainWindow(session, store, factory.bundled_backgrounds())
    tray = Tray(window, session, store, application.windowIcon())
    # The program keeps running without a visible window, and may end while there is none.
    application.setQuitOnLastWindowClosed(False)
    window.ended.connect(lambda: application.exit(0))
    application.ending.connect(window.quit)
    theme.watch(window)
    theme.applied.connect(window.side.refresh_icons)
    show_notices(session, writer, filter(None, (notice, *notices)))
    _place(window, settings)
    # Python handles signals of the system only between its own instructions; the timer runs some.
    timer = QTimer(window, interval=_SIGNAL_POLL_MS)
    timer.timeout.connect(lambda: _quit(window) if quit_requested.is_set() else None)
    timer.start()
    FileDialogs(window.portal, store, window)
    remote = RemoteControl(session, window)
    with _errors_in(session, window):
        tray.open_window(settings.start_minimised if start.minimised is None else start.minimised)
        session.start()
        window.portal.start(settings.global_keys)
        with instance.serving(remote):
            status = application.exec()
            remote.stop()
        window.quit()
    if window.windowHandle() is not None:
        store.change(geometry=window.normalGeometry().getRect())
    writer.stop()
    return status


def open_session(start: Start, stored: AppConfig) -> tuple[Session, list[str]]:
    """Return a session with the stored configuration, and a sentence for each value that can no longer be used.

    Raises:
        BisenetBgError: a setting from the command line cannot be used.
    """
    try:
        return Session(factory, start_config(start, stored)), []
    except Exception:
        # A library may raise any error for a remembered file; without the stored values it does not matter.
        config, notices = usable_config(factory, start, stored)
        return Session(factory, config), notices


def show_notices(session: Session, writer: SettingsWriter, notices: Iterable[str]) -> None:
    """Show sentences about the settings until the user closes them: those of the start, and a failure to write."""

    def show(text: str) -> None:
        session.show(Message(text, is_error=False, topic=Topic.PROGRAM, stays=True))

    writer.failed.connect(show)
    for notice in notices:
        show(notice)


def _application() -> Application:
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    check_platform(plugins)
    check_xcb_plugin(plugins)
    remove_cv2_settings()
    QLoggingCategory.setFilterRules(_QUIET)
    application = Application(["bisenet-bg"])
    use_qt_language(application, language())
    install_interfaces()
    application.setApplicationName("bisenet-bg")
    application.setApplicationDisplayName("bisenet-bg")
    application.setDesktopFileName(APP_ID)
    application.setWindowIcon(_icon())
    return application


def _place(window: MainWindow, settings: Settings) -> None:
    place = restored_geometry(settings.geometry, [screen.availableGeometry() for screen in QGuiApplication.screens()])
    if place is not None:
        window.setGeometry(place)
    else:
        window.resize(first_size(QGuiApplication.primaryScreen().availableSize()))


def _with_camera_now(config: AppConfig) -> AppConfig:
    return config if config.camera is None else replace(config, camera=camera_now(config.camera))


def _save(settings: Settings) -> None:
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
    # Closing the window before the event loop runs would not end the loop.
    QTimer.singleShot(0, window, window.quit)


@contextmanager
def _errors_in(session: Session, window: MainWindow) -> Iterator[None]:
    """Show unhandled exceptions in the window, in place of a traceback."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            _quit(window)
            return
        _LOG.debug("Unhandled exception", exc_info=(kind, error, trace))
        session.show(unexpected_message(error))

    def show_from_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            show(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook, threading.excepthook = show, show_from_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
