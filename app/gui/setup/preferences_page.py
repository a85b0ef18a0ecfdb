"""The page "Setup": theme, language, start-up and closing, and the saved settings."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QSystemTrayIcon, QVBoxLayout, QWidget

from app.config import AppConfig
from app.desktop.portal_status import PortalStatus
from app.gui.session.desktop_portal import DesktopPortal
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.setup.global_keys_card import GlobalKeysCard
from app.gui.setup.language_card import LanguageCard
from app.gui.setup.step_card import StepCard
from app.gui.shortcuts import HIDE
from app.gui.text import display_path
from app.gui.widgets.buttons import CopyButton, Toggle
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import note, row_of
from app.gui.widgets.segmented import SegmentedControl, translated
from app.language import N_, _
from app.settings.model import FileDialog, Settings
from app.settings.persistence import REMEMBERED

_THEMES = (("system", N_("System")), ("dark", N_("Dark")), ("light", N_("Light")))
_SYSTEM_THEME = N_("System follows the theme of your desktop.")
_MINIMISED = N_("The window waits in the task bar until you open it.")
_WELCOME = N_("Camera, background and virtual camera, step by step.")
_DIALOGS = (
    (FileDialog.AUTOMATIC.value, N_("Automatic")),
    (FileDialog.DESKTOP.value, N_("Desktop")),
    (FileDialog.BUILT_IN.value, N_("Built-in")),
)
_DIALOGS_NOTE = N_(
    "{key} works in the built-in dialog, but not in the one of your desktop. Automatic uses that one only while you "
    "have a key that works in front of other programs."
)
_TRAY = N_("Closing the window keeps the program running in the system tray.")
_NO_TRAY = N_("This desktop has no system tray, so closing the window quits the program.")


class PreferencesPage(QWidget):
    """Shows and changes the preferences in the settings store.

    Args:
        session: takes the default configuration on a reset.
        store: holds the settings.
        path: path of the settings file.
        portal: of the desktop.

    Signals:
        welcome_requested: the button that opens the welcome page was pressed.
    """

    welcome_requested = Signal()

    def __init__(self, session: Session, store: SettingsStore, path: Path, portal: DesktopPortal) -> None:
        super().__init__()
        self._session = session
        self._store = store
        self._path = path
        self.themes = SegmentedControl(translated(_THEMES), _("Theme"))
        self.themes.chosen.connect(lambda theme: store.change(theme=theme))
        self.minimised = Toggle(_("Start minimised"), False)
        self.minimised.clicked.connect(lambda on: store.change(start_minimised=on))
        self.tray = Toggle(_("Keep running when closed"), False)
        self.tray.clicked.connect(lambda on: store.change(keep_in_tray=on))
        self._tray_note = note()
        self.language = LanguageCard(store)
        self.keys = GlobalKeysCard(portal, store)
        self.dialogs = SegmentedControl(translated(_DIALOGS), _("File dialogs"))
        self.dialogs.chosen.connect(lambda choice: store.change(file_dialog=choice))
        self.dialogs_card = StepCard(_("File dialogs"), self.dialogs, note(_(_DIALOGS_NOTE).format(key=HIDE.keys)))
        portal.changed.connect(self._show_portal)
        self.welcome = QPushButton(_("Open the welcome page"))
        self.welcome.clicked.connect(self.welcome_requested)
        self.copy_path = CopyButton(_("Copy path"))
        self.copy_path.set_copied_text(str(path))
        self.reset = QPushButton(_("Reset everything…"))
        self.reset.clicked.connect(lambda: self._ask_to_confirm(True))
        self.confirm = QPushButton(_("Reset"))
        self.confirm.clicked.connect(self._reset)
        self.cancel = QPushButton(_("Cancel"))
        self.cancel.clicked.connect(lambda: self._ask_to_confirm(False))
        self._question = QWidget()
        self._lay_out()
        self._question.hide()
        store.changed.connect(self._show)
        self._show(store.settings)
        self._show_portal(portal.status)

    def showEvent(self, event: QShowEvent) -> None:
        """Check whether there is a system tray now."""
        has_tray = QSystemTrayIcon.isSystemTrayAvailable()
        self.tray.setEnabled(has_tray)
        self._tray_note.setText(_(_TRAY if has_tray else _NO_TRAY))
        self.tray.setAccessibleDescription(self._tray_note.text())
        super().showEvent(event)

    def _lay_out(self) -> None:
        path_note = note(_("Your settings are saved in {path}.").format(path=display_path(self._path)))
        path_note.setAccessibleName(_("Your settings are saved in {path}.").format(path=self._path))
        saved = QWidget()
        saved.setLayout(FlowLayout(self.copy_path, self.reset, spacing=8))
        question = QVBoxLayout(self._question)
        question.setContentsMargins(0, 4, 0, 0)
        question.addWidget(
            note(_("This removes your own backgrounds, presets, favourite keys and all other settings."))
        )
        question.addLayout(FlowLayout(self.confirm, self.cancel, spacing=8))
        welcome = QWidget()
        welcome.setLayout(row_of(self.welcome, None))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 2, 10, 8)
        column.setSpacing(8)
        column.addWidget(StepCard(_("Theme"), self.themes, note(_(_SYSTEM_THEME))))
        column.addWidget(self.language)
        column.addWidget(StepCard(_("Start-up"), self.minimised, note(_(_MINIMISED))))
        column.addWidget(StepCard(_("Closing"), self.tray, self._tray_note))
        column.addWidget(self.keys)
        column.addWidget(self.dialogs_card)
        column.addWidget(StepCard(_("First steps"), note(_(_WELCOME)), welcome))
        column.addWidget(StepCard(_("Saved settings"), path_note, saved, self._question))
        column.addStretch()

    @Slot(object)
    def _show(self, settings: Settings) -> None:
        self.themes.show_value(settings.theme)
        self.minimised.setChecked(settings.start_minimised)
        self.tray.setChecked(settings.keep_in_tray)
        self.dialogs.show_value(settings.file_dialog)

    @Slot(object)
    def _show_portal(self, status: PortalStatus) -> None:
        self.dialogs_card.setVisible(status.has_file_dialog)

    def _ask_to_confirm(self, asking: bool) -> None:
        self._question.setVisible(asking)
        self.reset.setEnabled(not asking)
        # So that a key pressed by mistake resets nothing.
        (self.cancel if asking else self.reset).setFocus()

    @Slot()
    def _reset(self) -> None:
        self._ask_to_confirm(False)
        self._store.forget()
        defaults = AppConfig()
        camera = self._session.config.camera
        self._session.adjust(**{name: getattr(defaults, name) for name in REMEMBERED if name != "camera"})
        if camera is not defaults.camera:
            self._session.set_camera(defaults.camera)
