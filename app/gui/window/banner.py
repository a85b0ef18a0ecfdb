"""One sentence above the picture when something needs saying, and the buttons that mend it."""

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from app.gui.session.messages import Message
from app.gui.session.problems import LABELS, Action
from app.gui.widgets.announcing import announce
from app.gui.widgets.buttons import CopyButton
from app.gui.widgets.labels import row_of
from app.gui.window.banner_words import BannerText

# Of the sentence beside the buttons, in points.
_NARROWEST = 200
_MARGINS = QMargins(14, 8, 8, 8)
_GAP = 8
# Of it all, in points and as a share of the window, so that the picture below keeps room.
_HIGHEST, _SHARE = 138, 0.2


class Banner(QFrame):
    """Hidden while there is nothing to say.

    Signals:
        try_again: the `Action` whose button was pressed.
        dismissed: the `Message` that the user closed.
    """

    try_again = Signal(object)
    dismissed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._message: Message | None = None
        self.words = BannerText()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setMaximumHeight(_HIGHEST)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.copy = CopyButton(LABELS[Action.COPY])
        self.retry = QPushButton()
        self.more = QPushButton()
        self.close_button = QPushButton("✕")
        self.close_button.setObjectName("close")
        self.close_button.setAccessibleName("Dismiss this message")
        self.close_button.clicked.connect(self._dismiss)
        for place, button in enumerate(self._others()):
            button.clicked.connect(lambda _, place=place: self._mend(place))
        self._answers = row_of(self.count, *self._buttons(), spacing=_GAP)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(_MARGINS)
        self._halves.setSpacing(_GAP)
        self._halves.addWidget(self.words, 1)
        self._halves.addLayout(self._answers)
        self._halves.setAlignment(self._answers, Qt.AlignmentFlag.AlignRight)
        self.hide()

    @property
    def message(self) -> Message | None:
        """What is shown; None while hidden."""
        return self._message

    def keep_below(self, height: int) -> None:
        """Take no more of a window of this height than leaves the picture its room."""
        self.setMaximumHeight(max(_HIGHEST, round(_SHARE * height)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where they leave the sentence more room."""
        super().resizeEvent(event)
        self._arrange()

    @Slot(object)
    def show_message(self, message: Message | None, waiting: int = 0) -> None:
        """Say something, or for None hide; `waiting` messages more come when it is closed."""
        self.count.setText(f"1 of {waiting + 1}")
        self.count.setVisible(waiting > 0)
        if message == self._message:
            self._arrange()
            return
        self._message = message
        if message is None:
            self.hide()
            return
        self.words.say(message.text)
        self.copy.set_copied_text(message.command)
        self.copy.setVisible(Action.COPY in message.actions)
        actions = self._offered()
        for place, button in enumerate(self._others()):
            button.setVisible(place < len(actions))
            button.setText(LABELS[actions[place]] if place < len(actions) else "")
        self.setProperty("error", message.is_error)
        # A style sheet looks at properties only when it is applied.
        self.style().polish(self)
        for button in self._buttons():
            self.style().polish(button)
        self._arrange()
        self.show()
        announce(self, message.text)

    def _arrange(self) -> None:
        """Let the buttons stand beside the sentence, or below it where that takes less height."""
        inside = self.width() - _MARGINS.left() - _MARGINS.right()
        buttons = self._answers.sizeHint()
        beside = inside - buttons.width() - _GAP
        stacked = self.words.heightForWidth(inside) + _GAP + buttons.height()
        below = beside < _NARROWEST or self.words.heightForWidth(beside) > stacked
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def _others(self) -> tuple[QPushButton, QPushButton]:
        return self.retry, self.more

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.copy, *self._others(), self.close_button

    def _offered(self) -> list[Action]:
        return [action for action in self._message.actions if action is not Action.COPY] if self._message else []

    def _mend(self, place: int) -> None:
        self.try_again.emit(self._offered()[place])

    @Slot()
    def _dismiss(self) -> None:
        if self._message:
            self.dismissed.emit(self._message)
