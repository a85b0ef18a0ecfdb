"""Recordings and snapshots by mouse and key, checked on the files."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.types import Rgb
from app.devices.media.pictures import read_picture
from app.devices.media.video_reader import VideoReader
from app.gui.record.page import RecordPage
from app.gui.session.problems import Action
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, press, shown, step
from tests.gui.fakes import FakeServices
from tests.gui.window.test_main_window import says

pytestmark = pytest.mark.slow

CTRL = Qt.KeyboardModifier.ControlModifier
RED, GREY = (200, 0, 0), (128, 128, 128)


@pytest.fixture
def page(window: MainWindow, tmp_path: Path) -> RecordPage:
    """The open page; files go to a folder of the test that does not exist yet."""
    window.store.change(folder=str(tmp_path / "kept"))
    click(window.side.button("Record"))
    found = window.findChild(RecordPage)
    assert isinstance(found, RecordPage)
    assert found.isVisible()
    return found


def files(tmp_path: Path) -> list[Path]:
    """Return the saved files, leftovers included."""
    return sorted((tmp_path / "kept").iterdir()) if (tmp_path / "kept").is_dir() else []


def film(path: Path) -> tuple[list[Rgb], list[float]]:
    """Return pictures and times."""
    with VideoReader(path) as reader:
        found = [item for item in reader.items() if isinstance(item, tuple)]
        return [rgb for rgb, _ in found], [reader.seconds(stamp) for _, stamp in found]


def near(colour: Rgb, wanted: tuple[int, int, int]) -> bool:
    return all(abs(int(value) - other) < 12 for value, other in zip(colour, wanted, strict=True))


def shows_person(rgb: Rgb) -> bool:
    """Say whether the person is on the left, before grey on the right."""
    return near(rgb[24, 8], RED) and near(rgb[24, 56], GREY)


def by_mouse(window: MainWindow, page: RecordPage) -> None:
    click(page.record)


def by_key(window: MainWindow, page: RecordPage) -> None:
    press(window, Qt.Key.Key_R, CTRL)


def on_the_button(window: MainWindow, page: RecordPage) -> None:
    page.record.setFocus()
    press(page.record, Qt.Key.Key_Space)


@pytest.mark.parametrize("toggle", [by_mouse, by_key, on_the_button])
def test_a_recording_shows_what_others_see(
    window: MainWindow,
    page: RecordPage,
    services: FakeServices,
    qtbot: QtBot,
    tmp_path: Path,
    toggle: Callable[[MainWindow, RecordPage], None],
) -> None:
    assert page.record.text() == "Record"
    toggle(window, page)
    qtbot.waitUntil(lambda: services.pipeline.status().recording_seconds > 1.1)
    qtbot.waitUntil(lambda: page.record.text() == "Stop · 0:01")
    assert window.side.button("Record").text() == "0:01"
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown(services).is_slate)
    seconds = services.pipeline.status().recording_seconds
    qtbot.waitUntil(lambda: services.pipeline.status().recording_seconds > seconds + 0.5)
    press(window, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    seconds = services.pipeline.status().recording_seconds
    qtbot.waitUntil(lambda: services.pipeline.status().recording_seconds > seconds + 0.5)
    seconds = services.pipeline.status().recording_seconds
    toggle(window, page)
    qtbot.waitUntil(page.file_actions.isVisible)
    qtbot.waitUntil(lambda: page.record.text() == "Record")
    assert window.side.button("Record").text() == "Record"
    (path,) = files(tmp_path)
    assert page.saved.text() == f"Recording saved as {path.name}."
    pictures, times = film(path)
    # Unmirrored, though the preview is mirrored.
    assert shows_person(pictures[0])
    assert shows_person(pictures[-1])
    hidden = [not shows_person(rgb) for rgb in pictures]
    assert any(hidden)
    # A slate is of one colour at the sides, and shows neither person nor background.
    slates = [rgb for rgb, is_hidden in zip(pictures, hidden, strict=True) if is_hidden]
    assert not any(near(rgb[24, x], colour) for rgb in slates for x in (8, 56) for colour in (RED, GREY))
    assert [hidden[n] for n in range(1, len(hidden)) if hidden[n] != hidden[n - 1]] == [True, False]
    assert all(later > earlier for earlier, later in pairwise(times))
    # The file's time is the call's, however many pictures were made in it.
    assert seconds - 0.5 < times[-1] < seconds + 5


def test_quitting_finishes_the_recording(
    window: MainWindow, page: RecordPage, services: FakeServices, qtbot: QtBot, tmp_path: Path
) -> None:
    click(page.record)
    qtbot.waitUntil(lambda: services.pipeline.status().recording_seconds > 0.4)
    window.close()
    (path,) = files(tmp_path)
    assert path.name.startswith("bisenet-bg ")
    pictures, _ = film(path)
    assert len(pictures) > 3
    assert all(shows_person(rgb) for rgb in pictures)


def test_an_unusable_folder_is_reported_and_can_be_tried_again(
    window: MainWindow, page: RecordPage, services: FakeServices, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("in the way")
    click(page.record)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.message is not None
    assert window.banner.message.text.endswith("cannot be made, since it is a file. Choose another folder.")
    assert page.record.text() == "Record"
    (tmp_path / "kept").unlink()
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: page.record.text().startswith("Stop"))
    assert not window.banner.isVisible()
    click(page.record)
    qtbot.waitUntil(page.file_actions.isVisible)
    assert len(files(tmp_path)) == 1


def test_an_interrupted_recording_is_kept(
    window: MainWindow,
    page: RecordPage,
    services: FakeServices,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from app.core.errors import DeviceError
    from app.core.types import Composite
    from app.devices.media.video_writer import VideoFileSink

    usual = VideoFileSink.write_at

    def break_off(self: VideoFileSink, composite: Composite, pts: int) -> None:
        if pts > 15:
            raise DeviceError("The video cannot be written (No space left on device).", "Make room on the disk.")
        usual(self, composite, pts)

    monkeypatch.setattr(VideoFileSink, "write_at", break_off)
    click(page.record)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.message is not None
    assert "Make room" in window.banner.message.text
    qtbot.waitUntil(page.file_actions.isVisible)
    (path,) = files(tmp_path)
    assert shows_person(film(path)[0][-1])
    qtbot.waitUntil(lambda: page.record.text() == "Record")
    assert not shown(services).is_slate


def test_a_recording_of_a_crashed_program_is_recovered_at_the_start(
    open_window: OpenWindow, window: MainWindow, page: RecordPage, qtbot: QtBot, tmp_path: Path
) -> None:
    click(page.record)
    qtbot.waitUntil(lambda: page.record.text().startswith("Stop"))
    click(page.record)
    qtbot.waitUntil(page.file_actions.isVisible)
    (path,) = files(tmp_path)
    path.rename(path.with_name(f".unfinished {path.name}"))
    window.session.recorder.recover(str(tmp_path / "kept"))
    qtbot.waitUntil(lambda: "interrupted" in page.saved.text())
    assert files(tmp_path) == [path]


@pytest.mark.parametrize("by_keys", [True, False])
def test_a_snapshot(window: MainWindow, page: RecordPage, qtbot: QtBot, tmp_path: Path, by_keys: bool) -> None:
    if by_keys:
        press(window, Qt.Key.Key_S, CTRL)
    else:
        click(page.snapshot)
    qtbot.waitUntil(page.file_actions.isVisible)
    (path,) = files(tmp_path)
    rgb = read_picture(path)
    assert rgb.shape == (48, 64, 3)
    assert tuple(rgb[24, 8]) == RED
    assert tuple(rgb[24, 56]) == GREY
    click(page.file_actions.copy)
    assert QGuiApplication.clipboard().text() == str(path)


def test_the_folder_of_a_snapshot_is_shown(
    window: MainWindow, page: RecordPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr("app.gui.widgets.file_actions.QDesktopServices.openUrl", opened.append)
    click(page.snapshot)
    qtbot.waitUntil(page.file_actions.isVisible)
    click(page.file_actions.show_folder)
    assert [url.toLocalFile() for url in opened] == [str(tmp_path / "kept")]


def test_there_is_no_snapshot_of_a_slate(
    window: MainWindow, page: RecordPage, services: FakeServices, qtbot: QtBot, tmp_path: Path
) -> None:
    press(window, Qt.Key.Key_Escape)
    click(page.snapshot)
    qtbot.waitUntil(lambda: "snapshot cannot" in (window.banner.message.text if window.banner.message else ""))
    assert not files(tmp_path)


def test_choosing_a_folder_does_not_block(window: MainWindow, page: RecordPage, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    click(page.change_folder)
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.filesSelected.emit([str(tmp_path / "other")])
    dialog.reject()
    assert "other" in page.folders.text()
    click(page.snapshot)
    qtbot.waitUntil(page.file_actions.isVisible)
    assert len(list((tmp_path / "other").iterdir())) == 1


def test_a_recording_is_visible_while_the_page_is_folded(window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
    button = window.side.button("Record")
    click(button)
    assert not page.isVisible()
    press(window, Qt.Key.Key_R, CTRL)
    qtbot.waitUntil(lambda: button.text() == "0:00")
    assert button.accessibleName() == "Record page, 0:00"
    press(window, Qt.Key.Key_R, CTRL)
    qtbot.waitUntil(lambda: button.text() == "Record")


def test_everything_on_the_page_is_reached_by_tab(window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
    page.record.setFocus()
    reached: list[QWidget] = []
    for _ in range(4):
        press(window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(window.focusWidget())
    assert reached == [page.snapshot, page.change_folder, page.drop_zone, page.drop_zone.choose]


def test_a_saved_file_is_announced_while_the_page_is_folded(window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
    click(window.side.button("Record"))
    press(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.message is not None
    assert not window.banner.message.is_error
    assert window.banner.message.text.startswith("Snapshot saved as bisenet-bg ")
    click(window.banner.first_action)
    assert page.isVisible()
    assert page.saved.text().startswith("Snapshot saved as bisenet-bg ")
    assert not window.banner.isVisible()


def test_a_saved_file_leaves_other_messages_alone(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot, tmp_path: Path
) -> None:
    services.notice = ("No camera was found.",)
    window = open_window(config)
    window.store.change(folder=str(tmp_path / "kept"))
    qtbot.waitUntil(lambda: says(window) == services.notice[0])
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    press(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: says(window).startswith("Snapshot saved"))
    click(window.banner.close_button)
    assert says(window) == services.notice[0]
    press(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: says(window).startswith("Snapshot saved"))


def test_a_saved_file_is_announced_for_some_seconds(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.gui.window.main_window._SAVED_SECONDS", 0.5)
    window.store.change(folder=str(tmp_path / "kept"))
    press(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: says(window).startswith("Snapshot saved"))
    qtbot.waitUntil(lambda: not says(window))


def press_to_fail(key: Qt.Key, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    """Press the key of a recording or a snapshot that fails, until the window knows that."""
    press(window, key, CTRL)
    if key is Qt.Key.Key_R:
        qtbot.waitUntil(lambda: services.pipeline.status().recording_error is not None)
    step(window, services, qtbot)


@pytest.mark.parametrize("key", [Qt.Key.Key_S, Qt.Key.Key_R])
def test_a_folder_that_cannot_be_used_comes_with_the_choice_of_another(
    window: MainWindow, services: FakeServices, qtbot: QtBot, tmp_path: Path, key: Qt.Key
) -> None:
    (tmp_path / "file").touch()
    window.store.change(folder=str(tmp_path / "file"))
    press_to_fail(key, window, services, qtbot)
    assert "cannot be made" in says(window)
    press_to_fail(Qt.Key.Key_S if key is Qt.Key.Key_R else Qt.Key.Key_R, window, services, qtbot)
    message = window.banner.message
    assert message is not None
    assert Action.FOLDER in message.actions
    # Two failures with the same reason are one message.
    assert not window.banner.count.isVisible()
    click(
        next(button for button in window.banner.findChildren(QPushButton) if button.text() == "Choose another folder")
    )
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    (tmp_path / "other").mkdir()
    dialog.filesSelected.emit([str(tmp_path / "other")])
    dialog.reject()
    press(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: bool(list((tmp_path / "other").iterdir())))


def test_two_failures_with_one_reason_are_closed_together(
    window: MainWindow, services: FakeServices, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    window.store.change(folder=str(tmp_path / "file"))
    for key in (Qt.Key.Key_R, Qt.Key.Key_S):
        press_to_fail(key, window, services, qtbot)
    message = window.banner.message
    assert message is not None
    assert message.actions == (Action.RECORD, Action.FOLDER)
    click(window.banner.close_button)
    assert not says(window)
    step(window, services, qtbot)
    assert not says(window)
