"""The page About: its facts, and the doctor, as a fake, cancelled, and once for real."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.gui.setup.about_page import AboutPage
from app.gui.setup.doctor_panel import DoctorPanel
from app.gui.setup.versions import components, our_version, versions_text
from app.gui.shortcuts import KEYS
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ABOUT_PAGE
from tests.gui.conftest import OpenWindow, click, press, shown
from tests.gui.fakes import FakeServices, no_memory

pytestmark = pytest.mark.slow

REPORT = "Cameras\n  x     No webcam was found."


def about(window: MainWindow) -> AboutPage:
    page = window.findChild(AboutPage)
    assert page is not None
    return page


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a program that replaces Python and so the doctor."""
    program = tmp_path / "doctor"
    program.write_text(f'#!/bin/sh\nprintf \'{REPORT}\n%s\n\' "$*"\nprintf "$HOME/mine" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setattr("app.gui.session.child_process.PROGRAM", (str(program), "-P", "-m", "app"))
    return program


@pytest.fixture
def slow_doctor(doctor: Path) -> Path:
    """A doctor that does not finish."""
    doctor.write_text("#!/bin/sh\nprintf 'Cameras\\n'\nexec sleep 60\n")
    return doctor


@pytest.fixture
def page(open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot) -> AboutPage:
    """The open page, beside a live picture."""
    window = open_window(config)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    click(window.side.button(ABOUT_PAGE))
    return about(window)


def test_versions_come_from_the_packages_without_importing_them() -> None:
    found = {component.name: component for component in components()}
    assert {"Python", "torch", "opencv-python", "onnxruntime", "PySide6-Essentials", "pyvirtualcam"} <= found.keys()
    assert all(component.version and component.licence for component in found.values())
    assert "GPL" in found["pyvirtualcam"].licence
    text = versions_text("bisenet on CPU", list(found.values()))
    assert f"bisenet-bg {our_version()}" in text
    assert "Model: bisenet on CPU" in text
    assert f"torch {found['torch'].version}" in text


def test_model_shortcuts_and_licences_are_shown(page: AboutPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.model.text() == "fake")
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert all(key.meaning in texts for key in KEYS)
    assert any("MIT" in text for text in texts)
    assert any("research weights" in text for text in texts)
    assert any(text.startswith("torch ") for text in texts)


def test_keys_of_the_preview_are_shown(page: AboutPage) -> None:
    texts = {label.text() for label in page.findChildren(QLabel)}
    assert texts >= {"Arrows", "+ and -", "0", "Space", "Backspace"}


@pytest.mark.parametrize("by_key", [True, False])
@pytest.mark.usefixtures("doctor")
def test_the_doctors_report_is_shown_and_copied(page: AboutPage, qtbot: QtBot, by_key: bool) -> None:
    panel = page.doctor
    if by_key:
        panel.button.setFocus()
        press(panel.button, Qt.Key.Key_Space)
    else:
        click(panel.button)
    qtbot.waitUntil(panel.copy.isVisible)
    report = panel.report.toPlainText()
    assert REPORT in report
    assert "-P -m app doctor" in report
    assert "~/mine" in report
    assert str(Path.home()) not in report
    assert "says how to fix them" in panel.summary.text()
    assert not panel.progress.isVisible()
    panel.copy.setFocus()
    press(panel.copy, Qt.Key.Key_Space)
    copied = QGuiApplication.clipboard().text()
    assert report in copied
    assert "Model: fake" in copied
    assert panel.copy.text() == "Copied"


@pytest.mark.usefixtures("doctor")
def test_the_doctor_checks_the_model_in_use(window: MainWindow, qtbot: QtBot) -> None:
    panel = about(window).doctor
    window.session.adjust(model="mine/net")
    qtbot.waitUntil(lambda: window.session.config.model == "mine/net")
    panel.check()
    qtbot.waitUntil(lambda: "Check again" in panel.button.text())
    assert "-m app doctor --model=mine/net\n" in panel.report.toPlainText()


@pytest.mark.usefixtures("slow_doctor")
def test_a_check_can_be_cancelled_and_repeated(page: AboutPage, doctor: Path, qtbot: QtBot) -> None:
    panel = page.doctor
    click(panel.button)
    qtbot.waitUntil(lambda: "Cameras" in panel.report.toPlainText())
    assert panel.button.text() == "Cancel"
    assert panel.progress.isVisible()
    click(panel.button)
    qtbot.waitUntil(lambda: panel.summary.text() == "The check did not finish.")
    doctor.write_text("#!/bin/sh\nprintf 'Fine'\n")
    click(panel.button)
    qtbot.waitUntil(lambda: "Nothing stops" in panel.summary.text())
    assert panel.report.toPlainText() == "Fine"


@pytest.mark.usefixtures("slow_doctor")
def test_closing_the_window_ends_the_check(page: AboutPage, services: FakeServices, qtbot: QtBot) -> None:
    panel = page.doctor
    click(panel.button)
    qtbot.waitUntil(lambda: "Cameras" in panel.report.toPlainText())
    page.window().close()
    assert not panel._doctor.running
    assert shown(services).is_slate


def test_the_real_doctor_runs(page: AboutPage, qtbot: QtBot) -> None:
    panel = page.doctor
    click(panel.button)
    qtbot.waitUntil(panel.copy.isVisible, timeout=120_000)
    report = panel.report.toPlainText()
    assert all(area in report for area in ("Cameras", "Processor", "Weights", "Window"))
    assert "Traceback" not in report


@pytest.mark.usefixtures("doctor")
def test_a_message_can_start_the_doctor(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.find_person = no_memory
    window = open_window(config)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.second_action.text() == "What is wrong?"
    click(window.banner.second_action)
    assert window.side.current == ABOUT_PAGE
    panel = window.findChild(DoctorPanel)
    assert panel is not None
    qtbot.waitUntil(panel.copy.isVisible)
    assert REPORT in panel.report.toPlainText()


def test_its_texts_do_not_widen_the_panel(page: AboutPage) -> None:
    area = page.parentWidget()
    assert area is not None
    assert page.minimumSizeHint().width() <= area.width()
    assert area.mapTo(page.window(), QPoint(area.width(), 0)).x() <= page.window().width()
