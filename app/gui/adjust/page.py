"""The page "Adjust": presets, undo and reset, and every setting in sections; it keeps no state of its own."""

from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.config import AppConfig
from app.gui.adjust.advanced import AdvancedSection
from app.gui.adjust.pending import PendingChanges
from app.gui.adjust.presets import PresetPanel
from app.gui.adjust.rows import Row, SegmentedRow, SliderRow, ToggleRow
from app.gui.adjust.section import Section
from app.gui.adjust.settings import (
    FIT,
    FITS,
    Setting,
    border_hint,
    config_setting,
    look_setting,
    reset_changes,
)
from app.gui.adjust.sliders import BACKGROUND, EDGES, LIGHTING, POSITION
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.window_status import WindowStatus
from app.gui.theme.style import RING
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.segmented import Entries, translated
from app.language import N_, _

_MARGIN = 14
_FLIP = look_setting("flip", N_("Mirror my video for others"), N_("others see you as in a mirror"))
_FURNITURE = look_setting(
    "learn_furniture",
    N_("Remove furniture automatically"),
    N_("removes still objects that are partly cut out with you, such as the back of a chair"),
)
_MIRROR = config_setting("mirror", N_("Mirror my preview"), N_("only for you; others are not affected"))
_CAMERA_FRAME = look_setting(
    "whole_frame",
    N_("Camera frame"),
    N_(
        "for cameras that are not 16:9: Fill crops the picture, Whole frame shows all of it and the background "
        "beside it"
    ),
)
_CAMERA_FRAMES: Entries = ((False, N_("Fill")), (True, N_("Whole frame")))
_HINT = N_("Or use the preview: drag to move yourself, scroll to resize, double-click to reset.")


class AdjustPage(QWidget):
    """Shows the configuration in use and forwards every change of a row to the session."""

    def __init__(self, session: Session, store: SettingsStore) -> None:
        super().__init__()
        self.setObjectName("adjust")
        self._session = session
        self._changes = PendingChanges(session, self)
        self.presets = PresetPanel(session, store)
        self.undo, self.redo = _quiet_button(_("Undo")), _quiet_button(_("Redo"))
        self.reset = _quiet_button(_("Reset all"))
        self.advanced = AdvancedSection(session, store)
        camera_frame = SegmentedRow(_CAMERA_FRAME, translated(_CAMERA_FRAMES))
        mirror = ToggleRow(_MIRROR)
        # The window has another switch of this label.
        mirror.toggle.setAccessibleName(
            _("{label}, {description}").format(label=_(_MIRROR.label), description=_(_MIRROR.description))
        )
        rows = [*map(SliderRow, POSITION), camera_frame, ToggleRow(_FLIP), mirror]
        position = Section(_("Position and size"), rows)
        self.position_note = position.add_note(_(_HINT))
        self._ends_at_border = False
        self.sections = (
            Section(_("Edges"), [*map(SliderRow, EDGES), ToggleRow(_FURNITURE)]),
            Section(_("Lighting"), [*map(SliderRow, LIGHTING)]),
            position,
            Section(_("Background"), [SegmentedRow(FIT, translated(FITS)), *map(SliderRow, BACKGROUND)]),
            self.advanced,
        )
        self._rows = {row.setting.name: row for section in self.sections for row in section.rows}
        self._lay_out()
        self._connect()
        self.show_config(session.config)

    def row(self, name: str) -> Row:
        """Return the row of a setting."""
        return self._rows[name]

    @Slot(object)
    def show_config(self, config: AppConfig) -> None:
        """Show the values in use, except in rows that wait for a change to be applied."""
        for name, row in self._rows.items():
            if not self._changes.is_pending(name):
                row.show_config(config)
        for section in self.sections:
            section.show_config(config)
        self.reset.setEnabled(any(setting.can_reset(config) for setting in self._settings()))
        self._show_position_note()

    def _lay_out(self) -> None:
        for button in (self.undo, self.redo):
            button.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN - RING, 4, _MARGIN - RING, _MARGIN)
        column.setSpacing(8)
        column.addWidget(self.presets)
        column.addLayout(FlowLayout(self.undo, self.redo, None, self.reset, spacing=2))
        column.setSpacing(16)
        for section in self.sections:
            column.addWidget(section)
        column.addStretch()

    def _connect(self) -> None:
        session = self._session
        session.changed.connect(self.show_config)
        session.history.connect(self._show_history)
        session.view.connect(self._show_status)
        self._changes.settled.connect(self._show_in_use)
        self.undo.clicked.connect(session.undo)
        self.redo.clicked.connect(session.redo)
        self.reset.clicked.connect(lambda: self._reset(self._settings()))
        for row in self._rows.values():
            row.value_chosen.connect(partial(self._change, row.setting))
            row.held.connect(partial(self._hold, row.setting.name))
        for section in self.sections:
            section.reset_requested.connect(partial(self._reset, [row.setting for row in section.rows]))

    def _settings(self) -> list[Setting]:
        return [row.setting for row in self._rows.values()]

    def _change(self, setting: Setting, value: Any, more_may_follow: bool) -> None:
        step = setting.name if more_may_follow else ""
        self._changes.submit(setting.name, lambda config: setting.changes(config, value), step)

    def _hold(self, name: str, held: bool) -> None:
        self._session.hold(held)
        if not held and not self._changes.is_pending(name):
            self._show_in_use(name)

    def _reset(self, settings: list[Setting]) -> None:
        self._changes.submit("reset", partial(reset_changes, settings))

    @Slot(str)
    def _show_in_use(self, name: str) -> None:
        if name in self._rows:
            self._rows[name].show_config(self._session.config)

    @Slot(object)
    def _show_status(self, status: WindowStatus) -> None:
        self._ends_at_border = status.ends_at_border
        self._show_position_note()

    def _show_position_note(self) -> None:
        self.position_note.setText(border_hint(self._session.config.look) if self._ends_at_border else _(_HINT))

    @Slot(bool, bool)
    def _show_history(self, can_undo: bool, can_redo: bool) -> None:
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)


def _quiet_button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "quiet")
    return button
