"""Banner over the preview: one message at a time, with buttons for the actions that may help."""

from collections.abc import Sequence
from math import ceil, floor

from PySide6.QtCore import QEvent, QMargins, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.gui.session.messages import Message, Topic
from app.gui.session.problems import Action, label_of
from app.gui.text import markup
from app.gui.widgets.buttons import CopyButton
from app.gui.widgets.labels import announce, row_of
from app.language import _

# Narrowest text beside the buttons, in points.
_NARROWEST = 200
_MARGINS = QMargins(14, 8, 8, 8)
_TIGHT_MARGINS = QMargins(8, 3, 6, 3)
_GAP, _TIGHT_GAP = 8, 3
# By how much a button is narrower while the margins are tight.
_SAVED = 12
_MOST_ROWS = 3
# Width of the focus ring around the text, in points.
_FRAME = 2
# Actions of the messages about what others see.
_PRIVACY = {
    Action.SHOW,
    Action.BLUR,
    Action.SHOW_ROOM,
    Action.KEEP_BACKGROUND,
    Action.START_WITH_ROOM,
    Action.START_WITH_BLUR,
}


class Banner(QFrame):
    """Shows a message; hidden while there is none.

    Signals:
        action_requested: the `Action` whose button was pressed.
        dismissed: the `Message` that the user closed.
        changed: the banner shows another message, or needs another height.
    """

    action_requested = Signal(object)
    dismissed = Signal(object)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._message: Message | None = None
        self.text = BannerText()
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.copy = CopyButton(label_of(Action.COPY))
        self.first_action = QPushButton()
        self.second_action = QPushButton()
        self.close_button = QPushButton("✕")
        self.close_button.setObjectName("close")
        self.close_button.setAccessibleName(_("Dismiss this message"))
        self.close_button.clicked.connect(self._dismiss)
        for index, button in enumerate(self._action_buttons()):
            button.clicked.connect(lambda _, index=index: self._request(index))
        # Only one holds buttons where they fit side by side.
        self._rows = [row_of(spacing=_GAP) for _ in range(_MOST_ROWS)]
        self._placed: list[tuple[QWidget, ...]] = []
        self._button_rows = QVBoxLayout()
        self._button_rows.setSpacing(_GAP)
        for row in self._rows:
            self._button_rows.addLayout(row)
            self._button_rows.setAlignment(row, Qt.AlignmentFlag.AlignRight)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(_MARGINS)
        self._halves.setSpacing(_GAP)
        self._halves.addWidget(self.text, 1)
        self._halves.addLayout(self._button_rows)
        self._halves.setAlignment(self._button_rows, Qt.AlignmentFlag.AlignRight)
        self._arrange()
        self.hide()

    @property
    def message(self) -> Message | None:
        """The message on display; None while hidden."""
        return self._message

    def height_for(self, width: int) -> int:
        """Return the height of the complete message at a width, both in points."""
        border = self.size() - self.contentsRect().size()
        inside = width - border.width() - _MARGINS.left() - _MARGINS.right()
        buttons = self._size_of_buttons(inside)
        if self._stacks(inside):
            content = self.text.heightForWidth(inside) + _GAP + buttons.height()
        else:
            content = max(self.text.heightForWidth(inside - buttons.width() - _GAP), buttons.height())
        return content + border.height() + _MARGINS.top() + _MARGINS.bottom()

    @property
    def is_always_complete(self) -> bool:
        """Whether the message is about what others see, so that all of it must be in sight."""
        message = self._message
        return message is not None and (message.is_warning or not _PRIVACY.isdisjoint(message.actions))

    def height_within(self, width: int, limit: int) -> int:
        """Return the height for as many whole lines of the message as fit into a limit at a width, all in points."""
        complete = self.height_for(width)
        if complete <= limit:
            return complete
        border = self.size() - self.contentsRect().size()
        inside = width - border.width() - _MARGINS.left() - _MARGINS.right()
        beside = inside - self._size_of_buttons(inside).width() - _GAP
        room = inside if self._stacks(inside) else beside
        around = complete - self.text.heightForWidth(room)
        return around + self.text.whole_lines(limit - around, room)

    def event(self, event: QEvent) -> bool:
        """Report that texts or buttons need another height, as they do once the style sheet applies to them."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()
            self.changed.emit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange text and buttons for the new width."""
        super().resizeEvent(event)
        self._arrange()

    @Slot(object)
    def show_message(self, message: Message | None, waiting: int = 0) -> None:
        """Show a message, or hide for None; `waiting` is the number of messages that follow."""
        self.count.setText(_("1 of {total}").format(total=waiting + 1))
        self.count.setVisible(waiting > 0)
        if message == self._message:
            self._arrange()
            self.changed.emit()
            return
        self._message = message
        if message is None:
            self.hide()
            return
        self.text.show_text(message.text)
        self.copy.set_copied_text(message.command)
        self.copy.setVisible(Action.COPY in message.actions)
        actions = self._actions()
        for index, button in enumerate(self._action_buttons()):
            button.setVisible(index < len(actions))
            button.setText(label_of(actions[index]) if index < len(actions) else "")
        self.setProperty("error", message.is_error)
        self.setProperty("warning", message.is_warning)
        # A style sheet reads properties only when it is applied.
        self.style().polish(self)
        for button in self._buttons():
            self.style().polish(button)
        self._arrange()
        self.show()
        self.changed.emit()
        if message.topic is Topic.ROOM:
            # Enter, pressed once more by mistake, changes nothing there.
            self.second_action.setFocus(Qt.FocusReason.OtherFocusReason)
        if Action.SHOW not in message.actions:
            # That the user is hidden is announced with who sees it.
            announce(self, message.text)

    def _arrange(self) -> None:
        """Place the buttons beside the text, or below it where that takes less height."""
        inside = self.contentsRect().width() - _MARGINS.left() - _MARGINS.right()
        rows = self._split(inside)
        if rows != self._placed:
            self._placed = rows
            self._tighten(len(rows) > 1)
            for row, widgets in zip(self._rows, rows, strict=False):
                for widget in widgets:
                    # Qt takes it out of the row where it was.
                    row.addWidget(widget)
        below = self._stacks(inside)
        policy = self.text.sizePolicy()
        if policy.hasHeightForWidth() == below:
            # Above its buttons the text takes what they leave, and scrolls.
            policy.setHeightForWidth(not below)
            self.text.setSizePolicy(policy)
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def _stacks(self, inside: int) -> bool:
        """Return whether the buttons lie below the text where text and buttons have a width of `inside` points."""
        buttons = self._size_of_buttons(inside)
        beside = inside - buttons.width() - _GAP
        stacked = self.text.heightForWidth(inside) + _GAP + buttons.height()
        return beside < _NARROWEST or self.text.heightForWidth(beside) > stacked

    def _tighten(self, is_tight: bool) -> None:
        """Leave more room for the text where the buttons need several rows."""
        self.setProperty("tight", is_tight)
        self._halves.setContentsMargins(_TIGHT_MARGINS if is_tight else _MARGINS)
        for layout in (self._halves, self._button_rows):
            layout.setSpacing(_TIGHT_GAP if is_tight else _GAP)
        for widget in (self, *self._buttons()):
            self.style().polish(widget)
            widget.updateGeometry()

    def _split(self, inside: int) -> list[tuple[QWidget, ...]]:
        """Return the rows of buttons: one, or more where they are wider than `inside` points."""
        others = (self.count, self.copy, self.close_button)
        actions = self._action_buttons()
        buttons = (self.copy, *actions)
        # Buttons in several rows are narrower.
        saved = _SAVED * sum(not button.isHidden() for button in buttons) if len(self._placed) > 1 else 0
        if _width_of((*others, *actions)) + saved <= inside:
            return [(self.count, self.copy, *actions, self.close_button)]
        if _width_of(actions) <= inside:
            return [actions, others]
        shared: list[tuple[QWidget, ...]] = [
            (self.count, self.copy, self.first_action),
            (self.second_action, self.close_button),
        ]
        if max(map(_width_of, shared)) <= inside:
            return shared
        return [(self.first_action,), (self.second_action,), others]

    def _size_of_buttons(self, inside: int) -> QSize:
        rows = self._split(inside)
        height = self.close_button.sizeHint().height()
        return QSize(max(map(_width_of, rows)), len(rows) * height + (len(rows) - 1) * _GAP)

    def _action_buttons(self) -> tuple[QPushButton, QPushButton]:
        return self.first_action, self.second_action

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.copy, *self._action_buttons(), self.close_button

    def _actions(self) -> list[Action]:
        """Return the actions of the message that have a button of their own; copying has the copy button."""
        return [action for action in self._message.actions if action is not Action.COPY] if self._message else []

    def _request(self, index: int) -> None:
        self.action_requested.emit(self._actions()[index])

    @Slot()
    def _dismiss(self) -> None:
        if self._message:
            self.dismissed.emit(self._message)


