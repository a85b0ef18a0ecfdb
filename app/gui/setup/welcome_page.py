"""The page "Welcome", shown at the first start: steps for camera, background and virtual camera."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.config import AppConfig
from app.devices.virtual_camera_setup import Readiness
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.window_status import CameraList, WindowStatus
from app.gui.setup.step_card import StepCard, StepRow
from app.gui.setup.welcome_steps import (
    CAMERA_MENUS,
    background_step,
    camera_step,
    persistence_step,
    virtual_camera_steps,
)
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import note
from app.gui.widgets.scrolling import scroll_into_view
from app.language import _

# Short, so that the result of a pasted command shows soon: a check takes a few milliseconds.
_CHECK_MS = 3000


class WelcomePage(QWidget):
    """Guides the user through the setup, and checks the virtual camera as long as it is visible.

    Args:
        session: reports the state of camera and virtual camera.
        store: remembers that the user has finished this page.

    Attributes:
        footer: always visible below the page.

    Signals:
        action_requested: the `Action` whose button was pressed.
    """

    action_requested = Signal(object)

    def __init__(self, session: Session, store: SettingsStore) -> None:
        super().__init__()
        self._session = session
        self._store = store
        self._view: WindowStatus | None = None
        self._cameras: CameraList | None = None
        self._readiness: Readiness | None = None
        self._timer = QTimer(self, interval=_CHECK_MS, singleShot=True)
        self._timer.timeout.connect(session.check_virtual_camera)
        self.camera = StepRow("1", self.action_requested.emit)
        self.background = StepRow("2", self.action_requested.emit)
        self.virtual_camera = tuple(StepRow(mark, self.action_requested.emit) for mark in "abc")
        self.persistence = StepRow("+", self.action_requested.emit)
        self.persistence.hide()
        self.start = QPushButton()
        self.start.clicked.connect(self._start_or_stop)
        self.check_again = QPushButton(_("Check again"))
        self.check_again.clicked.connect(session.check_virtual_camera)
        self.footer = QWidget()
        self.done = QPushButton(_("Done"))
        self.done.setAccessibleDescription(_("Closes this page. You can open it again from Setup."))
        self.done.clicked.connect(self._finish)
        self._lay_out()
        session.view.connect(self._show_view)
        session.cameras.connect(self._show_cameras)
        session.changed.connect(self._show_config)
        session.readiness.connect(self._show_readiness)

    def showEvent(self, event: QShowEvent) -> None:
        """Start checking the virtual camera."""
        super().showEvent(event)
        self._session.check_virtual_camera()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop checking."""
        self._timer.stop()
        super().hideEvent(event)

    def point_to_virtual_camera(self) -> None:
        """Scroll to its first unfinished step and focus the button there."""
        unfinished = [row for row in self.virtual_camera if not row.badge.done]
        row = (unfinished or list(self.virtual_camera))[0]
        button = row.copy if row.copy.isVisibleTo(row) else self.start
        button.setFocus(Qt.FocusReason.TabFocusReason)
        scroll_into_view(button)
        scroll_into_view(row)

    def _lay_out(self) -> None:
        for button in (self.start, self.check_again):
            button.setProperty("role", "small")
        actions = QWidget()
        actions.setLayout(FlowLayout(self.start, self.check_again, spacing=6))
        menus = note("\n".join([_("Where to choose it:"), *(f"{app}: {_(menu)}" for app, menu in CAMERA_MENUS)]))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 2, 10, 8)
        column.setSpacing(8)
        column.addWidget(note(_("Three steps to your virtual background.")))
        column.addWidget(StepCard(_("Your camera"), self.camera))
        column.addWidget(StepCard(_("Your background"), self.background))
        column.addWidget(StepCard(_("Virtual camera"), *self.virtual_camera, actions, self.persistence, menus))
        column.addStretch()
        footer = QVBoxLayout(self.footer)
        footer.setContentsMargins(10, 8, 10, 8)
        footer.addWidget(self.done)

    @Slot(object)
    def _show_view(self, view: WindowStatus) -> None:
        self._view = view
        self.start.setText(view.switch)
        # The window has another button of this label.
        self.start.setAccessibleName(_("{switch}, last step").format(switch=view.switch))
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
        at_every_start = persistence_step(self._readiness)
        self.persistence.setVisible(at_every_start is not None)
        if at_every_start is not None:
            self.persistence.show_step(at_every_start)

    @Slot()
    def _start_or_stop(self) -> None:
        if self._view is not None:
            self._session.set_virtual_camera(not self._view.switch_on)

    @Slot()
    def _finish(self) -> None:
        self._store.change(welcomed=True, page="")
