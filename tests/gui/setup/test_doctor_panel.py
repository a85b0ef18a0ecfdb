"""The doctor in the window: as a fake that prints its findings, cancelled, and once for real."""

import shlex
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.advice import ShellCommand, commands_of
from app.devices.advice import LOAD, PERSIST, RELOAD, UNLOAD
from app.findings.model import Finding, Level
from app.findings.protocol import Checking, line_of
from app.findings.report import report_lines
from app.gui.setup.doctor_panel import DoctorPanel
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ABOUT_PAGE
from tests.gui.conftest import OpenWindow, click, press, process_events, shown
from tests.gui.fakes import FakeServices, no_memory

pytestmark = pytest.mark.slow

OK = Finding("cameras", Level.OK, "HD Webcam is free.")
NOTE = Finding("kernel module", Level.NOTE, "It will not be loaded.", "There will be none then.", PERSIST)
WARNING = Finding("virtual camera", Level.WARNING, "It was stuck.", "", ("If it happens again:", *RELOAD))
PROBLEM = Finding("permissions", Level.PROBLEM, "You may not.", "Nothing works.", (LOAD,))
OTHER = Finding("window", Level.PROBLEM, f"Qt is missing in {Path.home()}/lib.", "", (ShellCommand("pip install qt"),))
FOUND = (OK, NOTE, PROBLEM, WARNING, OTHER, OK)


