"""The status of the running program, as JSON and as text."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import BisenetBgError
from app.core.pipeline.status import CameraState, SinkState, Status
from app.language import _


@dataclass(frozen=True)
class StatusReport:
    """The pipeline's status, and facts that the pipeline does not know.

    Attributes:
        status: of the pipeline.
        window: whether the program has a window.
        background: background spec.
        camera: as in the configuration; None for the first camera, or the demo clip if there is none.
    """

    status: Status
    window: bool
    background: str
    camera: str | None

    def as_json(self) -> dict[str, Any]:
        """Return JSON values: rates in frames per second, times in milliseconds, errors as sentences or null."""
        status = self.status
        return {
            "pid": os.getpid(),
            "window": self.window,
            "paused": status.paused,
            "background": self.background,
            "camera": {
                "word": self.camera,
                "state": status.camera.value,
                "gives": status.camera_name,
                "error": _sentence(status.camera_error),
            },
            "virtual_camera": {
                "state": status.sink.value,
                "name": status.sink_name,
                "viewers": None if status.viewers is None else list(status.viewers),
                "error": _sentence(status.sink_error),
            },
            "engine": status.engine,
            "fps": {
                "camera": round(status.camera_fps, 1),
                "processed": round(status.processed_fps, 1),
                "output": round(status.output_fps, 1),
            },
            "latency_ms": {"p50": round(status.latency.p50, 1), "p95": round(status.latency.p95, 1)},
            "gpu_error": _sentence(status.gpu_error),
            "effort": status.effort.sentence(),
            "error": _sentence(status.error),
        }


def in_words(found: Mapping[str, Any]) -> list[str]:
    """Return lines of text for the result of `StatusReport.as_json`.

    Raises:
        KeyError, TypeError: it comes from an incompatible version.
    """
    camera, virtual, fps, latency = found["camera"], found["virtual_camera"], found["fps"], found["latency_ms"]
    sent = {
        SinkState.ON.value: _("sending to {virtual}, {fps} frames per second").format(
            virtual=virtual["name"], fps=fps["output"]
        ),
        SinkState.OFF.value: "off",
        SinkState.RECONNECTING.value: _("lost, reconnecting"),
        SinkState.FAILED.value: "failed",
    }[virtual["state"]]
    states = {
        CameraState.OPENING.value: "starting",
        CameraState.RUNNING.value: _("running, {fps} frames per second").format(fps=fps["camera"]),
        CameraState.RECONNECTING.value: _("lost, reconnecting"),
        CameraState.RESTING.value: _("idle until an app uses the camera"),
    }
    lines = {
        "Others see": _seen(found),
        "Virtual camera": sent,
        "Watched by": _viewers(virtual),
        "Camera": _("{camera}, {states}").format(
            camera=camera["gives"] or camera["word"] or "the first", states=states[camera["state"]]
        ),
        "Background": found["background"],
        "Model": found["engine"] or "loading",
        "Speed": _("{fps} frames per second, {latency} ms each, 95% within {latency_2} ms").format(
            fps=fps["processed"], latency=latency["p50"], latency_2=latency["p95"]
        ),
        "Saving": found["effort"],
        "Running": _("{value} a window, process {found}").format(
            value="with" if found["window"] else "without", found=found["pid"]
        ),
    }
    troubles = [error for error in (found["error"], found["gpu_error"], virtual["error"], camera["error"]) if error]
    return [f"{name + ':':16}{words}" for name, words in lines.items() if words] + [
        f"{'Trouble:':16}{error}" for error in troubles
    ]


def _viewers(virtual: Mapping[str, Any]) -> str:
    viewers = virtual["viewers"]
    if viewers is None or virtual["state"] != SinkState.ON.value:
        return ""
    return ", ".join(viewers) or "nobody"


def _seen(found: Mapping[str, Any]) -> str:
    besides = _("; you are hidden") if found["paused"] else ""
    if found["virtual_camera"]["state"] != SinkState.ON.value:
        return _("nothing, the virtual camera is not on{besides}").format(besides=besides)
    if found["error"]:
        return _("a still picture, because of an error{besides}").format(besides=besides)
    if found["paused"]:
        return _("a still picture, because you are hidden")
    if found["camera"]["state"] != CameraState.RUNNING.value:
        return _("a still picture until the camera is there")
    return "you"


def _sentence(error: BisenetBgError | None) -> str | None:
    return None if error is None else " ".join(str(error).split())
