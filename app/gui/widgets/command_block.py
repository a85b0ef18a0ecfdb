"""Terminal commands in a frame, with a button that copies them."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.gui.text import command_lines
from app.gui.widgets.accessible import set_role
from app.gui.widgets.buttons import CopyButton
from app.language import _

# Width of the focus ring around the text, in points.
_FRAME = 2
# A label is a little wider than its text.
_SPARE = 3
_NARROWEST = 60


class CommandBlock(QFrame):
    """Shows commands, one below the other; the button copies them as one line that runs all."""

    def __init__(self, commands: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("command")
        self.text = CommandText()
        self.copy = CopyButton(_("Copy"))
        self.copy.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 6)
        column.setSpacing(4)
        column.addWidget(self.text)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_commands(commands)

    def show_commands(self, commands: Sequence[str]) -> None:
        """Show other commands."""
        line = " && ".join(commands)
        self.text.show_commands(commands)
        self.copy.set_copied_text(line)
        self.copy.setAccessibleName(_("Copy {line}").format(line=line))


class CommandText(QScrollArea):
    """Commands, wrapped at spaces only; scrolls sideways, and is reached by Tab, where a word does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, QAccessible.Role.StaticText)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._commands: tuple[str, ...] = ()
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setProperty("role", "command")
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setWidget(self.label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.horizontalScrollBar().rangeChanged.connect(self._update_focus_policy)
        self._update_focus_policy()

    @property
    def lines(self) -> list[str]:
        """The visible lines."""
        return self.label.text().split("\n")

    def show_commands(self, commands: Sequence[str]) -> None:
        """Show other commands."""
        self._commands = tuple(commands)
        self.setAccessibleName(" && ".join(commands))
        self.label.setAccessibleName(self.accessibleName())
        self._wrap()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the commands for the new width."""
        super().resizeEvent(event)
        self._wrap()

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width, and of the scroll bar if a word is wider."""
        self.label.ensurePolished()
        lines = self._lines(width)
        bar = self.horizontalScrollBar().sizeHint().height() if self._overflows(lines, width) else 0
        return max(1, len(lines)) * self.label.fontMetrics().lineSpacing() + bar + 2 * _FRAME

    def sizeHint(self) -> QSize:
        """Return the size of the text at its width."""
        width = max(self.width(), _NARROWEST)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the size of a short line."""
        return QSize(_NARROWEST, self.label.fontMetrics().lineSpacing() + 2 * _FRAME)

    def _wrap(self) -> None:
        lines = self._lines(self.width())
        self.label.setText("\n".join(lines))
        policy = Qt.ScrollBarPolicy
        overflows = self._overflows(lines, self.width())
        self.setHorizontalScrollBarPolicy(policy.ScrollBarAsNeeded if overflows else policy.ScrollBarAlwaysOff)

    def _lines(self, width: int) -> list[str]:
        """Return the lines in a widget of a width, in points."""
        measure, inside = self.label.fontMetrics().horizontalAdvance, width - 2 * _FRAME - _SPARE
        return [line for command in self._commands for line in command_lines(command, inside, measure)]

    def _overflows(self, lines: Sequence[str], width: int) -> bool:
        """Return whether one of the lines is wider than a widget of a width."""
        return any(self.label.fontMetrics().horizontalAdvance(line) > width - 2 * _FRAME for line in lines)

    def _update_focus_policy(self) -> None:
        scrolls = self.horizontalScrollBar().maximum() > 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
