"""Files that wait for another background, and the one that is worked on."""

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
from app.gui.record.jobs import ACTIVE, ENDED, Job, Phase, ended, heard, kind_of, next_waiting, target_name
from app.gui.session.processes import RenderProcess
from app.gui.session.task_thread import TaskThread
from app.render.arguments import render_words
from bisenet.files import discard_unfinished


class RenderQueue(QObject):
    """Renders one file after another. Lives in the GUI thread; nothing in it blocks but `stop`.

    Signals:
        changed: the jobs, a tuple of `Job` in the order in which they were added.
        pictured: the number of a job, and a QImage of its file.
    """

    changed = Signal(object)
    pictured = Signal(int, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[int, Job] = {}
        self._numbers = count(1)
        self._process: RenderProcess | None = None
        # Most calls render nothing, and need no thread for it.
        self._tasks: TaskThread | None = None
        self._stopped = False

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All that are known, in the order in which they were added."""
        return tuple(self._jobs.values())

    def add(self, sources: Iterable[Path], folder: str, config: AppConfig) -> None:
        """Give files a background, one after another.

        Args:
            sources: photos and videos.
            folder: for the results, "" for the user's own.
            config: what they are given, as it is now.
        """
        self._tasks = self._tasks or TaskThread("renders", self)
        for source in sources:
            job = Job(next(self._numbers), source, folder, config)
            self._jobs[job.number] = job
            self._show_picture(self._tasks, job)
        self._go_on()

    @Slot(int)
    def cancel(self, number: int) -> None:
        """End a job that waits or is worked on; nothing of its result stays."""
        self._cancel(self._jobs[number])
        self.changed.emit(self.jobs)

    @Slot()
    def cancel_all(self) -> None:
        """End all jobs that wait or are worked on, in one step."""
        for job in self.jobs:
            self._cancel(job)
        self.changed.emit(self.jobs)

    @Slot(int)
    def try_again(self, number: int) -> None:
        """Let a job that failed or was cancelled wait once more."""
        self._jobs[number] = self._jobs[number].restarted()
        self._go_on()

    @Slot(int)
    def forget(self, number: int) -> None:
        """Take a job that has ended off the list; its result stays."""
        if self._jobs[number].phase in ENDED:
            del self._jobs[number]
            self.changed.emit(self.jobs)

    @Slot()
    def forget_ended(self) -> None:
        """Take all jobs that have ended off the list, in one step; their results stay."""
        self._jobs = {number: job for number, job in self._jobs.items() if job.phase not in ENDED}
        self.changed.emit(self.jobs)

    def stop(self) -> list[str]:
        """End what is worked on, and return the names of what did not end by itself; may be called twice."""
        self._stopped = True
        late = []
        if self._process is not None:
            late = ["render"] if self._process.stop() else []
            discard_unfinished(self._process.folder, process=self._process.number)
        self._process = None
        return late + (self._tasks.stop() if self._tasks is not None else [])

    def _cancel(self, job: Job) -> None:
        if job.phase is Phase.WAITING:
            self._jobs[job.number] = replace(job, phase=Phase.CANCELLED)
        elif job.phase in ACTIVE:
            self._jobs[job.number] = replace(job, phase=Phase.CANCELLING)
            if self._process is not None:
                self._process.cancel()

    def _show_picture(self, tasks: TaskThread, job: Job) -> None:
        def show(image: QImage) -> None:
            self.pictured.emit(job.number, image)

        def leave_plain(error: BisenetBgError) -> None:
            """What is wrong with the file is told when its turn comes."""

        tasks.run(lambda: thumbnail(FileSpec(str(job.source))), show, leave_plain)

    def _go_on(self) -> None:
        job = None if self._stopped else next_waiting(self.jobs)
        if job is None or self._tasks is None:
            self.changed.emit(self.jobs)
            return
        number = job.number
        self._change(job, phase=Phase.STARTING)

        def target() -> Path:
            folder = made(folder_of(kind_of(job.source), job.folder))
            return unused(folder / target_name(job.source, job.config.background))

        def begin(path: Path) -> None:
            if self._jobs[number].phase is Phase.CANCELLING:
                self._end(number, None, "")
                return
            self._change(self._jobs[number], target=path)
            self._process = RenderProcess(render_words(job.source, path, job.config), path.parent, self)
            self._process.said.connect(lambda line: self._hear(number, line))
            self._process.ended.connect(lambda status, complaints: self._end(number, status, complaints))

        self._tasks.run(target, begin, lambda error: self._end(number, 2, str(error)))

    def _hear(self, number: int, line: str) -> None:
        self._jobs[number] = heard(self._jobs[number], line, time.monotonic())
        self.changed.emit(self.jobs)

    def _end(self, number: int, status: int | None, complaints: str) -> None:
        self._jobs[number] = ended(self._jobs[number], status, complaints)
        if self._process is not None:
            self._tidy_up(self._process.folder, self._process.number)
            self._process.deleteLater()
            self._process = None
        self._go_on()

    def _tidy_up(self, folder: Path, process: int) -> None:
        """Remove what a process that was killed could not remove itself."""
        if self._tasks is not None:
            self._tasks.run(partial(discard_unfinished, folder, process=process), lambda _: None, lambda _: None)

    def _change(self, job: Job, **changes: Any) -> None:
        self._jobs[job.number] = replace(job, **changes)
        self.changed.emit(self.jobs)
