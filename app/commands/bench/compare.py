"""Compares the cost of a whole frame with MediaPipe's selfie segmentation and a plain blend."""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Any

from app.commands.bench.config import BenchConfig
from app.commands.bench.job import CLIP_FPS, Job, Preset, load_clip, load_live_clip
from app.commands.bench.mediapipe import BLENDS, Blend, Soft, load_models
from app.commands.bench.timing import Step, Timing, interleave, warm_up
from app.core.compositing.backgrounds import cover
from app.core.errors import ConfigError
from app.core.types import Rgb
from app.devices.media.pictures import read_picture
from app.factory import bundled_backgrounds
from app.language import _, ngettext

_SECONDS = 20.0
OURS = "ours"
OURS_APART = "ours, frames far apart"


def measure(config: BenchConfig) -> dict[str, Any]:
    """Run this program and MediaPipe alternately on the same frames, in one process.

    Ours is the whole main job from frame to composite, on consecutive frames as it runs live, where the network rests
    while the picture does and mattes are carried along, and once more on frames so far apart that the network sees
    each. MediaPipe's is its `process` and a blend over a picture, once by the NumPy line of its examples, once by
    OpenCV's `blendLinear`, the fastest plain one.

    Returns:
        JSON values: by contender the means of processor and wall time, ms, and ours relative to it; `cheapest`, the
        MediaPipe contender with the least processor time; `ratio`, our processor time to that.

    Raises:
        ConfigError: MediaPipe is not installed, or background, model, device or weights cannot be used.
    """
    try:
        models = load_models()
    except ModuleNotFoundError as error:
        hint = _("Install it with `pip install -e '.[benchmark]'`, preferably into a separate environment.")
        raise ConfigError(_("MediaPipe is not installed."), hint) from error
    clip = load_live_clip(config.size)
    preset = Preset(config.model, config.device)
    live = Job(preset, config.background, clip, CLIP_FPS)
    apart = Job(preset, config.background, load_clip(config.size))
    background = cover(read_picture(bundled_backgrounds()[0]), config.size)
    steps: dict[str, Step] = {OURS: live, OURS_APART: apart}
    for model, segment in models.items():
        for blend_name, blend in BLENDS.items():
            steps[f"{model} + {blend_name}"] = plain_job(segment, blend, background, clip)
    warm_up(*steps.values())
    timings = interleave(steps, config.seconds or _SECONDS)
    cheapest = min((name for name in timings if name not in (OURS, OURS_APART)), key=lambda name: _cpu(timings[name]))
    return {
        "engine": live.description,
        "size": str(config.size),
        "background": config.background,
        "pinned_cores": config.cores,
        "frames": len(timings[OURS].wall),
        "contenders": {
            name: {
                "cpu_ms": round(_cpu(timing), 3),
                "wall_ms": round(float(timing.wall.mean()), 3),
                "ours_relative": round(_cpu(timings[OURS]) / _cpu(timing), 3),
            }
            for name, timing in timings.items()
        },
        "cheapest": cheapest,
        "ratio": round(_cpu(timings[OURS]) / _cpu(timings[cheapest]), 3),
    }


def plain_job(segment: Callable[[Rgb], Soft], blend: Blend, background: Rgb, clip: Sequence[Rgb]) -> Step:
    """Return a step that segments and blends the next frame of `clip`."""
    frames: Iterator[Rgb] = cycle(clip)

    def step() -> Rgb:
        rgb = next(frames)
        return blend(rgb, background, segment(rgb))

    return step


def lines(result: dict[str, Any]) -> list[str]:
    """Return the result as text."""
    cores = result["pinned_cores"]
    pinned = _("not pinned")
    if cores is not None:
        pinned = ngettext("pinned to {cores} core", "pinned to {cores} cores", cores).format(cores=cores)
    return [
        _("{engine}, {size}, background {background}, {pinned}; means of {frames} frames each").format(
            engine=result["engine"],
            size=result["size"],
            background=result["background"],
            pinned=pinned,
            frames=result["frames"],
        ),
        f"  {'':40} {'CPU ms':>8} {'wall ms':>8} {'ours / it':>10}",
        *(
            f"  {name:40} {one['cpu_ms']:8.2f} {one['wall_ms']:8.2f} {one['ours_relative']:10.2f}"
            for name, one in result["contenders"].items()
        ),
        _("Ours takes {ratio:.2f} times the processor time of {cheapest}, the cheapest of MediaPipe's.").format(
            ratio=result["ratio"], cheapest=result["cheapest"]
        ),
    ]


def _cpu(timing: Timing) -> float:
    return float(timing.cpu.mean())
