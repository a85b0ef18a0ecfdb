"""Measures the cost of the window's preview, and how long its GUI thread is blocked.

    python -m benchmarks.window

The real window plays the demo clip, on the display that there is or without one (QT_QPA_PLATFORM=offscreen). A file
is rendered meanwhile, models, cameras and backgrounds change. Nothing else should run on the machine.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.commands.bench.machine import describe_machine
from app.core.errors import BisenetBgError
from app.gui.startup.qt_environment import check_display, remove_cv2_settings
from benchmarks.quality.tables import markdown
from bisenet.arguments import Parser

LIMIT_MS = 50.0


def main() -> int:
    """Run it; return 0, 1 where the GUI thread was blocked for more than `LIMIT_MS`, or 2 where it could not be run."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0, metavar="N", help="for each cost (default 10)")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args()
    try:
        check_display()
        remove_cv2_settings()
        found = measure(options.seconds)
    except BisenetBgError as error:
        print(f"window: {error}", file=sys.stderr)
        return 2
    print(json.dumps(found, indent=2) if options.json else page(found))
    return 1 if max(block["late_ms"] for block in found["blocks"]) > LIMIT_MS else 0


def measure(seconds: float) -> dict[str, Any]:
    """Return JSON values: `machine`, `load` (runnable processes over the last minute), `costs` and `blocks`.

    Raises:
        BisenetBgError: the window cannot be opened.
    """
    # They are imported here, since OpenCV's wheel names Qt plugins of its own unless it is told not to.
    from PySide6.QtWidgets import QApplication

    from benchmarks.window.run import cost, opened, phases, wait, worst_block
    from benchmarks.window.watchdog import Watchdog

    application = QApplication(["benchmarks.window"])
    costs, blocks = [], []
    # First, while nothing is imported that a start imports.
    with opened(application, oval=False) as window, TemporaryDirectory() as folder:
        watchdog = Watchdog()
        watchdog.start()
        for phase in phases(window, Path(folder)):
            block = worst_block(watchdog, phase)
            blocks.append({"phase": phase.name, "late_ms": 1000 * block.late, "busy_ms": 1000 * block.busy})
        watchdog.stop()
    with opened(application, oval=True) as window:
        wait(3.0)
        pixels = window.preview.viewport.area.size() * window.devicePixelRatioF()
        size = f"{pixels.width():.0f}x{pixels.height():.0f}"
        for shown in (True, False):
            window.preview.setVisible(shown)
            wait(0.5)
            taken = cost(window, seconds)
            costs.append({"preview": size if shown else "hidden", **vars(taken)})
    machine = describe_machine()
    return {"machine": machine, "load": os.getloadavg()[0], "costs": costs, "blocks": blocks}


def page(found: dict[str, Any]) -> str:
    """Return the tables."""
    costs = (
        [
            taken["preview"],
            *(f"{taken['pictures']:.1f}", f"{100 * taken['gui']:.1f}%", f"{100 * taken['process']:.1f}%"),
        ]
        for taken in found["costs"]
    )
    blocks = ([block["phase"], f"{block['late_ms']:.1f} ms", f"{block['busy_ms']:.1f} ms"] for block in found["blocks"])
    return "\n\n".join(
        (
            f"{found['machine']['cpu']}, {found['machine']['cores']} cores, load {found['load']:.1f}",
            markdown(["preview", "pictures a second", "GUI thread, of one core", "all threads"], costs),
            markdown(["phase", "longest block of the GUI thread", "longest work of its own"], blocks),
        )
    )
