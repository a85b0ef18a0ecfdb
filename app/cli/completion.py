"""Completion of options, commands and files for the user's shell, made from the parser."""

import argparse
from collections.abc import Iterator
from typing import Any

SHELLS = ("bash", "zsh", "fish")
# Options and positional arguments whose value may be a path.
_FILES = {"background", "camera", "config", "input", "output"}
_FOLDERS = {"model"}


def completion(parser: argparse.ArgumentParser, shell: str) -> str:
    """Return the script that completes the parser's command.

    Args:
        parser: of the whole command line.
        shell: one of `SHELLS`.
    """
    # Every command reads SHELLS, and only this one needs the library.
    import shtab

    for action in _actions(parser):
        # shtab reads this attribute, which argparse does not know.
        marked: Any = action
        if action.dest in _FILES:
            marked.complete = shtab.FILE
        elif action.dest in _FOLDERS:
            marked.complete = shtab.DIRECTORY
    return str(shtab.complete(parser, shell=shell))


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    # argparse has no public way to list its actions.
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for subparser in action.choices.values():
                yield from _actions(subparser)
