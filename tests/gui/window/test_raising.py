"""Bringing the window to the front."""

import os

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.gui.window.main_window import MainWindow
from app.gui.window.raising import Raiser


@pytest.fixture
def tokens(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens that Qt finds while it activates the window, "" for none."""
    found: list[str] = []
    monkeypatch.setattr(
        type(window), "activateWindow", lambda self: found.append(os.environ.get("XDG_ACTIVATION_TOKEN", ""))
    )
    return found


def test_a_window_in_front_is_reported(window: MainWindow, qtbot: QtBot) -> None:
    window.hide()
    found: list[bool] = []
    window.bring_to_front(then=found.append)
    qtbot.waitUntil(lambda: found == [True])
    assert window.isVisible()


def test_the_token_is_there_for_the_activation_only(
    window: MainWindow, tokens: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.bring_to_front("of-a-launcher")
    assert tokens == ["of-a-launcher"]
    assert "XDG_ACTIVATION_TOKEN" not in os.environ


def test_a_window_that_stays_behind_is_shown_again_and_then_reported(
    window: MainWindow, tokens: list[str], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(Raiser, "_is_in_front", lambda self: False)
    found: list[bool] = []
    window.bring_to_front("of-a-launcher", found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [False]
    # Once with the token, and once as a new window.
    assert tokens == ["of-a-launcher", ""]
    assert window.isVisible()


def test_an_open_dialog_is_not_left_without_its_window(
    window: MainWindow, tokens: list[str], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
    monkeypatch.setattr(Raiser, "_is_in_front", lambda self: False)
    found: list[bool] = []
    window.bring_to_front(then=found.append)
    qtbot.waitUntil(lambda: found == [False])
    assert len(tokens) == 1
    dialog.reject()
    dialog.deleteLater()


def test_a_window_that_is_closed_meanwhile_stays_closed(
    window: MainWindow, tokens: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Raiser, "_is_in_front", lambda self: False)
    window.keeps_running = lambda: True
    found: list[bool] = []
    window.bring_to_front(then=found.append)
    window.close()
    assert found == [False]
    assert not window._raiser._timer.isActive()
    assert not window.isVisible()
    window.keeps_running = lambda: False
