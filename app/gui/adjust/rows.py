"""The rows of the panel: sliders, choices and switches."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QSizePolicy

from app.config import AppConfig
from app.gui.adjust.row import LabelledRow, Row
from app.gui.adjust.settings import Setting
from app.gui.adjust.sliders import SliderSpec
from app.gui.widgets.buttons import Toggle
from app.gui.widgets.combo_box import ComboBox
from app.gui.widgets.segmented import Entries, SegmentedControl
from app.gui.widgets.slider import Slider


class SliderRow(LabelledRow):
    """A slider."""

    def __init__(self, dial: SliderSpec) -> None:
        self._dial = dial
        self._is_turned = False
        self.slider = Slider(dial.scale.low, dial.scale.high, dial.origin)
        super().__init__(dial.setting, self.slider)
        self.slider.valueChanged.connect(self._move)
        self.slider.sliderPressed.connect(lambda: self.held.emit(True))
        self.slider.sliderReleased.connect(lambda: self.held.emit(False))

    def show_config(self, config: AppConfig) -> None:
        """Show the value in use as the preview shows it, unless the mouse is just choosing another."""
        self._is_turned = self._dial.sideways and config.mirror
        if not self.slider.isSliderDown():
            super().show_config(config)

    def _show(self, value: Any) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._dial.scale.position(self._turned(value)))

    def _words(self, value: Any) -> str:
        return self._dial.words(self._turned(value))

    def _turned(self, value: Any) -> Any:
        """Return what is shown for what is set, or the other way round."""
        return -value if self._is_turned else value

    @Slot(int)
    def _move(self, position: int) -> None:
        value = self._turned(self._dial.scale.value(position))
        # What is in use follows, a moment later for some.
        self._say(value)
        self.wanted.emit(value, True)


class SegmentedRow(LabelledRow):
    """A few choices side by side."""

    def __init__(self, setting: Setting, entries: Entries) -> None:
        self.segments = SegmentedControl(entries)
        super().__init__(setting, self.segments)
        for button in self.segments.buttons:
            button.setAccessibleName(f"{setting.label}: {button.text()}")
        self.segments.chosen.connect(lambda value: self.wanted.emit(value, False))

    def _show(self, value: Any) -> None:
        self.segments.show_value(value)


class ComboRow(LabelledRow):
    """Choices in a list that folds out; a value that is not among them joins them.

    Args:
        setting: what is chosen.
        entries: the choices.
        name: says a value that is not among them.
        whole: says it at length, for the tooltip; None where the name says all.
    """

    def __init__(
        self,
        setting: Setting,
        entries: Entries,
        name: Callable[[Any], str] = str,
        whole: Callable[[Any], str] | None = None,
    ) -> None:
        self.box = ComboBox()
        self._name = name
        self._whole = whole or name
        self._values: list[Any] = []
        self._joined: list[Any] = []
        super().__init__(setting, self.box)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setMinimumContentsLength(1)
        self.box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.activated.connect(lambda place: self.wanted.emit(self._values[place], False))
        self.offer(entries)

    def offer(self, entries: Entries) -> None:
        """Offer other choices, and what has joined them; `show_config` then shows the one that holds."""
        joined, self._values, self._joined = self._joined, [], []
        self.box.clear()
        for value, words in entries:
            self._values.append(value)
            self.box.add(words)
        for value in joined:
            self.join(value)

    def join(self, value: Any) -> None:
        """Offer one more choice, unless it is offered."""
        if value not in self._values:
            self._values.append(value)
            self._joined.append(value)
            self.box.add(self._name(value), self._whole(value))

    def _show(self, value: Any) -> None:
        self.join(value)
        self.box.setCurrentIndex(self._values.index(value))


class ToggleRow(Row):
    """A switch, which is its own label and its own way back."""

    def __init__(self, setting: Setting) -> None:
        self.toggle = Toggle(setting.label, bool(setting.default))
        super().__init__(setting, self.toggle)
        self.toggle.clicked.connect(lambda: self.wanted.emit(self.toggle.isChecked(), False))

    def _show(self, value: Any) -> None:
        self.toggle.setChecked(value)
