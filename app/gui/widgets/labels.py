"""Labels, rows of widgets, and announcements to screen readers."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStyle, QStyleOption, QToolTip, QWidget

from app.gui.text import SEPARATOR, figures_in_order, tip

_NARROWEST = 60
_LONG_FIGURE = "000.0 fps"


def label(text: str = "", role: str = "", inset: int = 0) -> QLabel:
    """Return a one-line label that shows its text literally, never as markup.

    Args:
        text: to show.
        role: which rule of the style sheet applies.
        inset: margin left and right of the text, in points.
    """
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setContentsMargins(inset, 0, inset, 0)
    return made


def note(text: str = "", role: str = "muted", inset: int = 0) -> QLabel:
    """Return a `label` that wraps its lines."""
    made = label(text, role, inset)
    made.setWordWrap(True)
    return made


def row_of(*widgets: QWidget | None, inset: int = 0, spacing: int = 12) -> QHBoxLayout:
    """Return a row of widgets.

    Args:
        widgets: in the order of reading; None adds a stretch.
        inset: margin left and right of the row, in points.
        spacing: between the widgets, in points.
    """
    row = QHBoxLayout()
    row.setContentsMargins(inset, 0, inset, 0)
    row.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
    return row


def announce(widget: QWidget, text: str, *, is_urgent: bool = False) -> None:
    """Make a screen reader speak `text`, which `widget` has just shown; an urgent one interrupts others."""
    event = QAccessibleAnnouncementEvent(widget, text)
    if is_urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


class ElidedLabel(QLabel):
    """Label that shortens its text with "…" where space is short, and then shows all of it in a tooltip.

    `text()` stays complete.
    """

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)

    @property
    def shown_text(self) -> str:
        """The visible text: all of it, or the part that fits and "…"."""
        return elided(self, self.text(), self.contentsRect().width())

    @property
    def painted_text(self) -> str:
        """The visible text with marks for the direction of its parts."""
        return self.shown_text

    def minimumSizeHint(self) -> QSize:
        """Return the size of a few letters."""
        complete = super().minimumSizeHint()
        return QSize(min(_NARROWEST, complete.width()), complete.height())

    def event(self, event: QEvent) -> bool:
        """Put the complete text into the tooltip where the label shortens it."""
        return shows_full_text(self, event, self.text(), lambda: self.shown_text) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the visible text on the style sheet's background."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        align, enabled = int(self.alignment().value), self.isEnabled()
        self.style().drawItemText(
            painter, self.contentsRect(), align, option.palette, enabled, self.painted_text, self.foregroundRole()
        )


class BriefLabel(ElidedLabel):
    """Label that shows a shorter text where its own does not fit, and that shortened with "…" where it does not."""

    _brief = ""

    def show_texts(self, text: str, brief: str) -> None:
        """Show `text`, or `brief` where there is no room for it."""
        self._brief = brief
        self.setText(text)

    @property
    def shown_text(self) -> str:
        """The visible text."""
        width = self.contentsRect().width()
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= width
        return elided(self, self.text() if fits or not self._brief else self._brief, width)

    def brief_width(self) -> int:
        """Return the width with the shorter text, or with the only one."""
        metrics = self.fontMetrics()
        saved = metrics.horizontalAdvance(self.text()) - metrics.horizontalAdvance(self._brief or self.text())
        return self.sizeHint().width() - max(0, saved)


class WrappedCaption(QLabel):
    """Label of one line or, where it wraps, of two, whatever its text, so that no new text moves what is above it."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)

    def full_width(self) -> int:
        """Return the width of the text in one line."""
        return self.fontMetrics().horizontalAdvance(self.text()) + 2

    def wrap(self, wraps: bool) -> None:
        """Use two lines, or one."""
        self.setWordWrap(wraps)
        self.setMinimumHeight(2 * self.fontMetrics().lineSpacing() if wraps else 0)


class FiguresLabel(ElidedLabel):
    """Label for figures separated by " · ": where space is short it leaves out the last ones, never half of one."""

    @property
    def shown_text(self) -> str:
        """The visible text: as many figures as fit, but at least the first."""
        figures = self.text().split(SEPARATOR)
        width = self.contentsRect().width()
        texts = [SEPARATOR.join(figures[:count]) for count in range(len(figures), 0, -1)]
        fitting = (text for text in texts if self.fontMetrics().horizontalAdvance(text) <= width)
        return next(fitting, elided(self, figures[0], width))

    @property
    def painted_text(self) -> str:
        """The visible figures from left to right in every language."""
        return figures_in_order(self.shown_text)

    def minimumSizeHint(self) -> QSize:
        """Return the size of a long figure, whatever the text, so that no new text widens the window."""
        return QSize(self.fontMetrics().horizontalAdvance(_LONG_FIGURE), super().minimumSizeHint().height())


def elided(widget: QWidget, text: str, width: int) -> str:
    """Return the part of `text` that fits into `width` points of the widget, with "…" where something is cut."""
    return widget.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


def shows_full_text(widget: QWidget, event: QEvent, text: str, shown: Callable[[], str]) -> bool:
    """Show the complete text of a widget that shortens it, and its own tooltip, if the event asks for one.

    Args:
        widget: whose event it is.
        event: any event of it.
        text: the complete text.
        shown: returns the part that is visible.

    Returns:
        whether it was shown.
    """
    if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and shown() != text:
        own = widget.toolTip()
        QToolTip.showText(event.globalPos(), tip(f"{text}\n{own}" if own else text), widget)
        return True
    return False
