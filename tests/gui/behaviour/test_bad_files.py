"""An unusable file, dropped on the window or added to it, is reported in the banner, and nothing changes."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.backgrounds.spec import parse
from app.core.errors import ConfigError
from app.factory import background_of
from app.gui.imaging.thumbnails import thumbnail
from app.gui.window.main_window import MainWindow
from tests.bombs import write_bomb
from tests.gui.conftest import corner, shown
from tests.gui.fakes import FakeServices
from tests.gui.strip import drop, files

pytestmark = pytest.mark.slow

GREY = (128, 128, 128)


def make_pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("pipes of POSIX")
    os.mkfifo(path)


_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "huge.png": (write_bomb, "has 60000x60000 pixels. Use at most 67 megapixels."),
    "huge.gif": (write_bomb, "has pictures that are damaged or too large."),
    "zero.png": (Path.touch, "is empty. Give another file."),
    "zero.mp4": (Path.touch, "is empty. Give another file."),
    "text.jpg": (lambda path: path.write_text("text"), "is not a picture that can be read."),
    "text.mp4": (lambda path: path.write_text("text"), "is not a video that can be read."),
    "folder.png": (Path.mkdir, "There is no picture in the folder"),
    "pipe.png": (make_pipe, "is a pipe, socket or device. Give a file."),
    "pipe.mp4": (make_pipe, "is a pipe, socket or device. Give a file."),
}


def dropped(window: MainWindow, path: Path) -> None:
    drop(window, files(path))


def add(window: MainWindow, path: Path) -> None:
    window.gallery.chosen.emit(str(path))


@pytest.mark.parametrize("way", [dropped, add])
@pytest.mark.parametrize("name", _FILES)
def test_the_banner_reports_it_and_nothing_changes(
    window: MainWindow,
    services: FakeServices,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    qtbot: QtBot,
    name: str,
    way: Callable[[MainWindow, Path], None],
) -> None:
    monkeypatch.setattr(FakeServices, "background_of", lambda _, config: background_of(config))
    make, sentence = _FILES[name]
    make(tmp_path / name)
    way(window, tmp_path / name)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.message is not None
    assert sentence in window.banner.message.text
    assert str(tmp_path) in window.banner.message.text
    assert not shown(services).is_slate
    assert corner(services) == GREY


@pytest.mark.parametrize("name", [name for name in _FILES if name != "folder.png"])
def test_it_has_no_thumbnail(tmp_path: Path, name: str) -> None:
    make, sentence = _FILES[name]
    make(tmp_path / name)
    with pytest.raises(ConfigError, match=sentence.replace(".", r"\.")):
        thumbnail(parse(str(tmp_path / name)))


def test_a_web_address_is_not_fetched(window: MainWindow) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.com/beach.png")])
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.setAccepted(False)
    window.dragEnterEvent(event)  # type: ignore[arg-type]
    assert not event.isAccepted()
