"""Looks at the pipeline for the window, again and again, and says what has changed."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from app.core.types import Composite
from app.gui.imaging.qimage import image_of
from app.gui.session.live_pipeline import LivePipeline
from app.gui.session.performance import Figures
from app.gui.session.view_mode import ViewOptions, seen
from app.gui.session.view_state import Message, UserRequests, ViewState, messages, sink_failed, view_of

_PICTURE_MS = 33
_STATUS_MS = 250


class Poller(QObject):
    """Polls picture and status, so that a busy window only misses some. Lives in the GUI thread.

    Signals:
        picture: a QImage of the newest output in the view that was asked for, and whether it is a slate.
        view: a `ViewState`, when it changed.
        figures: `Figures`, at every look at the status.
        sight: the `ViewOptions`, when it changed.
    """

    picture = Signal(QImage, bool)
    view = Signal(object)
    figures = Signal(object)
    sight = Signal(object)

    def __init__(self, running: LivePipeline, parent: QObject) -> None:
        super().__init__(parent)
        self._running = running
        self._asked = UserRequests()
        self._shown: Composite | None = None
        self._view: ViewState | None = None
        self._sight = ViewOptions()
        self._picture_timer = QTimer(self, interval=_PICTURE_MS)
        self._picture_timer.timeout.connect(self._poll_picture)
        self._status_timer = QTimer(self, interval=_STATUS_MS)
        self._status_timer.timeout.connect(self._poll_status)

    @property
    def asked(self) -> UserRequests:
        """What the user asked for and what came of it."""
        return self._asked

    @property
    def looking(self) -> ViewOptions:
        """How the output is looked at."""
        return self._sight

    def see(self, **changes: Any) -> None:
        """Look in another way from now on: fields of `ViewOptions`."""
        sight = replace(self._sight, **changes)
        if sight != self._sight:
            self._sight = sight
            self.sight.emit(sight)
            if self._shown is not None:
                self._shown = None
                self._poll_picture()

    def start(self) -> None:
        """Begin to look."""
        self._picture_timer.start()
        self._status_timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._picture_timer.stop()
        self._status_timer.stop()

    def look(self) -> None:
        """Look now."""
        self._poll_picture()
        self._poll_status()

    def ask(self, **changes: Any) -> None:
        """Note fields of `UserRequests`."""
        self._asked = replace(self._asked, **changes)
        self._poll_status()

    def dismiss(self, message: Message) -> None:
        """Show this message no more, until what it says happens anew."""
        asked = self._asked
        alike = {said for said in messages(self._running.pipeline.status(), asked) if said.text == message.text}
        complaint = None if asked.complaint in alike else asked.complaint
        remarks = tuple(remark for remark in asked.remarks if remark != message.text)
        self.ask(complaint=complaint, remarks=remarks, dismissed=asked.dismissed | alike)

    @Slot()
    def _poll_picture(self) -> None:
        composite = self._running.pipeline.current()
        if composite is not self._shown:
            self._shown = composite
            self.picture.emit(image_of(seen(composite, self._sight)), composite.is_slate)

    @Slot()
    def _poll_status(self) -> None:
        status = self._running.pipeline.status()
        if self._asked.virtual_camera and sink_failed(status, self._asked):
            self._asked = replace(self._asked, virtual_camera=False)
        # A message that was closed and has gone may come back.
        present = frozenset(messages(status, self._asked))
        self._asked = replace(self._asked, dismissed=self._asked.dismissed & present)
        self.figures.emit(Figures.of(status))
        view = view_of(status, self._asked)
        if view != self._view:
            self._view = view
            self.view.emit(view)
