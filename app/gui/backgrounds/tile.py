"""One background in the gallery."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QBrush,
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.gui.imaging.thumbnails import Badge
from app.gui.text import tip
from app.gui.theme.mirroring import mirrored_area
from app.gui.theme.palette import colours
from app.gui.theme.style import RING, round_pen, scaled, text_size
from app.gui.widgets.accessible import set_role
from app.gui.widgets.painted import FocusRing, Painted
from app.language import _

_PICTURE = QSizeF(132, 74)
# How far the picture grows with the text, so that titles fit below it.
_LARGEST = 1.4
_TITLE = 12
_RADIUS = 9.0
# The marks are painted over pictures of any colour, so each has its own dark ground.
_GROUND, _ON_GROUND = QColor(12, 16, 22, 190), "#ffffff"
_INSET = 5.0
_SIDE = 18.0
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
# The gallery handles these keys: they move the focus to other tiles.
_ALONG = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)


class Tile(Painted, QAbstractButton):
    """A thumbnail with a title; checked while its background is in use. A tile that adds backgrounds shows a plus.

    Signals:
        removed: the background is to be removed.
        menu_requested: the menu is to be opened at this position on the screen.
    """

    removed = Signal()
    menu_requested = Signal(QPoint)

    def __init__(
        self, title: str, is_action: bool = False, is_removable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._is_action = is_action
        self._is_removable = is_removable
        self._badge = Badge.NONE
        self._key = 0
        self._problem = ""
        self.setText(title)
        self.setCheckable(not is_action)
        if not is_action:
            set_role(self, QAccessible.Role.RadioButton)
        self._picture = QRectF()
        self.make_interactive()
        self.cross = _Cross(title, self)
        self.cross.clicked.connect(self.removed)
        self._name()
        self._fit()

    @property
    def problem(self) -> str:
        """Why the background cannot be used; empty if it can."""
        return self._problem

    def set_image(self, image: QImage, badge: Badge = Badge.NONE) -> None:
        """Show a thumbnail and its badge, and clear any problem."""
        self._image, self._badge, self._problem = image, badge, ""
        self._name()

    def set_problem(self, problem: str) -> None:
        """Show that the background cannot be used, and why."""
        self._problem = problem
        self._name()

    def set_key(self, number: int) -> None:
        """Show the number of its favourite key, 0 for none."""
        self._key = number
        self._name()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def nextCheckState(self) -> None:
        """Do nothing: the check mark follows the background in use, not the click."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Click on Enter, remove on Del, and leave the arrows to the gallery."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.click()
        elif event.key() == Qt.Key.Key_Delete and self._is_removable:
            self.removed.emit()
        elif event.key() in _ALONG:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, at the mouse pointer or below the picture."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        corner = self._picture.bottomRight() if self.isRightToLeft() else self._picture.bottomLeft()
        below = self.mapToGlobal(corner.toPoint())
        self.menu_requested.emit(event.globalPos() if by_mouse else below)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the cross."""
        self.cross.setVisible(self._is_removable)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the cross."""
        self.cross.hide()
        super().leaveEvent(event)

    def paint(self, painter: QPainter) -> None:
        """Paint thumbnail, outline, marks and title."""
        self._paint_picture(painter)
        if self._problem:
            _paint_broken(painter, self._picture)
        if self._is_action:
            _paint_plus(painter, self._picture, on_picture=not self._image.isNull())
        left, top, bottom = RING + _INSET, self._picture.top() + _INSET, self._picture.bottom() - _INSET - _SIDE
        right = self._picture.right() - _INSET
        _paint_badge(painter, mirrored_area(self, QRectF(right - 22, bottom, 22, _SIDE)), self._badge)
        if self._key:
            _paint_digit(painter, mirrored_area(self, QRectF(left, bottom, _SIDE, _SIDE)), self._key)
        self._paint_outline(painter)
        if self.isChecked():
            _paint_tick(painter, mirrored_area(self, QRectF(right - 17, top - 1, 18, 18)))
        painter.setFont(self._title_font())
        painter.setPen(QColor(colours().text if self.isChecked() or self.underMouse() else colours().muted))
        top = self._picture.bottom() + 6
        area = QRectF(RING, top, self._picture.width(), self.height() - top - 4)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def focus_ring(self) -> FocusRing:
        """Return an outline around the thumbnail."""
        return FocusRing(self._picture.adjusted(-3, -3, 3, 3), _RADIUS + 3, on_accent=True)

    def _title_font(self) -> QFont:
        font = self.font()
        font.setPointSizeF(text_size(_TITLE))
        font.setBold(self.isChecked())
        return font

    def _fit(self) -> None:
        """Give the tile the size of picture and title."""
        scale = min(scaled(100) / 100, _LARGEST)
        self._picture = QRectF(QPointF(RING, RING), _PICTURE * max(1.0, scale))
        title = max(18, QFontMetrics(self._title_font()).height() + 2)
        self.setFixedSize(round(self._picture.right()) + RING, round(self._picture.bottom()) + 6 + title + 4)
        self.cross.setGeometry(mirrored_area(self, QRectF(RING + 2, RING + 2, 24, 24)).toRect())
        self.update()

    def _name(self) -> None:
        facts = [self.text() if self._is_action else _("Background: {text}").format(text=self.text())]
        facts += [_("favourite {key}").format(key=self._key)] * bool(self._key)
        facts += [_("cannot be read")] * bool(self._problem)
        self.setAccessibleName(", ".join(facts))
        self.update()

    def _paint_picture(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self._image.isNull():
            painter.setBrush(QColor(colours().hover if self.underMouse() else colours().raised))
        else:
            scale = self._picture.width() / self._image.width()
            brush = QBrush(self._image)
            brush.setTransform(QTransform(scale, 0, 0, scale, self._picture.left(), self._picture.top()))
            painter.setBrush(brush)
        painter.drawRoundedRect(self._picture, _RADIUS, _RADIUS)

    def _paint_outline(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked():
            painter.setPen(QPen(QColor(colours().accent), 3))
            painter.drawRoundedRect(self._picture, _RADIUS, _RADIUS)
        else:
            painter.setPen(QPen(QColor(colours().muted if self.underMouse() else colours().line), 1))
            painter.drawRoundedRect(self._picture.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)


class _Cross(Painted, QAbstractButton):
    """Removes its tile. Visible only under the mouse; keyboard users have Del and the menu."""

    def __init__(self, title: str, parent: Tile) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Remove {title}").format(title=title))
        self.setToolTip(tip(_("Remove {title}").format(title=title)))
        self.make_interactive(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def paint(self, painter: QPainter) -> None:
        """Paint the cross."""
        _paint_cross(painter, QRectF(3, 3, 18, 18), highlighted=self.underMouse())


def _paint_tick(painter: QPainter, area: QRectF) -> None:
    """Paint a tick, for users who cannot see the colour of the ring."""
    centre = area.center()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().accent))
    painter.drawEllipse(centre, 9, 9)
    painter.setPen(round_pen(colours().on_accent, 2))
    tick = [QPointF(-3.8, 0.2), QPointF(-1.2, 3.0), QPointF(4.0, -2.8)]
    painter.drawPolyline(QPolygonF([centre + point for point in tick]))


def _paint_plus(painter: QPainter, picture: QRectF, on_picture: bool) -> None:
    """Paint a plus in the middle of a tile that adds backgrounds."""
    middle = picture.center()
    if on_picture:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GROUND)
        painter.drawEllipse(middle, 16, 16)
    painter.setPen(round_pen(_ON_GROUND if on_picture else colours().text, 2))
    painter.drawLine(middle - QPointF(9, 0), middle + QPointF(9, 0))
    painter.drawLine(middle - QPointF(0, 9), middle + QPointF(0, 9))


