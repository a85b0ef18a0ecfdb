"""Watches which cameras are plugged in, and reports when the demo clip plays in place of one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from app.config import DEMO
from app.core.advice import Steps
from app.core.errors import BisenetBgError
from app.gui.session.messages import Message, Topic, error_message, source_message
from app.gui.session.poller import Poller
from app.gui.session.problems import Action
from app.gui.session.services import Camera, Services
from app.gui.session.task_thread import TaskThread
from app.gui.session.window_status import camera_list
from app.language import _


class CameraWatcher(QObject):
    """Lists cameras in the task thread. Lives in the GUI thread.

    Args:
        services: lists the cameras.
        tasks: the thread for that.
        wanted: returns the camera in use as the configuration names it, None for the first.
        poller: shows messages.
        parent: of this object.

    Signals:
        listed: a `CameraList`.
    """

    listed = Signal(object)

    def __init__(
        self,
        services: Services,
        tasks: TaskThread,
        wanted: Callable[[], str | None],
        poller: Poller,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._wanted = wanted
        self._poller = poller
        self._signs: object = None
        self._is_checking = False
        # Key and name of the camera in use when it was first listed; later both may belong to another camera.
        self._read: tuple[str, str] | None = None
        # Key of a camera that is offered in place of the demo clip.
        self.plugged = ""

    @Slot()
    def refresh(self) -> None:
        """List the cameras; `listed` follows."""
        self._tasks.run(self._services.list_cameras, self._show, self._fail)

    @Slot()
    def check(self) -> None:
        """List the cameras if one came or went since the last check; opens none."""
        if self._is_checking:
            return
        self._is_checking = True

        def compare(signs: object) -> None:
            self._is_checking = False
            if signs != self._signs:
                self._signs = signs
                self.refresh()

        def give_up(error: BisenetBgError) -> None:
            # The next check follows soon, and listing the cameras will report the problem.
            self._is_checking = False

        self._tasks.run(self._services.camera_signs, compare, give_up)

    def describe_source(self) -> None:
        """Explain in the banner which source plays, if it is not the camera that the user may expect."""

        def show(steps: Steps) -> None:
            if steps:
                self._poller.show(source_message(steps))
            else:
                self._poller.withdraw(Topic.SOURCE)

        self._tasks.run(lambda: self._services.describe_source(self._wanted()), show, self._fail)

    def forget(self) -> None:
        """Note that another source is in use from now on."""
        self._read = None

    def _show(self, cameras: Sequence[Camera]) -> None:
        wanted = self._wanted()
        found = camera_list(cameras, wanted, self._read)
        names = dict(found.entries)
        if self._read is None and found.current in (DEMO, *(camera.key for camera in cameras)):
            self._read = (found.current, names[found.current])
        self.listed.emit(found)
        plays_demo = wanted is None and self._read is not None and self._read[0] == DEMO
        self._offer(cameras[0] if plays_demo and cameras else None)

    def _offer(self, camera: Camera | None) -> None:
        if camera is None:
            self.plugged = ""
            self._poller.withdraw(Topic.NEW_CAMERA)
            return
        self.plugged = camera.key
        text = _("The demo clip is playing, but {name} is available now.").format(name=camera.name)
        self._poller.show(Message(text, is_error=False, actions=(Action.NEW_CAMERA,), topic=Topic.NEW_CAMERA))

    def _fail(self, error: BisenetBgError) -> None:
        self._poller.show(error_message(error))
