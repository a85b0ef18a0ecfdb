"""The part of the page "Fix" that learns the empty room."""

import time
from dataclasses import replace

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.config import AppConfig
from app.core.corrections.model import CleanPlate
from app.core.corrections.room_learning import RoomLearner
from app.gui.fix.announcement import TextOverlay
from app.gui.fix.state import RoomLearning, Stage
from app.gui.preview.preview import Preview
from app.gui.session.session import Session

_TICK_MS = 100


class RoomCard(QWidget):
    """Counts down, learns, and says what came of it; others see a still picture meanwhile."""

    def __init__(self, session: Session, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._preview = preview
        self._announcement = TextOverlay()
        self._lesson = RoomLearner()
        self._course = RoomLearning()
        self._source = _source_of(session.config)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        title = QLabel("Empty room")
        title.setProperty("role", "heading")
        self.words = QLabel()
        self.words.setProperty("role", "headline")
        self.words.setWordWrap(True)
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.learn = QPushButton()
        self.learn.clicked.connect(self._start_or_cancel)
        self.forget = QPushButton("Forget the empty room")
        self.forget.setProperty("role", "quiet")
        self.forget.clicked.connect(self._forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (title, self.words, self.note, self.learn, self.forget):
            column.addWidget(widget)
        session.changed.connect(self._show_config)
        self._show()

    @property
    def course(self) -> RoomLearning:
        """How far it has come."""
        return self._course

    def hideEvent(self, event: QHideEvent) -> None:
        """Give up when the page is left, but not when the window is minimised: that is for its user to see."""
        if not event.spontaneous():
            self._end(RoomLearning())
        super().hideEvent(event)

    @Slot()
    def _start_or_cancel(self) -> None:
        if self._course.is_running:
            self._end(RoomLearning())
            return
        self._lesson = RoomLearner()
        self._course = RoomLearning(Stage.LEAVING, time.monotonic())
        self._preview.add_tool(self._announcement)
        self._session.learn(self._lesson)
        self._timer.start()
        self._show()

    @Slot()
    def _tick(self) -> None:
        before, answer = self._course, self._lesson.answer
        course = before.after(time.monotonic(), answer)
        if course.stage is Stage.LEARNING and before.stage is Stage.LEAVING:
            self._lesson.begin()
        self._course = course
        if not course.is_running:
            if course.stage is Stage.DONE and isinstance(answer, CleanPlate):
                # Before others see a picture again.
                self._session.adjust(corrections=replace(self._session.config.corrections, room=answer))
            self._end(course)
        self._show()

    def _end(self, course: RoomLearning) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._preview.remove_tool(self._announcement)
            self._session.learn(None)
        self._course = course
        self._show()

    @Slot()
    def _forget(self) -> None:
        self._course = RoomLearning()
        self._session.adjust(corrections=replace(self._session.config.corrections, room=None))

    @Slot(object)
    def _show_config(self, config: AppConfig) -> None:
        if _source_of(config) != self._source:
            # Another camera looks into another room.
            self._source = _source_of(config)
            self._end(RoomLearning())
        self._show()

    def _show(self) -> None:
        known = self._session.config.corrections.room is not None
        words = self._course.words(time.monotonic(), known)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.note.setText(self._course.note(known))
        self.learn.setText("Cancel" if self._course.is_running else "Learn the empty room")
        self.forget.setVisible(known and not self._course.is_running)
        announced = words if self._course.is_running else ""
        if self._announcement.text != announced:
            self._announcement.text = announced
            self._preview.update()


def _source_of(config: AppConfig) -> tuple[object, ...]:
    return config.camera, config.camera_size, config.codec
