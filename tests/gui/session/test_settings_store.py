"""Settings persist from one window to the next: checked on the output."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.config import AppConfig, Start
from app.control.single_instance import only_instance
from app.core.errors import ConfigError
from app.core.look import Look
from app.gui.session.settings_store import SettingsStore, SettingsWriter
from app.gui.startup import application
from app.gui.theme.style import apply_style
from app.gui.window.main_window import MainWindow
from app.settings.file import load, save
from app.settings.model import Settings
from tests.fakes import SMALL
from tests.gui.conftest import click, corner, person, shown
from tests.gui.fakes import FakeServices
from tests.gui.window.test_main_window import says

pytestmark = pytest.mark.slow

RED, GREY, WHITE = (200, 0, 0), (128, 128, 128), (255, 255, 255)
START = Start(AppConfig(background="#808080", size=SMALL))


class Session:
    """One run of the window, with its settings file."""

    def __init__(self, path: Path, services: FakeServices, start: Start = START) -> None:
        settings, notice = load(path)
        self.session, notices = application.open_session(start, settings.config)
        self.store = SettingsStore(settings, self.session.config)
        self.writer = SettingsWriter(self.store, lambda kept: save(path, kept))
        self.window = MainWindow(self.session, self.store, services.bundled_backgrounds())
        application.show_notices(self.session, self.writer, filter(None, (notice, *notices)))
        self.window.show()
        self.session.start()
        self.ended = False

    def end(self) -> None:
        """Close the window; may be called twice."""
        if not self.ended:
            self.ended = True
            self.window.quit()
            assert self.writer.stop() == []
            self.window.deleteLater()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of the settings file."""
    return tmp_path / "bisenet-bg" / "settings.json"


@pytest.fixture
def session(
    file: Path, services: FakeServices, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Session]]:
    """Return a function that opens one more window with the settings of the last."""
    monkeypatch.setattr(application, "factory", services)
    apply_style(qapp)
    sessions: list[Session] = []

    def open_it(start: Start = START) -> Session:
        for session in sessions:
            session.end()
        sessions.append(Session(file, services, start))
        qtbot.waitUntil(lambda: not shown(services).is_slate)
        return sessions[-1]

    # What a first start shows is a picture, which the fakes have none of.
    save(file, Settings(config=AppConfig(background="#808080"), welcomed=True))
    yield open_it
    for session in sessions:
        session.end()


def test_background_look_and_mirror_are_restored(
    session: Callable[..., Session], services: FakeServices, qtbot: QtBot
) -> None:
    first = session()
    assert (corner(services), person(services)) == (GREY, RED)
    first.session.adjust(background="#ffffff")
    first.session.adjust_look(opacity=0.5)
    click(first.window.mirror)
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    second = session()
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    assert person(services) == pytest.approx((227, 127, 127), abs=2)
    assert not second.window.mirror.isChecked()
    qtbot.waitUntil(lambda: _in_preview(second.window, 0.25) == pytest.approx((227, 127, 127), abs=8))
    assert _in_preview(second.window, 0.75) == WHITE


def _in_preview(window: MainWindow, share: float) -> tuple[int, ...]:
    """Return the preview's colour at a share of its width, in the middle of its height."""
    area = window.preview.viewport.area
    image = window.preview.grab().toImage()
    scale = image.devicePixelRatio()
    x = (area.left() + share * area.width()) * scale
    colour = image.pixelColor(int(x), int(area.center().y() * scale))
    return colour.red(), colour.green(), colour.blue()


def test_settings_are_written_while_the_window_is_open(
    session: Callable[..., Session], file: Path, qtbot: QtBot
) -> None:
    first = session()
    first.session.adjust(background="#ffffff")
    qtbot.waitUntil(lambda: load(file)[0].config.background == "#ffffff")


def test_a_slider_that_is_dragged_is_not_written_at_each_step(qtbot: QtBot) -> None:
    saved: list[Settings] = []
    store = SettingsStore(Settings())
    writer = SettingsWriter(store, saved.append)
    for step in range(50):
        store.change(config=AppConfig(look=Look(opacity=step / 50)))
    writer.stop()
    assert [settings.config.look.opacity for settings in saved] == [0.98]


