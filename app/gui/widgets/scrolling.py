"""Scrolling a widget into view, and arrow buttons for areas that scroll sideways."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QScrollBar, QWidget

from app.gui.theme.mirroring import direction_of, mirrored_area, mirrored_x
from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen
from app.gui.widgets.painted import Painted
from app.language import _

_SIZE = QSize(32, 32)
# Width of the end of the content that fades out.
_FADE = 48
# What Qt leaves free beside a widget that it scrolls to.
_CLEAR = 50


def scroll_into_view(widget: QWidget) -> None:
    """Scroll every area around the widget in which it is not completely visible."""
    area = widget.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            place = QRect(widget.mapTo(area.viewport(), QPoint()), widget.size())
            if not area.viewport().rect().contains(place):
                ensure_visible(area, widget)
        area = area.parentWidget()


def ensure_visible(area: QScrollArea, widget: QWidget, across: int = _CLEAR, down: int = _CLEAR) -> None:
    """Scroll an area as `ensureWidgetVisible` does, which scrolls the wrong way in right-to-left languages.

    Args:
        area: with the widget somewhere in its content.
        widget: to be visible.
        across: space left free beside the widget, in points.
        down: space left free above or below it, in points.
    """
    content = area.widget()
    if content is None or not area.isRightToLeft():
        area.ensureWidgetVisible(widget, across, down)
        return
    place = QRect(widget.mapTo(content, QPoint()), widget.size())
    start = content.width() - place.x() - place.width()
    _show_range(area.horizontalScrollBar(), area.viewport().width(), start - across, start + place.width() + across)
    top, bottom = place.y() - down, place.y() + place.height() + down
    _show_range(area.verticalScrollBar(), area.viewport().height(), top, bottom)


def _show_range(bar: QScrollBar, room: int, start: int, end: int) -> None:
    """Scroll no farther than it takes to show a range, or its start if it is longer than the room."""
    if end > bar.value() + room:
        bar.setValue(min(end - room, start))
    elif start < bar.value():
        bar.setValue(start)


class ScrollArrows:
    """A button at each end of an area, beside its content, for a mouse without a wheel.

    The area stops only where an item begins, so that none is cut where the strip begins, and the last visible one fades
    out. The buttons have their room only while the content does not fit, and each is visible while there is more beyond
    its end. In a right-to-left language the content begins at the right.

    Args:
        area: to scroll; its content has a layout.
        stops: returns how far from the start of the content the items begin, in points, in order.
        middle: distance from the top of the area to the centres of the buttons, in points.

    Attributes:
        middle: as above; call `place` after changing it.
    """

    def __init__(self, area: QScrollArea, stops: Callable[[], Sequence[int]], middle: int) -> None:
        self._area = area
        self._stops = stops
        self.middle = middle
        self._last = 0
        self._is_placing = False
        self._fade = _Fade(area)
        self.left, self.right = _Arrow(area, -1), _Arrow(area, 1)
        for arrow in (self.left, self.right):
            arrow.scrolled.connect(self._scroll)
        bar = area.horizontalScrollBar()
        bar.valueChanged.connect(self._snap)
        bar.rangeChanged.connect(self.place)
        self.place()

    def place(self) -> None:
        """Position the buttons; call it again after the area is resized."""
        bar = self._area.horizontalScrollBar()
        # Changing the margins changes the bar's range, which asks for this again.
        if self._is_placing:
            return
        self._is_placing = True
        try:
            room = self._make_room()
        finally:
            self._is_placing = False
        top = self.middle - _SIZE.height() // 2
        self.left.move(0, top)
        self.right.move(self._area.width() - _SIZE.width(), top)
        fade = QRectF(self._area.width() - room - _FADE, 0, _FADE, self._area.height())
        self._fade.setGeometry(mirrored_area(self._area, fade).toRect())
        back, on = bar.value() > bar.minimum(), bar.value() < bar.maximum()
        self.left.setVisible(on if self._area.isRightToLeft() else back)
        self.right.setVisible(back if self._area.isRightToLeft() else on)
        self._fade.setVisible(on)
        for widget in (self._fade, self.left, self.right):
            widget.raise_()

    def lay_out(self) -> None:
        """Lay the content out and update the scroll bar at once; Qt would do so at its next event."""
        content = self._area.widget()
        layout = None if content is None else content.layout()
        if layout is not None:
            layout.activate()
        QCoreApplication.sendEvent(self._area, QEvent(QEvent.Type.LayoutRequest))

    def step(self, items: int) -> None:
        """Scroll by so many items, towards the first for a negative number."""
        stops, bar = self._stops(), self._area.horizontalScrollBar()
        index = bisect_right(stops, bar.value()) - 1
        bar.setValue(stops[max(0, min(index + items, len(stops) - 1))])

    def _make_room(self) -> int:
        """Give the content its margins, and return the room of a button, 0 where all items fit."""
        content = self._area.widget()
        layout = None if content is None else content.layout()
        if layout is None:
            return 0
        margins = layout.contentsMargins()
        margin = margins.left() if self._area.isRightToLeft() else margins.right()
        items = layout.minimumSize().width() - margin
        fits = items <= self._area.width()
        room = 0 if fits else _SIZE.width()
        if self._area.viewportMargins().left() != room:
            self._area.setViewportMargins(room, 0, room, 0)
        visible = self._area.width() - 2 * room
        # Free space after the last item lets the area stop where an item begins there too.
        end = 0 if fits else next((stop for stop in self._stops() if stop + visible >= items), 0) + visible - items
        if margin != end:
            if self._area.isRightToLeft():
                margins.setLeft(end)
            else:
                margins.setRight(end)
            layout.setContentsMargins(margins)
            self.lay_out()
        return room

    def _snap(self, value: int) -> None:
        """Move on to the next place where an item begins."""
        stops, bar = self._stops(), self._area.horizontalScrollBar()
        if value < self._last:
            stop = next((stop for stop in reversed(stops) if stop <= value), 0)
        else:
            stop = next((stop for stop in stops if stop >= value), bar.maximum())
        self._last = min(stop, bar.maximum())
        if self._last != value:
            bar.setValue(self._last)
        self.place()

    def _scroll(self, direction: int) -> None:
        """Begin with the first item that is not completely visible, or end before the first that is.

        Args:
            direction: 1 to the right, -1 to the left.
        """
        bar, width = self._area.horizontalScrollBar(), self._area.viewport().width()
        if direction == direction_of(self._area):
            bar.setValue(max((stop for stop in self._stops() if stop < bar.value() + width), default=0))
        else:
            bar.setValue(next((stop for stop in self._stops() if stop >= bar.value() - width), 0))


class _Fade(QWidget):
    """Lets the last visible item fade out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the colour of the window, more and more opaque towards the end."""
        ground = QColor(colours().background)
        clear = QColor(ground)
        clear.setAlpha(0)
        gradient = QLinearGradient(mirrored_x(self, 0), 0, mirrored_x(self, self.width()), 0)
        gradient.setColorAt(0, clear)
        gradient.setColorAt(1, ground)
        QPainter(self).fillRect(self.rect(), gradient)


class _Arrow(Painted, QAbstractButton):
    """Chevron on a disc. Takes no focus, since the arrow keys already move along the content."""

    scrolled = Signal(int)

    def __init__(self, parent: QScrollArea, direction: int) -> None:
        super().__init__(parent)
        self._direction = direction
        self.setAccessibleName(_("Scroll left") if direction < 0 else _("Scroll right"))
        self.setFixedSize(_SIZE)
        self.make_interactive(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(lambda: self.scrolled.emit(direction))

    def paint(self, painter: QPainter) -> None:
        """Paint the chevron on its disc."""
        painter.setPen(QPen(QColor(colours().line), 1))
        painter.setBrush(QColor(colours().hover if self.underMouse() else colours().raised))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setPen(round_pen(colours().text, 2))
        centre, reach = QRectF(self.rect()).center(), self._direction * 3.0
        points = [QPointF(-reach, -6), QPointF(reach, 0), QPointF(-reach, 6)]
        painter.drawPolyline(QPolygonF([centre + point for point in points]))
