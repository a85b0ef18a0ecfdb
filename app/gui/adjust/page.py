"""The page with everything that can be adjusted; it shows what is in use and keeps no state of its own."""

from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.config import AppConfig
from app.gui.adjust.advanced import AdvancedSection
from app.gui.adjust.machine_words import FIT, FITS
from app.gui.adjust.pending import PendingChanges
from app.gui.adjust.presets import PresetBox
from app.gui.adjust.row import Row
from app.gui.adjust.rows import SegmentedRow, SliderRow, ToggleRow
from app.gui.adjust.section import Section
from app.gui.adjust.settings import Setting, of_config, of_look, reset_changes
from app.gui.adjust.sliders import BACKGROUND, EDGE, LIGHT, YOU
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.theme.style import RING

_MARGIN = 14
_FLIP = of_look("flip", "Turn me round for everybody", "others see you as in a mirror")
_FURNITURE = of_look(
    "learn_furniture",
    "Remove furniture automatically",
    "what stands still and is half shown, such as the back of a chair",
)
_MIRROR = of_config("mirror", "Mirror my preview", "others always see you the right way round")
_HINT = "Or in the preview: drag yourself, turn the wheel to change your size, double-click to go back."


class AdjustPage(QWidget):
    """Sliders and choices in sections, presets above them, and undo, redo and reset."""

    def __init__(self, session: Session, memory: SettingsStore) -> None:
        super().__init__()
        self.setObjectName("adjust")
        self._session = session
        self._wishes = PendingChanges(session, self)
        self.presets = PresetBox(session, memory)
        self.undo, self.redo = _quiet("Undo"), _quiet("Redo")
        self.reset = _quiet("Reset all")
        self.advanced = AdvancedSection(session, memory)
        you = Section("You", [*map(SliderRow, YOU), ToggleRow(_FLIP), ToggleRow(_MIRROR)])
        you.add_note(_HINT)
        self.sections = (
            Section("Edge", [*(SliderRow(dial) for dial in EDGE), ToggleRow(_FURNITURE)]),
            Section("Light", [SliderRow(dial) for dial in LIGHT]),
            you,
            Section("Background", [SegmentedRow(FIT, FITS), *map(SliderRow, BACKGROUND)]),
            self.advanced,
        )
        self._rows = {row.setting.name: row for section in self.sections for row in section.rows}
        self._lay_out()
        self._wire()
        self.show_config(session.config)

    def row(self, name: str) -> Row:
        """Return the row of a setting."""
        return self._rows[name]

    @Slot(object)
    def show_config(self, config: AppConfig) -> None:
        """Show what is in use; a row with a wish on its way waits for what comes of that."""
        for name, row in self._rows.items():
            if not self._wishes.is_open(name):
                row.show_config(config)
        for section in self.sections:
            section.show_config(config)
        self.reset.setEnabled(any(setting.differs(config) for setting in self._settings()))

    def _lay_out(self) -> None:
        steps = QHBoxLayout()
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(2)
        for button in (self.undo, self.redo):
            button.setEnabled(False)
            steps.addWidget(button)
        steps.addStretch()
        steps.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN - RING, 4, _MARGIN - RING, _MARGIN)
        column.setSpacing(8)
        column.addWidget(self.presets)
        column.addLayout(steps)
        column.setSpacing(16)
        for section in self.sections:
            column.addWidget(section)
        column.addStretch()

    def _wire(self) -> None:
        session = self._session
        session.changed.connect(self.show_config)
        session.history.connect(self._show_history)
        self._wishes.settled.connect(self._settle)
        self.undo.clicked.connect(session.undo)
        self.redo.clicked.connect(session.redo)
        self.reset.clicked.connect(lambda: self._reset(self._settings()))
        for row in self._rows.values():
            row.wanted.connect(partial(self._ask, row.setting))
            row.held.connect(partial(self._hold, row.setting.name))
        for section in self.sections:
            section.reset_wanted.connect(partial(self._reset, [row.setting for row in section.rows]))

    def _settings(self) -> list[Setting]:
        return [row.setting for row in self._rows.values()]

    def _ask(self, setting: Setting, value: Any, is_one_of_many: bool) -> None:
        step = setting.name if is_one_of_many else ""
        self._wishes.ask(setting.name, lambda config: setting.changes(config, value), step)

    def _hold(self, name: str, held: bool) -> None:
        self._session.hold(held)
        if not held and not self._wishes.is_open(name):
            self._settle(name)

    def _reset(self, settings: list[Setting]) -> None:
        self._wishes.ask("reset", partial(reset_changes, settings))

    @Slot(str)
    def _settle(self, name: str) -> None:
        if name in self._rows:
            self._rows[name].show_config(self._session.config)

    @Slot(bool, bool)
    def _show_history(self, can_undo: bool, can_redo: bool) -> None:
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)


def _quiet(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "quiet")
    return button
