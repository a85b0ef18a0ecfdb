"""Films and snapshots of what others see."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.core.errors import BisenetBgError
from app.core.types import Sink, Size
from app.devices.media.output_files import Kind, folder_of
from app.devices.media.recording import RecordingSink, recover, save_snapshot
from app.gui.session.live_pipeline import LivePipeline
from app.gui.session.task_thread import TaskThread


class Recorder(QObject):
    """Starts and ends films, and takes snapshots. Lives in the GUI thread; nothing in it blocks.

    Args:
        running: whose picture is kept.
        tasks: for what is slow.
        size: of the output.
        fps: of the output.
        failed: takes why there is no snapshot.
        parent: owns it.

    Signals:
        kept: the path of a new file, and a sentence about it.
    """

    kept = Signal(object, str)
    _made = Signal(object, str)

    def __init__(
        self,
        running: LivePipeline,
        tasks: TaskThread,
        size: Size,
        fps: int,
        failed: Callable[[BisenetBgError], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._running = running
        self._tasks = tasks
        self._size = size
        self._fps = fps
        self._failed = failed
        self._folder = ""
        # A film is finished in the thread that makes it.
        self._made.connect(self.kept, Qt.ConnectionType.QueuedConnection)

    def toggle(self, folder: str) -> None:
        """Begin a film, or end the one that is made.

        Args:
            folder: for films, "" for the user's own.
        """
        if self._running.pipeline.status().recording_wanted:
            self._running.pipeline.set_recording(None)
        else:
            self._folder = folder
            self.begin()

    @Slot()
    def begin(self) -> None:
        """Begin a film, in the folder of the one before."""
        folder, moment = folder_of(Kind.VIDEO, self._folder), datetime.now()

        def open_sink() -> Sink:
            return RecordingSink(folder, self._size, self._fps, partial(self._tell, "Recording saved as"), moment)

        self._running.pipeline.set_recording(open_sink)

    def snapshot(self, folder: str) -> None:
        """Keep what others see now as a picture.

        Args:
            folder: for pictures, "" for the user's own.
        """
        composite, place = self._running.pipeline.current(), folder_of(Kind.PICTURE, folder)
        self._tasks.run(
            lambda: save_snapshot(composite, place, datetime.now()),
            partial(self._tell, "Snapshot saved as"),
            self._failed,
        )

    def recover(self, folder: str) -> None:
        """Give films of a program that died their names.

        Args:
            folder: for films, "" for the user's own.
        """

        def tell(paths: list[Path]) -> None:
            for path in paths:
                self._tell("A recording that had broken off is saved as", path)

        self._tasks.run(lambda: recover(folder_of(Kind.VIDEO, folder)), tell, self._failed)

    def _tell(self, what: str, path: Path) -> None:
        self._made.emit(path, f"{what} {path.name}.")
