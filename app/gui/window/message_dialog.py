"""The complete message, with its commands and actions, where the banner has room for a part of it only."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.gui.session.messages import Message
from app.gui.session.problems import Action, label_of
from app.gui.setup.advice_view import AdviceView
from app.language import _

_WIDTH = 480


class MessageDialog(QDialog):
    """Shows a message; does not keep the user from the window.

    Args:
        message: to show.
        parent: over whose window it opens.

    Signals:
        action_requested: the `Action` whose button was pressed.
    """

    action_requested = Signal(object)

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Message"))
        self.advice = AdviceView(message.steps or (message.text,), joined=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        for action in message.actions:
            # Commands have a button of their own.
            if action is not Action.COPY:
                button = self.buttons.addButton(label_of(action), QDialogButtonBox.ButtonRole.ActionRole)
                button.clicked.connect(partial(self._request, action))
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addWidget(self.advice)
        column.addStretch()
        column.addWidget(self.buttons)
        close.setFocus()
        self.resize(_WIDTH, column.totalHeightForWidth(_WIDTH))

    def _request(self, action: Action) -> None:
        self.close()
        self.action_requested.emit(action)
