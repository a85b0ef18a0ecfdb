"""The queue of render jobs, of which one runs at a time."""

import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.backgrounds.spec import FileSpec
from app.config import AppConfig
from app.core.errors import BisenetBgError
from app.devices.media.output_files import folder_of, made, unused
from app.gui.imaging.thumbnails import thumbnail
from app.gui.record.jobs import (
    ACTIVE,
    FINISHED,
    JobPhase,
    RenderJob,
    after_exit,
    after_line,
    next_waiting,
    result_kind,
    target_name,
)
from app.gui.session.child_process import ChildProcess
from app.gui.session.task_thread import TaskThread
from app.render.arguments import render_words
from app.unfinished_files import discard_unfinished

# Time for an encoder to finish its file.
_PATIENCE_SECONDS = 5.0


class RenderQueue(QObject):
    """Renders one file after another. Lives in the GUI thread; only `stop` blocks.

    Signals:
        changed: the jobs, a tuple of `RenderJob` in the order in which they were added.
        thumbnail_ready: the number of a job, and a QImage of its file.
    """

    changed = Signal(object)
    thumbnail_ready = Signal(int, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[int, RenderJob] = {}
        self._numbers = count(1)
        self._process: ChildProcess | None = None
        # The folder that the process writes to.
        self._folder = Path()
        # Made for the first job: most sessions render nothing.
        self._tasks: TaskThread | None = None
        self._stopped = False

    @property
    def jobs(self) -> tuple[RenderJob, ...]:
        """All jobs, in the order in which they were added."""
        return tuple(self._jobs.values())

    def add(self, sources: Iterable[Path], folder: str, config: AppConfig) -> None:
        """Queue files to be rendered one after another.

        Args:
            sources: photos and videos.
            folder: folder of the results, "" for the user's Videos or Pictures.
            config: background and look to apply; later changes do not affect these jobs.
        """
        self._tasks = self._tasks or TaskThread("renders", self)
        for source in sources:
            job = RenderJob(next(self._numbers), source, folder, config)
            self._jobs[job.number] = job
            self._make_thumbnail(self._tasks, job)
        self._start_next()

    @Slot(int)
    def cancel(self, number: int) -> None:
        """Cancel a job that waits or runs, and remove its unfinished result."""
        self._cancel(self._jobs[number])
        self.changed.emit(self.jobs)

    @Slot()
    def cancel_all(self) -> None:
        """Cancel all jobs that wait or run, in one step."""
        for job in self.jobs:
            self._cancel(job)
        self.changed.emit(self.jobs)

    @Slot(int)
    def retry(self, number: int) -> None:
        """Queue a failed or cancelled job again."""
        self._jobs[number] = self._jobs[number].restarted()
        self._start_next()

    @Slot(int)
    def remove(self, number: int) -> None:
        """Remove a finished job from the queue; its result stays."""
        if self._jobs[number].phase in FINISHED:
            del self._jobs[number]
            self.changed.emit(self.jobs)

    @Slot()
    def clear_finished(self) -> None:
        """Remove all finished jobs from the queue, in one step; their results stay."""
        self._jobs = {number: job for number, job in self._jobs.items() if job.phase not in FINISHED}
        self.changed.emit(self.jobs)

    def stop(self) -> list[str]:
        """End the running job, and return the names of processes that had to be killed; may be called twice."""
        self._stopped = True
        late = []
        if self._process is not None:
            late = ["render"] if self._process.stop() else []
            discard_unfinished(self._folder, process=self._process.number)
        self._process = None
        return late + (self._tasks.stop() if self._tasks is not None else [])

    def _cancel(self, job: RenderJob) -> None:
        if job.phase is JobPhase.WAITING:
            self._jobs[job.number] = replace(job, phase=JobPhase.CANCELLED)
        elif job.phase in ACTIVE:
            self._jobs[job.number] = replace(job, phase=JobPhase.CANCELLING)
            if self._process is not None:
                self._process.cancel()

    def _make_thumbnail(self, tasks: TaskThread, job: RenderJob) -> None:
        def show(image: QImage) -> None:
            self.thumbnail_ready.emit(job.number, image)

        def leave_plain(error: BisenetBgError) -> None:
            """Leave the thumbnail empty: the job itself will report what is wrong with the file."""

        tasks.run(lambda: thumbnail(FileSpec(str(job.source))), show, leave_plain)

    def _start_next(self) -> None:
        job = None if self._stopped else next_waiting(self.jobs)
        if job is None or self._tasks is None:
            self.changed.emit(self.jobs)
            return
        number = job.number
        self._change(job, phase=JobPhase.STARTING)

        def target() -> Path:
            folder = made(folder_of(result_kind(job.source), job.folder))
            return unused(folder / target_name(job.source, job.config.background))

        def begin(path: Path) -> None:
            if self._jobs[number].phase is JobPhase.CANCELLING:
                self._finish(number, None, "")
                return
            self._change(self._jobs[number], target=path)
            self._folder = path.parent
            self._process = ChildProcess(patience=_PATIENCE_SECONDS, ends_with_input=True, parent=self)
            self._process.line.connect(lambda line: self._read_line(number, line))
            self._process.finished.connect(lambda status, errors: self._finish(number, status, errors))
            self._process.start(*render_words(job.source, path, job.config))

        self._tasks.run(target, begin, lambda error: self._finish(number, 2, str(error)))

    def _read_line(self, number: int, line: str) -> None:
        self._jobs[number] = after_line(self._jobs[number], line, time.monotonic())
        self.changed.emit(self.jobs)

    def _finish(self, number: int, status: int | None, errors: str) -> None:
        self._jobs[number] = after_exit(self._jobs[number], status, errors)
        if self._process is not None:
            self._discard_unfinished(self._folder, self._process.number)
            self._process.deleteLater()
            self._process = None
        self._start_next()

    def _discard_unfinished(self, folder: Path, process: int) -> None:
        """Remove the unfinished files of a process that was killed."""
        if self._tasks is not None:
            self._tasks.run(partial(discard_unfinished, folder, process=process), lambda _: None, lambda _: None)

    def _change(self, job: RenderJob, **changes: Any) -> None:
        self._jobs[job.number] = replace(job, **changes)
        self.changed.emit(self.jobs)
