"""`python -m benchmarks.virtual_camera`: processor time that each kind of virtual camera costs, per frame.

Needs a PipeWire session, and for the other column a free device of v4l2loopback. The kinds are fed in turn.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import numpy as np

from app.core.errors import DeviceError
from app.core.types import Composite, Sink, Size
from app.devices.linux.pipewire.camera import PipeWireSink
from app.devices.linux.pipewire.camera_node import CameraNode, converted
from app.devices.linux.pipewire.pod import PixelFormat
from app.devices.virtual_camera import VirtualCameraSink, find_virtual_camera

_SIZE, _FPS = Size(1280, 720), 30
_ROUNDS = 10
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
    noise = np.random.default_rng(0).integers(0, 255, (_SIZE.height, _SIZE.width, 3), np.uint8)
    composite = Composite(noise, None)
    with ExitStack() as undo:
        kinds = dict(_kinds(undo))
        spent: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(_ROUNDS):
            for name, write in kinds.items():
                spent[name].append(_milliseconds(write, composite, seconds))
    print("| kind | ms of processor time per frame of 1280x720, median |\n|---|---|")
    for name, values in spent.items():
        print(f"| {name} | {np.median(values):.2f} |")
    return 0


def _kinds(undo: ExitStack) -> Iterator[tuple[str, Callable[[Composite], object]]]:
    yield "conversion to I420 alone", lambda composite: converted(composite.rgb, PixelFormat.I420)
    for name, is_read in (("PipeWire, nobody reads", False), ("PipeWire, one reader", True)):
        yield name, undo.enter_context(closing(_sink(undo, is_read))).write
    try:
        yield "v4l2loopback", undo.enter_context(closing(VirtualCameraSink(find_virtual_camera(""), _SIZE, _FPS))).write
    except DeviceError as error:
        print(f"v4l2loopback is left out: {error.args[0]}")


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
