"""`python -m benchmarks.virtual_camera`: processor time that each kind of virtual camera costs, per frame.

Needs a PipeWire session, and for the other column a free device of v4l2loopback. Without one, and with a C compiler,
pyvirtualcam writes to memory that stands in for the device: its conversion and the copy of the frame are measured, but
neither the module's own work nor a reader. The kinds are fed in turn.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pyvirtualcam

from app.core.errors import DeviceError
from app.core.types import Composite, Sink, Size
from app.devices.linux.pipewire.camera import PipeWireSink
from app.devices.linux.pipewire.camera_node import CameraNode, converted
from app.devices.linux.pipewire.pod import PixelFormat
from app.devices.virtual_camera import VirtualCameraSink, find_virtual_camera

_SIZE, _FPS = Size(1280, 720), 30
_ROUNDS = 10
_STAND_IN = "/dev/video99"
_IS_PRELOADED = "BISENET_BG_STAND_IN"
_READER = """
import sys, time
from app.core.types import Size
from app.devices.linux.pipewire.reader import Reader
name, width, height, fps = sys.argv[1], *map(int, sys.argv[2:])
with Reader(name, Size(width, height), fps):
    time.sleep(1e6)
"""


def main() -> int:
    """Print the table; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each kind in each of ten rounds (default 2)")
    seconds = parser.parse_args().seconds
    is_preloaded = os.environ.pop(_IS_PRELOADED, None) is not None
    if is_preloaded:
        # It is loaded here; the program that reads must not get it.
        del os.environ["LD_PRELOAD"]
    elif not _has_device() and (status := _run_with_stand_in()) is not None:
        return status
    noise = np.random.default_rng(0).integers(0, 255, (_SIZE.height, _SIZE.width, 3), np.uint8)
    composite = Composite(noise, None)
    with ExitStack() as undo:
        kinds = dict(_kinds(undo, is_preloaded))
        spent: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(_ROUNDS):
            for name, write in kinds.items():
                spent[name].append(_milliseconds(write, composite, seconds))
    print("| kind | ms of processor time per frame of 1280x720, median |\n|---|---|")
    for name, values in spent.items():
        print(f"| {name} | {np.median(values):.2f} |")
    return 0


def _kinds(undo: ExitStack, is_preloaded: bool) -> Iterator[tuple[str, Callable[[Composite], object]]]:
    yield "conversion to I420 alone", lambda composite: converted(composite.rgb, PixelFormat.I420)
    for name, is_read in (("PipeWire, nobody reads", False), ("PipeWire, one reader", True)):
        yield name, undo.enter_context(closing(_sink(undo, is_read))).write
    if _has_device():
        yield "v4l2loopback", undo.enter_context(closing(VirtualCameraSink(find_virtual_camera(""), _SIZE, _FPS))).write
    elif is_preloaded:
        camera = undo.enter_context(closing(_stand_in()))
        yield "memory in place of v4l2loopback", lambda composite: camera.send(composite.rgb)
    else:
        print("v4l2loopback is left out: there is no device, and no C compiler that makes what stands in for it.")


def _has_device() -> bool:
    try:
        find_virtual_camera("")
    except DeviceError:
        return False
    return True


def _run_with_stand_in() -> int | None:
    """Run this module in a process that opens memory in place of a device.

    Returns:
        Its exit status; None without a C compiler that works.
    """
    if (compiler := shutil.which("cc")) is None:
        return None
    source = Path(__file__).with_name("v4l2_stand_in.c")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "stand_in.so")
        compiling = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(source)]
        if subprocess.run(compiling, check=False).returncode:
            return None
        command = [sys.executable, "-m", "benchmarks.virtual_camera", *sys.argv[1:]]
        environment = {**os.environ, "LD_PRELOAD": str(library), _IS_PRELOADED: "1"}
        return subprocess.run(command, env=environment, check=False).returncode


def _stand_in() -> pyvirtualcam.Camera:
    """Return a camera as `VirtualCameraSink` opens it."""
    rgb = pyvirtualcam.PixelFormat.RGB
    return pyvirtualcam.Camera(_SIZE.width, _SIZE.height, _FPS, fmt=rgb, device=_STAND_IN, backend="v4l2loopback")


def _sink(undo: ExitStack, is_read: bool) -> Sink:
    """Return a sink that another process reads, or nobody."""
    node = "bisenet-bg-read" if is_read else "bisenet-bg-idle"
    if is_read:
        words = [sys.executable, "-c", _READER, node, str(_SIZE.width), str(_SIZE.height), str(_FPS)]
        undo.callback(subprocess.Popen(words).kill)
    return PipeWireSink(_SIZE, _FPS, lambda label, size, fps: CameraNode(label, size, fps, node))


def _milliseconds(write: Callable[[Composite], object], composite: Composite, seconds: float) -> float:
    before, frames = time.process_time(), 0
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        write(composite)
        frames += 1
        time.sleep(1 / _FPS)
    return 1000 * (time.process_time() - before) / frames


if __name__ == "__main__":
    raise SystemExit(main())
