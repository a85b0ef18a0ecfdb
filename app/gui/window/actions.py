"""What the buttons beside messages do."""

from collections.abc import Callable
from typing import Protocol

from app.config import DEMO
from app.gui.backgrounds.controller import Backgrounds
from app.gui.session.problems import Remedy
from app.gui.session.session import Bridge


class Guide(Protocol):
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


class Mender:
    """Does what a message or a page offers, for most once more what failed.

    Args:
        bridge: does what concerns the pipeline.
        backgrounds: does what concerns the gallery.
        guide: leads to where the user goes on.
    """

    def __init__(self, bridge: Bridge, backgrounds: Backgrounds, guide: Guide) -> None:
        self._ways: dict[Remedy, Callable[[], object]] = {
            Remedy.RESTART: bridge.restart,
            Remedy.CAMERA: lambda: bridge.set_camera(bridge.config.camera),
            Remedy.LOOK: lambda: bridge.set_camera(None),
            Remedy.DEMO: lambda: bridge.set_camera(DEMO),
            Remedy.NEW_CAMERA: bridge.use_plugged_camera,
            Remedy.VIRTUAL_CAMERA: lambda: bridge.set_virtual_camera(True),
            Remedy.MODEL: bridge.use_best_model,
            Remedy.GPU: bridge.retry_gpu,
            Remedy.RECORD: bridge.recorder.begin,
            Remedy.SHOW: lambda: bridge.set_hidden(False),
            Remedy.BLUR: lambda: bridge.set_background("blur"),
            Remedy.PICTURE: backgrounds.pick_files,
            Remedy.PUT_BACK: backgrounds.put_back,
            Remedy.REMOVE: backgrounds.remove_failed,
            Remedy.OTHER_CAMERA: guide.open_cameras,
            Remedy.WELCOME: guide.show_how,
            Remedy.FOLDER: guide.choose_folder,
            Remedy.KEPT: guide.show_kept,
            Remedy.DOCTOR: guide.examine,
        }

    def mend(self, remedy: Remedy) -> None:
        """Do what is offered; a command is copied by its own button."""
        if (way := self._ways.get(remedy)) is not None:
            way()
