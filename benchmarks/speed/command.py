"""The speed card: what the main job costs on this machine, beside MediaPipe, and whether its memory grows.

    python3 -m venv build/benchmark
    build/benchmark/bin/pip install --constraint constraints.txt --editable '.[benchmark]'
    build/benchmark/bin/python -m benchmarks.speed

Each question is a `bisenet-bg bench` in a process of its own, so that none meets the memory or the cores of another.
The answers go into SPEED.md. Nothing else should run on the machine meanwhile; the page states the load before each.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.child_python import module_command
from benchmarks.older_processor import can_emulate
from benchmarks.speed.card import FRAMES, OLDER_QUESTIONS, QUESTIONS, Answers, page
from benchmarks.speed.gpu_section import section_in, with_section
from bisenet.arguments import Parser
from bisenet.errors import BisenetError
from bisenet.files import replacing

CARD = Path(__file__).with_name("SPEED.md")
_QUICK_FRAMES = "20"


def main() -> int:
    """Measure and write the page; return 0, or the status of the question that failed."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--out", type=Path, default=CARD, metavar="FILE", help="the page (default benchmarks/speed/SPEED.md)"
    )
    parser.add_argument("--quick", action="store_true", help="seconds instead of minutes; the figures mean nothing")
    options = parser.parse_args()
    answers: Answers = {}
    older: Answers = {}
    try:
        for name, arguments in QUESTIONS.items():
            words = shorten(arguments) if options.quick else [*arguments]
            answers[name] = (words, ask(words))
            if name in OLDER_QUESTIONS and can_emulate():
                older[name] = (words, ask(words, older=True))
        with replacing(options.out) as beside:
            known = CARD.read_text(encoding="utf-8") if CARD.exists() else ""
            beside.write_text(with_section(page(answers, older), section_in(known)), encoding="utf-8")
    except subprocess.CalledProcessError as error:
        return int(error.returncode)
    except BisenetError as error:
        print(f"speed: {error}", file=sys.stderr)
        return 2
    return 0


def ask(arguments: list[str], *, older: bool = False) -> dict[str, Any]:
    """Return what `bisenet-bg` prints as JSON, run in a process of its own; what it complains about goes to stderr.

    Args:
        arguments: of `bisenet-bg`.
        older: whether on the emulated processor without int8 instructions.

    Raises:
        CalledProcessError: it failed.
    """
    print(f"bisenet-bg {' '.join(arguments)}", file=sys.stderr)
    words = ("app", *arguments, "--json")
    command = module_command("benchmarks.older_processor", "-m", *words) if older else module_command(*words)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def shorten(arguments: Sequence[str]) -> list[str]:
    """Return the arguments for a run that shows only that everything works."""
    return [_QUICK_FRAMES if word == FRAMES else word for word in arguments] + ["--seconds", "0.05"]
