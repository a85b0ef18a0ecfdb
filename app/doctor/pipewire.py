"""Check of the PipeWire camera: a picture that is sent must come out of it, as a browser sees it."""

import threading
from collections.abc import Iterator

from app.core.advice import translated
from app.core.compositing.compositor import make_slate
from app.core.errors import DeviceError
from app.core.pipeline.output import end_with
from app.core.types import Composite, Size
from app.devices.advice import FIREFOX_SEES_ONE, IN_CHROME, IN_FIREFOX, SEE_PIPEWIRE
from app.devices.linux.pipewire.camera import PipeWireSink
from app.devices.linux.pipewire.camera_node import CameraNode
from app.devices.linux.pipewire.reader import Reader
from app.doctor.loopback_test import Marker
from app.findings.model import Finding, Level
from app.language import N_, _

CHECK = "PipeWire camera"
_FPS = 15
_TEST_LABEL, _TEST_NAME = "BiSeNet test", "bisenet-bg-test"
_RESTART = N_("Log out and in again, which restarts PipeWire.")
_WHY = N_("Browsers would show no picture, or a wrong one.")


def check_pipewire(size: Size, seconds: float) -> Iterator[Finding]:
    """Check PipeWire, with a camera beside that of a running bisenet-bg; it shows a test picture only.

    Args:
        size: that bisenet-bg sends by default.
        seconds: to wait for a picture.
    """
    try:
        yield _proof(size, seconds)
    except DeviceError as error:
        yield Finding(CHECK, Level.NOTE, error.args[0], _(SEE_PIPEWIRE), error.steps)
        return
    yield Finding(CHECK, Level.NOTE, _(SEE_PIPEWIRE), _(FIREFOX_SEES_ONE), translated((IN_FIREFOX, IN_CHROME)))


def _proof(size: Size, seconds: float) -> Finding:
    marker = Marker()
    sink = PipeWireSink(size, _FPS, lambda _label, size, fps: CameraNode(_TEST_LABEL, size, fps, _TEST_NAME))
    try:
        with Reader(_TEST_NAME, size, _FPS) as reader:
            attempts = range(round(seconds * _FPS))
            seen = any(_is_seen(sink, reader, Composite(marker.drawn(size), None), marker) for _ in attempts)
    finally:
        end_with(make_slate(size, _("Camera is off")), sink)
    if seen:
        what = _(
            "A test picture of {size} went into a PipeWire camera and came out of it again, as browsers see it."
        ).format(size=size)
        return Finding(CHECK, Level.OK, what)
    what = _("A test picture did not come out of the PipeWire camera.")
    return Finding(CHECK, Level.PROBLEM, what, _(_WHY), (_(_RESTART),))


def _is_seen(sink: PipeWireSink, reader: Reader, composite: Composite, marker: Marker) -> bool:
    sink.write(composite)
    threading.Event().wait(1 / _FPS)
    return reader.wait(0) and marker.is_shown_by(reader.last())
