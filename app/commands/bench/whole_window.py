"""The window of a benchmark: the program's own, on devices that stand in for real ones."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app import factory
from app.config import AppConfig
from app.core.advice import Steps
from app.core.errors import ConfigError
from app.core.opening import OpenProcessor
from app.core.pipeline.capture import OpenSource
from app.core.pipeline.governor import Governor
from app.core.pipeline.output import OpenSink
from app.core.pipeline.pipeline import Pipeline
from app.gui.session.services import Services
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.startup.qt_environment import check_display, remove_cv2_settings
from app.gui.theme.style import apply_style
from app.gui.window.main_window import MainWindow
from app.settings.model import Settings

_PLATFORM = "QT_QPA_PLATFORM"
_WIDTH, _HEIGHT = 1240, 860


class WindowParts:
    """The program's own parts but for camera and virtual camera; satisfies `Services`.

    Args:
        open_source: opens the camera.
        open_sink: opens the virtual camera.

    Attributes:
        pipelines: that were built.
    """

    import_engines = staticmethod(factory.import_engines)
    list_cameras = staticmethod(factory.list_cameras)
    camera_signs = staticmethod(factory.camera_signs)
    machine = staticmethod(factory.machine)
    models_in = staticmethod(factory.models_in)
    virtual_camera_readiness = staticmethod(factory.virtual_camera_readiness)
    background_of = staticmethod(factory.background_of)
    bundled_backgrounds = staticmethod(factory.bundled_backgrounds)

    def __init__(self, open_source: OpenSource, open_sink: OpenSink) -> None:
        self.pipelines: list[Pipeline] = []
        self._open_source = open_source
        self._open_sink = open_sink

    def describe_source(self, camera: str | None) -> Steps:
        """Return nothing, as for a camera that works: a message would be painted again with every picture below it."""
        return ()

    def source_of(self, config: AppConfig) -> OpenSource:
        """Return the function that opens the camera, whichever the configuration names."""
        return self._open_source

    def processor_of(self, config: AppConfig) -> OpenProcessor:
        """Return the function that opens the model."""
        return factory.processor_of(config)

    def sink_of(self, config: AppConfig) -> OpenSink:
        """Return the function that opens the virtual camera."""
        return self._open_sink

    def governor_of(self, config: AppConfig) -> Governor | None:
        """Return None, so that every frame is processed, whatever it costs."""
        return None

    def build_pipeline(self, config: AppConfig) -> Pipeline:
        """Return the pipeline of a configuration; the window turns the virtual camera on."""
        source, governor = self.source_of(config), self.governor_of(config)
        processor, background = self.processor_of(config), self.background_of(config)
        pipeline = Pipeline(source, processor, None, background, config.size, config.fps, config.look, governor)
        self.pipelines.append(pipeline)
        return self.pipelines[-1]


class RunningWindow(QObject):
    """The window while its event loop runs in `wait`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._painted = 0
        window.preview.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count the paintings of the preview."""
        self._painted += event.type() == QEvent.Type.Paint
        return False

    def painted(self) -> int:
        """Return how often the preview has been painted."""
        return self._painted

    def describe(self) -> dict[str, str]:
        """Return JSON values: Qt's platform, and the size of the picture in the preview, in pixels of the screen."""
        pixels = self._window.preview.viewport.area.size() * self._window.devicePixelRatioF()
        return {
            "platform": QGuiApplication.platformName(),
            "preview": f"{pixels.width():.0f}x{pixels.height():.0f}",
        }


def wait(seconds: float) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


@contextmanager
def opened_window(config: AppConfig, parts: Services) -> Iterator[MainWindow]:
    """Show the window, running, and close it in the end.

    Raises:
        BisenetBgError: a setting cannot be used.
    """
    parts.import_engines(config.device)
    session = Session(parts, config)
    window = MainWindow(session, SettingsStore(Settings(config=config, welcomed=True)), factory.bundled_backgrounds())
    window.resize(_WIDTH, _HEIGHT)
    try:
        window.show()
        session.start()
        yield window
    finally:
        window.close()


def qt_application() -> QApplication:
    """Return a Qt application on the display that there is; without one Qt draws into memory.

    Raises:
        ConfigError: the platform that the user chose has no display.
    """
    remove_cv2_settings()
    try:
        check_display()
    except ConfigError:
        if _PLATFORM in os.environ:
            raise
        os.environ[_PLATFORM] = "offscreen"
    application = QApplication(["bisenet-bg"])
    apply_style(application)
    return application
