"""The one object that touches the pipeline: polls it for the window and carries wishes the other way."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from app.config import AppConfig
from app.core.capture import OpenSource
from app.core.errors import BisenetBgError, StageError
from app.core.output import OpenSink
from app.core.pipeline import Pipeline
from app.core.types import Background, Composite
from app.gui.errands import Errands
from app.gui.images import image_of
from app.gui.parts import Parts
from app.gui.view_state import (
    Asked,
    Message,
    Remedy,
    ViewState,
    camera_list,
    complaint,
    messages,
    sink_failed,
    view_of,
)

_PICTURE_MS = 33
_STATUS_MS = 250
# Of an unexpected error's own words, which may run to a page.
_LONGEST = 100


class Bridge(QObject):
    """Owns the pipeline. Lives in the GUI thread; nothing in it blocks but `stop` and a restart.

    Signals:
        picture: a QImage of the newest output, and whether it is a slate.
        view: a `ViewState`, when it changed.
        cameras: a `CameraList`, after `refresh_cameras`.
        background: the text that names the background now in use.

    Raises:
        ConfigError: a setting cannot be used.
    """

    picture = Signal(QImage, bool)
    view = Signal(object)
    cameras = Signal(object)
    background = Signal(str)
    _trouble = Signal(object)

    def __init__(self, parts: Parts, config: AppConfig, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._config = config
        self._asked = Asked()
        self._shown: Composite | None = None
        self._view: ViewState | None = None
        self._pipeline = self._build()
        self._errands = Errands("errands", self)
        self._picture_timer = QTimer(self, interval=_PICTURE_MS)
        self._picture_timer.timeout.connect(self._poll_picture)
        self._status_timer = QTimer(self, interval=_STATUS_MS)
        self._status_timer.timeout.connect(self._poll_status)
        self._trouble.connect(self._report)

    def start(self) -> None:
        """Start the pipeline and the polling; called once, after the signals are connected."""
        self._pipeline.start()
        self._picture_timer.start()
        self._status_timer.start()
        self.background.emit(self._config.background)
        self._errands.run(lambda: self._parts.describe_source(self._config.camera), self._notice, self._report)
        self.refresh_cameras()
        if self._config.virtual_camera is not None:
            self.set_virtual_camera(True)
        self._poll_status()

    def stop(self) -> list[str]:
        """Stop everything, and return the names of threads that did not end in time; may be called twice."""
        self._picture_timer.stop()
        self._status_timer.stop()
        return self._pipeline.stop() + self._errands.stop()

    @Slot()
    def refresh_cameras(self) -> None:
        """Look for cameras; `cameras` follows."""

        def show(found: object) -> None:
            self.cameras.emit(found)

        self._errands.run(lambda: camera_list(self._parts.list_cameras(), self._config.camera), show, self._report)

    @Slot(str)
    def set_background(self, text: str) -> None:
        """Use the bundled picture, file, folder, `#rrggbb` or `blur:STRENGTH` that `text` names."""

        def use(background: Background) -> None:
            self._pipeline.set_background(background)
            self._config = replace(self._config, background=text)
            self._ask(complaint=None)
            self.background.emit(text)

        fit, seconds = self._config.fit, self._config.slide_seconds
        self._errands.run(lambda: self._parts.open_background(text, fit, seconds), use, self._report)

    @Slot(str)
    def set_camera(self, key: str | None) -> None:
        """Read another camera, the clip for `demo`, or for None the first camera, else the clip."""

        def opener() -> tuple[OpenSource, str]:
            open_source = self._parts.source_opener(key, self._config.size, self._config.fps)
            return open_source, self._parts.describe_source(key)

        def use(found: tuple[OpenSource, str]) -> None:
            open_source, notice = found
            self._pipeline.set_source(open_source)
            self._config = replace(self._config, camera=key)
            self._ask(complaint=None, notice=notice)

        def fail(error: BisenetBgError) -> None:
            self._report(error)
            # The chooser shows the one that was picked; put it back to the one that is read.
            self.refresh_cameras()

        self._errands.run(opener, use, fail)

    @Slot(bool)
    def set_virtual_camera(self, on: bool) -> None:
        """Turn the virtual camera on or off."""
        old_error = self._pipeline.status().sink_error
        self._ask(virtual_camera=on, old_sink_error=old_error, complaint=None)
        if not on:
            self._pipeline.set_sink(None)
            return

        def use(open_sink: OpenSink) -> None:
            if self._asked.virtual_camera:
                self._pipeline.set_sink(open_sink)

        def fail(error: BisenetBgError) -> None:
            self._ask(virtual_camera=False, complaint=complaint(error, Remedy.VIRTUAL_CAMERA))

        device = self._config.virtual_camera or ""
        size, fps = self._config.size, self._config.fps
        self._errands.run(lambda: self._parts.sink_opener(device, size, fps), use, fail)

    @Slot(object)
    def try_again(self, remedy: Remedy) -> None:
        """Do once more what failed."""
        if remedy is Remedy.RESTART:
            self._restart()
        elif remedy is Remedy.CAMERA:
            self.set_camera(self._config.camera)
        elif remedy is Remedy.VIRTUAL_CAMERA:
            self.set_virtual_camera(True)

    @Slot(object)
    def dismiss(self, message: Message) -> None:
        """Show this message no more, until what it says happens anew."""
        if message == self._asked.complaint:
            self._ask(complaint=None)
        else:
            self._ask(dismissed=self._asked.dismissed | {message})

    def report(self, error: BaseException) -> None:
        """Show an unexpected error in the window; may be called from any thread."""
        first_line = str(error).strip().partition("\n")[0][:_LONGEST]
        text = f"Something went wrong ({type(error).__name__}: {first_line})."
        self._trouble.emit(StageError(text, "If it comes back, report this sentence."))

    def _build(self) -> Pipeline:
        # The window opens without a virtual camera too, so that one is asked for later.
        return self._parts.build_pipeline(replace(self._config, virtual_camera=None))

    def _restart(self) -> None:
        self._pipeline.stop()
        try:
            self._pipeline = self._build()
        except BisenetBgError as error:
            self._ask(complaint=complaint(error, Remedy.RESTART))
            return
        self._pipeline.start()
        if self._asked.virtual_camera:
            self.set_virtual_camera(True)
        self._ask(complaint=None, dismissed=frozenset())

    def _ask(self, **changes: Any) -> None:
        self._asked = replace(self._asked, **changes)
        self._poll_status()

    @Slot(object)
    def _report(self, error: BisenetBgError) -> None:
        self._ask(complaint=complaint(error))

    def _notice(self, text: str) -> None:
        self._ask(notice=text)

    @Slot()
    def _poll_picture(self) -> None:
        composite = self._pipeline.current()
        if composite is not self._shown:
            self._shown = composite
            self.picture.emit(image_of(composite.rgb), composite.is_slate)

    @Slot()
    def _poll_status(self) -> None:
        status = self._pipeline.status()
        if self._asked.virtual_camera and sink_failed(status, self._asked):
            self._asked = replace(self._asked, virtual_camera=False)
        # A message that was closed and has gone may come back.
        present = frozenset(messages(status, self._asked))
        self._asked = replace(self._asked, dismissed=self._asked.dismissed & present)
        view = view_of(status, self._asked)
        if view != self._view:
            self._view = view
            self.view.emit(view)