def script(*items: Finding | Checking | str, end: str = "exit 1") -> str:
    """Return a shell script that prints what the doctor prints."""
    lines = [item if isinstance(item, str) else line_of(item) for item in items]
    return "#!/bin/sh\n" + "".join(f"printf '%s\\n' {shlex.quote(line)}\n" for line in lines) + f"{end}\n"


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a program that replaces Python and so the doctor."""
    program = tmp_path / "doctor"
    program.write_text(script(*FOUND))
    program.chmod(0o755)
    monkeypatch.setattr("app.gui.session.child_process.PROGRAM", (str(program), "-P", "-m", "app"))
    return program


@pytest.fixture
def panel(open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot) -> DoctorPanel:
    """The doctor on the open page, beside a live picture."""
    window = open_window(config)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    click(window.side.button(ABOUT_PAGE))
    return window.pages.about.doctor


def checked(panel: DoctorPanel, qtbot: QtBot, *, by_key: bool = False) -> None:
    with qtbot.waitSignal(panel.finished):
        if by_key:
            panel.button.setFocus()
            press(panel.button, Qt.Key.Key_Space)
        else:
            click(panel.button)


@pytest.mark.parametrize("by_key", [True, False])
@pytest.mark.usefixtures("doctor")
def test_problems_come_first_and_what_is_fine_is_folded(panel: DoctorPanel, qtbot: QtBot, by_key: bool) -> None:
    checked(panel, qtbot, by_key=by_key)
    cards = panel.list.cards
    assert [card.finding for card in cards] == [PROBLEM, OTHER, WARNING, NOTE]
    process_events()
    assert sorted(cards, key=lambda card: card.y()) == cards
    assert [card.state.text() for card in cards] == ["Problem", "Problem", "Warning", "Note"]
    assert [card.accessibleName() for card in cards[::3]] == ["Problem: You may not.", "Note: It will not be loaded."]
    assert panel.summary.text() == "Found: 2 problems, 1 warning. Fix the first one first."
    assert panel.list.unfold.text().endswith("2 checks are fine")
    assert not panel.list.fine.isVisible()
    click(panel.list.unfold)
    assert panel.list.fine.isVisible()
    assert not panel.progress.isVisible()


@pytest.mark.usefixtures("doctor")
def test_each_command_has_a_button_that_copies_exactly_it(panel: DoctorPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    for card in panel.list.cards:
        copied = []
        for block in card.advice.blocks:
            block.copy.setFocus()
            press(block.copy, Qt.Key.Key_Space)
            copied.append(QGuiApplication.clipboard().text())
            assert block.copy.text() == "Copied"
            assert block.copy.accessibleName() == f"Copy {copied[-1]}"
        assert tuple(copied) == commands_of(card.finding.fix)


@pytest.mark.usefixtures("doctor")
def test_the_home_folder_is_not_shown(panel: DoctorPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    assert "~/lib" in panel.list.cards[1].title.text()
    assert str(Path.home()) not in panel.report.toPlainText()


@pytest.mark.usefixtures("doctor")
def test_tab_goes_through_the_cards_from_top_to_bottom(panel: DoctorPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    process_events()
    panel.button.setFocus()
    window = panel.window()
    buttons: list[QPushButton] = [block.copy for card in panel.list.cards for block in card.advice.blocks]
    stops = [*buttons, panel.list.unfold, panel.show_report]
    focused = []
    for _ in range(2 * len(stops)):
        before = window.focusWidget()
        assert before is not None
        press(before, Qt.Key.Key_Tab)
        focused.append(window.focusWidget())
        if focused[-1] is stops[-1]:
            break
    # A command with a word that is too wide is a stop too.
    assert [widget for widget in focused if isinstance(widget, QPushButton)] == stops


@pytest.mark.usefixtures("doctor")
def test_the_text_report_is_behind_one_button(panel: DoctorPanel, doctor: Path, qtbot: QtBot) -> None:
    doctor.write_text(script(*FOUND, "odd", end='printf "$HOME/mine" >&2\nexit 1'))
    assert not panel.show_report.isVisible()
    checked(panel, qtbot)
    assert not panel.report.isVisible()
    assert not panel.copy.isVisible()
    click(panel.show_report)
    assert panel.report.isVisible()
    report = panel.report.toPlainText().splitlines()
    expected = [line.replace(str(Path.home()), "~") for line in report_lines(FOUND)]
    assert report == [*expected, "odd", "~/mine"]
    panel.copy.setFocus()
    press(panel.copy, Qt.Key.Key_Space)
    copied = QGuiApplication.clipboard().text()
    assert panel.report.toPlainText() in copied
    assert "Model: fake" in copied
    assert panel.copy.text() == "Copied"
    click(panel.show_report)
    assert not panel.report.isVisible()


@pytest.mark.parametrize(
    ("found", "status", "summary"),
    [
        ((OK, NOTE), 0, "Nothing stops bisenet-bg from working."),
        ((WARNING,), 0, "Nothing stops bisenet-bg from working. Found: 1 warning."),
        ((PROBLEM,), 1, "Found: 1 problem. Fix the first one first."),
        ((PROBLEM,), 3, "The check did not finish."),
    ],
)
def test_the_summary_says_what_to_do(
    panel: DoctorPanel, doctor: Path, qtbot: QtBot, found: tuple[Finding, ...], status: int, summary: str
) -> None:
    doctor.write_text(script(*found, end=f"exit {status}"))
    checked(panel, qtbot)
    assert panel.summary.text() == summary


def test_the_doctor_checks_the_model_in_use(panel: DoctorPanel, doctor: Path, qtbot: QtBot) -> None:
    doctor.write_text('#!/bin/sh\nprintf "%s\\n" "$*"\n')
    window = panel.window()
    assert isinstance(window, MainWindow)
    window.session.adjust(model="mine/net")
    qtbot.waitUntil(lambda: window.session.config.model == "mine/net")
    checked(panel, qtbot)
    assert panel.report.toPlainText().splitlines()[-1] == "-P -m app doctor --language=en --progress --model=mine/net"


def test_a_check_says_where_it_is_and_can_be_cancelled_and_repeated(
    panel: DoctorPanel, doctor: Path, qtbot: QtBot
) -> None:
    doctor.write_text(script(PROBLEM, Checking("kernel module", 2, 7), end="exec sleep 60"))
    click(panel.button)
    qtbot.waitUntil(lambda: panel.summary.text() == "Checking: Kernel module (3 of 7)")
    assert panel.button.text() == "Cancel"
    assert panel.progress.isVisible()
    assert (panel.progress.value(), panel.progress.maximum()) == (2, 7)
    # A finding is shown as soon as it is known.
    assert [card.finding for card in panel.list.cards] == [PROBLEM]
    with qtbot.waitSignal(panel.finished):
        click(panel.button)
    assert panel.summary.text() == "The check did not finish."
    doctor.write_text(script(OK, end="exit 0"))
    checked(panel, qtbot)
    assert panel.list.cards == []
    assert panel.list.findings == [OK]


def test_closing_the_window_ends_the_check(
    panel: DoctorPanel, doctor: Path, services: FakeServices, qtbot: QtBot
) -> None:
    doctor.write_text(script(PROBLEM, end="exec sleep 60"))
    click(panel.button)
    qtbot.waitUntil(lambda: bool(panel.list.cards))
    panel.window().close()
    assert not panel._doctor.running
    assert shown(services).is_slate


def test_the_real_doctor_runs(panel: DoctorPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.finished, timeout=120_000):
        click(panel.button)
    report = panel.report.toPlainText()
    assert all(area in report for area in ("Cameras", "Processor", "Weights", "Window"))
    assert "Traceback" not in report
    assert {finding.check for finding in panel.list.findings} >= {"cameras", "processor", "weights", "window"}


@pytest.mark.usefixtures("doctor")
def test_a_message_can_start_the_doctor(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.find_person = no_memory
    window = open_window(config)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.second_action.text() == "What is wrong?"
    with qtbot.waitSignal(window.pages.about.doctor.finished):
        click(window.banner.second_action)
    assert window.side.current == ABOUT_PAGE
    assert window.pages.about.doctor.list.findings == list(FOUND)


def test_reload_is_advised_once_a_card(panel: DoctorPanel, doctor: Path, qtbot: QtBot) -> None:
    doctor.write_text(script(WARNING))
    checked(panel, qtbot)
    (card,) = panel.list.cards
    assert [block.text.accessibleName() for block in card.advice.blocks] == [UNLOAD, LOAD]
