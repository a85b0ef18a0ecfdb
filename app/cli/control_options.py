"""The options of `bisenet-bg control`."""

import argparse
from typing import Any

from app.control.protocol import VALUES, Command

_HELP = {
    Command.BACKGROUND: "as --background",
    Command.CAMERA: "as --camera",
    Command.PAUSE: "hide yourself: others see a still picture (default on)",
    Command.SLATE: "hide yourself at once; bind it to a key of your desktop",
    Command.SHOW: "show yourself again",
    Command.VIRTUAL_CAMERA: "start or stop the virtual camera",
    Command.RETRY_GPU: "try the graphics card again after it failed",
    Command.STATUS: "tell how the running program stands",
    Command.RAISE: "bring its window to the front",
    Command.QUIT: "end it",
}


def add_control_options(control: argparse.ArgumentParser) -> None:
    """Add a command for each `Command`, left in `control_command` and `control_value`."""
    control.set_defaults(control_value="", json=False)
    commands = control.add_subparsers(dest="control_command", metavar="WHAT", required=True)
    for command in Command:
        parser = commands.add_parser(command.value, help=_HELP[command])
        if command in VALUES:
            # A word may be anything, and argparse tells which other values there are.
            form: dict[str, Any] = {"metavar": "|".join(VALUES[command]) or "WORD"}
            if VALUES[command]:
                form["choices"] = VALUES[command]
            if command is Command.PAUSE:
                form |= {"nargs": "?", "default": "on"}
            parser.add_argument("control_value", **form)
        if command is Command.STATUS:
            parser.add_argument("--json", action="store_true", help="print JSON")
