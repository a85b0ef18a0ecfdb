"""Two rows below the preview: view buttons, figures of the last minute as text and graph, and a badge."""

from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from app.gui.session.performance import Figures, PerformanceHistory, Point
from app.gui.session.view_mode import View, ViewOptions
from app.gui.session.window_status import WindowStatus
from app.gui.shortcuts import MATTE, SPLIT
from app.gui.theme.palette import colours
from app.gui.theme.style import RING
from app.gui.widgets.accessible import set_role
from app.gui.widgets.labels import ElidedLabel, FiguresLabel, row_of
from app.gui.widgets.painted import Painted
from app.gui.widgets.segmented import SegmentedControl

_GRAPH_INSET = 3.0
# Positions of the slider that moves the line between before and after.
_STEPS = 100
_VIEWS = {
    View.PICTURE: ("Picture", "What others see"),
    View.MATTE: ("Matte", f"The person in white, as the model sees it ({MATTE.sequence})"),
    View.SPLIT: ("Before/after", f"Your camera's picture beside what others see ({SPLIT.sequence})"),
}


class StatusBar(QWidget):
    """Shows the figures as text and as a graph, and what the model runs on; a tooltip has the details.

    In a narrow window the widgets left of the graph shrink first; the badge never does.

    Args:
        above: widgets left of the text, which keep space for their own focus rings.
        below: widget left of the graph.
    """

    def __init__(self, above: Sequence[QWidget], below: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.readout = FiguresLabel("", "muted")
        self.readout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.graph = PerformanceGraph()
        self.badge = ElidedLabel("", "badge")
        self.badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.badge.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # In a lower badge the corners of the style sheet are not round.
        self.badge.setMinimumHeight(18)
        first = row_of(*above, self.readout)
        first.setStretchFactor(self.readout, 1)
        first.setContentsMargins(0, 0, RING, 0)
        second = row_of(below, self.graph, self.badge, inset=RING)
        second.setStretchFactor(below, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(first)
        column.addLayout(second)

    def show_view(self, view: WindowStatus) -> None:
        """Show the figures as text, and the badge."""
        self.readout.setText(view.readout)
        self.badge.setText(view.badge)
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
        self.setAccessibleName("Frames per second and latency")

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
        self.choice = SegmentedControl([(view, label) for view, (label, _) in _VIEWS.items()], "View")
        self.choice.chosen.connect(self.chosen)
        self.choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for view, (_, meaning) in _VIEWS.items():
            self.choice.button(view).setToolTip(meaning)
            self.choice.button(view).setAccessibleDescription(meaning)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.choice)
        # The text beside it changes all the time, and must not move the buttons.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setSingleStep(2)
        self.slider.setFixedWidth(72)
        self.slider.setAccessibleName("Line between before and after")
        self.slider.setToolTip("Moves the line between before and after (Left and Right)")
        self.slider.valueChanged.connect(lambda value: self.moved.emit(value / _STEPS))
        row.addWidget(self.slider)
        self.show_options(ViewOptions())

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
