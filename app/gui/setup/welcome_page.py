"""The page of the first start: camera, background and virtual camera, each with its tick."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.config import AppConfig
from app.devices.virtual_camera_setup import Readiness
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.view_state import CameraList, ViewState
from app.gui.setup.step_card import StepCard, StepRow
from app.gui.setup.welcome_steps import MEETINGS, background_step, camera_step, lasting, virtual_camera_steps
from app.gui.widgets.labels import note
from app.gui.widgets.scrolling import scroll_into_view

# Commands that were pasted elsewhere shall show soon, and looking costs a few milliseconds.
_LOOK_MS = 3000


class WelcomePage(QWidget):
    """Leads through the first start; it looks around for as long as it is seen.

    Args:
        session: tells where things stand and takes the wishes.
        memory: remembers that this page has been seen.

    Attributes:
        foot: what belongs below the page, always in sight.

    Signals:
        wanted: a `Action` that the window sees to.
    """

    wanted = Signal(object)

    def __init__(self, session: Session, memory: SettingsStore) -> None:
        super().__init__()
        self._session = session
        self._memory = memory
        self._view: ViewState | None = None
        self._cameras: CameraList | None = None
        self._readiness: Readiness | None = None
        self._timer = QTimer(self, interval=_LOOK_MS, singleShot=True)
        self._timer.timeout.connect(session.look_for_virtual_camera)
        self.camera = StepRow("1", self.wanted.emit)
        self.background = StepRow("2", self.wanted.emit)
        self.virtual_camera = tuple(StepRow(mark, self.wanted.emit) for mark in "abc")
        self.lasting = StepRow("+", self.wanted.emit)
        self.lasting.hide()
        self.start = QPushButton()
        self.start.clicked.connect(self._switch)
        self.again = QPushButton("Check again")
        self.again.clicked.connect(session.look_for_virtual_camera)
        self.foot = QWidget()
        self.done = QPushButton("Done")
        self.done.setAccessibleDescription("Close this page. It can be opened again from About.")
        self.done.clicked.connect(self._finish)
        self._lay_out()
        session.view.connect(self._show_view)
        session.cameras.connect(self._show_cameras)
        session.changed.connect(self._show_config)
        session.readiness.connect(self._show_readiness)

    def showEvent(self, event: QShowEvent) -> None:
        """Look around."""
        super().showEvent(event)
        self._session.look_for_virtual_camera()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        self._timer.stop()
        super().hideEvent(event)

    def point_to_virtual_camera(self) -> None:
        """Scroll to the first of its steps that is to be done, and give its button the focus."""
        rows = [row for row in self.virtual_camera if not row.badge.done]
        row = (rows or list(self.virtual_camera))[0]
        button = self.start if row is self.virtual_camera[-1] or row.copy.isHidden() else row.copy
        button.setFocus(Qt.FocusReason.TabFocusReason)
        scroll_into_view(button)
        scroll_into_view(row)

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        buttons.setSpacing(6)
        for button in (self.start, self.again):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        actions = QWidget()
        actions.setLayout(buttons)
        buttons.setContentsMargins(34, 0, 0, 0)
        places = note("\n".join(["Where to choose it:", *(f"{name}: {place}" for name, place in MEETINGS)]))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 12)
        column.setSpacing(10)
        column.addWidget(note("Three things, and your meeting sees you where you like."))
        column.addWidget(StepCard("Your camera", self.camera))
        column.addWidget(StepCard("Your background", self.background))
        column.addWidget(StepCard("Virtual camera", *self.virtual_camera, actions, self.lasting, places))
        column.addStretch()
        below = QVBoxLayout(self.foot)
        below.setContentsMargins(10, 8, 10, 8)
        below.addWidget(self.done)

    @Slot(object)
    def _show_view(self, view: ViewState) -> None:
        self._view = view
        self.start.setText(view.switch)
        self._show_camera()
        self._show_virtual_camera()

    @Slot(object)
    def _show_cameras(self, cameras: CameraList) -> None:
        self._cameras = cameras
        self._show_camera()

    @Slot(object)
    def _show_config(self, config: AppConfig) -> None:
        self.background.show_step(background_step(config.background))
        self._show_camera()

    @Slot(object)
    def _show_readiness(self, readiness: Readiness) -> None:
        self._readiness = readiness
        self._show_virtual_camera()
        if self.isVisible():
            self._timer.start()

    def _show_camera(self) -> None:
        if self._view is not None and self._cameras is not None:
            keys = tuple(key for key, _ in self._cameras.entries)
            self.camera.show_step(camera_step(self._view, self._session.config.camera, keys))

    def _show_virtual_camera(self) -> None:
        if self._readiness is None:
            return
        sending = self._view is not None and self._view.sending
        for row, step in zip(self.virtual_camera, virtual_camera_steps(self._readiness, sending), strict=True):
            row.show_step(step)
        advice = lasting(self._readiness)
        self.lasting.setVisible(advice is not None)
        if advice is not None:
            self.lasting.show_step(advice)

    @Slot()
    def _switch(self) -> None:
        if self._view is not None:
            self._session.set_virtual_camera(not self._view.switch_on)

    @Slot()
    def _finish(self) -> None:
        self._memory.change(welcomed=True, page="")
