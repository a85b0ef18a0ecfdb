"""The gallery, as tests read it and act on it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu

from app.gui.backgrounds.tile import Tile
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import press


def tiles(window: MainWindow) -> list[Tile]:
    """Return the tiles from left to right."""
    found = [tile for tile in window.gallery.findChildren(Tile) if tile.isVisible()]
    return sorted(found, key=lambda tile: tile.x())


def titles(window: MainWindow) -> list[str]:
    """Return the titles of the tiles."""
    return [tile.text() for tile in tiles(window)]


def tile(window: MainWindow, title: str) -> Tile:
    """Return the tile with this title."""
    found = [tile for tile in tiles(window) if tile.text() == title]
    assert found, f"no tile {title}"
    return found[0]


def marked(window: MainWindow) -> list[str]:
    """Return the titles of the marked tiles."""
    return [tile.text() for tile in tiles(window) if tile.isChecked()]


def picture(path: Path, colour: str = "orange") -> Path:
    """Write a picture of one colour."""
    assert image(colour).save(str(path))
    return path


def image(colour: str = "orange") -> QImage:
    """Return a picture of one colour."""
    made = QImage(320, 200, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def files(*paths: Path) -> QMimeData:
    """Return what a file manager drags."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(window: MainWindow, data: QMimeData) -> None:
    """Drop something on the window."""
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def paste(window: MainWindow, data: QMimeData) -> None:
    """Copy something and press the key."""
    QGuiApplication.clipboard().setMimeData(data)
    press(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def entry(menu: QMenu, *words: str) -> QAction:
    """Return the entry of a menu that begins with the first word, or of the menu behind it with the next."""
    action = next(action for action in menu.actions() if action.text().startswith(words[0]))
    if len(words) == 1:
        return action
    below = action.menu()
    assert isinstance(below, QMenu)
    return entry(below, *words[1:])


def menu_of(window: MainWindow) -> QMenu:
    """Return the menu that is open."""
    return next(menu for menu in window.findChildren(QMenu) if menu.isVisible())


def open_menu(window: MainWindow, title: str) -> None:
    """Press the menu key on a tile."""
    found = tile(window, title)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), found.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(found, event)


def choose_entry(window: MainWindow, *words: str) -> None:
    """Choose an entry of the open menu."""
    menu = menu_of(window)
    entry(menu, *words).trigger()
    menu.close()
