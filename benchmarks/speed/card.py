"""The speed card as a page: Markdown from the answers of `bisenet-bg bench --json`."""

from collections.abc import Mapping
from typing import Any

from app.commands.bench.compare import OURS, OURS_APART
from benchmarks.quality.tables import markdown

COMMAND = "python -m benchmarks.speed"
SUMMARY = "## Summary"
FRAMES = "10000"
# By name of the answer; first the one that needs MediaPipe, so that its absence costs no minutes.
QUESTIONS = {
    "compare": ("bench", "--compare", "mediapipe", "--cores", "1", "--size", "1280x720"),
    "main job": ("bench",),
    "table": ("bench", "--table"),
    "whole": ("bench", "--whole"),
    "memory": ("bench", "--frames", FRAMES),
}
# Asked once more on a processor with AVX2 and without int8 dot products, which is emulated.
OLDER_QUESTIONS = ("compare", "main job", "whole")
Result = Mapping[str, Any]
# By name: the arguments that were given to `bisenet-bg`, and its answer.
Answers = dict[str, tuple[list[str], Result]]

_HEAD = f"""# Speed card

Written by

```
{COMMAND}
```

on one machine. Do not edit it; `benchmarks/speed/command.py` says what to install. Figures of another machine differ;
measure yours with the same commands."""
_METHOD = """## How it was measured

- A frame is one of the demo clip, which lies in memory at the output's size; it is timed from there to the finished
  composite. Reading the camera and feeding the virtual camera come on top.
- Processor time is that of all threads of the process together. A share of one core at 30 fps is 30 times the mean.
- Buffers are those of at least 64 KiB that NumPy and OpenCV allocate while a frame is processed, counted in frames that
  are not timed. What ONNX Runtime holds in its own arena is not among them.
- A start is timed from outside: from the start of a process to its first composite of the demo clip, by the window's
  own way without the window. The files may lie in the system's memory the first time too.
- Beside MediaPipe every contender gets the same frame in turn, in one process. Ours is the whole main job; MediaPipe's
  is `SelfieSegmentation.process` and a blend over a picture: by the NumPy line of its examples, which cuts hard, and by
  OpenCV's `blendLinear`."""


_EMULATED = """By the same commands, run by `python -m benchmarks.older_processor -m app`, with the kernels of a
processor that has AVX2 and neither AVX-512 nor int8 dot products: AMD Zen 2 and 3, Intel before Ice Lake. Clock, caches
and memory are those of the machine above."""


def page(answers: Answers, older: Answers) -> str:
    """Return the card in Markdown.

    Args:
        answers: to each of `QUESTIONS`.
        older: to each of `OLDER_QUESTIONS`, on the emulated processor; empty where it cannot be emulated.
    """
    parts = [_HEAD, _with_what(answers), SUMMARY, summary_table(answers, older)]
    parts += ["## The main job", _command(answers, "main job"), _stages(answers["main job"][1])]
    parts += ["## The whole loop", _command(answers, "whole"), *_loops(answers["whole"][1])]
    parts += ["## Every model, engine and size", _command(answers, "table"), *_sizes(answers["table"][1])]
    parts += ["## Beside MediaPipe", _command(answers, "compare"), _contenders(answers["compare"][1])]
    parts += ["## Memory", _command(answers, "memory"), _memory(answers["memory"][1])]
    if older:
        parts += ["## Without int8 instructions", _EMULATED, _stages(older["main job"][1])]
        parts += [*_loops(older["whole"][1]), _contenders(older["compare"][1])]
    return "\n\n".join([*parts, _METHOD]) + "\n"


def summary_table(answers: Answers, older: Answers) -> str:
    """Return the figures for docs/models.md; arguments as for `page`."""
    job, memory = answers["main job"][1], answers["memory"][1]
    starts = job["start_up_seconds"]
    buffers = f"{job['buffers_per_frame']:g}, {job['buffer_bytes_per_frame'] / 2**20:.1f} MiB"
    peak = f"{job['peak_memory_mib']} MiB, {job['own_frames_mib']} MiB of it the benchmark's own frames"
    # What is not measured a second time depends on the memory and the disk.
    once = {
        "large buffers allocated for a frame": buffers,
        "peak memory": peak,
        f"growth over {memory['frames']} frames": f"{memory['growth_mib']:+.1f} MiB",
        "from start to first composite": f"{starts['first']:.2f} s, the next time {starts['second']:.2f} s",
    }
    columns = [{**_figures(answers), **once}, *([_figures(older)] if older else [])]
    heads = [
        f"{job['machine']['cpu']}, {job['machine']['cores']} cores",
        *(["without int8 instructions"] if older else []),
    ]
    labels = dict.fromkeys(label for column in columns for label in column)
    return markdown(["", *heads], [[label, *(column.get(label, "") for column in columns)] for label in labels])


