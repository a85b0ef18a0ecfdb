"""Keeps the keyboard focus in place when the focused widget is hidden or disabled.

Qt would move it to the next widget in the tab order, where the next press of the same key triggers another action: the
second press of Undo would do a Redo. Qt itself offers nothing sufficient (see `tests/gui/widgets/test_focus.py`):

- If `focusNextPrevChild` refuses to move, the focus stays on the widget: Tab is then refused as well, and Space still
  presses a hidden button.
- An ancestor that takes the focus ignores Space, but Tab continues from the ancestor's position even after
  `setTabOrder`, and the focus does not return when the widget is enabled again.
- With `setFocusProxy` from the ancestor to the widget, the focus lands on the hidden widget again.
"""

from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QFocusEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.gui.theme.style import RADIUS
from app.gui.widgets.accessible import set_role
from app.gui.widgets.painted import FocusRing, Painted
from app.language import _

_MOVED = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize)


def set_tab_order(*widgets: QWidget) -> None:
    """Let Tab go through the widgets in this order, also through those that take the focus only later."""
    policies = [widget.focusPolicy() for widget in widgets]
    for widget in widgets:
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for before, after in pairwise(widgets):
        # Qt ignores widgets without a focus policy.
        QWidget.setTabOrder(before, after)
    for widget, policy in zip(widgets, policies, strict=True):
        widget.setFocusPolicy(policy)


def hold_focus(focused: QWidget | None) -> bool:
    """Keep the focus where it is if the focused widget is hidden or disabled.

    Args:
        focused: the window's focus widget.

    Returns:
        Whether the widget was hidden or disabled, so that the focus must not move on.
    """
    if focused is None or (focused.isVisible() and focused.isEnabled()):
        return False
    ancestor = focused.parentWidget()
    while ancestor is not None and not (ancestor.isVisible() and ancestor.isEnabled()):
        ancestor = ancestor.parentWidget()
    if ancestor is None:
        return False
    _Placeholder(focused, ancestor).setFocus(Qt.FocusReason.OtherFocusReason)
    return True


class _Placeholder(Painted, QWidget):
    """Has the focus in place of another widget: ignores every key, but Tab continues from the widget's position.

    A disabled widget gets the focus back once it is enabled. A hidden one does not, since it may mean something else
    when it returns, as the buttons of messages do. The focus ring surrounds the widget, or the ancestor where the
    widget left no space.
    """

    def __init__(self, replaced: QWidget, ancestor: QWidget) -> None:
        super().__init__(ancestor)
        self._replaced, self._ancestor = replaced, ancestor
        self._has_space = self._leaves_space()
        self._space = _geometry_in(ancestor, replaced)
        set_role(self, QAccessible.Role.StaticText)
        name = replaced.accessibleName() or (replaced.text() if isinstance(replaced, QAbstractButton) else "")
        self.setAccessibleName(
            _("{name}: unavailable").format(name=name) if isinstance(replaced, QAbstractButton) else name
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        # A widget without a focus policy is left out of the tab order.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        QWidget.setTabOrder(replaced, self)
        for watched in (replaced, ancestor):
            watched.installEventFilter(self)
        self._fit()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return the focus, or follow the geometry of the widget."""
        kind = event.type()
        if watched is self._replaced and kind in (QEvent.Type.Show, QEvent.Type.Hide):
            self._has_space = self._leaves_space()
        if watched is self._replaced and kind is QEvent.Type.EnabledChange and self._replaced.isEnabled():
            if self._has_focus() and self._replaced.isVisible():
                self._replaced.setFocus(Qt.FocusReason.OtherFocusReason)
        elif kind in _MOVED:
            self._fit()
        return super().eventFilter(watched, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Delete the placeholder, unless the whole window has lost the focus."""
        super().focusOutEvent(event)
        self._delete_without_focus()

    def event(self, event: QEvent) -> bool:
        """Delete the placeholder if the focus moved while the window was inactive."""
        if event.type() is QEvent.Type.WindowActivate:
            self._delete_without_focus()
        return super().event(event)

    def paint(self, painter: QPainter) -> None:
        """Draw the ring, also in an inactive window, but none around the whole window."""
        if self._ancestor.parentWidget() is not self.window():
            FocusRing(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS).draw(painter)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Report the widget's space as the cursor, so that a page scrolls there and not to the whole ring."""
        if query is Qt.InputMethodQuery.ImCursorRectangle:
            return self._space.translated(-self.pos())
        return super().inputMethodQuery(query)

    def _has_focus(self) -> bool:
        """Return whether it has the focus, or gets it once the window is active again."""
        return self.window().focusWidget() is self

    def _delete_without_focus(self) -> None:
        if not self._has_focus():
            self.hide()
            self.deleteLater()

    def _leaves_space(self) -> bool:
        retains = self._replaced.sizePolicy().retainSizeWhenHidden() and self._replaced.parentWidget() is self._ancestor
        return self._replaced.isVisible() or retains

    def _fit(self) -> None:
        # A widget that left no space may have been deleted.
        if self._has_space:
            self._space = _geometry_in(self._ancestor, self._replaced)
        self.setGeometry(self._space if self._has_space else self._ancestor.rect())


def _geometry_in(ancestor: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(ancestor, QPoint()), widget.size())
