"""A row of buttons of which one is pressed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class Segmented(QWidget):
    """Arrows move between the buttons, as between radio buttons.

    Args:
        name: for who cannot see it.
        entries: (value, words) of each button.

    Signals:
        chosen: the value that the user picked.
    """

    chosen = Signal(str)

    def __init__(self, name: str, entries: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._buttons: dict[str, QPushButton] = {}
        for value, words in entries:
            button = QPushButton(words)
            button.setCheckable(True)
            button.setAccessibleDescription(name)
            # A value that is set from outside is nobody's choice.
            button.clicked.connect(lambda _, value=value: self.chosen.emit(value))
            group.addButton(button)
            row.addWidget(button, 1)
            self._buttons[value] = button

    def button(self, value: str) -> QPushButton:
        """Return the button of a value."""
        return self._buttons[value]

    def show_value(self, value: str) -> None:
        """Press the button of this value."""
        self._buttons[value].setChecked(True)
        # The Tab key comes to the one that is pressed.
        for button in self._buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus)
