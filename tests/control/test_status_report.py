"""The running program's state in words, for every state there is."""

import json
from dataclasses import replace
from itertools import product

import pytest

from app.control.status_report import StatusReport, in_words
from app.core.errors import DeviceError, StageError
from app.core.pipeline.governor import Effort
from app.core.pipeline.slowdown import SlowCause, Slowdown
from app.core.pipeline.status import CameraState, SinkState, Status
from app.core.viewer_names import UNKNOWN_VIEWER
from app.language import use_language


def words_of(status: Status) -> dict[str, str]:
    """Return the words by what they tell, by way of JSON as they come over the socket."""
    found = json.loads(json.dumps(StatusReport(status, True, "beach.jpg", None).as_json()))
    lines = dict(line.split(":", 1) for line in in_words(found))
    return {name: words.strip() for name, words in lines.items()}


@pytest.mark.parametrize(("camera", "sink"), list(product(CameraState, SinkState)))
def test_every_state_has_words(camera: CameraState, sink: SinkState) -> None:
    words = words_of(Status(camera=camera, sink=sink))
    shows = sink is SinkState.ON and camera is CameraState.RUNNING
    assert (words["Others see"] == "you") == shows
    assert words["Camera"].startswith("the first, ")
    assert words["Virtual camera"]


@pytest.mark.parametrize(
    ("viewers", "words"),
    [
        (None, None),
        ((), "nobody"),
        (("zoom", "firefox"), "zoom, firefox"),
        ((UNKNOWN_VIEWER, "zoom"), "a program, zoom"),
    ],
    ids=str,
)
def test_who_watches(viewers: tuple[str, ...] | None, words: str | None) -> None:
    assert words_of(Status(sink=SinkState.ON, viewers=viewers)).get("Watched by") == words
    assert "Watched by" not in words_of(Status(sink=SinkState.OFF, viewers=viewers))


def test_what_the_camera_gives_and_what_is_wrong() -> None:
    status = Status(
        camera=CameraState.RUNNING,
        camera_name="HD Webcam, 1280x720 at 30 fps, MJPG",
        sink=SinkState.ON,
        sink_name="/dev/video10",
        sink_error=DeviceError("It is gone.", "Wait."),
    )
    words = words_of(status)
    assert words["Camera"] == "HD Webcam, 1280x720 at 30 fps, MJPG, running, 0.0 frames per second"
    assert words["Trouble"] == "It is gone. Wait."
    assert words_of(Status(error=StageError("It broke.")))["Trouble"] == "It broke."


def test_one_of_two_virtual_cameras_that_is_lost_is_named_while_the_other_goes_on() -> None:
    loss = DeviceError("Lost virtual camera: A. Still on: B.", "Wait.")
    words = words_of(Status(camera=CameraState.RUNNING, sink=SinkState.ON, sink_name="B", sink_error=loss))
    assert words["Virtual camera"].startswith("sending to B, ")
    assert words["Trouble"] == "Lost virtual camera: A. Still on: B. Wait."


@pytest.mark.parametrize(("paused", "words"), [(True, "a still picture, because you are hidden"), (False, "you")])
def test_who_is_hidden_is_not_seen(paused: bool, words: str) -> None:
    status = Status(camera=CameraState.RUNNING, sink=SinkState.ON, paused=paused)
    assert words_of(status)["Others see"] == words


@pytest.mark.parametrize("status", [Status(), Status(sink=SinkState.ON, error=StageError("It broke."))])
def test_who_is_hidden_is_told_so_whatever_others_see(status: Status) -> None:
    assert "hidden" not in words_of(status)["Others see"]
    assert words_of(replace(status, paused=True))["Others see"].endswith("; you are hidden")


def test_what_is_left_out_for_the_budget() -> None:
    assert "Saving" not in words_of(Status())
    effort = Effort(rate=10, detail=0.5)
    assert words_of(Status(effort=effort))["Saving"] == effort.sentence()


@pytest.mark.parametrize("cause", SlowCause)
def test_why_frames_are_missing(cause: SlowCause) -> None:
    assert "Slow" not in words_of(Status())
    slowdown = Slowdown(cause, 9, 30)
    status = Status(slowdown=slowdown)
    assert words_of(status)["Slow"] == slowdown.full_sentence()
    found = StatusReport(status, True, "beach.jpg", None).as_json()["slowdown"]
    assert found == {"cause": cause.value, "fps": 9, "expected": 30}


def test_an_older_program_says_nothing_of_missing_frames() -> None:
    found = StatusReport(Status(), True, "beach.jpg", None).as_json()
    del found["slowdown"]
    assert not any(line.startswith("Slow") for line in in_words(found))


def test_json_is_the_same_in_every_language_but_for_errors(pseudo_language: str) -> None:
    status = Status(
        camera=CameraState.RUNNING,
        sink=SinkState.ON,
        sink_name="A",
        viewers=(UNKNOWN_VIEWER, "zoom"),
        effort=Effort(rate=10, detail=0.5),
        slowdown=Slowdown(SlowCause.PROCESSOR, 9, 30),
        engine="net, ONNX Runtime, CPU",
    )
    report = StatusReport(status, True, "beach.jpg", None)
    found = report.as_json()
    use_language("en")
    assert found == report.as_json()
    assert found["effort"] == {"fps": 10, "detail": 0.5}
    assert found["virtual_camera"]["viewers"] == [None, "zoom"]


def test_words_are_in_the_language_of_the_one_who_asks(pseudo_language: str) -> None:
    use_language("en")
    effort = Effort(rate=10, detail=0.5)
    status = Status(sink=SinkState.ON, viewers=(UNKNOWN_VIEWER,), effort=effort)
    found = json.loads(json.dumps(StatusReport(status, True, "beach.jpg", None).as_json()))
    use_language(pseudo_language)
    lines = in_words(found)
    assert any(line.endswith(effort.sentence()) and effort.sentence().startswith("⟦") for line in lines)
    assert any(line.endswith("⟦a program⟧") for line in lines)
