"""The page "About": version, doctor, keyboard shortcuts and licences."""

import sys
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.gui.session.session import Session
from app.gui.session.window_status import WindowStatus
from app.gui.setup.doctor_panel import DoctorPanel
from app.gui.setup.step_card import StepCard
from app.gui.setup.versions import LICENCE_NOTES, components, our_version
from app.gui.shortcuts import KEY_GROUPS, Shortcut
from app.gui.widgets.labels import label, note
from app.language import _

# Free height above a group of shortcuts, in points.
_ABOVE_GROUP = 2


class AboutPage(QWidget):
    """Shows cards with facts about the program, and the doctor.

    Args:
        session: reports the model in use.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.doctor = DoctorPanel(session)
        self.model = note()
        self._libraries = QGridLayout()
        libraries = QWidget()
        libraries.setObjectName("libraries")
        libraries.setLayout(self._libraries)
        self._libraries.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 2, 10, 8)
        column.setSpacing(8)
        column.addWidget(StepCard(f"bisenet-bg {our_version()}", self.model))
        column.addWidget(self.doctor)
        column.addWidget(StepCard(_("Keyboard shortcuts"), _shortcut_table()))
        column.addWidget(StepCard(_("Licences"), *(note(_(text)) for text in LICENCE_NOTES)))
        column.addWidget(StepCard(_("Libraries"), libraries))
        column.addStretch()
        session.view.connect(self._show_view)

    def showEvent(self, event: QShowEvent) -> None:
        """Look up the libraries when the page is first shown."""
        if not self._libraries.count():
            _fill(self._libraries, ((library.with_version, library.licence) for library in components()))
        super().showEvent(event)

    def _show_view(self, view: WindowStatus) -> None:
        self.model.setText(self._session.status().engine or _("Loading the model…"))


def _shortcut_table() -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    for title, keys in KEY_GROUPS.items():
        if title:
            row = grid.rowCount()
            grid.setRowMinimumHeight(row, _ABOVE_GROUP)
            grid.addWidget(label(_(title), "subheading"), row + 1, 0, 1, 2)
        _fill(grid, ((_key_text(shortcut), _(shortcut.meaning)) for shortcut in keys))
    return table


def _key_text(shortcut: Shortcut) -> str:
    """Return the keys; in the signs of macOS there, where they do not stand for several."""
    signs = QKeySequence(shortcut.sequence).toString(QKeySequence.SequenceFormat.NativeText)
    return signs if signs and sys.platform == "darwin" else shortcut.keys


def _fill(grid: QGridLayout, rows: Iterable[tuple[str, str]]) -> None:
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    for row, (name, description) in enumerate(rows, grid.rowCount()):
        grid.addWidget(note(name, "key"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(note(description), row, 1, Qt.AlignmentFlag.AlignTop)
