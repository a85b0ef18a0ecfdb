"""One sentence above the picture when something needs saying, and the buttons that mend it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.gui.announcing import announce
from app.gui.copy_button import CopyButton
from app.gui.troubles import WORDS, Remedy
from app.gui.view_state import Message
from app.gui.words import markup

_NARROWEST = 200


class Banner(QFrame):
    """Hidden while there is nothing to say.

    Signals:
        try_again: the `Remedy` whose button was pressed.
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
        self._text.setMinimumWidth(_NARROWEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.copy = CopyButton(WORDS[Remedy.COPY])
        self.retry = QPushButton()
        self.more = QPushButton()
        self.close_button = QPushButton("✕")
        self.close_button.setObjectName("close")
        self.close_button.setAccessibleName("Dismiss this message")
        self.close_button.clicked.connect(self._dismiss)
        for place, button in enumerate(self._others()):
            button.clicked.connect(lambda _, place=place: self._mend(place))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addWidget(self.count)
        for button in self._buttons():
            row.addWidget(button, 0)
        self.hide()

    @property
    def message(self) -> Message | None:
        """What is shown; None while hidden."""
        return self._message

    @Slot(object)
    def show_message(self, message: Message | None, waiting: int = 0) -> None:
        """Say something, or for None hide; `waiting` messages more come when it is closed."""
        self.count.setText(f"1 of {waiting + 1}")
        self.count.setVisible(waiting > 0)
        if message == self._message:
            return
        self._message = message
        if message is None:
            self.hide()
            return
        self._text.setText(markup(message.text))
        self._text.setAccessibleName(message.text)
        self.copy.set_copied_text(message.command)
        self.copy.setVisible(Remedy.COPY in message.remedies)
        remedies = self._offered()
        for place, button in enumerate(self._others()):
            button.setVisible(place < len(remedies))
            button.setText(WORDS[remedies[place]] if place < len(remedies) else "")
        self.setProperty("error", message.is_error)
        # A style sheet looks at properties only when it is applied.
        self.style().polish(self)
        for button in self._buttons():
            self.style().polish(button)
        self.show()
        announce(self, message.text)

    def _others(self) -> tuple[QPushButton, QPushButton]:
        return self.retry, self.more

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.copy, *self._others(), self.close_button

    def _offered(self) -> list[Remedy]:
        return [remedy for remedy in self._message.remedies if remedy is not Remedy.COPY] if self._message else []

    def _mend(self, place: int) -> None:
        self.try_again.emit(self._offered()[place])

    @Slot()
    def _dismiss(self) -> None:
        if self._message:
            self.dismissed.emit(self._message)
