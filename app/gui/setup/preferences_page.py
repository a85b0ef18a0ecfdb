"""The page about the window itself: how it looks, starts and ends, and what it remembers."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QSystemTrayIcon, QVBoxLayout, QWidget

from app.config import AppConfig
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.text import display_path
from app.gui.theme.style import RING
from app.gui.widgets.buttons import CopyButton, Toggle
from app.gui.widgets.labels import label, note, row_of
from app.gui.widgets.segmented import SegmentedControl
from app.settings.model import Settings
from app.settings.persistence import REMEMBERED

_THEMES = (("system", "System"), ("dark", "Dark"), ("light", "Light"))
_TRAY = "A closed window goes on in the tray."
_NO_TRAY = "This desktop shows no tray, so closing the window ends it."


class PreferencesPage(QWidget):
    """Shows the memory's settings, and changes them.

    Args:
        session: takes the usual settings when all is forgotten.
        memory: what is shown.
        path: of the file in which it is kept.
    """

    def __init__(self, session: Session, memory: SettingsStore, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._memory = memory
        self._path = path
        self.themes = SegmentedControl(_THEMES, "Theme")
        self.themes.chosen.connect(lambda theme: memory.change(theme=theme))
        self.minimised = Toggle("Start minimised", False)
        self.minimised.clicked.connect(lambda on: memory.change(start_minimised=on))
        self.tray = Toggle("Keep running when closed", False)
        self.tray.clicked.connect(lambda on: memory.change(keep_in_tray=on))
        self._tray_words = note(inset=RING)
        self.copy = CopyButton("Copy path")
        self.copy.set_copied_text(str(path))
        self.reset = QPushButton("Reset everything…")
        self.reset.clicked.connect(lambda: self._ask(True))
        self.confirm = QPushButton("Reset")
        self.confirm.clicked.connect(self._reset)
        self.cancel = QPushButton("Cancel")
        self.cancel.clicked.connect(lambda: self._ask(False))
        self._question = QWidget()
        self._lay_out()
        self._question.hide()
        memory.changed.connect(self._show)
        self._show(memory.settings)

    def showEvent(self, event: QShowEvent) -> None:
        """See whether there is a tray now."""
        there = QSystemTrayIcon.isSystemTrayAvailable()
        self.tray.setEnabled(there)
        self._tray_words.setText(_TRAY if there else _NO_TRAY)
        self.tray.setAccessibleDescription(self._tray_words.text())
        super().showEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        # Toggles keep room for their focus ring; the rest is set in by as much.
        column.setContentsMargins(14 - RING, 6, 14 - RING, 14)
        column.setSpacing(8)
        column.addWidget(label("Theme", "heading", RING))
        column.addLayout(row_of(self.themes, inset=RING, spacing=8))
        column.addSpacing(10)
        column.addWidget(label("Start and end", "heading", RING))
        column.addWidget(self.minimised)
        column.addWidget(self.tray)
        column.addWidget(self._tray_words)
        column.addSpacing(10)
        column.addWidget(label("Saved settings", "heading", RING))
        place = note(f"Settings are kept in {display_path(self._path)}.", inset=RING)
        place.setAccessibleName(f"Settings are kept in {self._path}.")
        column.addWidget(place)
        column.addLayout(row_of(self.copy, self.reset, None, inset=RING, spacing=8))
        asking = QVBoxLayout(self._question)
        asking.setContentsMargins(0, 4, 0, 0)
        asking.addWidget(note("Backgrounds that you added, presets, keys and all settings are forgotten.", inset=RING))
        asking.addLayout(row_of(self.confirm, self.cancel, None, inset=RING, spacing=8))
        column.addWidget(self._question)
        column.addStretch()

    @Slot(object)
    def _show(self, settings: Settings) -> None:
        self.themes.show_value(settings.theme)
        self.minimised.setChecked(settings.start_minimised)
        self.tray.setChecked(settings.keep_in_tray)

    def _ask(self, asking: bool) -> None:
        self._question.setVisible(asking)
        self.reset.setEnabled(not asking)
        # What a key pressed by mistake hits does nothing.
        (self.cancel if asking else self.reset).setFocus()

    @Slot()
    def _reset(self) -> None:
        self._ask(False)
        self._memory.forget()
        usual = AppConfig()
        camera = self._session.config.camera
        self._session.adjust(**{name: getattr(usual, name) for name in REMEMBERED if name != "camera"})
        if camera is not usual.camera:
            self._session.set_camera(usual.camera)
