"""One background in the gallery."""

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.gui.backgrounds.tile_marks import (
    paint_badge,
    paint_broken,
    paint_cross,
    paint_digit,
    paint_plus,
    paint_tick,
)
from app.gui.imaging.thumbnails import Badge
from app.gui.text import tip
from app.gui.theme.palette import colours
from app.gui.theme.style import RING
from app.gui.widgets.painted import FocusRing, Painted

_PICTURE = QRectF(RING, RING, 132, 74)
_SIZE = QSize(140, 106)
_RADIUS = 9.0
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
# Left to the gallery: they lead to other tiles.
_ALONG = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)


class Tile(Painted, QAbstractButton):
    """A thumbnail with a title; checked is the background in use. One that adds something shows a plus.

    Signals:
        removed: the user wants it gone.
        menu_asked: where on the screen its menu is to open.
    """

    removed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(
        self, title: str, is_action: bool = False, may_go: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._is_action = is_action
        self._may_go = may_go
        self._badge = Badge.NONE
        self._key = 0
        self._problem = ""
        self.setText(title)
        self.setCheckable(not is_action)
        self.setFixedSize(_SIZE)
        self.make_interactive()
        self.cross = _Cross(title, self)
        self.cross.clicked.connect(self.removed)
        self.toggled.connect(self._name)
        self._name()

    @property
    def problem(self) -> str:
        """Why it cannot be used, as far as that is known; else empty."""
        return self._problem

    def set_image(self, image: QImage, badge: Badge = Badge.NONE) -> None:
        """Show a thumbnail, and what it stands for; it can be used."""
        self._image, self._badge, self._problem = image, badge, ""
        self._name()

    def set_problem(self, problem: str) -> None:
        """Show that it cannot be used."""
        self._problem = problem
        self._name()

    def set_key(self, number: int) -> None:
        """Show on which key it is, 0 for none."""
        self._key = number
        self._name()

    def nextCheckState(self) -> None:
        """Stay as it is: the mark follows the background in use, not the click."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter do what Space does, Del remove, and leave the arrows to the gallery."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.click()
        elif event.key() == Qt.Key.Key_Delete and self._may_go:
            self.removed.emit()
        elif event.key() in _ALONG:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, at the mouse or below the picture."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        below = self.mapToGlobal(_PICTURE.bottomLeft().toPoint())
        self.menu_asked.emit(event.globalPos() if by_mouse else below)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Offer to remove it."""
        self.cross.setVisible(self._may_go)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Offer that no longer."""
        self.cross.hide()
        super().leaveEvent(event)

    def paint(self, painter: QPainter) -> None:
        """Paint thumbnail, outline, marks and title."""
        self._paint_picture(painter)
        if self._problem:
            paint_broken(painter, _PICTURE)
        if self._is_action:
            paint_plus(painter, _PICTURE, on_picture=not self._image.isNull())
        paint_badge(painter, _PICTURE, self._badge)
        if self._key:
            paint_digit(painter, _PICTURE, self._key)
        self._paint_outline(painter)
        if self.isChecked():
            paint_tick(painter, _PICTURE)
        font = self.font()
        font.setPixelSize(12)
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.setPen(QColor(colours().text if self.isChecked() or self.underMouse() else colours().muted))
        area = QRectF(RING, _PICTURE.bottom() + 6, _PICTURE.width(), 18)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def focus_ring(self) -> FocusRing:
        """Return an outline around the thumbnail."""
        return FocusRing(_PICTURE.adjusted(-3, -3, 3, 3), _RADIUS + 3, on_accent=True)

    def _name(self) -> None:
        facts = [self.text() if self._is_action else f"Background: {self.text()}"]
        facts += ["in use"] * self.isChecked() + [f"favourite {self._key}"] * bool(self._key)
        facts += ["cannot be read"] * bool(self._problem)
        self.setAccessibleName(", ".join(facts))
        self.update()

    def _paint_picture(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self._image.isNull():
            painter.setBrush(QColor(colours().hover if self.underMouse() else colours().raised))
        else:
            scale = _PICTURE.width() / self._image.width()
            brush = QBrush(self._image)
            brush.setTransform(QTransform(scale, 0, 0, scale, _PICTURE.left(), _PICTURE.top()))
            painter.setBrush(brush)
        painter.drawRoundedRect(_PICTURE, _RADIUS, _RADIUS)

    def _paint_outline(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked():
            painter.setPen(QPen(QColor(colours().accent), 3))
            painter.drawRoundedRect(_PICTURE, _RADIUS, _RADIUS)
        else:
            painter.setPen(QPen(QColor(colours().muted if self.underMouse() else colours().line), 1))
            painter.drawRoundedRect(_PICTURE.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)


class _Cross(Painted, QAbstractButton):
    """Removes its tile; seen under the mouse only, since the keyboard has Del and the menu."""

    def __init__(self, title: str, parent: Tile) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"Remove {title}")
        self.setToolTip(tip(f"Remove {title}"))
        self.make_interactive(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setGeometry(int(_PICTURE.left()) + 2, int(_PICTURE.top()) + 2, 24, 24)
        self.hide()

    def paint(self, painter: QPainter) -> None:
        """Paint the cross."""
        paint_cross(painter, QRectF(3, 3, 18, 18), lit=self.underMouse())
