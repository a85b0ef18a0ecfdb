"""Adding and removing backgrounds by mouse and keyboard: the composite follows."""

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QColorDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.core.compositing.backgrounds import ImageBackground
from app.core.types import Background
from app.factory import background_of
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, corner, press, shown
from tests.gui.fakes import FakeServices
from tests.gui.strip import choose_entry, drop, files, image, marked, open_menu, paste, picture, tile, tiles, titles
from tests.gui.window.test_main_window import says

pytestmark = pytest.mark.slow

GREY, ORANGE, BLUE = (128, 128, 128), (255, 165, 0), (0, 0, 255)
GREEN, SLATE = (0, 0xB1, 0x40), (0x27, 0x30, 0x3F)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _real_backgrounds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Read files as the program does, and save pasted pictures below the folder of the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(
        "app.gui.backgrounds.clipboard.user_data_path", lambda *_, **__: tmp_path / "data" / "bisenet-bg"
    )
    monkeypatch.setattr(FakeServices, "background_of", lambda _, config: background_of(config))


@pytest.fixture
def own(window: MainWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot) -> Path:
    """An own picture that was dropped and is in use."""
    path = picture(tmp_path / "my_garden.png")
    drop(window, files(path))
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    return path


def test_several_files_are_added_and_the_first_is_used(
    window: MainWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot
) -> None:
    first, second = picture(tmp_path / "first.png"), picture(tmp_path / "second.png", "blue")
    folder = tmp_path / "holiday"
    folder.mkdir()
    picture(folder / "1.png", "blue")
    drop(window, files(first, second, folder))
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    assert window.store.settings.own == (str(first), str(second), str(folder))
    qtbot.waitUntil(lambda: titles(window)[4:7] == ["First", "Second", "Holiday"])
    click(tile(window, "Holiday"))
    qtbot.waitUntil(lambda: corner(services) == BLUE)
    assert marked(window) == ["Holiday"]


def test_files_that_cannot_be_read_are_named_and_not_added(
    window: MainWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot
) -> None:
    bad, good = tmp_path / "bad.png", picture(tmp_path / "good.png")
    bad.write_text("no picture")
    (tmp_path / "worse.mp4").write_text("no video")
    drop(window, files(bad, good, tmp_path / "worse.mp4"))
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    qtbot.waitUntil(lambda: "bad.png is not a picture" in says(window))
    assert "1 more could not be added either." in says(window)
    assert window.store.settings.own == (str(good),)


def test_a_file_is_added_once(window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot) -> None:
    click(tile(window, "Green"))
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    drop(window, files(own))
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    assert window.store.settings.own == (str(own),)


