"""Commands in the window wrap at their spaces only, at any width."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument, QTextOption
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.advice import in_words, words_of_command
from app.devices.advice import INSTALL, LOAD, LOAD_IT, PERSIST, RELOAD
from app.devices.linux.distributions import distribution
from app.gui.text import markup
from app.gui.widgets.command_block import CommandBlock
from tests.gui.conftest import process_events

FAMILIES = ("debian", "ubuntu", "fedora", "suse", "arch")
COMMANDS = [command for name in FAMILIES for command in (*distribution(f"ID={name}").install, LOAD, *PERSIST)]


@pytest.fixture
def frame(qtbot: QtBot) -> Iterator[QWidget]:
    """A window that is as wide as it is told to be."""
    area = QScrollArea()
    qtbot.addWidget(area)
    frame = QWidget()
    QVBoxLayout(frame)
    area.setWidget(frame)
    area.setWidgetResizable(True)
    area.show()
    yield frame
    # Until here it keeps its child alive.
    area.close()


def place(frame: QWidget, *commands: str, width: int) -> CommandBlock:
    """Return a block in the frame, laid out."""
    block = CommandBlock(commands)
    layout = frame.layout()
    assert layout is not None
    layout.addWidget(block)
    frame.setFixedWidth(width)
    process_events()
    return block


@pytest.mark.parametrize("width", [120, 180, 260, 310, 500, 1200])
def test_commands_wrap_at_their_spaces_and_all_of_them_is_in_reach(frame: QWidget, width: int) -> None:
    block = place(frame, *COMMANDS, width=width)
    lines = block.text.lines
    # Put together again they are the same words.
    assert " ".join(line.strip() for line in lines) == " ".join(COMMANDS)
    measure = block.text.label.fontMetrics().horizontalAdvance
    viewport = block.text.viewport().width()
    wide = [line for line in lines if measure(line) > viewport]
    assert all(len(words_of_command(line)) == 1 for line in wide)
    bar = block.text.horizontalScrollBar()
    assert (bar.maximum() > 0) == bool(wide)
    assert viewport + bar.maximum() >= max(map(measure, lines))
    assert (block.text.focusPolicy() == Qt.FocusPolicy.StrongFocus) == bool(wide)
    # No line is cut at the bottom.
    assert block.text.viewport().height() >= len(lines) * block.text.label.fontMetrics().lineSpacing()


def test_the_button_copies_exactly_the_commands(frame: QWidget) -> None:
    block = place(frame, LOAD, width=150)
    assert len(block.text.lines) > 1
    block.copy.click()
    assert QApplication.clipboard().text() == LOAD
    block.show_commands(PERSIST)
    block.copy.click()
    assert QApplication.clipboard().text() == f"{PERSIST[0]} && {PERSIST[1]}"
    assert block.copy.accessibleName() == f"Copy {PERSIST[0]} && {PERSIST[1]}"


@pytest.mark.parametrize("width", [80, 150, 220, 300, 420, 700])
@pytest.mark.parametrize("name", FAMILIES)
def test_commands_in_a_message_wrap_at_their_spaces(qapp: QApplication, name: str, width: int) -> None:
    steps = (INSTALL, *distribution(f"ID={name}").install, LOAD_IT, LOAD, *PERSIST, *RELOAD)
    document, option = QTextDocument(), QTextOption()
    # As a label wraps.
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    document.setDefaultTextOption(option)
    document.setHtml(markup(in_words(steps)))
    document.setTextWidth(width)
    assert document.documentLayout().documentSize().height() > 0
    layout, text = document.begin().layout(), document.begin().text()
    assert layout.lineCount() > 3
    ends = [layout.lineAt(index).textStart() for index in range(1, layout.lineCount())]
    assert [text[end - 1] for end in ends] == [" "] * len(ends)
