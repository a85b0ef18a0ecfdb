"""Polls the pipeline for the window and emits what has changed."""

import time
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.border_fade import ends_at_border
from app.core.types import Composite
from app.gui.session.border_watch import BorderWatch
from app.gui.session.live_pipeline import LivePipeline
from app.gui.session.messages import Message, Topic, UserRequests, messages, sink_failed
from app.gui.session.performance import Figures
from app.gui.session.view_mode import ViewOptions, seen
from app.gui.session.window_status import WindowStatus, window_status_of

_PICTURE_MS = 33
_STATUS_MS = 250


class Poller(QObject):
    """Polls picture and status, so that a busy window merely skips some. Lives in the GUI thread.

    Signals:
        picture: the newest output in the current view, RGB uint8 (H, W, 3), and whether it is a slate.
        view: a `WindowStatus`, when it changed.
        figures: `Figures`, at every poll of the status.
        view_options: the `ViewOptions`, when they changed.
    """

    picture = Signal(object, bool)
    view = Signal(object)
    figures = Signal(object)
    view_options = Signal(object)

    def __init__(self, running: LivePipeline, parent: QObject) -> None:
        super().__init__(parent)
        self._running = running
        self._requests = UserRequests()
        self._shown_at: dict[Topic, float] = {}
        self._shown: Composite | None = None
        self._view: WindowStatus | None = None
        self._border_watch = BorderWatch()
        self._options = ViewOptions()
        self._picture_timer = QTimer(self, interval=_PICTURE_MS)
        self._picture_timer.timeout.connect(self._poll_picture)
        self._status_timer = QTimer(self, interval=_STATUS_MS)
        self._status_timer.timeout.connect(self._poll_status)

    @property
    def requests(self) -> UserRequests:
        """The user's requests, and the messages about them."""
        return self._requests

    @property
    def options(self) -> ViewOptions:
        """How the preview shows the output."""
        return self._options

    def set_options(self, **changes: Any) -> None:
        """Change fields of the `ViewOptions`."""
        options = replace(self._options, **changes)
        if options != self._options:
            self._options = options
            self.view_options.emit(options)
            if self._shown is not None:
                self._shown = None
                self._poll_picture()

    def start(self) -> None:
        """Begin to poll."""
        self._picture_timer.start()
        self._status_timer.start()

    def stop(self) -> None:
        """Stop polling."""
        self._picture_timer.stop()
        self._status_timer.stop()

    def poll(self) -> None:
        """Poll once, now."""
        self._poll_picture()
        self._poll_status()

    def request(self, **changes: Any) -> None:
        """Change fields of the `UserRequests`."""
        self._requests = replace(self._requests, **changes)
        self._poll_status()

    @Slot(object)
    def show(self, message: Message) -> None:
        """Show a message; see `Message` for what it replaces and how long it stays."""
        self._shown_at[message.topic] = time.monotonic()
        self._requests = self._requests.with_message(message)
        self._poll_status()

    def withdraw(self, *topics: Topic) -> None:
        """Remove the messages on some topics, except those that stay until the user closes them."""
        self._requests = self._requests.without(*topics)
        self._poll_status()

    def dismiss(self, message: Message) -> None:
        """Hide a message that the user closed, until its cause occurs again."""
        requests = self._requests
        alike = {other for other in messages(self._running.pipeline.status(), requests) if other.text == message.text}
        # The welcome page still uses those about the source to explain why no camera runs.
        kept = tuple(m for m in requests.messages if m not in alike or m.topic in (Topic.SOURCE, Topic.NEW_CAMERA))
        self.request(messages=kept, dismissed=requests.dismissed | alike)

    @Slot()
    def _poll_picture(self) -> None:
        composite = self._running.pipeline.current()
        if composite is not self._shown:
            self._shown = composite
            self.picture.emit(seen(composite, self._options), composite.is_slate)

    @Slot()
    def _poll_status(self) -> None:
        status = self._running.pipeline.status()
        if self._requests.virtual_camera and sink_failed(status, self._requests):
            self._requests = replace(self._requests, virtual_camera=False).without(Topic.ROOM)
        self._requests = replace(self._requests, messages=tuple(filter(self._is_current, self._requests.messages)))
        # A dismissed message may return once its cause has gone.
        present = frozenset(messages(status, self._requests))
        self._requests = replace(self._requests, dismissed=self._requests.dismissed & present)
        self.figures.emit(Figures.of(status))
        ends = self._border_watch.update(self._ends_at_border(), time.monotonic())
        view = replace(window_status_of(status, self._requests), ends_at_border=ends)
        if view != self._view:
            self._view = view
            self.view.emit(view)

    def _ends_at_border(self) -> bool:
        # The matte of the room as it is says nothing about a person.
        if self._shown is None or self._shown.matte is None or self._requests.room:
            return False
        return ends_at_border(self._shown.matte, self._shown.size, self._options.look)

    def _is_current(self, message: Message) -> bool:
        return not message.seconds or time.monotonic() - self._shown_at[message.topic] < message.seconds
