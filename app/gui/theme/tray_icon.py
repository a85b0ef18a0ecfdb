"""What stands in the tray: the application's icon with a dot for how it is."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QSystemTrayIcon

from app.gui.theme.palette import DARK

# Trays take what they need of it; on screens of twice the resolution that is 44 or 48.
_SIDE = 64
_DOT = 11.0


def tray_is_there() -> bool:
    """Say whether this desktop has a tray."""
    return QSystemTrayIcon.isSystemTrayAvailable()


def tray_icon(plain: QIcon, sending: bool, hidden: bool) -> QIcon:
    """Return the icon.

    Args:
        plain: of the application; where it has none, the dot stands alone.
        sending: whether frames go out, which lights the dot.
        hidden: whether others see a still picture, which turns it into a bar.
    """
    picture = QPixmap(_SIDE, _SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plain.paint(painter, picture.rect())
    middle = QPointF(_SIDE - _DOT - 4, _SIDE - _DOT - 4)
    # A tray is dark or light, whatever the window is; the rim parts the dot from either.
    painter.setPen(QPen(QColor(DARK.background), 4))
    if hidden:
        painter.setBrush(QColor(DARK.error))
        painter.drawEllipse(middle, _DOT, _DOT)
        painter.drawLine(middle - QPointF(_DOT / 2, 0), middle + QPointF(_DOT / 2, 0))
    elif sending:
        painter.setBrush(QColor(DARK.accent))
        painter.drawEllipse(middle, _DOT, _DOT)
    painter.end()
    return QIcon(picture)
