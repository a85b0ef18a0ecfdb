"""Where the focus rests once what had it is gone."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.gui.theme.palette import colours
from app.gui.theme.style import RADIUS

_MOVED = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize)


def rest(left: QWidget | None) -> bool:
    """Keep the focus where it is when what has it is greyed out or hidden, and say whether that was so.

    Qt would hand it to the next widget that Tab reaches, and the next press of the key would be another action.

    Args:
        left: what has the focus.
    """
    if left is None or (left.isVisible() and left.isEnabled()):
        return False
    place = left.parentWidget()
    while place is not None and not (place.isVisible() and place.isEnabled()):
        place = place.parentWidget()
    if place is None:
        return False
    _Rest(left, place).setFocus(Qt.FocusReason.OtherFocusReason)
    return True


class _Rest(QWidget):
    """Does nothing with any key, but Tab goes on from what was left.

    What was greyed out has the focus again once it is not; what was hidden has not, since it may mean something else by
    then, as the buttons of messages do.
    A ring is around what was left, or around what that was part of, where something else may come in its stead.
    """

    def __init__(self, left: QWidget, place: QWidget) -> None:
        super().__init__(place)
        self._left, self._place = left, place
        self._has_spot = self._leaves_spot()
        self._spot = _place_of(left, place)
        name = left.accessibleName() or (left.text() if isinstance(left, QAbstractButton) else "")
        self.setAccessibleName(f"{name}: not now" if isinstance(left, QAbstractButton) else name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        # With no policy at all it would not be taken into the order of Tab.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        QWidget.setTabOrder(left, self)
        for watched in (left, place):
            watched.installEventFilter(self)
        self._fit()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the focus back, or stay around what is seen."""
        kind = event.type()
        if watched is self._left and kind in (QEvent.Type.Show, QEvent.Type.Hide):
            self._has_spot = self._leaves_spot()
        if watched is self._left and kind is QEvent.Type.EnabledChange and self._left.isEnabled():
            if self._has_focus() and self._left.isVisible():
                self._left.setFocus(Qt.FocusReason.OtherFocusReason)
        elif kind in _MOVED:
            self._fit()
        return super().eventFilter(watched, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go, unless the whole window has lost the focus."""
        super().focusOutEvent(event)
        self._go()

    def event(self, event: QEvent) -> bool:
        """Go where the focus went elsewhere while the window had none."""
        if event.type() is QEvent.Type.WindowActivate:
            self._go()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring, but none around the whole window."""
        if self._place.parentWidget() is self.window():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours().accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Return where what was left stood as the place of the cursor: a page scrolls that into sight, not the ring."""
        if query is Qt.InputMethodQuery.ImCursorRectangle:
            return self._spot.translated(-self.pos())
        return super().inputMethodQuery(query)

    def _has_focus(self) -> bool:
        """Say whether it has the focus, or will have once the window is active again."""
        return self.window().focusWidget() is self

    def _go(self) -> None:
        if not self._has_focus():
            self.hide()
            self.deleteLater()

    def _leaves_spot(self) -> bool:
        retains = self._left.sizePolicy().retainSizeWhenHidden() and self._left.parentWidget() is self._place
        return self._left.isVisible() or retains

    def _fit(self) -> None:
        # What left nothing may be gone for good.
        if self._has_spot:
            self._spot = _place_of(self._left, self._place)
        self.setGeometry(self._spot if self._has_spot else self._place.rect())


def _place_of(widget: QWidget, ancestor: QWidget) -> QRect:
    return QRect(widget.mapTo(ancestor, QPoint()), widget.size())
