"""Measures what the program takes as a whole, without and with its window, each in a process of its own."""

import json
import subprocess
from tempfile import TemporaryDirectory
from typing import Any

from app.child_python import module_command
from app.commands.bench.config import BenchConfig
from app.commands.bench.job import Preset, build_processor
from app.commands.bench.whole_loop import LoopOptions
from app.core.errors import ConfigError
from app.core.stats import Stats
from app.language import _, percent

_CHILD = "app.commands.bench.whole_loop"
_SECONDS = 10.0
# Threads that take less are left out of the text.
_LEAST_MS = 0.01


def measure(config: BenchConfig) -> dict[str, Any]:
    """Run the whole loop in real time, from a camera's JPEG to the virtual camera.

    A webcam with MJPG at 30 fps is stood in for by JPEG pictures of the demo clip, and the virtual camera by a sink
    that converts to I420.

    Returns:
        JSON values: `runs`, one without and one with the window, as `app.commands.bench.whole_loop.figures`; the
        window's platform and size of the preview.

    Raises:
        ConfigError: background, model, device or weights cannot be used, or the window cannot be opened.
        GpuError: CUDA was requested and cannot be used; the program itself would go on on the CPU.
    """
    if config.device == "cuda":
        build_processor(Preset(config.model, config.device), Stats())[0].close()
    # Here and not in the processes, which may be killed.
    with TemporaryDirectory() as folder:
        recordings = folder if config.record else None
        runs = [run_loop(options_of(config, window=window, recordings=recordings)) for window in (False, True)]
    return {
        "engine": runs[0]["engine"],
        "size": str(config.size),
        "background": config.background,
        "camera": {"codec": "MJPG", "picture_bytes": runs[0]["picture_bytes"]},
        "runs": runs,
    }


def options_of(config: BenchConfig, *, window: bool, recordings: str | None) -> LoopOptions:
    """Return the options of a process."""
    return LoopOptions(
        background=config.background,
        model=config.model,
        device=config.device,
        width=config.size.width,
        height=config.size.height,
        seconds=config.seconds or _SECONDS,
        window=window,
        recordings=recordings,
    )


def run_loop(options: LoopOptions) -> dict[str, Any]:
    """Run a loop in a process of its own and return its result.

    Raises:
        ConfigError: it ended without one; the text is the last line of its stderr.
    """
    done = subprocess.run(module_command(_CHILD, options.words()), capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    if done.returncode == 0 and lines:
        result: dict[str, Any] = json.loads(lines[-1])
        return result
    complaint = done.stderr.strip().splitlines()
    raise ConfigError(complaint[-1] if complaint else _("The measured program ended without a result."))


def lines(result: dict[str, Any]) -> list[str]:
    """Return the result as text."""
    head = _("{engine}, {size}, background {background}; the camera sends JPEG pictures of {kib} KiB").format(
        engine=result["engine"],
        size=result["size"],
        background=result["background"],
        kib=round(result["camera"]["picture_bytes"] / 2**10),
    )
    return [head, *(line for run in result["runs"] for line in ("", *_lines_of(run)))]


def _lines_of(run: dict[str, Any]) -> list[str]:
    rows = [thread for thread in run["threads"] if thread["cpu_ms_per_frame"] >= _LEAST_MS] + [{**run, "name": "all"}]
    width = max(len(row["name"]) for row in rows)
    return [
        _title(run),
        _(
            "{camera:.1f} fps from the camera, {composites:.1f} composites and {sent:.1f} different pictures sent a "
            "second; frames dropped in {seconds:.0f} s: {dropped}"
        ).format(
            camera=run["camera_fps"],
            composites=run["composite_fps"],
            sent=run["sent_fps"],
            seconds=run["seconds"],
            dropped=run["dropped"],
        ),
        f"  {'thread':{width}} {'CPU ms':>8} {'of one core':>12}",
        *(f"  {row['name']:{width}} {row['cpu_ms_per_frame']:8.2f} {percent(row['core_share']):>12}" for row in rows),
    ]


def _title(run: dict[str, Any]) -> str:
    window = run["window"]
    if window is None:
        return _("Without window, recording:") if run["recording"] else _("Without window:")
    title = (
        _("With window ({platform}), recording; the preview of {size} is painted {rate:.1f} times a second:")
        if run["recording"]
        else _("With window ({platform}); the preview of {size} is painted {rate:.1f} times a second:")
    )
    return title.format(platform=window["platform"], size=window["preview"], rate=run["painted_fps"])