def test_command_line_options_apply_to_one_run(
    session: Callable[..., Session], services: FakeServices, qtbot: QtBot
) -> None:
    session().session.adjust(background="#ffffff")
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    given = replace(START.config, background="#102030", look=Look(opacity=0.0))
    second = session(Start(given, frozenset({"background", "opacity"})))
    assert corner(services) == (16, 32, 48)
    assert person(services) == (16, 32, 48)
    second.session.adjust(mirror=False)
    third = session()
    assert (corner(services), person(services)) == (WHITE, RED)
    assert not third.session.config.mirror


def test_a_missing_file_is_reported_and_stays_in_the_settings(
    session: Callable[..., Session], services: FakeServices, file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    picture = tmp_path / "room.png"
    picture.write_bytes(b"")
    first = session()
    first.session.adjust(background=str(picture))
    qtbot.waitUntil(lambda: corner(services) == WHITE)
    picture.rename(tmp_path / "elsewhere.png")
    second = session()
    assert corner(services) == GREY
    qtbot.waitUntil(lambda: "room.png. The default background is used instead." in says(second.window))
    second.session.adjust(mirror=False)
    assert says(second.window)
    click(second.window.banner.close_button)
    assert not says(second.window)
    (tmp_path / "elsewhere.png").rename(picture)
    third = session()
    assert corner(services) == WHITE
    third.session.adjust(background="#000000")
    qtbot.waitUntil(lambda: corner(services) == (0, 0, 0))
    third.end()
    assert load(file)[0].config.background == "#000000"


def test_a_missing_file_from_the_command_line_is_an_error(session: Callable[..., Session]) -> None:
    session().end()
    given = Start(replace(START.config, background="gone.png"), frozenset({"background"}))
    with pytest.raises(ConfigError, match=r"There is no picture gone\.png"):
        application.open_session(given, AppConfig(background="#ffffff"))


def test_a_damaged_file_is_logged_if_no_window_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, qapp: QApplication
) -> None:
    file = tmp_path / "settings.json"
    file.write_text("{", encoding="utf-8")
    monkeypatch.setattr(application, "settings_path", lambda: file)
    monkeypatch.setattr(application, "_application", lambda: qapp)
    monkeypatch.setattr(application, "factory", FakeServices())
    monkeypatch.setattr(application, "GarbageCollector", lambda application: None)
    given = Start(replace(START.config, background="gone.png"), frozenset({"background"}))
    with pytest.raises(ConfigError, match="gone"), only_instance() as instance:
        application.show_window(given, threading.Event(), instance)
    assert "Your settings could not be read" in caplog.text
    assert str(tmp_path / "settings.damaged-") in caplog.text


def test_a_damaged_file_is_reported_in_the_window(session: Callable[..., Session], file: Path) -> None:
    session().end()
    file.write_text("{", encoding="utf-8")
    window = session().window
    assert "Your settings could not be read" in says(window)
    assert str(file.parent / "settings.damaged-") in says(window)


def test_an_unreadable_value_is_reported_once(session: Callable[..., Session], file: Path) -> None:
    session().end()
    tree = json.loads(file.read_bytes())
    tree["config"]["look"]["opacity"] = 9
    file.write_text(json.dumps(tree), encoding="utf-8")
    assert "config.look.opacity" in says(session().window)
    assert not says(session().window)


def test_a_folder_that_cannot_be_written_is_reported_once(
    session: Callable[..., Session], services: FakeServices, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window = session().window

    def refuse(path: Path, settings: Settings) -> None:
        raise ConfigError("Settings cannot be kept.", "Repair that.")

    monkeypatch.setattr("tests.gui.session.test_settings_store.save", refuse)
    window.session.adjust(background="#ffffff")
    qtbot.waitUntil(lambda: says(window) == "Settings cannot be kept. Repair that.")
    click(window.banner.close_button)
    window.session.adjust(background="#000000")
    qtbot.waitUntil(lambda: corner(services) == (0, 0, 0))
    assert not says(window)


def test_the_page_that_was_open_is_open_again(session: Callable[..., Session], file: Path) -> None:
    first = session()
    assert first.window.side.current == ""
    click(first.window.side.button("Setup"))
    assert first.window.side.current == "Setup"
    second = session()
    assert second.window.side.current == "Setup"
    click(second.window.side.button("Setup"))
    second.end()
    assert json.loads(file.read_bytes())["page"] == ""