def test_a_pasted_picture_is_saved_for_this_user_alone(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setImageData(image())
    paste(window, data)
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    (word,) = window.store.settings.own
    assert stat.S_IMODE(Path(word).stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(word).parent.stat().st_mode) == 0o700
    assert marked(window) == ["Pasted 1"]
    assert [path.name for path in Path(word).parent.iterdir()] == ["pasted-1.png"]


@pytest.mark.parametrize("form", ["{}", "'{}'", "file://{}", "some words\n{}\n"])
def test_a_path_can_be_pasted_as_text(
    window: MainWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot, form: str
) -> None:
    data = QMimeData()
    data.setText(form.format(picture(tmp_path / "a b.png")))
    paste(window, data)
    qtbot.waitUntil(lambda: corner(services) == ORANGE)


def test_a_copied_file_and_a_colour_can_be_pasted(
    window: MainWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot
) -> None:
    paste(window, files(picture(tmp_path / "a.png")))
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    data = QMimeData()
    data.setText(" #00B140 ")
    paste(window, data)
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    assert marked(window) == ["Green"]


def test_a_clipboard_without_a_picture_gets_a_message(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setText("Dear all,\nthis is no path.")
    paste(window, data)
    qtbot.waitUntil(lambda: "no picture to add" in says(window))
    assert corner(services) == GREY
    assert window.store.settings.own == ()


def test_files_are_picked_by_a_key_and_a_folder_by_the_menu(
    window: MainWindow, services: FakeServices, tmp_path: Path, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_O, CTRL)
    _pick(window, picture(tmp_path / "a.png"))
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    folder = tmp_path / "holiday"
    folder.mkdir()
    picture(folder / "1.png", "blue")
    open_menu(window, "Add…")
    choose_entry(window, "A folder")
    _pick(window, folder)
    qtbot.waitUntil(lambda: corner(services) == BLUE)
    QGuiApplication.clipboard().setMimeData(files(tmp_path / "a.png"))
    open_menu(window, "Add…")
    choose_entry(window, "Paste from clipboard")
    qtbot.waitUntil(lambda: corner(services) == ORANGE)


def _pick(window: MainWindow, path: Path) -> None:
    """Pick a path in the dialog that is open."""
    dialog = next(dialog for dialog in window.findChildren(QFileDialog) if dialog.isVisible())
    dialog.filesSelected.emit([str(path)])
    dialog.close()


def test_a_tile_shows_its_cross_only_under_the_mouse(window: MainWindow) -> None:
    for title, may_go in (("Slate", True), ("None", False)):
        found = tile(window, title)
        assert not found.cross.isVisible()
        QApplication.sendEvent(found, _enter())
        assert found.cross.isVisible() is may_go
        QApplication.sendEvent(found, QEvent(QEvent.Type.Leave))
        assert not found.cross.isVisible()


def test_a_picked_colour_is_added(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    tile(window, "Pick a colour…").setFocus()
    press(tile(window, "Pick a colour…"), Qt.Key.Key_Return)
    dialog = window.findChild(QColorDialog)
    assert isinstance(dialog, QColorDialog)
    dialog.setCurrentColor(QColor("#0000ff"))
    dialog.accept()
    qtbot.waitUntil(lambda: corner(services) == BLUE)
    assert window.store.settings.own == ("#0000ff",)


@pytest.mark.parametrize("way", ["key", "cross", "menu"])
def test_a_background_in_use_is_removed_and_restored(
    window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot, way: str
) -> None:
    found = tile(window, "My garden")
    if way == "key":
        found.setFocus()
        press(found, Qt.Key.Key_Delete)
    elif way == "cross":
        QApplication.sendEvent(found, _enter())
        click(found.cross)
    else:
        open_menu(window, "My garden")
        choose_entry(window, "Remove")
    qtbot.waitUntil(lambda: marked(window) == ["Blur"])
    qtbot.waitUntil(lambda: corner(services) != ORANGE)
    assert not window.store.settings.own
    assert "My garden" not in titles(window)
    qtbot.waitUntil(lambda: says(window) == "My garden was removed.")
    assert own.exists()
    if way == "key":
        press(window, Qt.Key.Key_Z, CTRL)
    else:
        click(window.banner.first_action)
    qtbot.waitUntil(lambda: corner(services) == ORANGE)
    assert marked(window) == ["My garden"]
    assert window.store.settings.own == (str(own),)
    qtbot.waitUntil(lambda: not says(window))


def _enter() -> QEnterEvent:
    return QEnterEvent(QPointF(9, 9), QPointF(9, 9), QPointF(9, 9))


def test_bundled_backgrounds_are_removed_and_restored(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    for title in ("Green", "Linen"):
        tile(window, title).setFocus()
        press(tile(window, title), Qt.Key.Key_Delete)
    assert list(window.store.settings.removed) == ["#00b140", "#e9e2d6"]
    assert corner(services) == GREY
    assert window.focusWidget() in tiles(window)
    open_menu(window, "Slate")
    choose_entry(window, "Restore bundled")
    assert not window.store.settings.removed
    click(tile(window, "Green"))
    qtbot.waitUntil(lambda: corner(services) == GREEN)


def test_removals_are_undone_one_after_another_before_anything_else(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    click(tile(window, "Slate"))
    qtbot.waitUntil(lambda: corner(services) == SLATE)
    for title in ("Green", "Linen"):
        press(tile(window, title), Qt.Key.Key_Delete)
    for removed in (("#00b140",), ()):
        press(window, Qt.Key.Key_Z, CTRL)
        assert window.store.settings.removed == removed
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: corner(services) == GREY)


def test_what_was_changed_since_is_undone_first(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    press(tile(window, "Green"), Qt.Key.Key_Delete)
    click(tile(window, "Slate"))
    qtbot.waitUntil(lambda: corner(services) == SLATE)
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: corner(services) == GREY)
    assert window.store.settings.removed == ("#00b140",)


@pytest.mark.parametrize("title", ["None", "Blur", "Slight blur", "Add…"])
def test_the_fixed_entries_cannot_be_removed(window: MainWindow, title: str) -> None:
    before = titles(window)
    press(tile(window, title), Qt.Key.Key_Delete)
    assert titles(window) == before


def test_the_tile_of_a_deleted_file_says_so_and_can_be_removed(
    window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot
) -> None:
    click(tile(window, "Green"))
    qtbot.waitUntil(lambda: corner(services) == GREEN)
    own.unlink()
    QApplication.sendEvent(window.gallery, _activation())
    qtbot.waitUntil(lambda: "cannot be read" in tile(window, "My garden").accessibleName())
    click(tile(window, "My garden"))
    qtbot.waitUntil(lambda: "my_garden.png" in says(window))
    assert corner(services) == GREEN
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: "My garden" not in titles(window))
    assert window.store.settings.own == ()


def test_a_file_that_comes_back_can_be_used_again(
    window: MainWindow, own: Path, services: FakeServices, qtbot: QtBot
) -> None:
    own.rename(own.with_name("away.png"))
    QApplication.sendEvent(window.gallery, _activation())
    qtbot.waitUntil(lambda: bool(tile(window, "My garden").problem))
    own.with_name("away.png").rename(own)
    QApplication.sendEvent(window.gallery, _activation())
    qtbot.waitUntil(lambda: not tile(window, "My garden").problem)


def test_a_file_that_could_not_be_read_is_read_again_when_the_user_returns(
    window: MainWindow, own: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: not tile(window, "My garden").problem)
    tile(window, "My garden").set_problem("The disk was away.")
    QApplication.sendEvent(window.gallery, _activation())
    qtbot.waitUntil(lambda: not tile(window, "My garden").problem)


def test_files_are_watched_while_the_gallery_is_visible(window: MainWindow, own: Path, qtbot: QtBot) -> None:
    """A file that is deleted, restored and overwritten, without a click or a key."""
    timer = window.gallery.files.timer
    assert timer.isActive()
    timer.setInterval(10)
    qtbot.waitUntil(lambda: not tile(window, "My garden").problem)
    own.rename(own.with_name("away.png"))
    qtbot.waitUntil(lambda: bool(tile(window, "My garden").problem))
    own.with_name("away.png").rename(own)
    qtbot.waitUntil(lambda: not tile(window, "My garden").problem)
    before = tile(window, "My garden").grab().toImage()
    picture(own, "purple")
    qtbot.waitUntil(lambda: tile(window, "My garden").grab().toImage() != before)
    window.hide()
    assert not timer.isActive()
    window.show()
    assert timer.isActive()


def _activation() -> QEvent:
    return QEvent(QEvent.Type.WindowActivate)


def test_a_temporary_entry_can_be_kept_in_the_gallery(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: marked(window) == ["#808080"])
    assert not window.store.settings.own
    open_menu(window, "#808080")
    choose_entry(window, "Keep in the gallery")
    assert list(window.store.settings.own) == ["#808080"]
    assert titles(window).count("#808080") == 1


def test_home_end_and_the_arrow_buttons_move_along_the_strip(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    window.resize(window.minimumSizeHint())
    bar = window.gallery.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    tile(window, "Blur").setFocus()
    press(tile(window, "Blur"), Qt.Key.Key_End)
    assert window.focusWidget() is tile(window, "Pick a colour…")
    arrows = window.gallery.arrows
    qtbot.waitUntil(arrows.left.isVisible)
    assert not arrows.right.isVisible()
    press(window.focusWidget(), Qt.Key.Key_Home)
    assert window.focusWidget() is tile(window, "Add…")
    bar.setValue(0)
    qtbot.waitUntil(arrows.right.isVisible)
    click(arrows.right)
    assert bar.value() > 0
    click(arrows.left)
    assert bar.value() == 0


def test_own_backgrounds_and_favourites_come_from_the_settings(
    open_window: OpenWindow, services: FakeServices, own: Path, window: MainWindow, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_4, CTRL)
    settings = window.store.settings
    other = open_window(window.session.config)
    other.store.change(own=settings.own, favourites=settings.favourites)
    qtbot.waitUntil(lambda: tile(other, "My garden").accessibleName().endswith("favourite 4"))


def test_the_fakes_read_files(own: Path, services: FakeServices) -> None:
    background: Background = background_of(services.sources[-1])
    assert isinstance(background, ImageBackground)
    assert not shown(services).is_slate


def test_a_focused_tile_has_a_ring(window: MainWindow) -> None:
    found: QWidget = tile(window, "Slate")
    before = found.grab().toImage()
    found.setFocus()
    assert found.grab().toImage() != before
