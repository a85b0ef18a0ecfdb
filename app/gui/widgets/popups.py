"""Lists and menus that open over the window, with round corners on every desktop."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QBitmap, QKeyEvent, QPainter, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.shortcuts import HIDE
from app.gui.theme.style import RADIUS

_BARE = Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint


def make_round(popup: QWidget) -> None:
    """Let nothing be seen beyond a popup's round border; called before it is shown for the first time."""
    popup.setWindowFlags(popup.windowFlags() | _BARE)
    popup.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    popup.installEventFilter(_Corners(popup))


def round_menu(parent: QWidget, title: str = "") -> QMenu:
    """Return an empty menu with round corners."""
    menu = QMenu(title, parent)
    make_round(menu)
    let_panic_through(menu, parent)
    return menu


def let_panic_through(popup: QWidget, owner: QWidget) -> None:
    """Let the panic key do its work in an open list or menu, which lets no shortcut through.

    Args:
        popup: what has the keyboard while it is open.
        owner: lies in the window whose key it is.
    """
    popup.installEventFilter(_Panic(popup, owner))


class _Corners(QObject):
    """Cuts the corners off, for desktops on which nothing shines through a window."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cut them for every size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show) and isinstance(watched, QWidget):
            watched.setMask(_round(watched.size()))
        return super().eventFilter(watched, event)


class _Panic(QObject):
    """Presses the window's panic key, and lets the popup have it too."""

    def __init__(self, popup: QWidget, owner: QWidget) -> None:
        super().__init__(popup)
        self._owner = owner

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for it."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            window = self._owner.window()
            # A menu behind an entry of another one is that one's.
            while isinstance(window, QMenu) and isinstance(below := window.parent(), QWidget):
                window = below.window()
            for shortcut in window.findChildren(QShortcut, HIDE.sequence):
                shortcut.activated.emit()
        return super().eventFilter(watched, event)


def _round(size: QSize) -> QBitmap:
    bitmap = QBitmap(size)
    bitmap.clear()
    painter = QPainter(bitmap)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.color1)
    painter.drawRoundedRect(bitmap.rect(), RADIUS, RADIUS)
    painter.end()
    return bitmap
