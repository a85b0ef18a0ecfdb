"""A group of rows under a heading, which may fold."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.config import AppConfig
from app.gui.adjust.rows import Row
from app.gui.theme.mirroring import direction_of, mirrored_area, mirrored_x
from app.gui.theme.palette import colours
from app.gui.theme.style import RING, round_pen, text_size
from app.gui.widgets.labels import label
from app.gui.widgets.painted import FocusRing, Painted
from app.gui.widgets.scrolling import scroll_into_view
from app.language import _

_GAP = 10


class Section(QWidget):
    """A heading, a button that resets all rows, and the rows.

    Signals:
        reset_requested: the button was pressed.
    """

    reset_requested = Signal()

    def __init__(self, title: str, rows: Sequence[Row], folds: bool = False) -> None:
        super().__init__()
        self.rows = rows
        self.reset = QPushButton(_("Reset"))
        self.reset.setProperty("role", "quiet")
        self.reset.setAccessibleName(_("Reset: {title}").format(title=title))
        self.reset.clicked.connect(self.reset_requested)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self.heading = FoldButton(title) if folds else label(title, "heading")
        head = QHBoxLayout()
        head.setContentsMargins(0 if folds else RING, 0, 0, 0)
        head.addWidget(self.heading, 1)
        head.addWidget(self.reset)
        self._body = QWidget()
        self._body_column = QVBoxLayout(self._body)
        self._body_column.setContentsMargins(0, 0, 0, 0)
        self._body_column.setSpacing(_GAP)
        for row in rows:
            self._body_column.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._body)
        if isinstance(self.heading, FoldButton):
            self.heading.toggled.connect(self._fold)
            self._body.hide()

    def add_note(self, text: str, after: Row | None = None) -> QLabel:
        """Add a text below a row, or at the end, and return its label."""
        note = QLabel(text)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        note.setContentsMargins(RING, 0, RING, 0)
        self.insert_below(note, after)
        return note

    def add_button(self, text: str, after: Row) -> QPushButton:
        """Add a button below a row, and return it."""
        button = QPushButton(text)
        button.setProperty("role", "quiet")
        self.insert_below(button, after)
        self._body_column.setAlignment(button, Qt.AlignmentFlag.AlignLeft)
        return button

    def insert_below(self, widget: QWidget, after: Row | None) -> None:
        """Put a widget below a row, or at the end."""
        column = self._body_column
        column.insertWidget(column.count() if after is None else column.indexOf(after) + 1, widget)

    def _fold(self, unfolded: bool) -> None:
        self._body.setVisible(unfolded)
        if unfolded:
            # The rows get their places in the next layout pass.
            QTimer.singleShot(0, self, self._scroll_into_view)

    def _scroll_into_view(self) -> None:
        """Scroll the whole section into view, or as much of it as fits below its heading."""
        scroll_into_view(self)
        scroll_into_view(self.heading)

    def show_config(self, config: AppConfig) -> None:
        """Show the reset button where it would change something."""
        self.reset.setVisible(any(row.setting.can_reset(config) for row in self.rows))


class FoldButton(Painted, QAbstractButton):
    """A heading that folds and unfolds what is below it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setText(title)
        self.setCheckable(True)
        self.make_interactive()
        self.setAccessibleDescription(_("Shows or hides these settings"))

    def sizeHint(self) -> QSize:
        """Return the size of arrow and title."""
        title = QFontMetrics(self._title_font()).boundingRect(self.text())
        return QSize(2 * RING + 16 + title.width(), max(28, title.height() + 8))

    def paint(self, painter: QPainter) -> None:
        """Paint arrow and title."""
        painter.setPen(round_pen(colours().text if self.underMouse() else colours().muted, 2))
        middle = QPointF(mirrored_x(self, RING + 5), self.height() / 2)
        tip = (QPointF(-4, -2), QPointF(0, 2), QPointF(4, -2))
        aside = direction_of(self)
        arrow = [point if self.isChecked() else QPointF(aside * point.y(), point.x()) for point in tip]
        painter.drawPolyline(QPolygonF([middle + point for point in arrow]))
        painter.setPen(QColor(colours().text))
        painter.setFont(self._title_font())
        title = mirrored_area(self, QRectF(self.rect()).adjusted(RING + 16, 0, 0, 0))
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())

    def _title_font(self) -> QFont:
        font = self.font()
        font.setPointSizeF(text_size(14))
        font.setWeight(font.Weight.DemiBold)
        return font

    def focus_ring(self) -> FocusRing:
        """Return an outline around arrow and title."""
        return FocusRing(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6)
