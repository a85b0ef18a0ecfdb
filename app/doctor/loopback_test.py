"""Proving that what goes into a virtual camera comes out of it again, as another program sees it."""

import threading
import time
from contextlib import suppress
from pathlib import Path

from app.core.compositing.compositor import make_slate
from app.core.errors import DeviceError
from app.core.pipeline.output import end_with
from app.core.pipeline.pacer import Pacer
from app.core.types import Composite, Sink, Size
from app.devices.linux.remedies import RELOAD
from app.devices.virtual_camera import VirtualCameraSink
from app.doctor.consumer import LoopbackReader, one_picture
from app.doctor.findings import Finding, Level
from app.doctor.marker import Marker
from app.doctor.patience import within

CHECK = "proof"
_FPS = 15
_WHY = "Zoom, Teams, Chrome and Firefox would show no picture, or a wrong one."


def prove_by_writing(path: Path, size: Size, seconds: float) -> Finding:
    """Feed a virtual camera that nobody uses with a marker, and read it as a consumer until that comes out.

    What it holds afterwards is a slate.

    Args:
        path: of its node.
        size: to feed it with, even in both directions.
        seconds: to wait for the marker.
    """
    try:
        sink = VirtualCameraSink(str(path), size, _FPS)
    except (DeviceError, ImportError) as error:
        what = error.args[0] if isinstance(error, DeviceError) else f"pyvirtualcam cannot be loaded ({error})."
        return Finding(CHECK, Level.PROBLEM, what, "bisenet-bg cannot feed the virtual camera.", RELOAD)
    marker = Marker()
    watch = LoopbackReader(path, marker, 1 / _FPS)
    try:
        seen = _feed(sink, Composite(marker.drawn(size), None), watch, seconds)
    except DeviceError as error:
        return Finding(CHECK, Level.PROBLEM, error.args[0], "bisenet-bg cannot feed the virtual camera.", RELOAD)
    finally:
        end_with(make_slate(size, "Camera is off"), sink)
    if seen:
        what = f"A test picture of {size} went into {path} and came out of it again, as other programs see it."
        return Finding(CHECK, Level.OK, what)
    return Finding(CHECK, Level.PROBLEM, f"A test picture went into {path}, but {watch.saw()}.", _WHY, RELOAD)


def _feed(sink: Sink, composite: Composite, watch: LoopbackReader, seconds: float) -> bool:
    """Write the composite again and again until the watch has ended."""
    seen = threading.Event()
    done = threading.Event()

    def look() -> None:
        try:
            if watch.run(seconds):
                seen.set()
        finally:
            done.set()

    reader = threading.Thread(target=look, name="doctor", daemon=True)
    pacer = Pacer(_FPS, time.perf_counter())
    # A driver may keep the reader for longer than it was given.
    deadline = time.monotonic() + 2 * seconds
    reader.start()
    try:
        while not done.is_set() and time.monotonic() < deadline:
            sink.write(composite)
            done.wait(pacer.delay(time.perf_counter()))
    finally:
        watch.stop()
        done.wait(seconds)
    return seen.is_set()


def prove_by_reading(path: Path, fed_by: str, seconds: float) -> Finding:
    """Read one picture of a virtual camera that is being fed; nothing is written or changed.

    Args:
        path: of its node.
        fed_by: who does, for the sentence.
        seconds: to wait for the picture.
    """
    with suppress(TimeoutError):
        if (size := within(seconds, lambda: one_picture(path))) is not None:
            return Finding(CHECK, Level.OK, f"A picture of {size} came out of {path}, fed by {fed_by}.")
    what = f"{path} says that it is being fed, but no picture came out within {seconds:g} s."
    return Finding(CHECK, Level.PROBLEM, what, _WHY, RELOAD)
