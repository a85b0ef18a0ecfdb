"""Measures which model, engine and size suit this machine."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from app.commands.bench.config import BenchConfig
from app.commands.bench.job import Job, Preset, load_clip
from app.commands.bench.timing import FPS, Timing, interleave, warm_up
from app.core.types import Rgb, Size
from app.language import _, percent
from app.machine import machine
from bisenet.inference.hardware import has_fast_int8
from bisenet.inference.segmenter import choose_device
from bisenet.manifest import find_person_card

SIZES = (Size(640, 480), Size(1280, 720), Size(1920, 1080), Size(3840, 2160))
# At the largest size a frame has 24 MiB.
_CLIP_FRAMES = 8
_SECONDS = 2.0
_FRAMES_AT_A_TURN = 5
_ENOUGH = 0.5
_HEAD = f"{'model':22} {'engine':12} {'size':>9}"


def measure(config: BenchConfig) -> dict[str, Any]:
    """Run every model with every engine at each of `SIZES`, the sizes of one model alternately.

    Returns:
        JSON values: `rows`, one per cell; `scaling`, each cell's processor time relative to the same preset's at the
        first size, beside the ratio of their pixels; `advice`, a sentence.

    Raises:
        ConfigError: background, model, device or weights cannot be used.
    """
    clips = {size: load_clip(size, _CLIP_FRAMES) for size in SIZES}
    rows, scaling = [], []
    for preset in presets(config):
        timings = _time(preset, config, clips)
        iou = boundary_iou(preset.model or "")
        rows += [_row(preset, size, timing, iou) for size, timing in timings.items()]
        scaling += _scaling(preset, timings)
    return {"background": config.background, "rows": rows, "scaling": scaling, "advice": advice(rows)}


def presets(config: BenchConfig) -> list[Preset]:
    """Return what can be measured here: the requested model or all of them, on each device and engine.

    Left out are PyTorch on the CPU, and int8 where the processor is no faster in it: `auto` chooses neither.
    """
    found = []
    has_cuda = config.device == "cuda" or (config.device == "auto" and choose_device("auto") == "cuda")
    for model in [config.model] if config.model is not None else sorted(machine().models):
        if config.device != "cuda":
            has_int8 = find_person_card(model).int8 is not None and has_fast_int8()
            found += [Preset(model, "cpu", engine) for engine in (["onnx", "onnx-int8"] if has_int8 else ["onnx"])]
        if has_cuda:
            found.append(Preset(model, "cuda", "torch"))
    return found


def boundary_iou(model: str) -> float:
    """Return the mean of a model's boundary IoU over the manifest's sets, 0 .. 1; 0 where it has none."""
    sets = find_person_card(model).facts.get("metrics", {}).get("sets", {})
    return fmean([means["boundary_iou"] for means in sets.values() if "boundary_iou" in means] or [0.0])


def advice(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return which row to use: of those that reach 30 fps on half a core, the best edges, then the largest size."""
    fitting = [row for row in rows if row["core_share_at_30_fps"] < _ENOUGH and row["p95_ms"] <= 1000 / FPS]
    if not fitting:
        least = min(rows, key=lambda row: row["core_share_at_30_fps"])
        return _(
            "Nothing here reaches 30 fps on half a core; {model} with the engine {engine} at {size} comes closest, "
            "with {share} of one."
        ).format(**_facts(least))
    best = max(
        fitting,
        key=lambda row: (row["boundary_iou"], row["pixels"], -row["core_share_at_30_fps"]),
    )
    return _("Advice: {model} with the engine {engine} at {size}; 30 fps take {share} of one core.").format(
        **_facts(best)
    )


def lines(result: dict[str, Any]) -> list[str]:
    """Return the result as text."""
    rows = (
        f"{row['model']:22} {row['engine']:12} {row['size']:>9} {row['p50_ms']:8.2f} {row['p95_ms']:8.2f} "
        f"{row['cpu_ms_per_frame']:8.2f} {percent(row['core_share_at_30_fps']):>13}"
        for row in result["rows"]
    )
    growth = (
        f"{one['model']:22} {one['engine']:12} {one['size']:>9} {one['cost']:8.2f} {one['pixels']:8.2f}"
        for one in result["scaling"]
    )
    return [
        f"{_HEAD} {'p50 ms':>8} {'p95 ms':>8} {'CPU ms':>8} {'core at 30 fps':>14}",
        *rows,
        "",
        f"{_HEAD} {'CPU time':>8} {'pixels':>8}   "
        + _("times those of {size}").format(size=result["scaling"][0]["base"]),
        *growth,
        "",
        result["advice"],
    ]


def _time(preset: Preset, config: BenchConfig, clips: Mapping[Size, Sequence[Rgb]]) -> dict[Size, Timing]:
    jobs = {size: Job(preset, config.background, clip) for size, clip in clips.items()}
    warm_up(*jobs.values())
    return interleave(jobs, (config.seconds or _SECONDS) * len(jobs), _FRAMES_AT_A_TURN)


def _row(preset: Preset, size: Size, timing: Timing, iou: float) -> dict[str, Any]:
    return {
        "model": preset.model,
        "device": preset.device,
        "engine": preset.engine,
        "size": str(size),
        "pixels": size.width * size.height,
        "frames": len(timing.wall),
        "p50_ms": timing.wall_at(50),
        "p95_ms": timing.wall_at(95),
        "cpu_ms_per_frame": round(float(timing.cpu.mean()), 2),
        "core_share_at_30_fps": round(timing.core_share, 3),
        "boundary_iou": round(iou, 4),
    }


def _scaling(preset: Preset, timings: Mapping[Size, Timing]) -> list[dict[str, Any]]:
    base = next(iter(timings))
    return [
        {
            "model": preset.model,
            "engine": preset.engine,
            "base": str(base),
            "size": str(size),
            "cost": round(float(timing.cpu.mean() / timings[base].cpu.mean()), 2),
            "pixels": round(size.width * size.height / (base.width * base.height), 2),
        }
        for size, timing in timings.items()
    ]


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "model": row["model"],
        "engine": row["engine"],
        "size": row["size"],
        "share": percent(row["core_share_at_30_fps"]),
    }
