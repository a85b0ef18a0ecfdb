"""A button that copies."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QPushButton, QWidget

_FEEDBACK_MS = 2000


class CopyButton(QPushButton):
    """Puts a text on the clipboard and says so for a moment.

    Args:
        words: on the button.
        parent: of the button.
    """

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._words = words
        self._text = ""
        self._back = QTimer(self, interval=_FEEDBACK_MS, singleShot=True)
        self._back.timeout.connect(self._settle)
        self.clicked.connect(self._copy)

    def set_copied_text(self, text: str) -> None:
        """Copy this from now on."""
        if text != self._text:
            self._text = text
            self._settle()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let no timer run for what nobody sees."""
        self._settle()
        super().hideEvent(event)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.setText("Copied")
        self._back.start()

    @Slot()
    def _settle(self) -> None:
        self._back.stop()
        self.setText(self._words)
