"""Performs the actions that messages and pages offer."""

from collections.abc import Callable
from typing import Protocol

from app.backgrounds.spec import BLUR, ROOM
from app.config import DEMO
from app.core.errors import BisenetBgError
from app.gui.backgrounds.controller import BackgroundsController
from app.gui.session.messages import error_message
from app.gui.session.problems import Action, ErrorContext
from app.gui.session.session import Session


class Navigator(Protocol):
    """Takes the user to another part of the window."""

    def open_camera_list(self) -> None:
        """Open the list of cameras."""

    def show_setup_steps(self) -> None:
        """Show the steps that set up a virtual camera."""

    def choose_folder(self) -> None:
        """Ask for the folder of recordings and snapshots."""

    def show_recordings(self) -> None:
        """Show the latest recording or snapshot."""

    def run_doctor(self) -> None:
        """Run the doctor."""


class Actions:
    """Maps each action to the method that performs it; most of them retry what failed.

    Args:
        session: performs the actions on the pipeline.
        backgrounds: performs the actions on the gallery.
        navigator: opens the page or list where the user continues.
    """

    def __init__(self, session: Session, backgrounds: BackgroundsController, navigator: Navigator) -> None:
        self._session = session
        self._handlers: dict[Action, Callable[[], object]] = {
            Action.RESTART: session.restart,
            Action.CAMERA: lambda: session.set_camera(session.config.camera),
            Action.LOOK: lambda: session.set_camera(None),
            Action.DEMO: lambda: session.set_camera(DEMO),
            Action.NEW_CAMERA: session.use_plugged_camera,
            Action.VIRTUAL_CAMERA: lambda: session.set_virtual_camera(True),
            Action.MODEL: session.use_best_model,
            Action.GPU: session.retry_gpu,
            Action.RECORD: session.recorder.begin,
            Action.SHOW: lambda: session.set_hidden(False),
            Action.SHOW_ROOM: lambda: session.set_background(ROOM, may_show_room=True),
            Action.KEEP_BACKGROUND: backgrounds.withdraw_question,
            Action.START_WITH_ROOM: lambda: session.set_virtual_camera(True, may_show_room=True),
            Action.START_WITH_BLUR: self._blur_and_start,
            Action.BLUR: lambda: session.set_background(BLUR),
            Action.PICTURE: backgrounds.pick_files,
            Action.UNDO: session.undo,
            Action.REMOVE: backgrounds.remove_failed,
            Action.OTHER_CAMERA: navigator.open_camera_list,
            Action.WELCOME: navigator.show_setup_steps,
            Action.FOLDER: navigator.choose_folder,
            Action.SHOW_SAVED: navigator.show_recordings,
            Action.DOCTOR: navigator.run_doctor,
        }

    def perform(self, action: Action) -> None:
        """Perform an action; `Action.COPY` does nothing here, since its button copies by itself."""
        if (handler := self._handlers.get(action)) is not None:
            handler()

    def _blur_and_start(self) -> None:
        """Blur the room, and turn the virtual camera on once it is blurred."""

        def start(error: BisenetBgError | None) -> None:
            if error is None:
                self._session.set_virtual_camera(True)
            else:
                self._session.show(error_message(error, ErrorContext.BACKGROUND))

        self._session.set_background(BLUR, start)