def _width_of(widgets: Sequence[QWidget]) -> int:
    """Return the width of widgets side by side, without those that are hidden."""
    widths = [widget.sizeHint().width() for widget in widgets if not widget.isHidden()]
    return sum(widths) + _GAP * max(0, len(widths) - 1)


class BannerText(QScrollArea):
    """Text of a message in whole lines; scrolls by lines, and is reached by Tab, while some of it does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWidget(self.label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.rangeChanged.connect(self._update_focus_policy)
        self._top = 0
        self.verticalScrollBar().valueChanged.connect(self._scroll_to_line)
        self._update_focus_policy()

    @property
    def line_height(self) -> int:
        """Height of a line, in points; the same with and without a command."""
        return self.label.fontMetrics().lineSpacing()

    def show_text(self, text: str) -> None:
        """Show a text from its beginning, with parts in backticks as code."""
        self._text = text
        self._format()
        self.label.setAccessibleName(text)
        self.setAccessibleName(text)
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the complete text, and of the scroll bar if a word of a command is wider."""
        inside = width - 2 * _FRAME
        return self.label.heightForWidth(inside) + self._bar_height(inside) + 2 * _FRAME

    def whole_lines(self, limit: int, width: int) -> int:
        """Return the height of as many whole lines as fit into a limit at a width, all in points; at least one."""
        around = self._bar_height(width - 2 * _FRAME) + 2 * _FRAME
        return around + max(1, (limit - around) // self.line_height) * self.line_height

    def sizeHint(self) -> QSize:
        """Return the size of the complete text in one line."""
        return self.label.sizeHint() + QSize(2 * _FRAME, 2 * _FRAME)

    def minimumSizeHint(self) -> QSize:
        """Return the size of a short line."""
        return QSize(60, self.line_height + 2 * _FRAME)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._format()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave no room for a part of a line below the last whole one."""
        super().resizeEvent(event)
        self._fit()

    def _format(self) -> None:
        """Give all lines the same height."""
        height = self.line_height
        shown = markup(self._text)
        self.label.setText(f'<p style="line-height: {height}px; -qt-line-height-type: fixed">{shown}</p>')
        self.verticalScrollBar().setSingleStep(height)
        self._fit()

    def _fit(self) -> None:
        inside = self.contentsRect()
        room = inside.height() - self._bar_height(inside.width())
        scrolls = self.label.heightForWidth(inside.width()) > room
        self.setViewportMargins(0, 0, 0, room % self.line_height if scrolls and room > self.line_height else 0)

    def _bar_height(self, inside: int) -> int:
        """Return the height of the horizontal scroll bar where the text has a width; 0 where it is not needed."""
        overflows = self.label.minimumSizeHint().width() > inside
        return self.horizontalScrollBar().sizeHint().height() if overflows else 0

    @Slot(int)
    def _scroll_to_line(self, position: int) -> None:
        """Move on to the next whole line in the direction of the movement."""
        lines = position / self.line_height
        self._top = (ceil(lines) if position > self._top else floor(lines)) * self.line_height
        self.verticalScrollBar().setValue(self._top)

    def _update_focus_policy(self) -> None:
        scrolls = self.verticalScrollBar().maximum() > 0 or self.horizontalScrollBar().maximum() > 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
