"""A list that folds out, as the whole window has it."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from app.gui.text import tip
from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen
from app.gui.widgets.elided import shortened_to, tell_whole
from app.gui.widgets.popups import let_panic_through, make_round

_POPUP_GAP = 4
# Where an item keeps what its words stand for.
_WHOLE = Qt.ItemDataRole.UserRole.value + 1


class ComboBox(QComboBox):
    """Leaves the wheel to what scrolls around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Only a view that is not the style's own follows the style sheet in everything.
        self.setView(QListView(self))
        make_round(self.view().window())
        # Not by the wheel either.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        let_panic_through(self.view(), self)

    def add(self, words: str, whole: str = "") -> None:
        """Add a choice.

        Args:
            words: that are shown.
            whole: what they stand for, told by a tooltip; "" where they say all.
        """
        self.addItem(words)
        place = self.count() - 1
        self.setItemData(place, whole, _WHOLE)
        # The list is as narrow as the box.
        self.setItemData(place, tip(whole or words), Qt.ItemDataRole.ToolTipRole)

    @property
    def shown_text(self) -> str:
        """What can be read of the choice: all, or what fits and "…"."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        return shortened_to(self, self._whole_text, room.width())

    @property
    def _whole_text(self) -> str:
        return self.placeholderText() if self.currentIndex() < 0 else self.currentText()

    def event(self, event: QEvent) -> bool:
        """Tell the whole choice by a tooltip, before its own, where the box does not show it."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            whole = self.currentData(_WHOLE) or self._whole_text
            if self.shown_text != whole:
                tell_whole(self, event, whole)
                return True
        return super().event(event)

    def showPopup(self) -> None:
        """Open the list, a little below the box where there is room."""
        super().showPopup()
        popup = self.view().window()
        if popup.y() > self.mapToGlobal(self.rect().topLeft()).y():
            popup.move(popup.x(), popup.y() + _POPUP_GAP)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose nothing: who scrolls past it means the page."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, and the arrow, for which a style sheet would need a file."""
        box = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text
        box.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        box.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        box.end()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(round_pen(colours().muted, 2))
        tip = QPointF(self.width() - 19, self.height() / 2 + 2.5)
        painter.drawPolyline(QPolygonF([tip + QPointF(-5, -5), tip, tip + QPointF(5, -5)]))
