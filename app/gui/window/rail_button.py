"""Button of the rail beside the preview, as narrow in every language."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter, QToolButton

from app.gui.theme.palette import colours
from app.gui.theme.style import scaled
from app.gui.widgets.labels import shows_full_text

_WIDEST = 100
# Border and padding of the style sheet.
_PADDING = 7
_BELOW_ICON = 3
# Share of the usual size to which the text of a long label shrinks before it is shortened.
_SMALLEST = 0.8
# In points.
_STEP = 0.25


class RailButton(QToolButton):
    """Button with its label below the icon; a long label is smaller, or ends in "…" and has a tooltip."""

    @property
    def shown_text(self) -> str:
        """The visible label: all of it, or the part that fits and "…"."""
        return QFontMetrics(self._font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self._room())

    def sizeHint(self) -> QSize:
        """Return the size of icon and label, as wide as the rail may be at most."""
        return super().sizeHint().boundedTo(QSize(scaled(_WIDEST), super().sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Put the complete label into the tooltip where the button shortens it."""
        return shows_full_text(self, event, self.text(), lambda: self.shown_text) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button with the visible label."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        # The style sheet's font is of one size.
        option.text = " "
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.setFont(self._font())
        painter.setPen(QColor(colours().text))
        area = self.rect().adjusted(_PADDING, _PADDING + self.iconSize().height() + _BELOW_ICON, -_PADDING, -_PADDING)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.shown_text)

    def _room(self) -> int:
        """Return the width of the label, in points."""
        return self.width() - 2 * _PADDING

    def _font(self) -> QFont:
        """Return the usual font, or the largest one below it in which the label fits."""
        font, room = QFont(self.font()), self._room()
        smallest = _SMALLEST * font.pointSizeF()
        while QFontMetrics(font).horizontalAdvance(self.text()) > room and font.pointSizeF() > smallest:
            font.setPointSizeF(max(smallest, font.pointSizeF() - _STEP))
        return font
