"""The status of the running program, as JSON and as text."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import BisenetBgError
from app.core.pipeline.governor import Effort
from app.core.pipeline.slowdown import SlowCause, Slowdown
from app.core.pipeline.status import CameraState, SinkState, Status
from app.core.viewer_names import viewer_list
from app.language import _

# Columns of the names before their values, in English.
_NARROWEST = 16


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
        """Return JSON values, the same in every language but for errors.

        Rates are in frames per second, times in milliseconds; errors are sentences or null, and so is the name of a
        viewer that is unknown. `effort` is the limit of processed frames per second, null for none, and the share of
        the usual number of pixels that the network sees. `slowdown` is null while no frames are missing; its `cause`
        is "other programs", "processor" or "camera".
        """
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
                "viewers": None if status.viewers is None else [name or None for name in status.viewers],
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
            "effort": {"fps": status.effort.rate, "detail": status.effort.detail},
            "slowdown": _slowdown(status.slowdown),
            "error": _sentence(status.error),
        }


def in_words(found: Mapping[str, Any]) -> list[str]:
    """Return lines of text for the result of `StatusReport.as_json`.

    Raises:
        KeyError, TypeError, ValueError: it comes from an incompatible version.
    """
    camera, virtual, fps, latency = found["camera"], found["virtual_camera"], found["fps"], found["latency_ms"]
    sent = {
        SinkState.ON.value: _("sending to {name}, {rate} frames per second"),
        SinkState.OFF.value: _("switched off"),
        SinkState.RECONNECTING.value: _("lost, reconnecting"),
        SinkState.FAILED.value: _("failed"),
    }[virtual["state"]].format(name=virtual["name"], rate=fps["output"])
    state = {
        CameraState.OPENING.value: _("{camera}, starting"),
        CameraState.RUNNING.value: _("{camera}, running, {rate} frames per second"),
        CameraState.RECONNECTING.value: _("{camera}, lost, reconnecting"),
        CameraState.RESTING.value: _("{camera}, idle until an app uses the camera"),
    }[camera["state"]].format(camera=camera["gives"] or camera["word"] or _("the first"), rate=fps["camera"])
    process = _("with a window, process {number}") if found["window"] else _("without a window, process {number}")
    lines = [
        (_("Others see"), _seen(found)),
        (_("Virtual camera"), sent),
        (_("Watched by"), _viewers(virtual)),
        (_("Camera"), state),
        (_("Background"), found["background"]),
        (_("Model"), found["engine"] or _("loading")),
        (
            _("Speed"),
            _("{rate} frames per second, {median} ms each, 95% within {limit} ms").format(
                rate=fps["processed"], median=latency["p50"], limit=latency["p95"]
            ),
        ),
        (_("Saving"), Effort(found["effort"]["fps"], found["effort"]["detail"]).sentence()),
        *_slowdown_lines(found.get("slowdown")),
        (_("Running"), process.format(number=found["pid"])),
        *(
            (_("Trouble"), error)
            for error in (found["error"], found["gpu_error"], virtual["error"], camera["error"])
            if error
        ),
    ]
    width = max(_NARROWEST, *(len(name) + 2 for name, _words in lines))
    return [f"{name + ':':{width}}{words}" for name, words in lines if words]


def _slowdown(slowdown: Slowdown | None) -> dict[str, Any] | None:
    if slowdown is None:
        return None
    return {"cause": slowdown.cause.value, "fps": slowdown.fps, "expected": slowdown.expected}


def _slowdown_lines(found: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    if found is None:
        return []
    slowdown = Slowdown(SlowCause(found["cause"]), found["fps"], found["expected"])
    return [(_("Slow"), slowdown.full_sentence())]


def _viewers(virtual: Mapping[str, Any]) -> str:
    viewers = virtual["viewers"]
    if viewers is None or virtual["state"] != SinkState.ON.value:
        return ""
    return viewer_list(viewers) or _("nobody")


def _seen(found: Mapping[str, Any]) -> str:
    hidden = found["paused"]
    if found["virtual_camera"]["state"] != SinkState.ON.value:
        return (
            _("nothing, the virtual camera is not on; you are hidden")
            if hidden
            else _("nothing, the virtual camera is not on")
        )
    if found["error"]:
        return (
            _("a still picture, because of an error; you are hidden")
            if hidden
            else _("a still picture, because of an error")
        )
    if hidden:
        return _("a still picture, because you are hidden")
    if found["camera"]["state"] != CameraState.RUNNING.value:
        return _("a still picture until the camera is there")
    return _("you")


def _sentence(error: BisenetBgError | None) -> str | None:
    return None if error is None else " ".join(str(error).split())
