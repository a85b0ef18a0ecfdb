"""Rows below the preview: view buttons, figures of the last minute as text and graph, and a badge."""

from time import monotonic

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QColor, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from app.gui.session.performance import Figures, PerformanceHistory, Point
from app.gui.session.view_mode import View, ViewOptions
from app.gui.session.window_status import WindowStatus
from app.gui.shortcuts import MATTE, SPLIT
from app.gui.theme.palette import colours
from app.gui.theme.style import RING, scaled
from app.gui.widgets.accessible import set_role
from app.gui.widgets.labels import BriefLabel, FiguresLabel, WrappedCaption, row_of
from app.gui.widgets.painted import Painted
from app.gui.widgets.segmented import SegmentedControl
from app.language import N_, _

_GRAPH_INSET = 3.0
# Between the widgets of a row.
_GAP = 12
_BESIDE_SLIDER = 10
_SHORT_SLIDER, _LONG_SLIDER = 54, 72
# Smallest width of the view buttons with the slider, whatever their labels; longer ones take two lines.
_WIDEST_VIEWS = 330
# Positions of the slider that moves the line between before and after.
_STEPS = 100
_VIEWS = {
    View.PICTURE: (N_("Picture"), N_("What others see")),
    View.MATTE: (N_("Matte"), N_("The person in white, as the model sees it ({key})")),
    View.SPLIT: (N_("Before/after"), N_("Your camera's picture beside what others see ({key})")),
}
_KEYS = {View.MATTE: MATTE, View.SPLIT: SPLIT}


