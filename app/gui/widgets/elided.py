"""Words that end in "…" where there is no room for all of them, which a tooltip then tells."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStyle, QStyleOption, QToolTip, QWidget

from app.gui.text import tip

_LEAST = 60


class ElidedLabel(QLabel):
    """Asks for room for all of its words and takes less; `text()` stays whole."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)

    @property
    def shown_text(self) -> str:
        """What can be read: all, or what fits and "…"."""
        return shortened_to(self, self.text(), self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        """Return what a few letters take."""
        whole = super().minimumSizeHint()
        return QSize(min(_LEAST, whole.width()), whole.height())

    def event(self, event: QEvent) -> bool:
        """Tell all words by a tooltip, before its own, where they do not fit."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self.shown_text != self.text():
            tell_whole(self, event, self.text())
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much as fits, on the style sheet's ground."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        align, enabled = int(self.alignment().value), self.isEnabled()
        self.style().drawItemText(
            painter, self.contentsRect(), align, option.palette, enabled, self.shown_text, self.foregroundRole()
        )


def shortened_to(widget: QWidget, text: str, width: int) -> str:
    """Return what of `text` fits into `width` points of a widget."""
    return widget.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


def tell_whole(widget: QWidget, event: QHelpEvent, text: str) -> None:
    """Show all of a widget's text as its tooltip, and below it what that says otherwise."""
    own = widget.toolTip()
    QToolTip.showText(event.globalPos(), tip(f"{text}\n{own}" if own else text), widget)
