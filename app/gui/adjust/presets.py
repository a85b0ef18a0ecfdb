"""Presets: those that come with the program, and the panel that chooses, saves, updates and deletes them."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.backgrounds.spec import parse
from app.config import AppConfig
from app.core.errors import BisenetBgError
from app.core.look import Look
from app.gui.session.messages import error_message
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.theme.style import RING
from app.gui.widgets.combo_box import ComboBox
from app.gui.widgets.flow import FlowLayout
from app.language import N_, _
from app.settings.model import Preset

MAX_NAME_LENGTH = 40

# They leave the background as it is. Their names are translated where they are shown.
BUILT_IN: Mapping[str, Look] = {
    N_("Meeting"): Look(),
    N_("Close-up"): Look(scale=1.4, y=0.26),
    N_("Presenter"): Look(scale=0.5, x=0.25),
    N_("Blend in"): Look(light_wrap=0.35, colour_match=0.3),
}


def preset_names(own: Mapping[str, Preset]) -> list[str]:
    """Return all names, the user's own first; one of these replaces a built-in preset of the same name."""
    return [*sorted(own, key=str.casefold), *(name for name in BUILT_IN if name not in own)]


def preset_title(name: str, own: Mapping[str, Preset]) -> str:
    """Return the name of a preset as the window shows it: those that come with the program are translated."""
    return name if name in own else _(name)


def preset_changes(name: str, own: Mapping[str, Preset]) -> dict[str, Any]:
    """Return the fields of `AppConfig` that a preset sets."""
    if name in own:
        preset = own[name]
        if parse(preset.background).shows_room:
            # One key can choose a preset, and no single key may show the room.
            return {"look": preset.look}
        return {"look": preset.look, "background": preset.background, "fit": preset.fit}
    return {"look": BUILT_IN[name]}


def is_in_use(name: str, own: Mapping[str, Preset], config: AppConfig) -> bool:
    """Say whether the configuration has the values of a preset."""
    return all(getattr(config, field) == value for field, value in preset_changes(name, own).items())


def current_preset(last: str, own: Mapping[str, Preset], config: AppConfig) -> str:
    """Return the preset in use: the last chosen if it matches the configuration, else another that matches.

    If none matches, the last chosen is still current but modified; "" if there is none.
    """
    known = preset_names(own)
    candidates = [last] if last in known else []
    matching = (name for name in candidates + known if is_in_use(name, own, config))
    return next(matching, candidates[0] if candidates else "")


def clean_name(name: str) -> str:
    """Return a name as it is saved: without surplus spaces, cut to `MAX_NAME_LENGTH`."""
    return " ".join(name.split())[:MAX_NAME_LENGTH]


def preset_of(config: AppConfig) -> Preset:
    """Return the preset that saves this configuration."""
    return Preset(config.look, config.background, config.fit)


