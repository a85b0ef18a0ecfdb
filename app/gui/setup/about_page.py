"""The page about the program: versions, keys, licences, and the doctor."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.session.session import Session
from app.gui.session.view_state import ViewState
from app.gui.setup.doctor_panel import DoctorPanel
from app.gui.setup.step_card import StepCard
from app.gui.setup.versions import NOTES, components, our_version
from app.gui.shortcuts import KEYS, Shortcut
from app.gui.widgets.labels import note


class AboutPage(QWidget):
    """Tells what this is, what it is made of and how it is driven.

    Args:
        session: tells which model runs.

    Signals:
        welcome_wanted: the page of the first start shall be opened.
    """

    welcome_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.doctor = DoctorPanel(session)
        self.model = note()
        self.welcome = QPushButton("Open the welcome page")
        self.welcome.clicked.connect(self.welcome_wanted)
        self._libraries = QGridLayout()
        libraries = QWidget()
        libraries.setLayout(self._libraries)
        self._libraries.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 12)
        column.setSpacing(10)
        column.addWidget(StepCard(f"bisenet-bg {our_version()}", self.model, self.welcome))
        column.addWidget(StepCard("Is something wrong?", self.doctor))
        column.addWidget(StepCard("Keys", _keys()))
        column.addWidget(StepCard("Licences", *(note(words) for words in NOTES)))
        column.addWidget(StepCard("Made with", libraries))
        column.addStretch()
        session.view.connect(self._show_view)

    def showEvent(self, event: QShowEvent) -> None:
        """Look up the libraries when they are first seen."""
        if not self._libraries.count():
            rows = ((f"{part.name} {part.version or 'is missing'}", part.licence) for part in components())
            _fill(self._libraries, rows)
        super().showEvent(event)

    def _show_view(self, view: ViewState) -> None:
        self.model.setText(self._session.status().engine or "The model is being loaded.")


def _keys() -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    _fill(grid, ((_shown(key), key.meaning) for key in KEYS))
    return table


def _shown(key: Shortcut) -> str:
    """Return a key as this system writes it; one that stands for nine stays as it is."""
    return QKeySequence(key.sequence).toString(QKeySequence.SequenceFormat.NativeText) or key.sequence


def _fill(grid: QGridLayout, rows: Iterable[tuple[str, str]]) -> None:
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for row, (name, meaning) in enumerate(rows):
        grid.addWidget(note(name, ""), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(note(meaning), row, 1, Qt.AlignmentFlag.AlignTop)
