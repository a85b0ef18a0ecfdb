"""A few choices side by side, of which one holds."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

# Value and words of each button.
Entries = Sequence[tuple[Any, str]]
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class SegmentedControl(QFrame):
    """Buttons in one frame. The arrows choose the next, as Tab passes all of them in one step.

    Args:
        entries: value and words of each button.
        name: of them all, for who cannot see them.

    Signals:
        chosen: what the user chose.
    """

    chosen = Signal(object)

    def __init__(self, entries: Entries, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setObjectName("segments")
        self._values = [value for value, _ in entries]
        self.buttons = [_Segment(words) for _, words in entries]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, button in enumerate(self.buttons):
            button.setAccessibleDescription(name)
            button.clicked.connect(lambda _=False, place=place: self._choose(place))
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus if place else Qt.FocusPolicy.StrongFocus)
            row.addWidget(button, 1)
        # The one that Tab reaches.
        self._reached = 0

    def button(self, value: Any) -> QPushButton:
        """Return the button of a value."""
        return self.buttons[self._values.index(value)]

    def show_value(self, value: Any) -> None:
        """Show what holds; what is not among the choices checks none."""
        checked = self._values.index(value) if value in self._values else None
        for place, button in enumerate(self.buttons):
            button.setChecked(place == checked)
        if self._reached != (checked or 0):
            self.buttons[self._reached].setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self._reached = checked or 0
            self.buttons[self._reached].setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def allow(self, value: Any, allowed: bool, why_not: str) -> None:
        """Let a value be chosen, or say why it cannot be."""
        button = self.button(value)
        button.setEnabled(allowed)
        button.setToolTip("" if allowed else why_not)
        button.setAccessibleDescription(button.toolTip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the next that can be chosen, to the left or to the right."""
        step = _STEPS.get(Qt.Key(event.key()))
        focused = next((place for place, button in enumerate(self.buttons) if button.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        place = focused + step
        while 0 <= place < len(self.buttons) and not self.buttons[place].isEnabled():
            place += step
        if 0 <= place < len(self.buttons):
            self.buttons[place].setFocus(Qt.FocusReason.TabFocusReason)
            self._choose(place)

    def _choose(self, place: int) -> None:
        # A button checks itself where it is clicked; what holds is told by `show_value`.
        self.show_value(self._values[place])
        self.chosen.emit(self._values[place])


class _Segment(QPushButton):
    """One button; it leaves the arrows to the frame."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setProperty("role", "segment")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ignore the arrows."""
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)