class PresetPanel(QWidget):
    """A list of presets, with buttons that save, update and delete, and a field for the name of a new one."""

    def __init__(self, session: Session, store: SettingsStore) -> None:
        super().__init__()
        self._session = session
        self._store = store
        self._last = ""
        # Names and titles of the entries.
        self._listed: list[tuple[str, str]] = []
        self.combo_box = ComboBox()
        self.combo_box.setAccessibleName(_("Preset"))
        self.combo_box.setPlaceholderText(_("Choose a preset…"))
        self.combo_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo_box.setMinimumContentsLength(1)
        self.combo_box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.modified = QLabel()
        self.modified.setProperty("role", "value")
        self.save, self.delete = _button(_("Save as preset…")), _button(_("Delete"))
        self.update_current = _button(_("Update"))
        self.name_field = QLineEdit()
        self.name_field.setMaxLength(MAX_NAME_LENGTH)
        self.name_field.setPlaceholderText(_("Preset name"))
        self.name_field.setAccessibleName(_("Preset name"))
        self.confirm, self.cancel = QPushButton(_("Save")), _button(_("Cancel"))
        self._actions, self._form = QWidget(), QWidget()
        self._lay_out()
        self._connect()
        self._show()

    def close_form(self) -> bool:
        """Close the form for a new preset, and return whether it was open on the screen."""
        was_open = self.name_field.isVisible()
        if was_open:
            self._close_form()
        return was_open

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(RING, 0, RING, 0)
        label = QLabel(_("Preset"))
        label.setProperty("role", "heading")
        label.setBuddy(self.combo_box)
        head.addWidget(label)
        head.addStretch()
        head.addWidget(self.modified)
        chooser = QHBoxLayout()
        chooser.setContentsMargins(RING, 0, RING, 0)
        chooser.addWidget(self.combo_box)
        self._actions.setLayout(FlowLayout(self.save, None, self.update_current, self.delete, spacing=2))
        self._form.setLayout(FlowLayout(None, self.cancel, self.confirm, spacing=2))
        self._form.setContentsMargins(RING, 0, RING, 0)
        entry = QHBoxLayout()
        entry.setContentsMargins(RING, 0, RING, 0)
        entry.addWidget(self.name_field)
        self.name_field.hide()
        self._form.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(chooser)
        column.addWidget(self._actions)
        column.addLayout(entry)
        column.addWidget(self._form)

    def _connect(self) -> None:
        self.combo_box.activated.connect(lambda index: self._choose(self._listed[index][0]))
        self.save.clicked.connect(self._open_form)
        self.update_current.clicked.connect(lambda: self._save(self._last))
        self.delete.clicked.connect(self._delete)
        self.name_field.textChanged.connect(self._name_changed)
        # After the key event, which would otherwise press the button that has the focus by then.
        self.name_field.returnPressed.connect(self._confirm, Qt.ConnectionType.QueuedConnection)
        self.confirm.clicked.connect(self._confirm)
        self.cancel.clicked.connect(self._close_form)
        self._session.changed.connect(self._show)
        self._store.changed.connect(self._show)

    @Slot()
    def _show(self) -> None:
        own, config = self._store.settings.presets, self._session.config
        names = preset_names(own)
        listed = [(name, preset_title(name, own)) for name in names]
        if self._listed != listed:
            self._listed = listed
            self.combo_box.clear()
            self.combo_box.addItems([title for _name, title in listed])
        self._last = current_preset(self._last, own, config)
        self.combo_box.setCurrentIndex(names.index(self._last) if self._last else -1)
        is_modified = bool(self._last) and not is_in_use(self._last, own, config)
        self.modified.setText(_("modified") if is_modified else "")
        self.update_current.setEnabled(is_modified and self._last in own)
        self.delete.setEnabled(self._last in own)

    def _choose(self, name: str) -> None:
        before, self._last = self._last, name

        def finish(error: BisenetBgError | None) -> None:
            if error is not None:
                self._last = before
                self._session.show(error_message(error))
            self._show()

        self._session.adjust(finish, **preset_changes(name, self._store.settings.presets))

    def _save(self, name: str) -> None:
        self._last = name
        self._store.change(presets={**self._store.settings.presets, name: preset_of(self._session.config)})
        self._show()

    @Slot()
    def _delete(self) -> None:
        self.combo_box.setFocus(Qt.FocusReason.OtherFocusReason)
        remaining = {name: preset for name, preset in self._store.settings.presets.items() if name != self._last}
        self._last = ""
        self._store.change(presets=remaining)

    @Slot()
    def _open_form(self) -> None:
        self.name_field.clear()
        self._name_changed("")
        self._show_form(True)
        self.name_field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _close_form(self) -> None:
        self._show_form(False)
        self.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_form(self, shown: bool) -> None:
        self._actions.setVisible(not shown)
        self.name_field.setVisible(shown)
        self._form.setVisible(shown)

    @Slot(str)
    def _name_changed(self, text: str) -> None:
        name = clean_name(text)
        self.confirm.setEnabled(bool(name))
        self.confirm.setText(_("Replace") if name in preset_names(self._store.settings.presets) else _("Save"))

    @Slot()
    def _confirm(self) -> None:
        if name := clean_name(self.name_field.text()):
            self._save(name)
            self._close_form()


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "quiet")
    return button
