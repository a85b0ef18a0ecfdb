"""Render jobs, photos and videos that get another background: plain data and pure functions, no Qt."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from app.backgrounds.spec import parse
from app.config import AppConfig
from app.devices.media.film import is_still
from app.devices.media.output_files import Kind
from app.devices.media.pictures import is_picture
from app.devices.media.video_background import is_moving
from app.devices.media.video_writer import is_video_name
from app.language import N_, _, ngettext
from app.render.result_name import result_suffix
from app.render.settings import Result

# Of the parts of a file name, so that the whole fits the limits of file systems.
_MAX_BYTES = 100
_MINUTE, _HOUR = 60, 3600


class JobPhase(Enum):
    """The phases of a render job."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


CANCELLABLE = (JobPhase.WAITING, JobPhase.STARTING, JobPhase.RUNNING)
ACTIVE = (JobPhase.STARTING, JobPhase.RUNNING, JobPhase.CANCELLING)
FINISHED = (JobPhase.DONE, JobPhase.FAILED, JobPhase.CANCELLED)


_TEXTS = {
    JobPhase.WAITING: N_("Waiting"),
    JobPhase.STARTING: N_("Starting…"),
    JobPhase.CANCELLING: N_("Cancelling…"),
    JobPhase.CANCELLED: N_("Cancelled"),
}


@dataclass(frozen=True)
class RenderJob:
    """One file to render.

    Attributes:
        number: unique.
        source: photo or video.
        folder: folder of the result, "" for the user's Videos or Pictures.
        config: background and look to apply.
        phase: the current phase.
        target: path of the result, once known.
        done, total: numbers of frames; a total of 0 is unknown.
        began_at: when the first frame was begun, seconds of the clock of `after_line`.
        note: why it failed, or what the result lacks, as a sentence.
    """

    number: int
    source: Path
    folder: str
    config: AppConfig
    phase: JobPhase = JobPhase.WAITING
    target: Path | None = None
    done: int = 0
    total: int = 0
    began_at: float = 0.0
    note: str = ""

    def restarted(self) -> "RenderJob":
        """Return the job as it was before it started."""
        return RenderJob(self.number, self.source, self.folder, self.config)


def is_renderable(path: Path) -> bool:
    """Say whether a file is a photo or a video by its content, or by its name if the content is unknown."""
    return is_picture(path) or is_moving(path) or is_video_name(path)


def result_kind(source: Path) -> Kind:
    """Return the kind of a file's result."""
    return Kind.PICTURE if is_still(source) else Kind.VIDEO


def target_name(source: Path, background: str) -> str:
    """Return the file name of the result, which names the background, "holiday on beach.mp4"."""
    suffix = result_suffix(source, Result.COMPOSITE)
    return f"{_cut(source.stem)} {_cut(parse(background).file_stem)}{suffix}"


def _cut(name: str) -> str:
    while len(os.fsencode(name)) > _MAX_BYTES:
        name = name[:-1]
    return name


def after_line(job: RenderJob, line: str, now: float) -> RenderJob:
    """Return the job after its process printed a line; anything but a progress message changes nothing.

    Args:
        job: the job.
        line: one JSON object; anything else is ignored.
        now: seconds of any clock.
    """
    try:
        facts = json.loads(line)
    except ValueError:
        return job
    match facts:
        case {"done": int(done), "total": int(total)}:
            began_at = now if job.phase is JobPhase.STARTING else job.began_at
            phase = JobPhase.RUNNING if job.phase is JobPhase.STARTING else job.phase
            return replace(job, phase=phase, done=done, total=total, began_at=began_at)
        case {"warning": str(sentence)}:
            return replace(job, note=f"{job.note} {sentence}".strip())
    return job


def after_exit(job: RenderJob, status: int | None, errors: str) -> RenderJob:
    """Return the job after its process ended.

    Args:
        job: an active job.
        status: exit status; None if the process crashed or did not start.
        errors: its output on stderr.
    """
    if status == 0:
        return replace(job, phase=JobPhase.DONE)
    if job.phase is JobPhase.CANCELLING:
        return replace(job, phase=JobPhase.CANCELLED, note="")
    lines = errors.strip().splitlines()
    sentence = lines[-1].removeprefix("bisenet-bg: ") if lines and status in (1, 2) else ""
    return replace(job, phase=JobPhase.FAILED, note=sentence or _("This file could not be processed. Try again."))


def progress(job: RenderJob) -> float | None:
    """Return the finished fraction, 0 .. 1; None if unknown."""
    if job.phase is JobPhase.DONE:
        return 1.0
    return min(1.0, job.done / job.total) if job.total else None


def status_text(job: RenderJob, now: float) -> str:
    """Return the status at `now`, seconds of the clock of `after_line`, as a short text."""
    if job.phase in _TEXTS:
        return _(_TEXTS[job.phase])
    if job.phase is JobPhase.FAILED:
        return job.note
    if job.phase is JobPhase.DONE:
        saved = _("Saved as {file}.").format(file=job.target.name if job.target else "")
        return f"{saved} {job.note}".strip()
    if not job.done or not job.total:
        frames = ngettext("{count} frame so far", "{count} frames so far", job.done).format(count=job.done)
        return frames if job.done else _("Processing…")
    return remaining_text((now - job.began_at) / job.done * max(0, job.total - job.done))


def remaining_text(seconds: float) -> str:
    """Format a remaining time, "About 2 minutes left"."""
    if seconds < 10:
        return _("A few seconds left")
    if seconds < _MINUTE - 5:
        count = round(seconds / 10) * 10
        text = ngettext("About {count} second left", "About {count} seconds left", count)
    elif seconds < _HOUR:
        count = round(seconds / _MINUTE)
        text = ngettext("About {count} minute left", "About {count} minutes left", count)
    else:
        count = round(seconds / _HOUR)
        text = ngettext("About {count} hour left", "About {count} hours left", count)
    return text.format(count=count)


def next_waiting(jobs: Sequence[RenderJob]) -> RenderJob | None:
    """Return the job to start next; None while one is active, or if none waits."""
    if any(job.phase in ACTIVE for job in jobs):
        return None
    return next((job for job in jobs if job.phase is JobPhase.WAITING), None)


def are_several_cancellable(jobs: Sequence[RenderJob]) -> bool:
    """Say whether more than one job waits or runs."""
    return sum(job.phase in CANCELLABLE for job in jobs) > 1


def is_any_finished(jobs: Sequence[RenderJob]) -> bool:
    """Say whether any job has finished, failed or been cancelled."""
    return any(job.phase in FINISHED for job in jobs)
