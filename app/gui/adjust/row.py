"""What all rows of the panel have in common."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.config import AppConfig
from app.gui.adjust.settings import Setting
from app.gui.theme.style import RING
from app.gui.widgets.buttons import ResetButton


class Row(QWidget):
    """One setting. Shows what it is told, and tells what the user wants.

    Signals:
        wanted: the value that the user wants, and whether it is one of many, as of a slider that moves.
        held: whether the mouse holds the control.
    """

    wanted = Signal(object, bool)
    held = Signal(bool)

    def __init__(self, setting: Setting, control: QWidget) -> None:
        super().__init__()
        self.setting = setting
        self.control = control
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addWidget(control)
        control.setAccessibleName(setting.label)
        control.setToolTip(self._meaning())

    def show_config(self, config: AppConfig) -> None:
        """Show the value in use."""
        self.setEnabled(self.setting.counts(config))
        self._show(self.setting.read(config))

    def _show(self, value: Any) -> None:
        raise NotImplementedError

    def _meaning(self) -> str:
        words = self.setting.meaning
        return words[:1].upper() + words[1:]


class LabelledRow(Row):
    """A row with its name above, the value in words and a way back to the default, also by a double click on these."""

    def __init__(self, setting: Setting, control: QWidget) -> None:
        super().__init__(setting, control)
        self.label = QLabel(setting.label)
        self.label.setBuddy(control)
        # With a wider font it takes two lines, and nothing is cut off.
        self.label.setWordWrap(True)
        self.value = QLabel()
        self.value.setProperty("role", "value")
        self.reset = ResetButton(setting.label)
        self.reset.clicked.connect(self._reset)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.label, 1)
        head.addWidget(self.reset)
        head.addWidget(self.value)
        self._column.insertLayout(0, head)
        # Switches keep room for a focus ring; the rest is set in by as much, so that all lines up.
        self._column.setContentsMargins(RING, 0, RING, 0)
        self.reset.hide()
        for words in (self.label, self.value):
            words.installEventFilter(self)

    def show_config(self, config: AppConfig) -> None:
        """Show the value in use, also in words."""
        super().show_config(config)
        self._say(self.setting.read(config))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Reset by a double click on the words."""
        if event.type() is QEvent.Type.MouseButtonDblClick and self.isEnabled():
            self._reset()
            return True
        return super().eventFilter(watched, event)

    def _say(self, value: Any) -> None:
        """Say a value, and whether there is a way back."""
        words = self._words(value) if self.isEnabled() else self.setting.idle
        self.value.setText(words)
        self.control.setAccessibleDescription(". ".join(part for part in (words, self._meaning()) if part))
        self.reset.setVisible(self.isEnabled() and value != self.setting.default)

    def _words(self, value: Any) -> str:
        return ""

    @Slot()
    def _reset(self) -> None:
        if self.reset.hasFocus():
            # It hides, and would take the focus along.
            self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.wanted.emit(self.setting.default, False)