class StatusBar(QWidget):
    """Shows the figures as text and as a graph, and what the model runs on; a tooltip has the details.

    Two rows, each of which becomes two where its widgets do not fit side by side.

    Args:
        mirror: at the left of the text; keeps space for its own focus ring, as `views` does.
        views: between `mirror` and the text, or below them.
        caption: at the left of the graph, or above it.
    """

    def __init__(
        self, mirror: QWidget, views: "ViewBar", caption: WrappedCaption, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.readout = FiguresLabel("", "muted")
        self.readout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.graph = PerformanceGraph()
        self.badge = BriefLabel("", "badge")
        self.badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.badge.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # In a lower badge the corners of the style sheet are not round.
        self.badge.setMinimumHeight(18)
        self._mirror, self._views, self._caption = mirror, views, caption
        self._rows = [row_of(inset=0 if number < 2 else RING) for number in range(4)]
        self._rows[0].setContentsMargins(0, 0, RING, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for row in self._rows:
            column.addLayout(row)
        self._folded: tuple[bool, ...] = ()
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Fold or unfold the rows when a text changes."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold the rows."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return the width of folded rows, whatever their texts, so that no new text widens the window."""
        figure = self.readout.minimumSizeHint().width()
        # The label of the switch takes further lines where its words are long.
        first = self._mirror.minimumSizeHint().width() + _GAP + figure + RING
        views = min(self._views.full_width(), scaled(_WIDEST_VIEWS))
        return QSize(max(first, views), super().minimumSizeHint().height())

    def _arrange(self) -> None:
        badge, brief = (0, 0) if self.badge.isHidden() else (self.badge.sizeHint().width(), self.badge.brief_width())
        figure = self.readout.minimumSizeHint().width()
        graph = self.graph.minimumSizeHint().width()
        widths = (
            self._mirror.sizeHint().width() + self._views.sizeHint().width() + figure + 2 * _GAP + RING,
            self._caption.full_width() + graph + badge + 2 * _GAP + 2 * RING,
            graph + brief + _GAP + 2 * RING,
        )
        folded = tuple(width > self.width() for width in widths)
        if folded == self._folded:
            return
        self._folded = folded
        above, below, last = folded
        self._fill(0, self._mirror, *([] if above else [self._views]), self.readout)
        if above:
            self._rows[1].addWidget(self._views, 0, Qt.AlignmentFlag.AlignLeft)
        self._fill(2, self._caption, *([] if below else [self.graph, self.badge]))
        if below:
            self._fill(3, self.graph, self.badge)
        # The text has the last figures too.
        self.graph.setVisible(not last)
        # In the lower row it may still be too wide, and shows its shorter text.
        across = QSizePolicy.Policy.Maximum if below else QSizePolicy.Policy.Fixed
        self.badge.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        for row, widget in ((0, self.readout), (2, self._caption), (3, self.graph)):
            self._rows[row].setStretchFactor(widget, 1)
        self._caption.wrap(below)
        self.updateGeometry()

    def _fill(self, number: int, *widgets: QWidget) -> None:
        for widget in widgets:
            # Qt takes it out of the row where it was.
            self._rows[number].addWidget(widget)

    def show_view(self, view: WindowStatus) -> None:
        """Show the figures as text, and the badge."""
        self.readout.setText(view.readout)
        self.badge.show_texts(view.badge, view.brief_badge)
        self.badge.setVisible(bool(view.badge))
        for part in (self.readout, self.graph, self.badge):
            part.setToolTip(view.tooltip)
        self.readout.setAccessibleDescription(view.tooltip)


class PerformanceGraph(Painted, QWidget):
    """Frame rate and latency of the last minute as two lines, also described for screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = PerformanceHistory()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        set_role(self, QAccessible.Role.Chart)
        self.setAccessibleName(_("Frames per second and latency"))

    def sizeHint(self) -> QSize:
        """Return a width that shows a minute well."""
        return QSize(120, 24)

    def minimumSizeHint(self) -> QSize:
        """Return the size in a small window."""
        return QSize(80, 24)

    @Slot(object)
    def add(self, figures: Figures) -> None:
        """Add the latest figures."""
        self.history.add(monotonic(), figures)
        if self.isVisible():
            self.setAccessibleDescription(self.history.words())
            self.update()

    def paint(self, painter: QPainter) -> None:
        """Paint the base line, the latency, and the frame rate on top."""
        area = QRectF(self.rect()).adjusted(0, _GRAPH_INSET, 0, -_GRAPH_INSET)
        painter.setPen(QPen(QColor(colours().line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for lines, colour in ((self.history.latency(), colours().muted), (self.history.fps(), colours().accent)):
            painter.setPen(QPen(QColor(colour), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for line in lines:
                painter.drawPolyline(QPolygonF([_position(point, area) for point in line]))


class ViewBar(QWidget):
    """Buttons that select the view of the preview, and a slider for the line between before and after.

    Signals:
        chosen: the `View` that the user selected.
        moved: share of the width that lies left of the line, 0 to 1.
    """

    chosen = Signal(object)
    moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = SegmentedControl([(view, _(label)) for view, (label, _meaning) in _VIEWS.items()], _("View"))
        self.choice.chosen.connect(self.chosen)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.choice.setSizePolicy(policy)
        for view, (_label, sentence) in _VIEWS.items():
            meaning = _(sentence).format(key=_KEYS[view].keys if view in _KEYS else "")
            self.choice.button(view).setToolTip(meaning)
            self.choice.button(view).setAccessibleDescription(meaning)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_BESIDE_SLIDER)
        row.addWidget(self.choice)
        # The text beside it changes all the time, and must not move the buttons.
        self.setSizePolicy(policy)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setSingleStep(2)
        self.slider.setMinimumWidth(_SHORT_SLIDER)
        self.slider.setMaximumWidth(_LONG_SLIDER)
        # It stands for the width of the picture, which is not mirrored with the language.
        self.slider.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.slider.setAccessibleName(_("Line between before and after"))
        self.slider.setToolTip(_("Moves the line between before and after (Left and Right)"))
        self.slider.valueChanged.connect(lambda value: self.moved.emit(value / _STEPS))
        row.addWidget(self.slider)
        self.show_options(ViewOptions())

    def full_width(self) -> int:
        """Return the least width with the slider, whether it is visible or not."""
        return self.choice.sizeHint().width() + _BESIDE_SLIDER + self.slider.minimumWidth()

    @Slot(object)
    def show_options(self, options: ViewOptions) -> None:
        """Show the selected view and the position of the line."""
        self.choice.show_value(options.view)
        self.slider.setVisible(options.view is View.SPLIT)
        # A drag in the picture is finer than the slider, which must not round it.
        if round(options.split * _STEPS) != self.slider.value():
            self.slider.blockSignals(True)
            self.slider.setValue(round(options.split * _STEPS))
            self.slider.blockSignals(False)


def _position(point: Point, area: QRectF) -> QPointF:
    return QPointF(area.left() + point.x * area.width(), area.bottom() - point.y * area.height())
