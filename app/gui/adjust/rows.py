"""The rows of the page Adjust: a setting with its label, its control and a reset button."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.config import AppConfig
from app.gui.adjust.settings import Setting
from app.gui.adjust.sliders import SliderSpec
from app.gui.theme.style import RING
from app.gui.widgets.buttons import ResetButton, Toggle
from app.gui.widgets.combo_box import ComboBox
from app.gui.widgets.segmented import Entries, SegmentedControl
from app.gui.widgets.slider import Slider
from app.language import _


class Row(QWidget):
    """One setting. It shows the value in use and emits the value that the user chooses; it stores neither.

    Signals:
        value_chosen: the new value, and whether more may follow at once, as while a slider moves.
        held: whether the mouse is holding the control down.
    """

    value_chosen = Signal(object, bool)
    held = Signal(bool)

    def __init__(self, setting: Setting, control: QWidget) -> None:
        super().__init__()
        self.setting = setting
        self.control = control
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addWidget(control)
        control.setAccessibleName(_(setting.label))
        control.setToolTip(self._tooltip())

    def show_config(self, config: AppConfig) -> None:
        """Show the value in use."""
        self.setEnabled(self.setting.applies(config))
        self._show(self.setting.read(config))

    def _show(self, value: Any) -> None:
        raise NotImplementedError

    def _tooltip(self) -> str:
        return _("{label}: {text}").format(label=_(self.setting.label), text=_(self.setting.description))


class LabelledRow(Row):
    """A row with a line above the control: label, reset button and value. A double click on the texts resets too."""

    def __init__(self, setting: Setting, control: QWidget) -> None:
        super().__init__(setting, control)
        self.label = QLabel(_(setting.label))
        self.label.setBuddy(control)
        self.label.setToolTip(self._tooltip())
        # With a wide font it takes two lines rather than being cut off.
        self.label.setWordWrap(True)
        self.value = QLabel()
        self.value.setProperty("role", "value")
        self.value.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.reset = ResetButton(_(setting.label))
        self.reset.clicked.connect(self._reset)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.label, 1)
        head.addWidget(self.reset)
        head.addWidget(self.value)
        self._column.insertLayout(0, head)
        # Toggles keep room for a focus ring; this inset aligns the other rows with them.
        self._column.setContentsMargins(RING, 0, RING, 0)
        self.reset.hide()
        for text_label in (self.label, self.value):
            text_label.installEventFilter(self)

    def show_config(self, config: AppConfig) -> None:
        """Show the value in use, also as text."""
        super().show_config(config)
        self._show_text(self.setting.read(config))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Reset on a double click on the texts."""
        if event.type() is QEvent.Type.MouseButtonDblClick and self.isEnabled():
            self._reset()
            return True
        return super().eventFilter(watched, event)

    def _show_text(self, value: Any) -> None:
        """Show a value as text, and the reset button where it differs from the default."""
        text = self._format(value) if self.isEnabled() else self.setting.shown_inactive_text
        self.value.setText(text)
        # Figures stay on one line, so that a moving slider moves nothing; words need not.
        self.value.setWordWrap(not self.isEnabled())
        self.control.setAccessibleDescription(". ".join(part for part in (text, _(self.setting.description)) if part))
        self.reset.setVisible(self.isEnabled() and value != self.setting.default)

    def _format(self, value: Any) -> str:
        return ""

    @Slot()
    def _reset(self) -> None:
        if self.reset.hasFocus():
            # The button is about to hide, which would lose the focus.
            self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.value_chosen.emit(self.setting.default, False)


class SliderRow(LabelledRow):
    """A row with a slider."""

    def __init__(self, spec: SliderSpec) -> None:
        self._spec = spec
        self._is_mirrored = False
        self.slider = Slider(spec.scale.first, spec.scale.last, spec.origin)
        if spec.is_across:
            self.slider.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        super().__init__(spec.setting, self.slider)
        self.slider.set_values(spec.number, self._words)
        self.slider.valueChanged.connect(self._move)
        self.slider.sliderPressed.connect(lambda: self.held.emit(True))
        self.slider.sliderReleased.connect(lambda: self.held.emit(False))

    def show_config(self, config: AppConfig) -> None:
        """Show the value in use as the preview shows it, unless the mouse is holding the slider."""
        self._is_mirrored = self._spec.is_across and config.mirror
        if not self.slider.isSliderDown():
            super().show_config(config)

    def _show(self, value: Any) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._spec.scale.position(self._mirrored(value)))

    def _format(self, value: Any) -> str:
        return self._spec.format(self._mirrored(value))

    def _words(self, position: int) -> str:
        return self._spec.words(position) if self.isEnabled() else self.setting.shown_inactive_text

    def _mirrored(self, value: Any) -> Any:
        """Convert between the value in use and the one that is shown, in either direction."""
        return -value if self._is_mirrored else value

    @Slot(int)
    def _move(self, position: int) -> None:
        value = self._mirrored(self._spec.scale.value(position))
        # The value in use may follow a moment later.
        self._show_text(value)
        self.value_chosen.emit(value, True)


class SegmentedRow(LabelledRow):
    """A row with a few choices side by side."""

    def __init__(self, setting: Setting, entries: Entries) -> None:
        self.segments = SegmentedControl(entries)
        super().__init__(setting, self.segments)
        for button in self.segments.buttons:
            button.setAccessibleName(_("{label}: {text}").format(label=_(setting.label), text=button.text()))
        self.segments.chosen.connect(lambda value: self.value_chosen.emit(value, False))

    def _show(self, value: Any) -> None:
        self.segments.show_value(value)


class ComboRow(LabelledRow):
    """A row with a drop-down list, to which a value that is not listed is added.

    Args:
        setting: what is chosen.
        entries: the choices.
        short_text: returns the text of a value that is not listed.
        full_text: returns the tooltip of such a value; None for its short text.
    """

    def __init__(
        self,
        setting: Setting,
        entries: Entries,
        short_text: Callable[[Any], str] = str,
        full_text: Callable[[Any], str] | None = None,
    ) -> None:
        self.combo_box = ComboBox()
        self._short_text = short_text
        self._full_text = full_text or short_text
        self._values: list[Any] = []
        self._added: list[Any] = []
        super().__init__(setting, self.combo_box)
        self.combo_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo_box.setMinimumContentsLength(1)
        self.combo_box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo_box.activated.connect(lambda index: self.value_chosen.emit(self._values[index], False))
        self.set_entries(entries)

    def set_entries(self, entries: Entries) -> None:
        """Replace the choices and keep the added ones; `show_config` then selects the one in use."""
        added, self._values, self._added = self._added, [], []
        self.combo_box.clear()
        for value, text in entries:
            self._values.append(value)
            self.combo_box.add(text)
        for value in added:
            self.add_value(value)

    def add_value(self, value: Any) -> None:
        """Add a choice unless it is already listed."""
        if value not in self._values:
            self._values.append(value)
            self._added.append(value)
            self.combo_box.add(self._short_text(value), self._full_text(value))

    def _show(self, value: Any) -> None:
        self.add_value(value)
        self.combo_box.setCurrentIndex(self._values.index(value))


class ToggleRow(Row):
    """A row with a toggle, which needs neither a separate label nor a reset button."""

    def __init__(self, setting: Setting) -> None:
        self.toggle = Toggle(_(setting.label), bool(setting.default))
        super().__init__(setting, self.toggle)
        self.toggle.clicked.connect(lambda: self.value_chosen.emit(self.toggle.isChecked(), False))

    def _show(self, value: Any) -> None:
        self.toggle.setChecked(value)
