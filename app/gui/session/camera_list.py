"""Which cameras there are, which of them is read, and when that changes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from app.config import DEMO
from app.core.errors import BisenetBgError
from app.gui.session.services import Camera, Services
from app.gui.session.task_thread import TaskThread
from app.gui.session.view_state import camera_list


class CameraWatcher(QObject):
    """Lists cameras away from the GUI thread, in which it lives.

    Args:
        services: lists them.
        tasks: in whose thread that is done.
        wanted: returns the word for the camera in use, None for the first.
        failed: takes what went wrong.
        parent: of this object.

    Signals:
        listed: a `CameraList`.
        plugged: key and name of a camera that could be read in place of the demo clip, which nobody asked for; empty
            where there is none.
    """

    listed = Signal(object)
    plugged = Signal(str, str)

    def __init__(
        self,
        services: Services,
        tasks: TaskThread,
        wanted: Callable[[], str | None],
        failed: Callable[[BisenetBgError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._wanted = wanted
        self._failed = failed
        self._signs: object = None
        self._is_looking = False
        # Key and name of the camera that is read, since it was first listed: both may be another's later.
        self._read: tuple[str, str] | None = None

    @Slot()
    def refresh(self) -> None:
        """List the cameras anew."""
        self._tasks.run(self._services.list_cameras, self._show, self._failed)

    @Slot()
    def look(self) -> None:
        """List them anew if one came or went since the last look, without opening any."""
        if self._is_looking:
            return
        self._is_looking = True

        def compare(signs: object) -> None:
            self._is_looking = False
            if signs != self._signs:
                self._signs = signs
                self.refresh()

        def give_up(error: BisenetBgError) -> None:
            # The next look is soon, and the list itself tells what is wrong.
            self._is_looking = False

        self._tasks.run(self._services.camera_signs, compare, give_up)

    def forget(self) -> None:
        """Another source is read from now on."""
        self._read = None

    def _show(self, cameras: Sequence[Camera]) -> None:
        wanted = self._wanted()
        found = camera_list(cameras, wanted, self._read)
        names = dict(found.entries)
        if self._read is None and found.current in (DEMO, *(camera.key for camera in cameras)):
            self._read = (found.current, names[found.current])
        self.listed.emit(found)
        plays_demo = wanted is None and self._read is not None and self._read[0] == DEMO
        if plays_demo and cameras:
            self.plugged.emit(cameras[0].key, cameras[0].name)
        else:
            self.plugged.emit("", "")
