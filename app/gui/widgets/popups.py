"""Menus and drop-down lists with round corners on every desktop, in which the panic key (Esc) still works."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QBitmap, QKeyEvent, QPainter, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.shortcuts import HIDE
from app.gui.theme.style import RADIUS

_BARE = Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint


def make_round(popup: QWidget) -> None:
    """Make everything outside the popup's round border transparent; call it before the popup is first shown."""
    popup.setWindowFlags(popup.windowFlags() | _BARE)
    popup.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    popup.installEventFilter(_CornerMask(popup))


def round_menu(parent: QWidget, title: str = "") -> QMenu:
    """Return an empty menu with round corners."""
    menu = QMenu(title, parent)
    make_round(menu)
    let_panic_through(menu, parent)
    return menu


def let_panic_through(popup: QWidget, owner: QWidget) -> None:
    """Make the panic key work in an open list or menu, where Qt triggers no shortcuts.

    Args:
        popup: takes the keyboard while it is open.
        owner: a widget of the window that has the shortcut.
    """
    popup.installEventFilter(_PanicKey(popup, owner))


class _CornerMask(QObject):
    """Masks the corners, for desktops without a compositor, which show no transparency."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Adapt the mask to the popup's size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show) and isinstance(watched, QWidget):
            watched.setMask(_round_mask(watched.size()))
        return super().eventFilter(watched, event)


class _PanicKey(QObject):
    """Triggers the window's panic key, and leaves the key press to the popup as well."""

    def __init__(self, popup: QWidget, owner: QWidget) -> None:
        super().__init__(popup)
        self._owner = owner

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch for the key."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            window = self._owner.window()
            # The window of a submenu is its parent menu.
            while isinstance(window, QMenu) and isinstance(below := window.parent(), QWidget):
                window = below.window()
            for shortcut in window.findChildren(QShortcut, HIDE.sequence):
                shortcut.activated.emit()
        return super().eventFilter(watched, event)


def _round_mask(size: QSize) -> QBitmap:
    bitmap = QBitmap(size)
    bitmap.clear()
    painter = QPainter(bitmap)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.color1)
    painter.drawRoundedRect(bitmap.rect(), RADIUS, RADIUS)
    painter.end()
    return bitmap
