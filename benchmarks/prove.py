"""The proof on a GPU, in about three minutes: the tests, the figures, and what happens when the device fails."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from benchmarks.proofs import PROOFS
from benchmarks.quality.tables import markdown
from benchmarks.speed.gpu_section import section_of, with_section
from bisenet.files import replacing

ROOT = Path(__file__).parents[1]
CARD = ROOT / "benchmarks" / "speed" / "SPEED.md"
_TESTS = (sys.executable, "-m", "pytest", "-q", "-x", "tests/cuda")
# Aims for resnet18 from host memory to host memory, milliseconds by size.
_AIMS = {"1280x720": 1.0, "3840x2160": 4.0}
# Together well below the ten minutes that a lent machine may give to one command.
_SECONDS = {"tests": 150.0, "figures": 130.0, "changes": 90.0, "refusal": 45.0, "loss": 45.0}


@dataclass(frozen=True)
class Outcome:
    """How one part ended.

    Attributes:
        status: exit status, or None where it took too long.
        answer: what it printed as JSON; None where that was nothing.
        told: the last line that it complained with.
    """

    status: int | None
    answer: Any
    told: str


def prove(card: Path = CARD) -> int:
    """Run all parts and write what came of them into the speed card; return 0 where all went well, else 1."""
    outcomes = {"tests": run("tests", _TESTS)}
    for name in PROOFS:
        outcomes[name] = run(name, (sys.executable, "-m", "benchmarks.proofs", name))
        # After each part: the machine may be taken away.
        text = with_section(card.read_text(encoding="utf-8"), section(outcomes, machine()))
        with replacing(card) as beside:
            beside.write_text(text, encoding="utf-8")
    return 0 if all(is_well(name, outcome) for name, outcome in outcomes.items()) else 1


def run(name: str, command: tuple[str, ...]) -> Outcome:
    """Run one part in a process of its own, which may die of what it does."""
    print(name, flush=True)
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_SECONDS[name], check=False)
    except subprocess.TimeoutExpired:
        return Outcome(None, None, f"took more than {_SECONDS[name]:g} s")
    said = done.stdout.strip().splitlines()
    answer = None
    if name in PROOFS and said:
        try:
            answer = json.loads(said[-1])
        except ValueError:
            said.append("no answer")
    told = (done.stderr.strip().splitlines() or said or [""])[-1]
    print(f"  exit status {done.returncode}: {told if answer is None else answer}", flush=True)
    return Outcome(done.returncode, answer, told)


def is_well(name: str, outcome: Outcome) -> bool:
    """Say whether a part showed what it was to show."""
    if outcome.status != 0 or (name in PROOFS and outcome.answer is None):
        return False
    match name:
        case "tests":
            return True
        case "figures":
            return all(row["graph_to_eager"] <= 1 for row in outcome.answer)
        case "changes":
            levels = outcome.answer["reserved_mib"]
            return bool(levels[-1] <= 1.05 * levels[1])
        case "refusal":
            return str(outcome.answer["engine"]).endswith("no CUDA graph")
    return "CPU" in outcome.answer["engine"] and len(outcome.answer["told"]) == 1


def section(outcomes: Mapping[str, Outcome], where: str) -> str:
    """Return the card's part about GPUs."""
    parts = [f"`python -m benchmarks.cuda --prove` on {where}."]
    rows = outcomes["figures"].answer if "figures" in outcomes else None
    if rows:
        parts += [_figures(rows), _aims(rows)]
    parts.append(
        markdown(
            ["part", "ended", "told"],
            [[name, "well" if is_well(name, one) else "badly", _words(one)] for name, one in outcomes.items()],
        )
    )
    return section_of(parts)


def machine() -> str:
    """Name the card and what computes on it."""
    return f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, CUDA {torch.version.cuda}"


def _figures(rows: list[dict[str, Any]]) -> str:
    heads = ["model", "size", "background", "first frame, s", "p50, ms", "CPU, ms", "reserved, MiB", "graph to eager"]
    names = ("size", "background", "first_s", "p50_ms", "cpu_ms", "reserved_mib", "graph_to_eager")
    return markdown(heads, [[f"`{row['model']}`", *(str(row[name]) for name in names)] for row in rows])


def _aims(rows: list[dict[str, Any]]) -> str:
    """Say of each aim how far it was reached, by the slower of the backgrounds."""
    sentences = []
    for size, aim in _AIMS.items():
        taken = max(row["p50_ms"] for row in rows if row["model"] == "bisenet-resnet18" and row["size"] == size)
        verdict = "reached" if taken < aim else "missed"
        sentences.append(f"The aim of less than {aim:g} ms at {size} was {verdict}: {taken:.2f} ms.")
    return " ".join(sentences)


def _words(outcome: Outcome) -> str:
    if outcome.status is None or outcome.status != 0:
        return f"exit status {outcome.status}: {outcome.told}" if outcome.status is not None else outcome.told
    if isinstance(outcome.answer, dict):
        return ", ".join(f"{name}: {value}" for name, value in outcome.answer.items())
    return "" if outcome.answer is not None else outcome.told
