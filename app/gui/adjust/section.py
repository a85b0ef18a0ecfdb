"""A group of rows with a heading, that may fold."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.config import AppConfig
from app.gui.adjust.row import Row
from app.gui.theme.palette import colours
from app.gui.theme.style import RING, round_pen
from app.gui.widgets.labels import label
from app.gui.widgets.painted import FocusRing, Painted
from app.gui.widgets.scrolling import scroll_into_view

_GAP = 10


class Section(QWidget):
    """Heading, a button that resets all rows, and the rows.

    Signals:
        reset_wanted: all rows are to go back to their defaults.
    """

    reset_wanted = Signal()

    def __init__(self, title: str, rows: Sequence[Row], folds: bool = False) -> None:
        super().__init__()
        self.rows = rows
        self.reset = QPushButton("Reset")
        self.reset.setProperty("role", "quiet")
        self.reset.setAccessibleName(f"Reset all of {title}")
        self.reset.clicked.connect(self.reset_wanted)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self.heading = FoldButton(title) if folds else label(title, "heading")
        head = QHBoxLayout()
        head.setContentsMargins(0 if folds else RING, 0, 0, 0)
        head.addWidget(self.heading, 1)
        head.addWidget(self.reset)
        self._body = QWidget()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(_GAP)
        for row in rows:
            self._inside.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._body)
        if isinstance(self.heading, FoldButton):
            self.heading.toggled.connect(self._fold)
            self._body.hide()

    def add_note(self, text: str, after: Row | None = None) -> QLabel:
        """Add words below a row, or at the end, and return their label."""
        note = QLabel(text)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        note.setContentsMargins(RING, 0, RING, 0)
        self._insert(note, after)
        return note

    def add_button(self, text: str, after: Row) -> QPushButton:
        """Add a button below a row, and return it."""
        button = QPushButton(text)
        button.setProperty("role", "quiet")
        self._insert(button, after)
        self._inside.setAlignment(button, Qt.AlignmentFlag.AlignLeft)
        return button

    def unfold(self) -> None:
        """Show the rows."""
        if isinstance(self.heading, FoldButton):
            self.heading.setChecked(True)

    def _insert(self, widget: QWidget, after: Row | None) -> None:
        self._inside.insertWidget(self._inside.count() if after is None else self._inside.indexOf(after) + 1, widget)

    def _fold(self, unfolded: bool) -> None:
        self._body.setVisible(unfolded)
        if unfolded:
            # The rows have their places once the page has heard of them.
            QTimer.singleShot(0, self, self._scroll_here)

    def _scroll_here(self) -> None:
        """Bring all of it into sight, or as much as there is room for from its heading on."""
        scroll_into_view(self)
        scroll_into_view(self.heading)

    def show_config(self, config: AppConfig) -> None:
        """Offer the reset where it would change something."""
        self.reset.setVisible(any(row.setting.differs(config) for row in self.rows))


class FoldButton(Painted, QAbstractButton):
    """A heading that folds what is below it out and in."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setText(title)
        self.setCheckable(True)
        self.make_interactive()
        self.setAccessibleDescription("Shows or hides more settings")
        font = self.font()
        font.setPixelSize(14)
        font.setWeight(font.Weight.DemiBold)
        self.setFont(font)

    def sizeHint(self) -> QSize:
        """Return room for arrow and words."""
        return QSize(2 * RING + 16 + self.fontMetrics().horizontalAdvance(self.text()), 28)

    def paint(self, painter: QPainter) -> None:
        """Paint arrow and words."""
        painter.setPen(round_pen(colours().text if self.underMouse() else colours().muted, 2))
        middle = QPointF(RING + 5, self.height() / 2)
        tip = (QPointF(-4, -2), QPointF(0, 2), QPointF(4, -2))
        arrow = [point if self.isChecked() else QPointF(point.y(), point.x()) for point in tip]
        painter.drawPolyline(QPolygonF([middle + point for point in arrow]))
        painter.setPen(QColor(colours().text))
        words = QRectF(self.rect()).adjusted(RING + 16, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())

    def focus_ring(self) -> FocusRing:
        """Return an outline around all of it."""
        return FocusRing(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6)
