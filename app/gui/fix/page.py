"""The page "Fix": corrects what the model gets wrong, by learning the empty room and by painting on the preview."""

import time
from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPainterPath
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.config import AppConfig
from app.core.corrections.model import CleanPlate
from app.core.corrections.room_learning import RoomLearner
from app.gui.fix.brush_card import BrushCard
from app.gui.fix.illustrations import empty_room_illustration
from app.gui.fix.state import LearningStage, RoomLearning
from app.gui.preview.preview import Preview
from app.gui.preview.tool import Tool, Viewport
from app.gui.session.session import Session
from app.gui.theme.palette import colours
from app.language import _

_TICK_MS = 100
_CORNER_RADIUS = 14.0
# Height of the overlay's font and greatest width of its text, as fractions of the preview's.
_TEXT_HEIGHT, _TEXT_WIDTH = 0.11, 0.9


class FixPage(QWidget):
    """The two ways to correct the model, one below the other."""

    def __init__(self, session: Session, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.room = RoomCard(session, preview)
        self.brush = BrushCard(session, preview)
        line = QFrame()
        line.setObjectName("line")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 14, 14)
        column.setSpacing(18)
        column.addWidget(self.room)
        column.addWidget(line)
        column.addWidget(self.brush)
        column.addStretch()


class RoomCard(QWidget):
    """Learns the empty room: counts down, learns while others see a slate, and reports the result."""

    def __init__(self, session: Session, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._preview = preview
        self._overlay = TextOverlay()
        self._learner = RoomLearner()
        self._learning = RoomLearning()
        self._camera = _camera_of(session.config)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        title = QLabel(_("Empty room"))
        title.setProperty("role", "heading")
        self.headline = QLabel()
        self.headline.setProperty("role", "headline")
        self.headline.setWordWrap(True)
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.learn = QPushButton()
        self.learn.clicked.connect(self._start_or_cancel)
        self.forget = QPushButton(_("Forget the empty room"))
        self.forget.setProperty("role", "quiet")
        self.forget.clicked.connect(self._forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (title, empty_room_illustration(), self.headline, self.note, self.learn, self.forget):
            column.addWidget(widget)
        session.changed.connect(self._show_config)
        self._show()

    @property
    def learning(self) -> RoomLearning:
        """The progress."""
        return self._learning

    def hideEvent(self, event: QHideEvent) -> None:
        """Cancel when the user leaves the page, but not when the window is minimised."""
        if not event.spontaneous():
            self._end(RoomLearning())
        super().hideEvent(event)

    @Slot()
    def _start_or_cancel(self) -> None:
        if self._learning.is_running:
            self._end(RoomLearning())
            return
        self._learner = RoomLearner()
        self._learning = RoomLearning(LearningStage.COUNTDOWN, time.monotonic())
        self._preview.add_tool(self._overlay)
        self._session.learn(self._learner)
        self._timer.start()
        self._show()

    @Slot()
    def _tick(self) -> None:
        before, answer = self._learning, self._learner.answer
        after = before.after(time.monotonic(), answer)
        if after.stage is LearningStage.LEARNING and before.stage is LearningStage.COUNTDOWN:
            self._learner.begin()
        self._learning = after
        if not after.is_running:
            if after.stage is LearningStage.DONE and isinstance(answer, CleanPlate):
                # Before others see a picture again.
                self._session.adjust(corrections=replace(self._session.config.corrections, room=answer))
            self._end(after)
        self._show()

    def _end(self, learning: RoomLearning) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._preview.remove_tool(self._overlay)
            self._session.learn(None)
        self._learning = learning
        self._show()

    @Slot()
    def _forget(self) -> None:
        self._learning = RoomLearning()
        self._session.adjust(corrections=replace(self._session.config.corrections, room=None))

    @Slot(object)
    def _show_config(self, config: AppConfig) -> None:
        if _camera_of(config) != self._camera:
            # Another camera may see another room.
            self._camera = _camera_of(config)
            self._end(RoomLearning())
        self._show()

    def _show(self) -> None:
        is_known = self._session.config.corrections.room is not None
        headline = self._learning.headline(time.monotonic(), is_known)
        self.headline.setText(headline)
        self.headline.setVisible(bool(headline))
        self.note.setText(self._learning.note(is_known))
        self.learn.setText(_("Cancel") if self._learning.is_running else _("Learn the empty room"))
        self.forget.setVisible(is_known and not self._learning.is_running)
        text = headline if self._learning.is_running else ""
        if self._overlay.text != text:
            self._overlay.text = text
            self._preview.update()


class TextOverlay(Tool):
    """Covers the preview with `text`, large enough to read from across the room; paints nothing while it is empty."""

    def __init__(self) -> None:
        self.text = ""

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Paint the text on an opaque card."""
        if not self.text:
            return
        area = viewport.area
        card = QPainterPath()
        card.addRoundedRect(area, _CORNER_RADIUS, _CORNER_RADIUS)
        painter.save()
        painter.fillPath(card, QColor(colours().surface))
        font = painter.font()
        font.setBold(True)
        font.setPixelSize(max(12, round(area.height() * _TEXT_HEIGHT)))
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(self.text)
        if width > area.width() * _TEXT_WIDTH:
            font.setPixelSize(max(12, round(font.pixelSize() * area.width() * _TEXT_WIDTH / width)))
            painter.setFont(font)
        painter.setPen(QColor(colours().text))
        painter.drawText(QRectF(area), Qt.AlignmentFlag.AlignCenter, self.text)
        painter.restore()


def _camera_of(config: AppConfig) -> tuple[object, ...]:
    return config.camera, config.camera_size, config.codec
