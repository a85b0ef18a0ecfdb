"""The man page, made from the parser."""

import argparse
import re
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date

from app.language import N_, _
from bisenet import __version__

# Below the 80 columns of a line of source, with room for escaped characters.
_WIDTH = 68
_EXIT_STATUS = {
    "0": N_("Success."),
    "1": N_("A failure while running; for `doctor`, a problem on this computer."),
    "2": N_("A mistake that you can correct."),
    "130": N_("Interrupted."),
}


def man_page(parser: argparse.ArgumentParser, day: date) -> str:
    """Return the page as troff source, in the chosen language.

    Args:
        parser: of the whole command line.
        day: on which the page is made.
    """
    name = parser.prog
    purpose = _("virtual background for your webcam")
    lines = [
        f'.TH {_plain(name.upper())} 1 {day.isoformat()} "{name} {__version__}"',
        _heading(_("NAME")),
        f"{_plain(name)} \\- {_plain(purpose)}",
        _heading(_("SYNOPSIS")),
        f".B {_plain(name)}",
        "[\\fIOPTION\\fR]...",
        ".br",
        f".B {_plain(name)}",
        "\\fICOMMAND\\fR [\\fIOPTION\\fR]...",
        _heading(_("DESCRIPTION")),
        *_text(parser.description or ""),
        _heading(_("OPTIONS")),
    ]
    for group in _groups(parser):
        if group.description:
            lines += [f".SS {_plain(group.title or '')}", *_text(group.description)]
        lines += _entries(group)
    lines.append(_heading(_("COMMANDS")))
    for words, command, summary in _commands(parser):
        lines += [f".SS {_plain(words)}", *_text(summary)]
        for group in _groups(command):
            lines += _entries(group)
    lines.append(_heading(_("EXIT STATUS")))
    for status, meaning in _EXIT_STATUS.items():
        lines += _entry(status, _(meaning))
    # The epilog has one example a line, under a line of its own.
    examples = (parser.epilog or "").splitlines()[1:]
    return "\n".join([*lines, _heading(_("EXAMPLES")), ".EX", *map(_plain, examples), ".EE"]) + "\n"


def _heading(words: str) -> str:
    return f".SH {_plain(words)}"


# argparse has no public way to list its groups, actions and commands.


def _groups(parser: argparse.ArgumentParser) -> list[argparse._ArgumentGroup]:
    return [group for group in parser._action_groups if any(_is_shown(action) for action in group._group_actions)]


def _is_shown(action: argparse.Action) -> bool:
    return action.help != argparse.SUPPRESS and not isinstance(action, argparse._SubParsersAction)


def _commands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Yield each command's words, its parser and its summary, each before those below it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            summaries = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                yield f"{before}{name}", command, summaries.get(name, "")
                yield from _commands(command, f"{before}{name} ")


def _entries(group: argparse._ArgumentGroup) -> Iterator[str]:
    for action in group._group_actions:
        if _is_shown(action):
            expanded = (action.help or "") % {"default": action.default, "prog": "bisenet-bg"}
            yield from _entry(_invocation(action), expanded)


def _entry(term: str, text: str) -> Iterator[str]:
    yield from (".TP", term, *_text(text))


def _invocation(action: argparse.Action) -> str:
    value = _value(action)
    if not action.option_strings:
        return value
    names = ", ".join(f"\\fB{_plain(name)}\\fR" for name in action.option_strings)
    return f"{names} {value}" if value else names


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if isinstance(action.metavar, str):
        name = action.metavar
    elif action.choices is not None:
        name = "|".join(map(str, action.choices))
    else:
        name = action.dest.upper()
    text = f"\\fI{_plain(name)}\\fR"
    if action.nargs == "?":
        return f"[{text}]"
    return f"{text}..." if action.nargs in ("+", "*") else text


def _text(text: str) -> Iterable[str]:
    """Return a paragraph with each sentence on lines of its own, as troff wants it."""
    sentences = re.split(r"(?<=[.!?]) +(?=[A-ZÀ-Þ¿¡])", " ".join(text.split()))
    return [_plain(line) for sentence in sentences for line in textwrap.wrap(sentence, _WIDTH, break_on_hyphens=False)]


def _plain(text: str) -> str:
    """Return text in which troff finds no commands, and whose hyphens can be pasted into a shell."""
    text = (
        text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("~", "\\(ti").replace("^", "\\(ha")
    )
    return f"\\&{text}" if text.startswith((".", "'")) else text
