"""One sentence above the picture when something needs saying."""

import html
import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.gui.view_state import Message, Remedy

_TRY_AGAIN = "Try again"
_REMEDIES = {
    Remedy.SHOW: "Show me again",
    Remedy.MODEL: "Use the best model",
    Remedy.BLUR: "Blur it",
    Remedy.PUT_BACK: "Put back",
    Remedy.REMOVE: "Remove it",
    Remedy.NEW_CAMERA: "Use it",
}


class Banner(QFrame):
    """Hidden while there is nothing to say.

    Signals:
        try_again: the `Remedy` of the message shown.
        dismissed: the `Message` that the user closed.
    """

    try_again = Signal(object)
    dismissed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._message: Message | None = None
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = QPushButton("Copy command")
        self.copy.clicked.connect(self._copy)
        self.retry = QPushButton(_TRY_AGAIN)
        self.retry.clicked.connect(self._retry)
        self.close_button = QPushButton("✕")
        self.close_button.setObjectName("close")
        self.close_button.setAccessibleName("Dismiss this message")
        self.close_button.clicked.connect(self._dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        for button in (self.copy, self.retry, self.close_button):
            row.addWidget(button, 0)
        self.hide()

    @property
    def message(self) -> Message | None:
        """What is shown; None while hidden."""
        return self._message

    @Slot(object)
    def show_message(self, message: Message | None) -> None:
        """Say something, or for None hide."""
        if message == self._message:
            return
        self._message = message
        if message is None:
            self.hide()
            return
        self._text.setText(markup(message.text))
        self._text.setAccessibleName(message.text)
        self.copy.setText("Copy command")
        self.copy.setVisible(bool(message.command))
        self.retry.setText(_REMEDIES.get(message.remedy, _TRY_AGAIN))
        self.retry.setVisible(message.remedy is not Remedy.NONE)
        self.setProperty("error", message.is_error)
        # A style sheet looks at properties only when it is applied.
        self.style().polish(self)
        for button in (self.copy, self.retry, self.close_button):
            self.style().polish(button)
        self.show()

    @Slot()
    def _copy(self) -> None:
        if self._message:
            QGuiApplication.clipboard().setText(self._message.command)
            self.copy.setText("Copied")

    @Slot()
    def _retry(self) -> None:
        if self._message:
            self.try_again.emit(self._message.remedy)

    @Slot()
    def _dismiss(self) -> None:
        if self._message:
            self.dismissed.emit(self._message)


def markup(text: str) -> str:
    """Return rich text in which what stands in backticks is code; nothing else in it is markup."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
