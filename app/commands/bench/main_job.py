"""The default measurement: what the main job costs on this machine."""

from typing import Any

from app.commands.bench.buffers import counted
from app.commands.bench.config import BenchConfig
from app.commands.bench.job import CLIP_FPS, Job, Preset, load_live_clip
from app.commands.bench.machine import peak_memory
from app.commands.bench.startup import start_up_seconds
from app.commands.bench.timing import interleave, warm_up
from app.core.stats import stage_name
from app.language import _, percent

_SECONDS = 10.0
# Columns of the names of stages, in English.
_NARROWEST = 12


def measure(config: BenchConfig) -> dict[str, Any]:
    """Run the main job on consecutive frames of the demo clip, from the frame in memory to the composite.

    Returns:
        JSON values: frames a second; milliseconds by stage and in total (p50 and p95 of the last frames); processor
        milliseconds a frame, all threads together, and the share of one core that this is at 30 fps; large buffers and
        bytes that NumPy and OpenCV allocate for a frame, counted in frames of their own; the process's peak memory,
        including the benchmark's own frames, MiB, None where the system does not report it; seconds from the start of a
        process to its first composite, of two starts in a row.

    Raises:
        ConfigError: background, model, device or weights cannot be used.
    """
    # Before this process reads the weights, so that the first start is as cold as possible.
    starts = [start_up_seconds(config) for _attempt in range(2)]
    clip = load_live_clip(config.size)
    job = Job(Preset(config.model, config.device), config.background, clip, CLIP_FPS)
    warm_up(job)
    job.stats.reset()
    timing = interleave({"main job": job}, config.seconds or _SECONDS)["main job"]
    stages = job.stats.stage_times()
    peak = peak_memory()
    with counted() as tally:
        for _frame in clip:
            job()
    return {
        "engine": job.description,
        "size": str(config.size),
        "background": config.background,
        "frames": len(timing.wall),
        "fps": round(1000 / float(timing.wall.mean()), 2),
        "stages_ms": {name: {"p50": round(taken.p50, 3), "p95": round(taken.p95, 3)} for name, taken in stages.items()},
        "cpu_ms_per_frame": round(float(timing.cpu.mean()), 2),
        "core_share_at_30_fps": round(timing.core_share, 3),
        "buffers_per_frame": round(tally.buffers / len(clip), 2),
        "buffer_bytes_per_frame": round(tally.bytes / len(clip)),
        "peak_memory_mib": peak,
        "own_frames_mib": round(sum(rgb.nbytes for rgb in {id(rgb): rgb for rgb in clip}.values()) / 2**20),
        "start_up_seconds": {"first": round(starts[0], 2), "second": round(starts[1], 2)},
    }


def lines(result: dict[str, Any]) -> list[str]:
    """Return the result as text."""
    names = {stage: stage_name(stage) for stage in result["stages_ms"]}
    width = max((_NARROWEST, *map(len, names.values())))
    return [
        _("{engine}, {size}, background {background}").format(
            engine=result["engine"], size=result["size"], background=result["background"]
        ),
        *(
            f"  {names[stage]:{width}} p50 {times['p50']:7.2f} ms   p95 {times['p95']:7.2f} ms"
            for stage, times in result["stages_ms"].items()
        ),
        *(f"  {line}" for line in _sentences(result)),
    ]


def _sentences(result: dict[str, Any]) -> tuple[str, ...]:
    starts, peak = result["start_up_seconds"], result["peak_memory_mib"]
    memory = (
        _("peak memory unknown, {frames} MiB of it the benchmark's frames")
        if peak is None
        else _("peak memory {peak} MiB, {frames} MiB of it the benchmark's frames")
    )
    return (
        _(
            "{rate:.1f} fps over {frames} frames, {time:.1f} ms of processor time each: {share} of one core at 30 fps"
        ).format(
            rate=result["fps"],
            frames=result["frames"],
            time=result["cpu_ms_per_frame"],
            share=percent(result["core_share_at_30_fps"]),
        ),
        _("{count:.1f} buffers of 64 KiB or more are allocated for a frame, {memory:.1f} MiB").format(
            count=result["buffers_per_frame"], memory=result["buffer_bytes_per_frame"] / 2**20
        ),
        memory.format(peak=peak, frames=result["own_frames_mib"]),
        _("first composite {first:.2f} s after the start of a process, {second:.2f} s at the next").format(
            first=starts["first"], second=starts["second"]
        ),
    )
