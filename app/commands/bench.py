"""`bisenet-bg bench`: what one frame costs on this machine."""

import json
import platform
import sys
import time
from itertools import cycle
from typing import Any

from app.core.backgrounds import cover
from app.core.stats import Stats
from app.core.types import Frame, Rgb, Size
from app.devices.videos import VideoReader
from app.factory import assets, open_background, processor_opener

_CLIP_FRAMES = 50
_WARM_UP = 10


def run_bench(background: str, model: str | None, device: str, size: Size, seconds: float, as_json: bool) -> int:
    """Print the measurement; return 0.

    Raises:
        ConfigError: background, model or weights cannot be used.
    """
    result = measure(background, model, device, size, seconds)
    if as_json:
        print(json.dumps(result, indent=2))
        return 0
    print(f"{result['engine']}, {size}, background {background}")
    for stage, times in result["stages_ms"].items():
        print(f"  {stage:12} p50 {times['p50']:7.2f} ms   p95 {times['p95']:7.2f} ms")
    print(f"  {result['fps']:.1f} fps over {result['frames']} frames, {result['cpu_ms_per_frame']:.1f} CPU ms each")
    print(f"  peak memory {result['peak_memory_mib']} MiB")
    return 0


def measure(background: str, model: str | None, device: str, size: Size, seconds: float) -> dict[str, Any]:
    """Run frames of the demo clip one after another through the whole picture pipeline for about `seconds`.

    Returns:
        JSON values: fps; milliseconds by stage and in total (p50, p95 of the last frames); CPU milliseconds per frame,
        all threads together; the process's peak memory in MiB, None where the system does not tell.
    """
    stats = Stats()
    processor = processor_opener(model, device)(stats)
    scene = open_background(background)
    frames = cycle(_clip(size))
    for _ in range(_WARM_UP):
        processor.process(Frame(next(frames), 0, time.perf_counter()), scene, size)
    stats.reset()
    start, cpu_start, count = time.perf_counter(), time.process_time(), 0
    while count == 0 or time.perf_counter() - start < seconds:
        with stats.timed("total"):
            processor.process(Frame(next(frames), count, time.perf_counter()), scene, size)
        count += 1
    elapsed, cpu = time.perf_counter() - start, time.process_time() - cpu_start
    return {
        "engine": processor.describe(),
        "size": str(size),
        "background": background,
        "frames": count,
        "fps": round(count / elapsed, 2),
        "stages_ms": {
            name: {"p50": round(taken.p50, 3), "p95": round(taken.p95, 3)}
            for name, taken in stats.stage_times().items()
        },
        "cpu_ms_per_frame": round(1000 * cpu / count, 2),
        "peak_memory_mib": _peak_memory(),
        "machine": platform.machine(),
    }


def _clip(size: Size) -> list[Rgb]:
    with VideoReader(assets() / "demo.mp4") as reader:
        pictures = (item[0] for item in reader.items() if isinstance(item, tuple))
        return [cover(rgb, size) for rgb, _ in zip(pictures, range(_CLIP_FRAMES), strict=False)]


def _peak_memory() -> int | None:
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts KiB, macOS bytes.
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))
