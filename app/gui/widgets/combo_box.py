"""Combo box in the style of the window."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyleOptionComboBox, QWidget

from app.gui.text import tip
from app.gui.theme.mirroring import mirrored_x
from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen
from app.gui.widgets.labels import elided, shows_full_text
from app.gui.widgets.painted import Painted
from app.gui.widgets.popups import make_round

_POPUP_GAP = 4
# Border and padding of the list.
_LIST_PADDING = 6
# Item role that holds the full text of a shortened entry.
_FULL_TEXT = Qt.ItemDataRole.UserRole.value + 1


class ComboBox(Painted, QComboBox):
    """Ignores the wheel, so that the page around it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Only a view that is not the style's own follows the style sheet in everything.
        self.setView(QListView(self))
        make_round(self.view().window())
        # StrongFocus is Tab and click, without the wheel.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def add(self, label: str, full_text: str = "") -> None:
        """Add an entry.

        Args:
            label: shown in the list.
            full_text: shown in the tooltip; "" where the label is complete.
        """
        self.addItem(label)
        index = self.count() - 1
        self.setItemData(index, full_text, _FULL_TEXT)
        # The list is no wider than the screen.
        self.setItemData(index, tip(full_text or label), Qt.ItemDataRole.ToolTipRole)

    @property
    def shown_text(self) -> str:
        """The visible text of the selected entry: all of it, or the part that fits and "…"."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        return elided(self, self._label, room.width())

    @property
    def _label(self) -> str:
        return self.placeholderText() if self.currentIndex() < 0 else self.currentText()

    def event(self, event: QEvent) -> bool:
        """Put the full text of the entry into the tooltip where the box does not show it."""
        if event.type() is not QEvent.Type.ToolTip:
            return super().event(event)
        full_text = self.currentData(_FULL_TEXT) or self._label
        return shows_full_text(self, event, full_text, lambda: self.shown_text) or super().event(event)

    def showPopup(self) -> None:
        """Open the list, a little below the box where there is room."""
        self._widen_list()
        super().showPopup()
        popup = self.view().window()
        if popup.y() > self.mapToGlobal(self.rect().topLeft()).y():
            popup.move(popup.x(), popup.y() + _POPUP_GAP)

    def _widen_list(self) -> None:
        """Give the list the width of its longest entry, and that of the box at least."""
        view = self.view()
        view.setMinimumWidth(0)
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        longest = view.sizeHintForColumn(0) + bar + 2 * _LIST_PADDING
        view.setMinimumWidth(min(max(self.width(), longest), self.screen().availableGeometry().width()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def paint(self, painter: QPainter) -> None:
        """Paint the box, and the arrow, for which a style sheet would need an image file."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
        self.style().drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)
        painter.setPen(round_pen(colours().muted, 2))
        point = QPointF(mirrored_x(self, self.width() - 19), self.height() / 2 + 2.5)
        painter.drawPolyline(QPolygonF([point + QPointF(-5, -5), point, point + QPointF(5, -5)]))
