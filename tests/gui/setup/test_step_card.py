"""The cards of the pages Welcome and About."""

import pytest
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.setup.step_card import StepRow
from app.gui.setup.welcome_steps import WelcomeStep
from app.gui.text import unbroken

COMMAND = "sudo apt install v4l2loopback-dkms linux-headers-$(uname -r) && modprobe v4l2loopback video_nr=10 /dev/a-b"


@pytest.mark.parametrize("width", range(60, 400, 20))
def test_a_command_wraps_at_its_spaces_and_is_copied_as_it_is(qtbot: QtBot, width: int) -> None:
    row = StepRow("a", lambda action: None)
    qtbot.addWidget(row)
    row.show_step(WelcomeStep("Install it.", commands=(COMMAND,)))
    text = row.command.text()
    layout, option = QTextLayout(text, row.command.font()), QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    assert len(lines) > 1
    assert all(line.endswith(" ") for line in lines[:-1])
    row.copy.click()
    assert QApplication.clipboard().text() == COMMAND


def test_a_word_wider_than_the_panel_can_still_be_broken() -> None:
    path = "/etc/modules-load.d/v4l2loopback.conf"
    assert unbroken(path) == path
    assert unbroken("a-b") != "a-b"
