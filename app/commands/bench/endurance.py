"""Measures whether the main job's memory grows."""

from itertools import pairwise
from typing import Any

from app.commands.bench.config import BenchConfig
from app.commands.bench.job import Job, Preset, load_clip
from app.commands.bench.machine import resident_memory
from app.commands.bench.timing import warm_up
from app.core.errors import ConfigError
from app.language import _

_SAMPLES = 10


def measure(config: BenchConfig) -> dict[str, Any]:
    """Run the main job for `config.frames` frames and sample the memory ten times.

    Returns:
        JSON values: resident memory after the warm-up and after each tenth of the frames, MiB, and the growth from
        the first to the last.

    Raises:
        ConfigError: the system does not report it, or background, model, device or weights cannot be used.
    """
    frames = config.frames or 0
    job = Job(Preset(config.model, config.device), config.background, load_clip(config.size))
    warm_up(job)
    marks = sorted({frames * number // _SAMPLES for number in range(_SAMPLES + 1)})
    held = {0: _resident()}
    for before, after in pairwise(marks):
        for _frame in range(after - before):
            job()
        held[after] = _resident()
    return {
        "engine": job.description,
        "size": str(config.size),
        "background": config.background,
        "frames": frames,
        "resident_mib": {str(number): value for number, value in held.items()},
        "growth_mib": round(held[frames] - held[0], 1),
    }


def lines(result: dict[str, Any]) -> list[str]:
    """Return the result as text."""
    return [
        _("{engine}, {size}, background {background}").format(
            engine=result["engine"], size=result["size"], background=result["background"]
        ),
        *(
            "  " + _("after {frames:7} frames {memory:8.1f} MiB").format(frames=int(number), memory=mib)
            for number, mib in result["resident_mib"].items()
        ),
        "  " + _("{growth:+.1f} MiB over {frames} frames").format(growth=result["growth_mib"], frames=result["frames"]),
    ]


def _resident() -> float:
    held = resident_memory()
    if held is None:
        raise ConfigError(_("This system does not report the memory of a process."), _("Run --frames on Linux."))
    return held
