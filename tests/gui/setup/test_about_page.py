"""The page About: its facts."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.gui.setup.about_page import AboutPage
from app.gui.setup.versions import components, our_version, versions_text
from app.gui.shortcuts import KEYS
from app.gui.window.main_window import MainWindow
from app.gui.window.pages import ABOUT_PAGE
from tests.gui.conftest import OpenWindow, click, shown
from tests.gui.fakes import FakeServices

pytestmark = pytest.mark.slow


def about(window: MainWindow) -> AboutPage:
    page = window.findChild(AboutPage)
    assert page is not None
    return page


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
    assert texts >= {"Arrows", "+, -", "0", "Space", "Backspace"}


def test_its_texts_do_not_widen_the_panel(page: AboutPage) -> None:
    area = page.parentWidget()
    assert area is not None
    assert page.minimumSizeHint().width() <= area.width()
    assert area.mapTo(page.window(), QPoint(area.width(), 0)).x() <= page.window().width()
