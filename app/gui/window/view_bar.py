"""The buttons that choose what the preview shows."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from app.gui.session.view_mode import View, ViewOptions
from app.gui.shortcuts import MATTE, SPLIT
from app.gui.widgets.segmented import SegmentedControl

_STEPS = 100
_WORDS = {
    View.PICTURE: ("Picture", "What others see"),
    View.MATTE: ("Matte", f"What is taken for you, in white ({MATTE.sequence})"),
    View.SPLIT: ("Before/after", f"Your camera's picture beside what others see ({SPLIT.sequence})"),
}


class ViewBar(QWidget):
    """One of the buttons is down; for before and after a slider moves the line between them.

    Signals:
        chosen: the `View` that the user wants.
        moved: the share of the width that lies left of the line.
    """

    chosen = Signal(object)
    moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = SegmentedControl([(view, words) for view, (words, _) in _WORDS.items()], "View")
        self.choice.chosen.connect(self.chosen)
        self.choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for view, (_, meaning) in _WORDS.items():
            self.choice.button(view).setToolTip(meaning)
            self.choice.button(view).setAccessibleDescription(meaning)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.choice)
        # The figures beside it change all the time, and the buttons must not move with them.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setSingleStep(2)
        self.slider.setFixedWidth(72)
        self.slider.setAccessibleName("Line between before and after")
        self.slider.setToolTip("Moves the line between before and after (Left and Right)")
        self.slider.valueChanged.connect(lambda value: self.moved.emit(value / _STEPS))
        row.addWidget(self.slider)
        self.show_sight(ViewOptions())

    @Slot(object)
    def show_sight(self, sight: ViewOptions) -> None:
        """Show what is chosen."""
        self.choice.show_value(sight.view)
        self.slider.setVisible(sight.view is View.SPLIT)
        # A drag in the picture is finer than the slider, which must not round it.
        if round(sight.split * _STEPS) != self.slider.value():
            self.slider.blockSignals(True)
            self.slider.setValue(round(sight.split * _STEPS))
            self.slider.blockSignals(False)