def _paint_digit(painter: QPainter, area: QRectF, number: int) -> None:
    """Paint the number of the favourite key."""
    _paint_ground(painter, area)
    font = painter.font()
    font.setPixelSize(11)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(_ON_GROUND))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(number))


def _paint_badge(painter: QPainter, area: QRectF, badge: Badge) -> None:
    """Paint the sign of a video or a folder."""
    if badge is Badge.NONE:
        return
    _paint_ground(painter, area)
    painter.setPen(round_pen(_ON_GROUND, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inside = area.adjusted(4.5, 4.5, -4.5, -4.5)
    if badge is Badge.FILM:
        painter.setBrush(QColor(_ON_GROUND))
        left, middle = inside.left() + 2.5, inside.center().y()
        points = [QPointF(left, middle - 4), QPointF(left + 7.5, middle), QPointF(left, middle + 4)]
        painter.drawPolygon(QPolygonF(points))
    else:
        flap = [QPointF(0, 0), QPointF(4.5, 0), QPointF(6, 2), QPointF(13, 2), QPointF(13, 9), QPointF(0, 9)]
        painter.drawPolygon(QPolygonF([inside.topLeft() + point for point in flap]))


def _paint_broken(painter: QPainter, picture: QRectF) -> None:
    """Dim the picture and paint a warning sign, for a background that cannot be used."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(picture, 9, 9)
    middle = picture.center()
    painter.setPen(round_pen(colours().error, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF([middle + QPointF(0, -13), middle + QPointF(14, 11), middle + QPointF(-14, 11)]))
    painter.drawLine(middle + QPointF(0, -4), middle + QPointF(0, 3))
    painter.drawPoint(middle + QPointF(0, 7))


def _paint_cross(painter: QPainter, area: QRectF, highlighted: bool) -> None:
    """Paint the button that removes a tile, highlighted or not."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().error) if highlighted else _GROUND)
    painter.drawEllipse(area)
    painter.setPen(round_pen(_ON_GROUND, 1.8))
    middle, arm = area.center(), 3.4
    painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
    painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))


def _paint_ground(painter: QPainter, area: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(area, 5, 5)
