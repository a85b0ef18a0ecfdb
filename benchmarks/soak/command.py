"""Soak test: runs the live pipeline on real frames for half an hour; checks memory, speed and leftover threads.

    python -m benchmarks.soak --write

The demo clip plays at 30 frames a second into a sink that takes frames as a virtual camera does, without the device.
Nothing else should run on the machine meanwhile.
"""

import argparse
import shlex
import sys
from pathlib import Path

from app.commands.bench.machine import describe_machine, own_memory
from app.core.errors import BisenetBgError, ConfigError
from benchmarks.soak.card import HEADS, cells, page
from benchmarks.soak.figures import LEAST_MINUTES, Soak
from benchmarks.soak.run import SIZE, Parts, held_after, minutes, parts_of, running, troubles
from bisenet.arguments import Parser
from bisenet.errors import BisenetError
from bisenet.files import replacing

CARD = Path(__file__).with_name("SOAK.md")
_MINUTE, _QUICK_MINUTE = 60.0, 7.0


def main() -> int:
    """Run it; return 0, 1 where a limit was broken, or 2 where it could not be run."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=30, metavar="N", help="how long (default 30)")
    parser.add_argument("--warm-up", type=int, default=2, metavar="N", help="minutes that do not count (default 2)")
    parser.add_argument("--quick", action="store_true", help="a minute has 7 seconds; the figures mean little")
    parser.add_argument("--camera", metavar="CAMERA", help="as bisenet-bg has it (default: the demo clip at 30 fps)")
    parser.add_argument("--virtual-camera", action="store_true", help="send to the virtual camera")
    parser.add_argument("--write", action="store_true", help="write benchmarks/soak/SOAK.md")
    options = parser.parse_args()
    machine = describe_machine()
    try:
        if own_memory() is None:
            raise ConfigError("This system does not report the memory of a process.", "Run the soak on Linux.")
        if not 0 <= options.warm_up <= options.minutes - LEAST_MINUTES:
            raise ConfigError("Too little is left after the warm-up.", f"Let {LEAST_MINUTES} --minutes follow it.")
        parts = parts_of(options.camera, options.virtual_camera)
        soak, what = run(parts, options.minutes, options.warm_up, _QUICK_MINUTE if options.quick else _MINUTE)
        if options.write:
            command = shlex.join(["python", "-m", "benchmarks.soak", *sys.argv[1:]])
            with replacing(CARD) as beside:
                beside.write_text(page(soak, command, what, machine), encoding="utf-8")
    except (BisenetBgError, BisenetError) as error:
        print(f"soak: {error}", file=sys.stderr)
        return 2
    for complaint in soak.complaints():
        print(f"soak: {complaint}", file=sys.stderr)
    return 1 if soak.complaints() else 0


def run(parts: Parts, number: int, warm_up: int, seconds: float) -> tuple[Soak, str]:
    """Run for `number` minutes of so many `seconds`, and print each; return the result and a description of what ran.

    Raises:
        ConfigError: model or weights cannot be used.
    """
    # A first run of seconds: threads that libraries start once and keep are not the pipeline's.
    with running(parts) as (pipeline, _):
        list(minutes(pipeline, parts.requests(), 1, _QUICK_MINUTE))
    before = held_after(None)
    print(" | ".join(HEADS))
    soaked = []
    with running(parts) as (pipeline, left):
        for minute in minutes(pipeline, parts.requests(), number, seconds):
            soaked.append(minute)
            print(" | ".join(cells(len(soaked), minute)), flush=True)
        status, complaints = pipeline.status(), troubles(pipeline)
    what = f"{status.engine}, {SIZE}, sent to {status.sink_name}"
    return Soak(soaked, warm_up, before, held_after(before), complaints + left), what
