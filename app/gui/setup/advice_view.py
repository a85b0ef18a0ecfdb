"""Steps that fix a problem, as sentences and commands to copy."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core.advice import ShellCommand
from app.gui.text import markup
from app.gui.widgets.buttons import CopyButton
from app.gui.widgets.command_block import CommandBlock
from app.gui.widgets.focus import set_tab_order

_MIN_TEXT_WIDTH = 60


class AdviceView(QWidget):
    """Shows steps in order.

    Args:
        steps: to show, in the chosen language.
        joined: whether commands that follow each other share a block, whose button copies all of them.

    """

    def __init__(self, steps: Sequence[str] = (), *, joined: bool = False) -> None:
        super().__init__()
        self._joined = joined
        self._sentences: list[QLabel] = []
        self._blocks: list[CommandBlock] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._add_part()
        self.show_steps(steps)

    @property
    def blocks(self) -> list[CommandBlock]:
        """The visible blocks of commands."""
        return [block for block in self._blocks if not block.isHidden()]

    @property
    def copy(self) -> CopyButton:
        """The button of the first visible block; out of sight if there is none."""
        return (self.blocks or self._blocks)[0].copy

    @property
    def last_stop(self) -> CopyButton:
        """The last widget in the tab order, visible or not."""
        return self._blocks[-1].copy

    def show_steps(self, steps: Sequence[str]) -> None:
        """Show other steps."""
        parts = list(_parts(steps, self._joined))
        while len(self._blocks) < len(parts):
            self._add_part()
        unused = [("", ())] * (len(self._blocks) - len(parts))
        for sentence, block, (text, commands) in zip(self._sentences, self._blocks, [*parts, *unused], strict=True):
            sentence.setText(markup(text))
            sentence.setAccessibleName(text)
            sentence.setVisible(bool(text))
            block.show_commands(commands)
            block.setVisible(bool(commands))
        self.setVisible(bool(parts))

    def _add_part(self) -> None:
        sentence, block = wrapped_label(), CommandBlock()
        for widget in (sentence, block):
            self._column.addWidget(widget)
        if self._blocks:
            # By default a new widget comes last in the tab order.
            set_tab_order(self._blocks[-1].copy, block.text, block.copy)
        self._sentences.append(sentence)
        self._blocks.append(block)


def wrapped_label() -> QLabel:
    """Return a label for rich text whose long words do not widen the panel."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.setMinimumWidth(_MIN_TEXT_WIDTH)
    return label


def _parts(steps: Sequence[str], joined: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each sentence with the commands that follow it; a part may have no sentence, or no commands."""
    sentence = ""
    commands: list[str] = []
    for step in steps:
        is_command = isinstance(step, ShellCommand)
        if (sentence and not is_command) or (commands and not (is_command and joined)):
            yield sentence, tuple(commands)
            sentence, commands = "", []
        if is_command:
            commands.append(step)
        else:
            sentence = step
    if sentence or commands:
        yield sentence, tuple(commands)
