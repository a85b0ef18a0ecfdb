"""Banner over the preview: one message at a time, with buttons for the actions that may help."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMargins, Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui.session.messages import Message, Topic
from app.gui.session.problems import Action, label_of
from app.gui.widgets.buttons import CopyButton
from app.gui.widgets.labels import announce, row_of
from app.gui.window.banner_text import BannerText
from app.gui.window.message_dialog import MessageDialog
from app.language import _

# Narrowest text beside the buttons, in points.
_NARROWEST = 200
_MARGINS = QMargins(14, 8, 8, 8)
_TIGHT_MARGINS = QMargins(8, 3, 6, 3)
_GAP, _TIGHT_GAP = 8, 3
# By how much a button is narrower and lower while the margins are tight.
_NARROWER, _LOWER = 12, 8
_MOST_ROWS = 3
# Lines of a shortened text at least.
_FEWEST_LINES = 2
# Actions of the messages about what others see.
_PRIVACY = {
    Action.SHOW,
    Action.BLUR,
    Action.SHOW_ROOM,
    Action.KEEP_BACKGROUND,
    Action.START_WITH_ROOM,
    Action.START_WITH_BLUR,
}


@dataclass(frozen=True)
class _Arrangement:
    """How text and buttons are placed.

    Attributes:
        rows: of buttons, without those that are left out.
        is_below: whether the buttons lie below the text, else beside it.
        is_tight: whether margins and buttons are small.
        lines: of the text at most; 0 for all.
        height: of the banner, in points.
    """

    rows: tuple[tuple[QWidget, ...], ...] = ()
    is_below: bool = False
    is_tight: bool = False
    lines: int = 0
    height: int = 0


class Banner(QFrame):
    """Shows a message; hidden while there is none.

    Where there is no room for all of it, the text is shortened and the button "More…" opens the complete message.

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
        self._details: MessageDialog | None = None
        self._is_first_of_many = False
        self.text = BannerText()
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.copy = CopyButton(label_of(Action.COPY))
        self.first_action = QPushButton()
        self.second_action = QPushButton()
        self.more = QPushButton(_("More…"))
        self.more.setToolTip(_("Show the complete message"))
        self.more.setAccessibleDescription(self.more.toolTip())
        self.more.clicked.connect(self._open_details)
        self.close_button = QPushButton("✕")
        self.close_button.setObjectName("close")
        self.close_button.setAccessibleName(_("Dismiss this message"))
        self.close_button.clicked.connect(self._dismiss)
        for index, button in enumerate(self._action_buttons()):
            button.clicked.connect(lambda _, index=index: self._request(index))
        self._placed = _Arrangement()
        # Only one holds buttons where they fit side by side.
        self._rows = [row_of(spacing=_GAP) for _ in range(_MOST_ROWS)]
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
        self._place(_Arrangement(((self.count, *self._buttons()),)))
        self.hide()

    @property
    def message(self) -> Message | None:
        """The message on display; None while hidden."""
        return self._message

    @property
    def is_always_complete(self) -> bool:
        """Whether the message is about what others see, so that all of it must be in sight."""
        message = self._message
        return message is not None and (message.is_warning or not _PRIVACY.isdisjoint(message.actions))

    def fit(self, width: int, limit: int, room: int) -> int:
        """Arrange text and buttons, and shorten the text where all of the message would be too high.

        Args:
            width: of the banner, in points.
            limit: of its height, in points; a shortened text has two lines although they may exceed it.
            room: which those two lines may not exceed.

        Returns:
            The height, in points.
        """
        width -= self.width() - self.contentsRect().width()
        shortened = self._shortened(width, limit, room)
        limit = max(limit, shortened.height)
        arrangement = next((found for found in self._complete(width) if found.height <= limit), shortened)
        self._place(arrangement)
        return arrangement.height

    def event(self, event: QEvent) -> bool:
        """Report that texts or buttons need another height, as they do once the style sheet applies to them."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.changed.emit()
        return super().event(event)

    @Slot(object)
    def show_message(self, message: Message | None, waiting: int = 0) -> None:
        """Show a message, or hide for None; `waiting` is the number of messages that follow."""
        self.count.setText(_("1 of {total}").format(total=waiting + 1))
        self._is_first_of_many = waiting > 0
        if message == self._message:
            self.changed.emit()
            return
        self._message = message
        self._close_details()
        if message is None:
            self.hide()
            return
        self.text.show_text(message.text)
        self.copy.set_copied_text(message.command)
        for button, action in zip(self._action_buttons(), self._actions(), strict=False):
            button.setText(label_of(action))
        self.setProperty("error", message.is_error)
        self.setProperty("warning", message.is_warning)
        # A style sheet reads properties only when it is applied.
        self.style().polish(self)
        for button in self._buttons():
            self.style().polish(button)
        self.show()
        self.changed.emit()
        if message.topic is Topic.ROOM:
            # Enter, pressed once more by mistake, changes nothing there.
            self.second_action.setFocus(Qt.FocusReason.OtherFocusReason)
        if Action.SHOW not in message.actions:
            # That the user is hidden is announced with who sees it.
            announce(self, message.text)

    def _complete(self, width: int) -> Iterator[_Arrangement]:
        """Yield how the complete message may be placed at a width in points, the best first."""
        others = (*self._offered(self.count, self.copy), self.close_button)
        actions = self._offered(*self._action_buttons())
        rows = self._rows_of(others, actions, width)
        is_tight = len(rows) > 1
        inside = width - _across(_margins(is_tight))
        beside = inside - max(self._width_of(row, is_tight) for row in rows) - _gap(is_tight)
        below = self._arranged(rows, True, is_tight, self.text.lines_at(inside))
        if beside >= _NARROWEST:
            one = self._arranged(rows, False, is_tight, self.text.lines_at(beside))
            yield one if one.height <= below.height else below
        yield below
        if not is_tight:
            yield self._arranged(rows, True, True, self.text.lines_at(width - _across(_TIGHT_MARGINS)))

    def _shortened(self, width: int, limit: int, room: int) -> _Arrangement:
        """Return how a part of the message is placed at a width in points."""
        left_out: set[QWidget] = set()
        # What the complete message offers too, from what is missed least.
        for button in (None, self.copy, self.second_action, self.count, self.first_action):
            left_out |= {button} if button else set()
            kept = [button for button in (self.count, self.copy, *self._action_buttons()) if button not in left_out]
            row = (*self._offered(*kept), self.more, self.close_button)
            for is_below in (False, True):
                across = self._width_of(row, is_below) + (0 if is_below else _gap(False) + _NARROWEST)
                if across <= width - _across(_margins(is_below)):
                    return self._with_lines((row,), is_below, limit, room)
        return self._with_lines(((self.more, self.close_button),), True, limit, room)

    def _with_lines(self, rows: tuple[tuple[QWidget, ...], ...], is_below: bool, limit: int, room: int) -> _Arrangement:
        around = self._arranged(rows, is_below, is_below, 1).height - self.text.line_height
        fitting = (limit - around) // self.text.line_height
        fewest = min(_FEWEST_LINES, (room - around) // self.text.line_height)
        return self._arranged(rows, is_below, is_below, max(1, fitting, fewest), is_shortened=True)

    def _arranged(
        self,
        rows: tuple[tuple[QWidget, ...], ...],
        is_below: bool,
        is_tight: bool,
        lines: int,
        *,
        is_shortened: bool = False,
    ) -> _Arrangement:
        margins, border = _margins(is_tight), self.height() - self.contentsRect().height()
        text, gap = lines * self.text.line_height, _gap(is_tight)
        buttons = len(rows) * (self._button_height(is_tight) + gap) - gap
        content = text + gap + buttons if is_below else max(text, buttons)
        height = content + margins.top() + margins.bottom() + border
        return _Arrangement(rows, is_below, is_tight, lines if is_shortened else 0, height)

    def _width_of(self, widgets: Sequence[QWidget], is_tight: bool) -> int:
        """Return the width of widgets side by side, in points."""
        was_tight = bool(self.property("tight"))
        buttons = sum(isinstance(widget, QPushButton) for widget in widgets)
        hints = sum(widget.sizeHint().width() for widget in widgets)
        return hints + buttons * _NARROWER * (was_tight - is_tight) + _gap(is_tight) * max(0, len(widgets) - 1)

    def _button_height(self, is_tight: bool) -> int:
        was_tight = bool(self.property("tight"))
        return self.close_button.sizeHint().height() + _LOWER * (was_tight - is_tight)

    def _rows_of(
        self, others: tuple[QWidget, ...], actions: tuple[QWidget, ...], width: int
    ) -> tuple[tuple[QWidget, ...], ...]:
        """Return the rows of buttons: one, or more where they are wider than `width` points."""
        *front, close = others
        inside, tight = width - _across(_MARGINS), width - _across(_TIGHT_MARGINS)
        if self._width_of((*others, *actions), False) <= inside:
            return ((*front, *actions, close),)
        if not actions:
            return (others,)
        if self._width_of(actions, True) <= tight:
            return actions, others
        shared = (*front, actions[0]), (*actions[1:], close)
        if max(self._width_of(row, True) for row in shared) <= tight:
            return shared
        return *((action,) for action in actions), others

    def _place(self, arrangement: _Arrangement) -> None:
        if arrangement.is_tight != self._placed.is_tight:
            self._tighten(arrangement.is_tight)
        if arrangement.rows != self._placed.rows:
            for row, widgets in zip(self._rows, arrangement.rows, strict=False):
                for widget in widgets:
                    # Qt takes it out of the row where it was.
                    row.addWidget(widget)
            shown = {widget for row in arrangement.rows for widget in row}
            for widget in (self.count, *self._buttons()):
                widget.setVisible(widget in shown)
        self.text.limit_lines(arrangement.lines)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._halves.setDirection(down if arrangement.is_below else across)
        self._placed = arrangement

    def _tighten(self, is_tight: bool) -> None:
        """Leave more room for the text where the buttons lie below it."""
        self.setProperty("tight", is_tight)
        self._halves.setContentsMargins(_margins(is_tight))
        for layout in (self._halves, self._button_rows):
            layout.setSpacing(_gap(is_tight))
        for widget in (self, *self._buttons()):
            self.style().polish(widget)
            widget.updateGeometry()

    def _offered(self, *widgets: QWidget) -> tuple[QWidget, ...]:
        """Return those that the message needs."""
        actions = self._message.actions if self._message else ()
        needed = {*self._action_buttons()[: len(self._actions())]}
        return tuple(
            widget
            for widget in widgets
            if widget in needed
            or (widget is self.count and self._is_first_of_many)
            or (widget is self.copy and Action.COPY in actions)
        )

    def _action_buttons(self) -> tuple[QPushButton, QPushButton]:
        return self.first_action, self.second_action

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.copy, *self._action_buttons(), self.more, self.close_button

    def _actions(self) -> list[Action]:
        """Return the actions of the message that have a button of their own; copying has the copy button."""
        return [action for action in self._message.actions if action is not Action.COPY] if self._message else []

    def _request(self, index: int) -> None:
        self.action_requested.emit(self._actions()[index])

    @Slot()
    def _dismiss(self) -> None:
        if self._message:
            self.dismissed.emit(self._message)

    @Slot()
    def _open_details(self) -> None:
        if self._message and self._details is None:
            self._details = MessageDialog(self._message, self.window())
            self._details.action_requested.connect(self.action_requested)
            self._details.finished.connect(self._forget_details)
            self._details.show()

    @Slot()
    def _forget_details(self) -> None:
        self._details = None

    def _close_details(self) -> None:
        """Close the dialog of a message that is no longer true; its buttons would act on nothing."""
        if self._details is not None:
            self._details.close()


def _margins(is_tight: bool) -> QMargins:
    return _TIGHT_MARGINS if is_tight else _MARGINS


def _gap(is_tight: bool) -> int:
    return _TIGHT_GAP if is_tight else _GAP


def _across(margins: QMargins) -> int:
    return margins.left() + margins.right()
