"""The buttons that choose what the preview shows."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSlider, QWidget

from app.gui.keys import MATTE, SPLIT
from app.gui.views import Sight, View

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
        self.buttons: dict[View, QPushButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for view, (text, meaning) in _WORDS.items():
            button = QPushButton(text)
            button.setCheckable(True)
            button.setToolTip(meaning)
            button.setAccessibleDescription(meaning)
            button.setProperty("role", "segment")
            button.setProperty("end", {View.PICTURE: "first", View.SPLIT: "last"}.get(view, ""))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _, view=view: self.chosen.emit(view))
            self._group.addButton(button)
            self.buttons[view] = button
            row.addWidget(button)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setSingleStep(2)
        self.slider.setFixedWidth(72)
        self.slider.setAccessibleName("Line between before and after")
        self.slider.setToolTip("Moves the line between before and after (Left and Right)")
        self.slider.valueChanged.connect(lambda value: self.moved.emit(value / _STEPS))
        row.addSpacing(10)
        row.addWidget(self.slider)
        self.show_sight(Sight())

    @Slot(object)
    def show_sight(self, sight: Sight) -> None:
        """Show what is chosen."""
        self.buttons[sight.view].setChecked(True)
        self.slider.setVisible(sight.view is View.SPLIT)
        # A drag in the picture is finer than the slider, which must not round it.
        if round(sight.split * _STEPS) != self.slider.value():
            self.slider.blockSignals(True)
            self.slider.setValue(round(sight.split * _STEPS))
            self.slider.blockSignals(False)
