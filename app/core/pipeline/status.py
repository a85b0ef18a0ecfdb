"""The pipeline's status: its threads write it, the window and the command line poll it."""

import threading
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from app.core.errors import BisenetBgError, GpuError
from app.core.pipeline.governor import FULL_EFFORT, Effort
from app.core.pipeline.slowdown import Slowdown
from app.core.stats import NO_TIME, StageTime


class CameraState(Enum):
    """State of the capture thread."""

    OPENING = "opening"
    RUNNING = "running"
    RECONNECTING = "reconnecting"
    RESTING = "resting"


class SinkState(Enum):
    """State of the output thread."""

    OFF = "off"
    ON = "on"
    RECONNECTING = "reconnecting"
    FAILED = "failed"


@dataclass(frozen=True)
class Status:
    """A snapshot of the pipeline.

    Attributes:
        camera_error: why the camera is not running; None while it is.
        camera_seen: whether any camera has delivered a frame yet.
        camera_name: the running camera and its format, "HD Webcam, 1280x720 at 30 fps, MJPG".
        sink_error: why the output failed or is being reopened, or while it is on, which part of it is lost; None while
            all of it works.
        sink_name: name of the output while it is on, for instance "BiSeNet Background (/dev/video10)".
        recording: state of the recording.
        recording_wanted: whether a recording was requested.
        recording_error: why it failed; None once another one is on.
        recording_name: of the file while it is on.
        recording_seconds: for how long it has been on.
        viewers: names of the programs that view the output, `UNKNOWN_VIEWER` for an unknown name; None if unknown.
        error: why the worker ended; only slates are shown from then on.
        paused: whether the user paused the output.
        engine: names of model, engine and device, the same in every language.
        on_gpu: whether the network runs on the GPU.
        model_error: why another model could not be opened; None once one was.
        gpu_error: why the CPU replaces the GPU; None while the GPU works or if none was requested.
        camera_fps, processed_fps, output_fps: over the last two seconds.
        latency: from capture to composite, milliseconds.
        stages: durations by stage, milliseconds.
        dropped: frames that arrived while the worker was busy.
        skipped: frames that the governor skipped.
        effort: work per frame that the governor allows.
        slowdown: why frames are missing, other than by the governor; None while none are.
        sent: composites and slates that the output has sent.
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
    on_gpu: bool = False
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
    slowdown: Slowdown | None = None
    sent: int = 0


class StatusBoard:
    """A `Status` that several threads update."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._status = Status()

    def set(self, **changes: Any) -> None:
        """Replace fields."""
        with self._lock:
            self._status = replace(self._status, **changes)

    def count_sent(self) -> None:
        """Count one more frame sent."""
        with self._lock:
            self._status = replace(self._status, sent=self._status.sent + 1)

    def get(self) -> Status:
        """Return the snapshot."""
        with self._lock:
            return self._status
