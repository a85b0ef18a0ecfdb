"""A drop zone for photos and videos to render."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
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

from app.gui.dialogs.pickers import pick_files
from app.gui.record.jobs import is_renderable
from app.gui.theme.icons import Glyph, draw_glyph
from app.gui.theme.palette import colours
from app.gui.theme.style import RADIUS
from app.gui.widgets.accessible import set_role
from app.gui.widgets.labels import note
from app.gui.widgets.painted import FocusRing, Painted
from app.language import N_, _

_TEXT = N_("Drop photos or videos here to apply this background")
_SIGN_SIZE = QSize(56, 56)


class DropZone(Painted, QWidget):
    """Takes files by drag and drop, by a dialog, and by pasting while it has the focus.

    Signals:
        files_added: a list of paths.
    """

    files_added = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_drag_over = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_role(self, QAccessible.Role.Grouping)
        self.setAccessibleName(_("{text}. Enter opens a file dialog, Ctrl+V pastes files.").format(text=_(_TEXT)))
        self.setToolTip(_("Ctrl+V pastes files."))
        self._sign = QWidget()
        self._sign.setFixedSize(_SIGN_SIZE)
        text = QLabel(_(_TEXT))
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = QPushButton(_("Choose files…"))
        self.choose.clicked.connect(self.open_dialog)
        column = QVBoxLayout(self)
        self._details = note(_("Each becomes a new file beside your recordings; the original stays as it is."))
        self._details.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addStretch()
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(text)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._details)
        column.addStretch()

    def set_compact(self, is_compact: bool) -> None:
        """Leave the room to the list of jobs, or explain more."""
        self._sign.setVisible(not is_compact)
        self._details.setVisible(not is_compact)

    @Slot()
    def open_dialog(self) -> None:
        """Open a dialog to choose files; it does not block the window."""
        pick_files(self.window(), _("Choose photos and videos"), lambda names: self._add(Path(name) for name in names))

    def event(self, event: QEvent) -> bool:
        """Claim the paste key, which otherwise belongs to the window."""
        pasting = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Paste)
        if pasting and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste files, or open the dialog."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._add(_files(QGuiApplication.clipboard().mimeData()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_dialog()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept photos and videos."""
        if _files(event.mimeData()):
            event.acceptProposedAction()
            self._set_drag_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Remove the highlight."""
        self._set_drag_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped files."""
        self._set_drag_over(False)
        event.acceptProposedAction()
        self._add(_files(event.mimeData()))

    def paint(self, painter: QPainter) -> None:
        """Paint the area with a dashed border, where the focus ring does not replace that."""
        dashes = QPen(QColor(colours().muted), 1.4, Qt.PenStyle.DashLine)
        if self.is_drag_over:
            dashes = QPen(QColor(colours().accent), 2, Qt.PenStyle.DashLine)
        painter.setPen(QPen(Qt.PenStyle.NoPen) if self.hasFocus() and not self.is_drag_over else dashes)
        painter.setBrush(QColor(colours().hover if self.is_drag_over else colours().background))
        painter.drawRoundedRect(self._border(), RADIUS, RADIUS)
        if self._sign.isVisible():
            colour = colours().accent if self.is_drag_over else colours().muted
            draw_glyph(painter, Glyph.PICTURE, QRectF(self._sign.geometry()), colour)

    def focus_ring(self) -> FocusRing | None:
        """Return the border; None while files are dragged over the area, which keeps the dashes."""
        return None if self.is_drag_over else FocusRing(self._border(), RADIUS)

    def _border(self) -> QRectF:
        return QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)

    def _set_drag_over(self, is_over: bool) -> None:
        self.is_drag_over = is_over
        self.update()

    def _add(self, paths: Iterable[Path]) -> None:
        if found := list(paths):
            self.files_added.emit(found)


def _files(data: QMimeData) -> list[Path]:
    """Return the photos and videos among dropped or pasted data."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if is_renderable(path)]
