"""The cards of the pages Welcome and About."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.advice import ShellCommand
from app.gui.setup.step_card import StepRow
from app.gui.setup.welcome_steps import WelcomeStep
from tests.gui.conftest import process_events

STEPS = ("Restart.", "Then:", ShellCommand("sudo a"), ShellCommand("sudo b"), "At last:", ShellCommand("sudo c"))


def test_commands_that_follow_each_other_are_copied_together(qtbot: QtBot) -> None:
    row = StepRow("a", lambda action: None)
    qtbot.addWidget(row)
    row.show()
    row.show_step(WelcomeStep("Install it.", steps=STEPS))
    first, second = row.advice.blocks
    assert (first.text.lines, second.text.lines) == (["sudo a", "sudo b"], ["sudo c"])
    row.copy.click()
    assert QApplication.clipboard().text() == "sudo a && sudo b"
    second.copy.click()
    assert QApplication.clipboard().text() == "sudo c"
    row.show_step(WelcomeStep("It is installed.", done=True))
    process_events()
    assert not row.copy.isVisible()
    assert row.advice.blocks == []