def _figures(answers: Answers) -> dict[str, str]:
    """Return by label the figures that depend on the processor."""
    job, whole, compared = (answers[name][1] for name in ("main job", "whole", "compare"))
    total = job["stages_ms"]["total"]
    return {
        "model, engine": job["engine"],
        f"a frame of {job['size']}": f"{total['p50']:.1f} ms, 95% within {total['p95']:.1f} ms",
        "frames a second": f"{job['fps']:.0f}",
        "processor time a frame": f"{job['cpu_ms_per_frame']:.1f} ms",
        "share of one core at 30 fps": f"{100 * job['core_share_at_30_fps']:.0f}%",
        **{f"{_loop_name(run)}, of one core at 30 fps": f"{100 * run['core_share']:.0f}%" for run in whole["runs"]},
        **{
            f"processor time beside `{name}`, {_pinned(compared)}": f"{one['ours_relative']:.2f} times as much"
            for name, one in compared["contenders"].items()
            if name not in (OURS, OURS_APART)
        },
    }


def _loop_name(run: Result) -> str:
    return "whole loop without window" if run["window"] is None else "whole loop with the window"


def _loops(whole: Result) -> list[str]:
    """Return a table for each run of the whole loop: what each kind of thread takes."""
    tables = []
    for run in whole["runs"]:
        threads = [*run["threads"], {**run, "name": "all"}]
        rows = [[one["name"], f"{one['cpu_ms_per_frame']:.2f}", f"{100 * one['core_share']:.1f}%"] for one in threads]
        tables.append(markdown([f"{_loop_name(run)}: threads", "processor time a frame, ms", "of one core"], rows))
    return tables


def _with_what(answers: Answers) -> str:
    machine = answers["main job"][1]["machine"]
    load = next(iter(answers.values()))[1]["machine"]["load"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return "\n".join(
        [
            f"- {machine['cpu']}, {machine['cores']} cores, {machine['system']}",
            f"- {versions}",
            f"- busy threads in the minute before it began: {load}",
        ]
    )


def _command(answers: Answers, name: str) -> str:
    return f"`bisenet-bg {' '.join(answers[name][0])}`"


def _stages(job: Result) -> str:
    rows = ([stage, f"{times['p50']:.2f}", f"{times['p95']:.2f}"] for stage, times in job["stages_ms"].items())
    return markdown(["stage", "p50, ms", "p95, ms"], rows)


def _sizes(result: Result) -> list[str]:
    rows = (
        [
            f"`{row['model']}`",
            row["engine"],
            row["size"],
            f"{row['p50_ms']:.1f}",
            f"{row['p95_ms']:.1f}",
            f"{row['cpu_ms_per_frame']:.1f}",
            f"{100 * row['core_share_at_30_fps']:.0f}%",
        ]
        for row in result["rows"]
    )
    heads = ["model", "engine", "size", "p50, ms", "p95, ms", "processor time, ms", "of a core at 30 fps"]
    growth = (
        [f"`{one['model']}`", one["engine"], one["size"], f"{one['cost']:.2f}", f"{one['pixels']:.2f}"]
        for one in result["scaling"]
    )
    base = result["scaling"][0]["base"]
    growth_heads = ["model", "engine", "size", f"processor time, times {base}", f"pixels, times {base}"]
    return [markdown(heads, rows), result["advice"], markdown(growth_heads, growth)]


def _contenders(result: Result) -> str:
    rows = (
        [
            result["engine"] if name == OURS else f"`{name}`",
            f"{one['cpu_ms']:.2f}",
            f"{one['wall_ms']:.2f}",
            f"{one['ours_relative']:.2f}",
        ]
        for name, one in result["contenders"].items()
    )
    heads = ["mean of a frame", "processor time, ms", "time, ms", "ours, times this one's processor time"]
    return markdown(heads, rows)


def _memory(result: Result) -> str:
    rows = ([number, f"{mib:.1f}"] for number, mib in result["resident_mib"].items())
    return markdown(["frames", "held, MiB"], rows)


def _pinned(result: Result) -> str:
    cores = result["pinned_cores"]
    return "on all cores" if cores is None else f"on {cores} pinned {'core' if cores == 1 else 'cores'}"
