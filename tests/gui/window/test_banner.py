"""What a message offers does what it says: by mouse and keyboard, checked on what others would see."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QTextDocument
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.advice import ShellCommand, in_words
from app.core.errors import ConfigError, DeviceError, ErrorKind
from app.core.pipeline.status import SinkState, Status
from app.devices.linux.distributions import distribution
from app.gui.session.messages import (
    UserRequests,
    _about_hiding,
    _about_room,
    error_message,
    room_question,
    source_message,
    start_question,
    unexpected_message,
)
from app.gui.session.problems import ErrorContext
from app.gui.session.window_status import CameraList
from app.gui.widgets.buttons import _COPIED_MS
from app.gui.window.banner_text import BannerText
from app.gui.window.main_window import MainWindow
from app.gui.window.message_dialog import MessageDialog
from app.gui.window.pages import ABOUT_PAGE, WELCOME_PAGE
from app.language import available_languages, use_language
from tests.gui.conftest import OpenWindow, click, corner, person, press, process_events, shown
from tests.gui.fakes import FakeServices
from tests.gui.strip import picture

pytestmark = pytest.mark.slow

RED, GREEN, BLUE = (200, 0, 0), (0, 200, 0), (0, 0, 200)


@pytest.mark.parametrize("width", [180, 300, 900])
def test_long_words_are_broken_where_they_do_not_fit(qtbot: QtBot, width: int) -> None:
    text = BannerText()
    qtbot.addWidget(text)
    text.show_text(in_words((f"{'word' * 9}:", *distribution("ID=fedora").install)))
    text.setFixedSize(width, text.heightForWidth(width))
    text.show()
    process_events()
    document = QTextDocument()
    document.setDefaultFont(text.font())
    document.setDocumentMargin(0)
    document.setHtml(text.text())
    document.setTextWidth(width)
    assert document.idealWidth() <= width
    assert document.size().height() <= text.height()


@pytest.mark.parametrize("lines", [1, 2, 5])
@pytest.mark.parametrize("message", ["x" * 400, "word " * 80, "Run `repair " + "word " * 80 + "`, then `again`."])
def test_a_text_is_shortened_to_whole_lines(qtbot: QtBot, lines: int, message: str) -> None:
    text = BannerText()
    qtbot.addWidget(text)
    text.show_text(message)
    text.limit_lines(lines)
    text.setFixedSize(300, text.heightForWidth(300))
    text.show()
    process_events()
    assert text.height() == lines * text.line_height
    assert text.shown_text.endswith("…")
    assert text.shown_text.count("`") % 2 == 0
    assert text.accessibleName() == message
    # A few characters more would not fit.
    shown = len(text.shown_text.rstrip("…`"))
    closed = "`" if message[: shown + 6].count("`") % 2 else ""
    text.show_text(f"{message[: shown + 6]}{closed}…")
    assert text.lines_at(300) > lines


LONG = "The picture that was saved is missing. " * 9


def assert_whole(window: MainWindow) -> None:
    """Check that the banner shows whole lines and whole buttons, none over another."""
    banner, words = window.banner, window.banner.text
    assert banner.isVisible()
    assert words.height() >= words.heightForWidth(words.width())
    offered = (banner.count, banner.copy, banner.first_action, banner.second_action, banner.more, banner.close_button)
    parts = [words, *(button for button in offered if button.isVisible())]
    for part in parts:
        assert banner.rect().contains(part.geometry())
        assert part is words or part.width() >= part.sizeHint().width()
    for one, other in combinations(parts, 2):
        assert not one.geometry().intersects(other.geometry())


@pytest.mark.parametrize("code", available_languages())
@pytest.mark.parametrize("title", ["", ABOUT_PAGE])
@pytest.mark.parametrize("size", [(800, 600), (1024, 700), (1200, 800)])
@pytest.mark.parametrize("text", [LONG, "No camera was found, so the demo clip plays. " * 3, f"{LONG} `sudo repair`."])
def test_a_message_leaves_half_of_the_preview_in_sight(
    language: None, open_window: OpenWindow, config: AppConfig, size: tuple[int, int], text: str, title: str
) -> None:
    window = open_window(config)
    window.side.open(title)
    window.resize(*size)
    error = DeviceError(text, ("Run:", ShellCommand("repair")), ErrorKind.FORBIDDEN)
    window.session.show(error_message(error, ErrorContext.CAMERA))
    process_events()
    assert_whole(window)
    banner, words = window.banner, window.banner.text
    assert words.height() >= min(2, words.lines_at(words.width())) * words.line_height
    # Two lines may take a little more.
    assert banner.height() <= max(window.preview.height() / 2, 70)
    assert banner.message is not None
    offered = (banner.copy, banner.first_action, banner.second_action)
    is_complete = words.shown_text == banner.message.text and sum(button.isVisible() for button in offered) == 2
    assert banner.more.isVisible() != is_complete


def test_the_rest_of_a_long_message_is_in_a_dialog(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.side.open(ABOUT_PAGE)
    window.resize(800, 600)
    error = DeviceError(LONG, ("Run:", ShellCommand("repair")), ErrorKind.FORBIDDEN)
    window.session.show(error_message(error, ErrorContext.CAMERA))
    process_events()
    assert buttons(window) == ["Choose another camera"]
    window.banner.more.setFocus()
    press(window.banner.more, Qt.Key.Key_Space)
    dialog = window.findChild(MessageDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    # Enter, pressed once more by mistake, changes nothing.
    assert dialog.focusWidget() is dialog.buttons.button(QDialogButtonBox.StandardButton.Close)
    texts = [label.accessibleName() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert texts == [LONG.strip(), "Run:", "repair"]
    click(dialog.advice.copy)
    assert QGuiApplication.clipboard().text() == "repair"
    offered = [button.text() for button in dialog.buttons.buttons()]
    assert "Choose another camera" in offered
    click(dialog.buttons.buttons()[offered.index("Choose another camera")])
    assert window.cameras.view().isVisible()
    assert not dialog.isVisible()


def test_the_dialog_of_a_message_is_one_and_closes_with_it(window: MainWindow) -> None:
    window.resize(800, 600)
    window.session.show(error_message(DeviceError(LONG, ("Run:", ShellCommand("repair")), ErrorKind.FORBIDDEN)))
    process_events()
    for _ in range(2):
        window.banner.more.click()
    (dialog,) = (each for each in window.findChildren(MessageDialog) if each.isVisible())
    dialog.close()
    assert not dialog.isVisible()
    window.banner.more.click()
    (again,) = (each for each in window.findChildren(MessageDialog) if each.isVisible())
    window.banner.show_message(None)
    assert not again.isVisible()


def test_a_short_message_has_no_dialog(window: MainWindow) -> None:
    window.session.show(error_message(ConfigError("It failed.", "Repair it.")))
    process_events()
    assert window.banner.isVisible()
    assert not window.banner.more.isVisible()


def test_a_message_of_two_lines_is_complete_beside_a_page(window: MainWindow) -> None:
    window.side.open(ABOUT_PAGE)
    window.resize(800, 600)
    window.session.show(
        source_message(("No camera was found, so the demo clip is playing; plug one in and choose it.",))
    )
    process_events()
    assert_whole(window)
    assert buttons(window) == ["Look again"]
    assert not window.banner.more.isVisible()
    assert not window.banner.text.shown_text.endswith("…")


def test_a_larger_window_shows_the_complete_message_again(window: MainWindow) -> None:
    window.side.open(ABOUT_PAGE)
    for size, is_complete in (((800, 600), False), ((1240, 860), True), ((800, 600), False)):
        window.resize(*size)
        window.session.show(error_message(ConfigError("It failed. " * 12, "Repair it.")))
        process_events()
        assert_whole(window)
        assert window.banner.more.isVisible() != is_complete
        assert window.banner.text.shown_text.endswith("…") != is_complete


@pytest.mark.parametrize("code", available_languages())
@pytest.mark.parametrize("title", ["", ABOUT_PAGE])
def test_what_is_about_privacy_is_always_complete(
    language: None, open_window: OpenWindow, config: AppConfig, title: str
) -> None:
    window = open_window(config)
    window.side.open(title)
    window.resize(800, 600)
    window.session.view.disconnect(window._show_view)
    hidden = [_about_hiding(Status(sink=sink), UserRequests()) for sink in (SinkState.ON, SinkState.OFF)]
    room = [_about_room(Status(sink=sink), UserRequests()) for sink in (SinkState.ON, SinkState.OFF)]
    for message in (*hidden, *room, room_question(), start_question()):
        window.banner.show_message(message, 2)
        process_events()
        assert_whole(window)
        assert window.banner.text.shown_text == message.text
        assert not window.banner.more.isVisible()


def lose_camera(window: MainWindow, qtbot: QtBot) -> None:
    window.session.set_camera("/dev/video9")
    qtbot.waitUntil(window.banner.isVisible)


@pytest.fixture
def language(code: str) -> Iterator[None]:
    """Choose the language of a code."""
    use_language(code)
    yield
    use_language("en")


def buttons(window: MainWindow) -> list[str]:
    offered = (window.banner.copy, window.banner.first_action, window.banner.second_action)
    return [button.text() for button in offered if button.isVisible()]


@pytest.mark.parametrize("by_key", [True, False])
def test_the_action_opens_the_camera_list(
    window: MainWindow, services: FakeServices, qtbot: QtBot, by_key: bool
) -> None:
    lose_camera(window, qtbot)
    assert buttons(window) == ["Try again", "Choose another camera"]
    if by_key:
        window.banner.second_action.setFocus()
        press(window.banner.second_action, Qt.Key.Key_Space)
    else:
        click(window.banner.second_action)
    assert window.cameras.view().isVisible()
    press(window.cameras.view(), Qt.Key.Key_Up)
    press(window.cameras.view(), Qt.Key.Key_Up)
    press(window.cameras.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: person(services) == RED)


def test_the_action_plays_the_demo_clip(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    services.source_error = DeviceError("Front is not there.", "Plug it in again.", ErrorKind.MISSING)
    window.session.set_camera("/dev/video0")
    qtbot.waitUntil(window.banner.isVisible)
    assert buttons(window) == ["Choose another camera", "Demo clip"]
    click(window.banner.second_action)
    qtbot.waitUntil(lambda: person(services) == GREEN)
    qtbot.waitUntil(lambda: not window.banner.isVisible())


def test_a_camera_that_is_free_again_can_be_retried(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    lose_camera(window, qtbot)
    qtbot.waitUntil(lambda: shown(services).is_slate)
    services.colours["/dev/video9"] = BLUE
    window.banner.first_action.setFocus()
    press(window.banner.first_action, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: person(services) == BLUE)


def test_another_picture_can_replace_a_missing_one(
    window: MainWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot
) -> None:
    window.session.set_background("gone.png")
    qtbot.waitUntil(window.banner.isVisible)
    assert buttons(window) == ["Choose another picture"]
    click(window.banner.first_action)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(picture(tmp_path / "mine.png"))])
    dialog.reject()
    qtbot.waitUntil(lambda: corner(services) == (255, 255, 255))
    qtbot.waitUntil(lambda: not window.banner.isVisible())


def test_a_busy_virtual_camera_can_be_retried(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    services.sink_error = DeviceError("It is in use by obs (pid 3).", "Close that.", ErrorKind.BUSY)
    click(window.start_bar.button)
    qtbot.waitUntil(window.banner.isVisible)
    assert buttons(window) == ["Try again", "What is wrong?"]
    services.sink_error = None
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: bool(services.sinks) and any(not frame.is_slate for frame in services.sinks[0].written))


def test_a_damaged_model_can_be_replaced_by_the_best_one(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    window.session.adjust(model="broken")
    qtbot.waitUntil(window.banner.isVisible)
    assert buttons(window) == ["Use the best model", "What is wrong?"]
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: window.session.config.model is None)
    qtbot.waitUntil(lambda: person(services) == RED)


def test_an_unexpected_error_leads_to_the_doctor(window: MainWindow, qtbot: QtBot) -> None:
    window.session.show(unexpected_message(ValueError("odd")))
    qtbot.waitUntil(window.banner.isVisible)
    assert buttons(window) == ["What is wrong?"]
    click(window.banner.first_action)
    assert window.side.current == ABOUT_PAGE


def test_a_hidden_user_can_reappear(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown(services).is_slate)
    assert buttons(window) == ["Show me again"]
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: person(services) == RED)


def test_one_message_is_shown_and_the_others_are_counted(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.notice = ("The demo clip is playing.",)
    window = open_window(config)
    qtbot.waitUntil(window.banner.isVisible)
    assert not window.banner.count.isVisible()
    window.session.set_background("gone.png")
    qtbot.waitUntil(lambda: window.banner.count.text() == "1 of 2")
    assert window.banner.message is not None
    assert "gone.png" in window.banner.message.text
    click(window.banner.close_button)
    assert window.banner.message is not None
    assert window.banner.message.text == services.notice[0]


def test_the_copy_button_confirms_for_a_moment(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    button = window.banner.copy
    window.session.show(error_message(ConfigError("It failed.", ("Run:", ShellCommand("repair")))))
    button._timer.setInterval(1)
    click(button)
    assert button.text() == "Copied"
    qtbot.waitUntil(lambda: button.text() == "Copy command")
    button._timer.setInterval(_COPIED_MS)
    click(button)
    click(window.banner.close_button)
    assert not button._timer.isActive()
    assert button.text() == "Copy command"


def test_a_screen_reader_hears_each_new_message_once(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.message()))
    window.session.show(error_message(ConfigError("It failed.", "Repair it.")))
    window.session.show(error_message(ConfigError("It failed.", "Repair it.")))
    assert heard == ["It failed. Repair it."]


@pytest.mark.parametrize("text", ["word " * 500, "x" * 3000, "/folder" * 300])
def test_no_message_displaces_the_preview(window: MainWindow, qtbot: QtBot, text: str) -> None:
    window.resize(1024, 700)
    click(window.side.button(ABOUT_PAGE))
    window.session.show(
        error_message(ConfigError(text, ("Run:", ShellCommand("repair"), ShellCommand("repair again"))))
    )
    qtbot.waitUntil(window.banner.isVisible)
    assert (window.width(), window.height()) == (1024, 700)
    assert window.preview.height() >= window.preview.minimumHeight()
    assert window.preview.width() >= window.preview.minimumWidth()
    bottom = window.start_bar.mapTo(window, window.start_bar.rect().bottomRight())
    assert window.rect().contains(bottom)


def test_a_missing_camera_is_reported_once(window: MainWindow) -> None:
    # The window is not given the time to list cameras.
    window.session.cameras.emit(CameraList((), ""))
    window.session.show(source_message(("No camera was found.",)))
    assert window.banner.isVisible()
    click(window.side.button(WELCOME_PAGE))
    assert window.pages.welcome.camera.text.accessibleName() == "No camera was found."
    assert not window.banner.isVisible()
    window.session.show(error_message(ConfigError("It failed.", "Repair it.")))
    assert window.banner.isVisible()
    click(window.banner.close_button)
    assert not window.banner.isVisible()
    click(window.side.button(WELCOME_PAGE))
    assert window.banner.isVisible()
