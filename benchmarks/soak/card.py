"""The soak as a page of Markdown."""

from typing import Any

from benchmarks.quality.tables import markdown
from benchmarks.soak.figures import Minute, Soak

_METHOD = """## How it was measured

- Each minute brings a picture, a pause and its end, a blur, another opening of the camera, a colour and a moving
  background, so every minute meets the same work.
- A line is the median of that minute's samples, one a second. Its own memory is what belongs
  to no file (`RssAnon`). In it is what was freed and the C library keeps for later, some tens of MiB more in the first
  minutes; nothing is given back for the measurement. What it holds in all has the pages of libraries and files too,
  which come and go with the system's cache.
- Growth is the median slope between all pairs of minutes (Theil-Sen), over the whole time after the warm-up: single
  steps do not make it, what goes on and on does.
- Latency is the time from the camera's frame to the composite; drift is its median over the last quarter of the
  minutes, times that of the first. Whatever else runs on the machine changes it; processor time for a frame tells such
  noise from work that piles up, as far as caches are not shared.
- Threads and descriptors are those of the whole process, libraries included, before the run (after a first one of
  seconds, in which libraries start threads that they keep) and after it."""


def page(soak: Soak, command: str, what: str, machine: dict[str, Any]) -> str:
    """Return the page.

    Args:
        soak: the run.
        command: that gives it.
        what: source, engine, output in a sentence.
        machine: of `describe_machine`, taken before.
    """
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    parts = [
        f"# Soak\n\nWritten by\n\n```\n{command}\n```\n\non one machine. Do not edit it.",
        f"- {machine['cpu']}, {machine['cores']} cores, {machine['system']}\n- {versions}\n"
        f"- busy threads in the minute before it began: {machine['load']}\n- {what}",
        "## Summary",
        summary(soak),
        "## Minute by minute",
        minutes_table(soak),
        _METHOD,
    ]
    return "\n\n".join(parts) + "\n"


def summary(soak: Soak) -> str:
    """Return what came of it."""
    rows = [
        ["minutes, of them for warming up", f"{len(soak.minutes)}, {soak.warm_up}"],
        ["growth of memory after that", f"{soak.growth:+.2f} MiB"],
        ["latency, last quarter beside the first", f"{soak.latency_drift:.2f} times as much"],
        ["processor time for a frame, likewise", f"{soak.cpu_drift:.2f} times as much"],
        ["threads before and after", f"{soak.before.threads}, {soak.after.threads}"],
        ["descriptors before and after", f"{soak.before.descriptors}, {soak.after.descriptors}"],
        ["complaints", " ".join(soak.complaints()) or "none"],
    ]
    return markdown(["", ""], rows)


HEADS = (
    "minute",
    "own memory, MiB",
    "held, MiB",
    "threads",
    "descriptors",
    "latency p50, ms",
    "p95, ms",
    "processor time, ms",
    "fps",
)


def minutes_table(soak: Soak) -> str:
    """Return a line for each minute."""
    return markdown(HEADS, (cells(number, minute) for number, minute in enumerate(soak.minutes, 1)))


def cells(number: int, minute: Minute) -> list[str]:
    """Return one minute's figures, in the order of `HEADS`."""
    return [
        str(number),
        f"{minute.own:.2f}",
        f"{minute.resident:.1f}",
        f"{minute.threads:g}",
        f"{minute.descriptors:g}",
        f"{minute.p50:.1f}",
        f"{minute.p95:.1f}",
        f"{minute.cpu:.1f}",
        f"{minute.fps:.1f}",
    ]
