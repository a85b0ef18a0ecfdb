"""What the pipeline tells about itself; threads write it, window and command line poll it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from app.core.errors import BisenetBgError, GpuError
from app.core.pipeline.governor import FULL_EFFORT, Effort
from app.core.stats import NO_TIME, StageTime


class CameraState(Enum):
    """Where the capture thread stands."""

    OPENING = "opening"
    RUNNING = "running"
    RECONNECTING = "reconnecting"
    RESTING = "resting"


class SinkState(Enum):
    """Where the output thread stands."""

    OFF = "off"
    ON = "on"
    RECONNECTING = "reconnecting"
    FAILED = "failed"


@dataclass(frozen=True)
class Status:
    """A snapshot.

    Attributes:
        camera_error: why the camera is not running; None while it is.
        camera_seen: whether any camera has given a picture yet.
        camera_name: the camera that is running and what it gives, "HD Webcam, 1280x720 at 30 fps, MJPG".
        sink_error: why the output failed, or why it is opened anew; None while it is well.
        sink_name: what the output is called while it is on, for instance "BiSeNet Background (/dev/video10)".
        recording: where the recording stands.
        recording_wanted: whether there is to be one.
        recording_error: why it failed; None once another one is on.
        recording_name: of the file while it is on.
        recording_seconds: for how long it has been on.
        viewers: the programs that take the output, by name; None where that cannot be told.
        error: why the worker ended; everything shown from then on is a slate.
        paused: whether a slate is shown because that was asked for.
        engine: which model runs where.
        model_error: why another model could not be opened; None once one was.
        gpu_error: why the CPU does what the GPU was to do; None while the GPU does it or none was wanted.
        camera_fps, processed_fps, output_fps: over the last two seconds.
        latency: from capture to composite, milliseconds.
        stages: milliseconds by stage name.
        dropped: frames that came while the worker was busy.
        skipped: frames that the governor left out.
        effort: what is spent on the others.
        sent: composites and slates that the output has taken.
    """

    camera: CameraState = CameraState.OPENING
    camera_error: BisenetBgError | None = None
    camera_seen: bool = False
    camera_name: str = ""
    sink: SinkState = SinkState.OFF
    sink_error: BisenetBgError | None = None
    sink_name: str = ""
    recording: SinkState = SinkState.OFF
    recording_wanted: bool = False
    recording_error: BisenetBgError | None = None
    recording_name: str = ""
    recording_seconds: float = 0.0
    viewers: tuple[str, ...] | None = None
    error: BisenetBgError | None = None
    paused: bool = False
    engine: str = ""
    model_error: BisenetBgError | None = None
    gpu_error: GpuError | None = None
    camera_fps: float = 0.0
    processed_fps: float = 0.0
    output_fps: float = 0.0
    latency: StageTime = NO_TIME
    stages: tuple[tuple[str, StageTime], ...] = ()
    dropped: int = 0
    skipped: int = 0
    effort: Effort = FULL_EFFORT
    sent: int = 0


class StatusBoard:
    """A `Status` that several threads change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._status = Status()

    def set(self, **changes: Any) -> None:
        """Replace fields."""
        with self._lock:
            self._status = replace(self._status, **changes)

    def count_sent(self) -> None:
        """Count one more frame that went out."""
        with self._lock:
            self._status = replace(self._status, sent=self._status.sent + 1)

    def get(self) -> Status:
        """Return the snapshot."""
        with self._lock:
            return self._status


def words_of(viewers: Sequence[str]) -> str:
    """Return programs with the verb that fits, "Zoom is", "Zoom and Chrome are"."""
    *others, last = (name[:1].upper() + name[1:] for name in viewers)
    return f"{', '.join(others)} and {last} are" if others else f"{last} is"
