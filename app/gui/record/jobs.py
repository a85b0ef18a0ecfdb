"""Files that are given another background behind the call: plain data and pure functions, no Qt."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from app.backgrounds.spec import parse
from app.config import AppConfig
from app.devices.media.output_files import Kind
from app.devices.media.pictures import is_picture
from app.devices.media.video_background import is_moving
from app.devices.media.video_writer import is_video_name

# Bytes of a name, so that the new one fits into what systems allow.
_LONGEST = 100
_MINUTE, _HOUR = 60, 3600


class Phase(Enum):
    """Where a job stands."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (Phase.WAITING, Phase.STARTING, Phase.RUNNING)
ACTIVE = (Phase.STARTING, Phase.RUNNING, Phase.CANCELLING)
ENDED = (Phase.DONE, Phase.FAILED, Phase.CANCELLED)


_WORDS = {
    Phase.WAITING: "Waiting",
    Phase.STARTING: "Starting…",
    Phase.CANCELLING: "Cancelling…",
    Phase.CANCELLED: "Cancelled",
}


@dataclass(frozen=True)
class Job:
    """One file.

    Attributes:
        number: tells it from the others.
        source: photo or video.
        folder: where the result goes, "" for the user's own.
        config: what it is given.
        target: of the result, once that is known.
        done, total: pictures; a total of 0 is unknown.
        began: when the first picture was begun, seconds of some clock.
        note: what failed, or what the result lacks, as a sentence.
    """

    number: int
    source: Path
    folder: str
    config: AppConfig
    phase: Phase = Phase.WAITING
    target: Path | None = None
    done: int = 0
    total: int = 0
    began: float = 0.0
    note: str = ""

    def restarted(self) -> "Job":
        """Return it as it was before it began."""
        return Job(self.number, self.source, self.folder, self.config)


def can_be_rendered(path: Path) -> bool:
    """Say whether a file's name is one of a photo or a video."""
    return is_picture(path) or is_moving(path) or is_video_name(path)


def kind_of(source: Path) -> Kind:
    """Return what becomes of a file."""
    return Kind.PICTURE if is_picture(source) else Kind.VIDEO


def target_name(source: Path, background: str) -> str:
    """Return a name for the result that says what was done, "holiday on beach.mp4"."""
    suffix = source.suffix.lower()
    if not is_picture(source) and not is_video_name(source):
        suffix = ".mp4"
    return f"{_cut(source.stem)} {_cut(parse(background).file_stem)}{suffix}"


def _cut(name: str) -> str:
    while len(os.fsencode(name)) > _LONGEST:
        name = name[:-1]
    return name


def heard(job: Job, line: str, now: float) -> Job:
    """Return the job after its process said a line; what is no message changes nothing."""
    try:
        facts = json.loads(line)
    except ValueError:
        return job
    match facts:
        case {"done": int(done), "total": int(total)}:
            began = now if job.phase is Phase.STARTING else job.began
            phase = Phase.RUNNING if job.phase is Phase.STARTING else job.phase
            return replace(job, phase=phase, done=done, total=total, began=began)
        case {"warning": str(sentence)}:
            return replace(job, note=f"{job.note} {sentence}".strip())
    return job


def ended(job: Job, status: int | None, complaints: str) -> Job:
    """Return the job after its process ended.

    Args:
        job: that was active.
        status: of the process; None where it broke down.
        complaints: what it wrote on stderr.
    """
    if status == 0:
        return replace(job, phase=Phase.DONE)
    if job.phase is Phase.CANCELLING:
        return replace(job, phase=Phase.CANCELLED, note="")
    lines = complaints.strip().splitlines()
    sentence = lines[-1].removeprefix("bisenet-bg: ") if lines and status in (1, 2) else ""
    return replace(job, phase=Phase.FAILED, note=sentence or "The work on this file broke down. Try it once more.")


def share(job: Job) -> float | None:
    """Return how much is done, 0 .. 1; None where that cannot be told."""
    if job.phase is Phase.DONE:
        return 1.0
    return min(1.0, job.done / job.total) if job.total else None


def words(job: Job, now: float) -> str:
    """Say where the job stands at `now`, seconds of the clock of `heard`."""
    if job.phase in _WORDS:
        return _WORDS[job.phase]
    if job.phase is Phase.FAILED:
        return job.note
    if job.phase is Phase.DONE:
        return f"Saved as {job.target.name if job.target else ''}. {job.note}".strip()
    if not job.done or not job.total:
        return f"{job.done} pictures so far" if job.done else "Working…"
    return remaining_words((now - job.began) / job.done * max(0, job.total - job.done))


def remaining_words(seconds: float) -> str:
    """Return a time that is left as people say it."""
    if seconds < 10:
        return "A few seconds left"
    if seconds < _MINUTE - 5:
        return f"About {round(seconds / 10) * 10} seconds left"
    if seconds < _HOUR:
        return _about(round(seconds / _MINUTE), "minute")
    return _about(round(seconds / _HOUR), "hour")


def next_waiting(jobs: Sequence[Job]) -> Job | None:
    """Return the job that is to begin now; None while one is active, or none waits."""
    if any(job.phase in ACTIVE for job in jobs):
        return None
    return next((job for job in jobs if job.phase is Phase.WAITING), None)


def are_several_open(jobs: Sequence[Job]) -> bool:
    """Say whether more than one job waits or is worked on, and may still be cancelled."""
    return sum(job.phase in OPEN for job in jobs) > 1


def are_ended(jobs: Sequence[Job]) -> bool:
    """Say whether any job has ended."""
    return any(job.phase in ENDED for job in jobs)


def _about(number: int, unit: str) -> str:
    return f"About {number} {unit}{'s' if number > 1 else ''} left"
