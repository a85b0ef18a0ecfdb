"""A place to drop photos and videos on, which are to get the background."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui.record.jobs import can_be_rendered
from app.gui.theme.palette import colours
from app.gui.theme.style import RADIUS
from app.gui.widgets.dialogs import pick_files
from app.gui.widgets.painted import FocusRing, Painted

_WORDS = "Drop photos or videos here to give them this background"


class DropZone(Painted, QWidget):
    """Takes files by dropping, by pasting while it has the focus, and by a dialog.

    Signals:
        given: a list of paths.
    """

    given = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_over = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{_WORDS}. Enter chooses files, Ctrl+V pastes them.")
        self.setToolTip("Ctrl+V pastes files here.")
        words = QLabel(_WORDS)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = QPushButton("Choose files…")
        self.choose.clicked.connect(self.ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(words)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)

    @Slot()
    def ask(self) -> None:
        """Let files be chosen; the window goes on meanwhile."""
        pick_files(self.window(), "Choose photos and videos", lambda names: self._give(Path(name) for name in names))

    def event(self, event: QEvent) -> bool:
        """Keep the key for pasting, which else is the window's."""
        pasting = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Paste)
        if pasting and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste files, or ask for them."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._give(_files(QGuiApplication.clipboard().mimeData()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.ask()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept photos and videos."""
        if _files(event.mimeData()):
            event.acceptProposedAction()
            self._set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what is dropped."""
        self._set_over(False)
        event.acceptProposedAction()
        self._give(_files(event.mimeData()))

    def paint(self, painter: QPainter) -> None:
        """Paint the area with a dashed border, where the focus ring does not replace that."""
        dashes = QPen(QColor(colours().muted), 1.4, Qt.PenStyle.DashLine)
        if self.is_over:
            dashes = QPen(QColor(colours().accent), 2, Qt.PenStyle.DashLine)
        painter.setPen(QPen(Qt.PenStyle.NoPen) if self.hasFocus() and not self.is_over else dashes)
        painter.setBrush(QColor(colours().hover if self.is_over else colours().background))
        painter.drawRoundedRect(self._border(), RADIUS, RADIUS)

    def focus_ring(self) -> FocusRing | None:
        """Return the border, which is solid with the focus, except under files that are dragged over it."""
        return None if self.is_over else FocusRing(self._border(), RADIUS)

    def _border(self) -> QRectF:
        return QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)

    def _set_over(self, over: bool) -> None:
        self.is_over = over
        self.update()

    def _give(self, paths: Iterable[Path]) -> None:
        if found := list(paths):
            self.given.emit(found)


def _files(data: QMimeData) -> list[Path]:
    """Return the photos and videos among what is dropped or pasted."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if can_be_rendered(path)]
