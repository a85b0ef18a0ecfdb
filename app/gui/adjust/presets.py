"""Choosing, saving, updating and deleting presets, in the page and without a dialog."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.core.errors import BisenetBgError
from app.gui.adjust.preset_model import LONGEST_NAME, changes, cleaned, current, matches, names, preset_of
from app.gui.session.messages import error_message
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.theme.style import RING
from app.gui.widgets.combo_box import ComboBox


class PresetBox(QWidget):
    """A list of presets, and below it what can be done with the one that was chosen last."""

    def __init__(self, session: Session, memory: SettingsStore) -> None:
        super().__init__()
        self._session = session
        self._memory = memory
        self._last = ""
        self.box = ComboBox()
        self.box.setAccessibleName("Preset")
        self.box.setPlaceholderText("Choose a preset…")
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setMinimumContentsLength(1)
        self.box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.changed = QLabel()
        self.changed.setProperty("role", "value")
        self.save, self.update_it, self.delete = _button("Save as preset…"), _button("Update"), _button("Delete")
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setPlaceholderText("Name of the preset")
        self.field.setAccessibleName("Name of the preset")
        self.confirm, self.cancel = QPushButton("Save"), _button("Cancel")
        self._actions, self._form = QWidget(), QWidget()
        self._lay_out()
        self._wire()
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close the form by Esc as well, which stays what hides the person."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.field.isVisible():
            self._close_form()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(RING, 0, RING, 0)
        label = QLabel("Preset")
        label.setProperty("role", "heading")
        label.setBuddy(self.box)
        head.addWidget(label)
        head.addStretch()
        head.addWidget(self.changed)
        chooser = QHBoxLayout()
        chooser.setContentsMargins(RING, 0, RING, 0)
        chooser.addWidget(self.box)
        _fill(self._actions, self.save, None, self.update_it, self.delete)
        _fill(self._form, None, self.cancel, self.confirm)
        self._form.setContentsMargins(RING, 0, RING, 0)
        entry = QHBoxLayout()
        entry.setContentsMargins(RING, 0, RING, 0)
        entry.addWidget(self.field)
        self.field.hide()
        self._form.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(chooser)
        column.addWidget(self._actions)
        column.addLayout(entry)
        column.addWidget(self._form)

    def _wire(self) -> None:
        self.box.activated.connect(lambda place: self._choose(self.box.itemText(place)))
        self.save.clicked.connect(self._open_form)
        self.update_it.clicked.connect(lambda: self._keep(self._last))
        self.delete.clicked.connect(self._delete)
        self.field.textChanged.connect(self._name_changed)
        # Once the key is through: else it would press the button that has the focus by then.
        self.field.returnPressed.connect(self._confirm, Qt.ConnectionType.QueuedConnection)
        self.field.installEventFilter(self)
        self.confirm.clicked.connect(self._confirm)
        self.cancel.clicked.connect(self._close_form)
        self._session.changed.connect(self._show)
        self._memory.changed.connect(self._show)

    @Slot()
    def _show(self) -> None:
        own, config = self._memory.settings.presets, self._session.config
        listed = names(own)
        if [self.box.itemText(place) for place in range(self.box.count())] != listed:
            self.box.clear()
            self.box.addItems(listed)
        self._last = current(self._last, own, config)
        self.box.setCurrentIndex(listed.index(self._last) if self._last else -1)
        differs = bool(self._last) and not matches(self._last, own, config)
        self.changed.setText("changed" if differs else "")
        self.update_it.setEnabled(differs and self._last in own)
        self.delete.setEnabled(self._last in own)

    def _choose(self, name: str) -> None:
        before, self._last = self._last, name

        def finish(error: BisenetBgError | None) -> None:
            if error is not None:
                self._last = before
                self._session.show(error_message(error))
            self._show()

        self._session.adjust(finish, **changes(name, self._memory.settings.presets))

    def _keep(self, name: str) -> None:
        self._last = name
        self._memory.change(presets={**self._memory.settings.presets, name: preset_of(self._session.config)})
        self._show()

    @Slot()
    def _delete(self) -> None:
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        left = {name: preset for name, preset in self._memory.settings.presets.items() if name != self._last}
        self._last = ""
        self._memory.change(presets=left)

    @Slot()
    def _open_form(self) -> None:
        self.field.clear()
        self._name_changed("")
        self._show_form(True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _close_form(self) -> None:
        self._show_form(False)
        self.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_form(self, shown: bool) -> None:
        self._actions.setVisible(not shown)
        self.field.setVisible(shown)
        self._form.setVisible(shown)

    @Slot(str)
    def _name_changed(self, text: str) -> None:
        name = cleaned(text)
        self.confirm.setEnabled(bool(name))
        self.confirm.setText("Replace" if name in names(self._memory.settings.presets) else "Save")

    @Slot()
    def _confirm(self) -> None:
        if name := cleaned(self.field.text()):
            self._keep(name)
            self._close_form()


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "quiet")
    return button


def _fill(widget: QWidget, *services: QWidget | None) -> None:
    """Put parts into a row, with room to stretch where None stands."""
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2)
    for part in services:
        if part is None:
            row.addStretch()
        else:
            row.addWidget(part)
