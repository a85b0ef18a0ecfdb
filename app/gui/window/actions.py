"""What the buttons beside messages do."""

from collections.abc import Callable
from typing import Protocol

from app.backgrounds.spec import BLUR
from app.config import DEMO
from app.gui.backgrounds.controller import BackgroundsController
from app.gui.session.problems import Action
from app.gui.session.session import Session


class Navigator(Protocol):
    """Leads the user to another place of the window."""

    def open_cameras(self) -> None:
        """Open the list of cameras."""

    def show_how(self) -> None:
        """Show the steps to a virtual camera."""

    def choose_folder(self) -> None:
        """Ask for the folder of films and snapshots."""

    def show_kept(self) -> None:
        """Show what was kept last."""

    def examine(self) -> None:
        """Ask the doctor."""


class Actions:
    """Does what a message or a page offers, for most once more what failed.

    Args:
        session: does what concerns the pipeline.
        backgrounds: does what concerns the gallery.
        guide: leads to where the user goes on.
    """

    def __init__(self, session: Session, backgrounds: BackgroundsController, guide: Navigator) -> None:
        self._ways: dict[Action, Callable[[], object]] = {
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
            Action.BLUR: lambda: session.set_background(BLUR),
            Action.PICTURE: backgrounds.pick_files,
            Action.PUT_BACK: backgrounds.put_back,
            Action.REMOVE: backgrounds.remove_failed,
            Action.OTHER_CAMERA: guide.open_cameras,
            Action.WELCOME: guide.show_how,
            Action.FOLDER: guide.choose_folder,
            Action.KEPT: guide.show_kept,
            Action.DOCTOR: guide.examine,
        }

    def mend(self, remedy: Action) -> None:
        """Do what is offered; a command is copied by its own button."""
        if (way := self._ways.get(remedy)) is not None:
            way()
