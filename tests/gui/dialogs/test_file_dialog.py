"""What a file dialog shows, that it stays quick, and what the next one remembers."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLabel, QLineEdit, QListView, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from app.gui.dialogs import file_model
from app.gui.dialogs.pickers import pick_files, pick_folder
from app.gui.dialogs.previews import SIZE, file_preview, folder_preview, sign_preview
from app.gui.theme.icons import Glyph
from tests.clips import write_video
from tests.gui.dialogs.opened import folder_of, model_of, names_in, opened
from tests.gui.strip import picture
from tests.language.pseudo_language import untranslated

MANY = 2000
_NAMED_ACTIONS = ("qt_rename_action", "qt_delete_action", "qt_show_hidden_action", "qt_new_folder_action")


@pytest.fixture
def files(pictures: Path) -> Path:
    """A folder with a picture, a video, a broken file, one without a suffix, a text and a folder."""
    picture(pictures / "a.png")
    write_video(pictures / "b.mp4", [160, 20])
    (pictures / "broken.jpg").write_bytes(b"nothing")
    picture(pictures / "c.png").rename(pictures / "c")
    (pictures / "notes.txt").write_text("Milk.")
    (pictures / "folder").mkdir()
    return pictures


def preview(dialog: QFileDialog, path: Path) -> QImage:
    """Return what is shown for a file now."""
    model = model_of(dialog)
    icon = model.mapFromSource(model.files.index(str(path))).data(Qt.ItemDataRole.DecorationRole)
    assert isinstance(icon, QIcon)
    return icon.pixmap(SIZE).toImage()


def middle(image: QImage) -> tuple[int, int, int]:
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    return colour.red(), colour.green(), colour.blue()


def test_it_shows_folders_pictures_and_videos_by_their_content(parent: QWidget, files: Path, qtbot: QtBot) -> None:
    pick_files(parent, "Title", print)
    dialog = opened(parent)
    qtbot.waitUntil(lambda: names_in(dialog) == ["folder", "a.png", "b.mp4", "broken.jpg", "c"])
    box = dialog.findChild(QComboBox, "fileTypeCombo")
    assert isinstance(box, QComboBox)
    assert [box.itemText(index) for index in range(box.count())] == ["Pictures and videos", "All files"]
    QTest.keyClick(box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "notes.txt" in names_in(dialog))
    dialog.reject()


def test_pictures_and_videos_have_previews(parent: QWidget, files: Path, qtbot: QtBot) -> None:
    pick_files(parent, "Title", print)
    dialog = opened(parent)
    qtbot.waitUntil(lambda: middle(preview(dialog, files / "a.png")) == (255, 165, 0))
    qtbot.waitUntil(lambda: middle(preview(dialog, files / "c")) == (255, 165, 0))
    qtbot.waitUntil(lambda: abs(middle(preview(dialog, files / "b.mp4"))[0] - 160) < 5)
    qtbot.waitUntil(lambda: preview(dialog, files / "broken.jpg") == sign_preview(Glyph.BROKEN, 1.0))
    qtbot.waitUntil(lambda: preview(dialog, files / "folder") == folder_preview(1.0))
    dialog.reject()


def test_a_changed_picture_gets_another_preview(parent: QWidget, files: Path, qtbot: QtBot) -> None:
    pick_files(parent, "Title", print)
    dialog = opened(parent)
    path = files / "a.png"
    qtbot.waitUntil(lambda: middle(preview(dialog, path)) == (255, 165, 0))
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    assert image.save(str(path))
    os.utime(path, (1, 1))
    qtbot.waitUntil(lambda: middle(preview(dialog, path)) == (0, 0, 255))
    dialog.reject()


def test_a_picture_that_changes_while_its_preview_is_made_gets_another(
    parent: QWidget, pictures: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = picture(pictures / "a.png")
    make = file_preview
    begun, released = threading.Event(), threading.Event()

    def wait(path: Path, ratio: float) -> QImage:
        image = make(path, ratio)
        begun.set()
        released.wait()
        return image

    monkeypatch.setattr(file_model, "file_preview", wait)
    pick_files(parent, "Title", print)
    dialog = opened(parent)
    qtbot.waitUntil(begun.is_set)
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    assert image.save(str(path))
    os.utime(path, (1, 1))
    files = model_of(dialog).files
    qtbot.waitUntil(lambda: files.fileInfo(files.index(str(path))).lastModified().toMSecsSinceEpoch() == 1000)
    # The view asks for the new preview while the old one is still being made.
    preview(dialog, path)
    released.set()
    qtbot.waitUntil(lambda: middle(preview(dialog, path)) == (0, 0, 255))
    dialog.reject()


@pytest.mark.parametrize("view", QFileDialog.ViewMode)
def test_only_visible_pictures_of_many_are_read(
    parent: QWidget, pictures: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, view: QFileDialog.ViewMode
) -> None:
    read: list[Path] = []

    def note(path: Path, ratio: float) -> QImage:
        read.append(path)
        return QImage(1, 1, QImage.Format.Format_RGB32)

    monkeypatch.setattr(file_model, "file_preview", note)
    for number in range(MANY):
        (pictures / f"{number:04}.jpg").touch()
    pick_files(parent, "Title", print)
    dialog = opened(parent)
    dialog.setViewMode(view)
    qtbot.waitUntil(lambda: len(names_in(dialog)) == MANY)
    shown = (
        dialog.findChild(QListView, "listView") if view is QFileDialog.ViewMode.List else dialog.findChild(QTreeView)
    )
    assert isinstance(shown, QListView | QTreeView)
    qtbot.waitUntil(lambda: pictures / "0000.jpg" in read)
    shown.scrollToBottom()
    qtbot.waitUntil(lambda: pictures / f"{MANY - 1}.jpg" in read)
    assert len(read) < MANY / 10
    dialog.reject()


def test_closing_does_not_wait_for_a_slow_file(
    parent: QWidget, files: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, released = threading.Event(), threading.Event()

    def wait(path: Path, ratio: float) -> QImage:
        begun.set()
        released.wait()
        return QImage()

    monkeypatch.setattr(file_model, "file_preview", wait)
    pick_files(parent, "Title", print)
    dialog = opened(parent)
    qtbot.waitUntil(begun.is_set)
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    dialog.reject()
    qtbot.waitUntil(lambda: bool(gone))
    released.set()


def test_a_window_that_closes_takes_its_dialog_along(files: Path, qtbot: QtBot) -> None:
    """The threads end too, as is checked after every test."""
    window = QWidget()
    window.show()
    pick_files(window, "Title", print)
    dialog = opened(window)
    qtbot.waitUntil(lambda: len(names_in(dialog)) == 5)
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    window.deleteLater()
    qtbot.waitUntil(lambda: bool(gone))


def test_the_sidebar_has_the_folders_that_people_use(parent: QWidget, pictures: Path, tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    pick_files(parent, "Title", print)
    dialog = opened(parent)
    urls = [url.toLocalFile() for url in dialog.sidebarUrls()]
    assert urls == [str(Path.home()), str(pictures), str(tmp_path / "videos"), ""]
    sidebar = dialog.findChild(QListView, "sidebar")
    assert isinstance(sidebar, QListView)
    QTest.mouseClick(
        sidebar.viewport(),
        Qt.MouseButton.LeftButton,
        pos=sidebar.visualRect(sidebar.model().index(2, 0)).center(),
    )
    assert folder_of(dialog) == tmp_path / "videos"
    dialog.reject()


@pytest.mark.parametrize("title", ["Home", "Persönlicher Ordner mit allen Dateien"])
def test_the_sidebar_is_as_wide_as_its_texts(parent: QWidget, monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    monkeypatch.setattr("app.gui.dialogs.file_dialog._places", lambda: {Path.home(): (title, Glyph.HOME)})
    pick_files(parent, "Title", print)
    dialog = opened(parent)
    sidebar = dialog.findChild(QListView, "sidebar")
    assert isinstance(sidebar, QListView)
    assert sidebar.viewport().width() >= sidebar.sizeHintForColumn(0)
    assert sidebar.sizeHintForColumn(0) > sidebar.fontMetrics().horizontalAdvance(title)
    dialog.reject()


def test_the_next_dialog_begins_where_something_was_chosen(parent: QWidget, files: Path, qtbot: QtBot) -> None:
    chosen: list[str] = []
    picture(files / "folder" / "inside.png")
    pick_files(parent, "Title", chosen.extend)
    dialog = opened(parent)
    dialog.setDirectory(str(files / "folder"))
    qtbot.waitUntil(lambda: names_in(dialog) == ["inside.png"])
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.resize(QSize(700, 500))
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "inside.png")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert chosen == [str(files / "folder" / "inside.png")]
    pick_folder(parent, "Title", print)
    second = opened(parent)
    assert folder_of(second) == files / "folder"
    assert second.viewMode() is QFileDialog.ViewMode.Detail
    assert second.size() == QSize(700, 500)
    second.reject()


def test_a_cancelled_dialog_leaves_the_folder_of_the_next(parent: QWidget, files: Path) -> None:
    pick_files(parent, "Title", print)
    opened(parent).setDirectory(str(files / "folder"))
    opened(parent).reject()
    pick_files(parent, "Title", print)
    assert folder_of(opened(parent)) == files
    opened(parent).reject()


def test_no_key_deletes_a_file(parent: QWidget, files: Path, qtbot: QtBot) -> None:
    pick_files(parent, "Title", print)
    dialog = opened(parent)
    qtbot.waitUntil(lambda: len(names_in(dialog)) == 5)
    tiles = dialog.findChild(QListView, "listView")
    assert isinstance(tiles, QListView)
    dialog.selectFile(str(files / "a.png"))
    tiles.setFocus()
    QTest.keyClick(tiles, Qt.Key.Key_Delete)
    assert (files / "a.png").exists()
    dialog.reject()


@pytest.mark.parametrize("pick", [pick_files, pick_folder])
def test_its_words_are_those_of_the_program(
    pseudo_language: str, parent: QWidget, files: Path, pick: Callable[..., None]
) -> None:
    """Qt's own translations have gaps."""
    pick(parent, "Title", print)
    dialog = opened(parent)
    texts = [
        *(label.text() for label in dialog.findChildren(QLabel) if label.text()),
        *(button.text() or button.toolTip() for button in dialog.findChildren(QAbstractButton)),
        *(action.text() for action in dialog.findChildren(QAction) if action.objectName() in _NAMED_ACTIONS),
    ]
    assert len(texts) > 10
    assert not [text for text in texts if text and untranslated(text)]
    dialog.reject()
