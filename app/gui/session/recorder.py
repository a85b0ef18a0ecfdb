"""Makes recordings and snapshots of what others see."""

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
from app.language import _


class Recorder(QObject):
    """Starts and stops recordings, and takes snapshots. Lives in the GUI thread; never blocks.

    Args:
        running: the pipeline whose output is recorded.
        tasks: the thread that writes snapshots.
        size: of the output.
        fps: of the output, frames per second.
        failed: takes the error of a snapshot.
        parent: of this object.

    Signals:
        saved: the path of a new file, and a sentence about it.
    """

    saved = Signal(object, str)
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
        # A recording is finished in the thread that writes it.
        self._made.connect(self.saved, Qt.ConnectionType.QueuedConnection)

    def toggle(self, folder: str) -> None:
        """Start a recording, or stop the running one.

        Args:
            folder: for recordings, "" for the user's own.
        """
        if self._running.pipeline.status().recording_wanted:
            self._running.pipeline.set_recording(None)
        else:
            self._folder = folder
            self.begin()

    @Slot()
    def begin(self) -> None:
        """Start a recording, in the folder of the last one."""
        folder, moment = folder_of(Kind.VIDEO, self._folder), datetime.now()

        def open_sink() -> Sink:
            return RecordingSink(
                folder, self._size, self._fps, partial(self._report, _("Recording saved as {name}.")), moment
            )

        self._running.pipeline.set_recording(open_sink)

    def snapshot(self, folder: str) -> None:
        """Save what others see now as a picture.

        Args:
            folder: for pictures, "" for the user's own.
        """
        composite, place = self._running.pipeline.current(), folder_of(Kind.PICTURE, folder)
        self._tasks.run(
            lambda: save_snapshot(composite, place, datetime.now()),
            partial(self._report, _("Snapshot saved as {name}.")),
            self._failed,
        )

    def recover(self, folder: str) -> None:
        """Finish the recordings of a program that crashed.

        Args:
            folder: for recordings, "" for the user's own.
        """

        def report(paths: list[Path]) -> None:
            for path in paths:
                self._report(_("An interrupted recording was saved as {name}."), path)

        self._tasks.run(lambda: recover(folder_of(Kind.VIDEO, folder)), report, self._failed)

    def _report(self, sentence: str, path: Path) -> None:
        self._made.emit(path, sentence.format(name=path.name))
