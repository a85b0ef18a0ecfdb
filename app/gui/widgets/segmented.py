"""Segmented control: a few choices side by side, exactly one of which is selected."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from app.gui.theme.mirroring import key_step
from app.gui.widgets.accessible import set_role
from app.gui.widgets.flow import FlowLayout
from app.language import _

# Value and label of each segment.
Entries = Sequence[tuple[Any, str]]


def translated(entries: Entries) -> Entries:
    """Return choices with their labels in the chosen language."""
    return tuple((value, _(label)) for value, label in entries)


class SegmentedControl(QFrame):
    """Row of buttons that Tab treats as one stop; the arrow keys select the next one.

    Args:
        entries: value and label of each segment.
        name: of the whole control, for screen readers.

    Signals:
        chosen: value that the user selected.
    """

    chosen = Signal(object)

    def __init__(self, entries: Entries, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        set_role(self, QAccessible.Role.Grouping)
        self.setObjectName("segments")
        self._values = [value for value, _label in entries]
        self.buttons = [_Segment(label) for _value, label in entries]
        self.setLayout(FlowLayout(*self.buttons, spacing=0, fills=True))
        for index, button in enumerate(self.buttons):
            button.setAccessibleDescription(name)
            button.clicked.connect(lambda _=False, index=index: self._choose(index))
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus if index else Qt.FocusPolicy.StrongFocus)
        # Index of the segment that Tab reaches.
        self._tab_stop = 0

    def button(self, value: Any) -> QPushButton:
        """Return the button of a value."""
        return self.buttons[self._values.index(value)]

    def show_value(self, value: Any) -> None:
        """Select the segment of a value; a value without a segment selects none."""
        selected = self._values.index(value) if value in self._values else None
        for index, button in enumerate(self.buttons):
            button.setChecked(index == selected)
        if self._tab_stop != (selected or 0):
            self.buttons[self._tab_stop].setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self._tab_stop = selected or 0
            self.buttons[self._tab_stop].setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def allow(self, value: Any, allowed: bool, why_not: str) -> None:
        """Enable the segment of a value, or disable it with the reason as its tooltip."""
        button = self.button(value)
        button.setEnabled(allowed)
        button.setToolTip("" if allowed else why_not)
        button.setAccessibleDescription(button.toolTip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select the next enabled segment in the direction of an arrow key."""
        step = key_step(self, event.key())
        focused = next((index for index, button in enumerate(self.buttons) if button.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        index = focused + step
        while 0 <= index < len(self.buttons) and not self.buttons[index].isEnabled():
            index += step
        if 0 <= index < len(self.buttons):
            self.buttons[index].setFocus(Qt.FocusReason.TabFocusReason)
            self._choose(index)

    def _choose(self, index: int) -> None:
        # A clicked button unchecks itself if it was checked; `show_value` sets the state of all of them.
        self.show_value(self._values[index])
        self.chosen.emit(self._values[index])


class _Segment(QPushButton):
    """One button; leaves the arrow keys to the control."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.setProperty("role", "segment")
        self.setCheckable(True)
        set_role(self, QAccessible.Role.RadioButton)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ignore the arrow keys."""
        if key_step(self, event.key()) is not None:
            event.ignore()
        else:
            super().keyPressEvent(event)
