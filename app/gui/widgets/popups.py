"""Menus and drop-down lists with round corners on every desktop."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QBitmap, QPainter
from PySide6.QtWidgets import QMenu, QWidget

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
    return menu


class _CornerMask(QObject):
    """Masks the corners, for desktops without a compositor, which show no transparency."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Adapt the mask to the popup's size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show) and isinstance(watched, QWidget):
            watched.setMask(_round_mask(watched.size()))
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
