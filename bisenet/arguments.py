"""Argument parser and option types shared by both command lines."""

import argparse
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from bisenet.language import _

# How much of its letters a misspelt name shares with the one that is meant; less is another word.
_LEAST_LIKENESS = 0.7


class Parser(argparse.ArgumentParser):
    """Reports a mistake in one sentence, and says which option a misspelt one may be."""

    # Options of the parsers to which a command belongs, with the word that they stand before.
    _outer_options: Mapping[str, str] = {}

    def error(self, message: str) -> NoReturn:
        """Print the sentence and end with status 2."""
        self.exit(
            2, _("{program}: {mistake}; see `{program} --help`.").format(program=self.prog, mistake=message) + "\n"
        )

    # argparse declares this in two overloads, which say no more than this signature.
    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse as argparse does, but report an unknown option first: argparse may complain of the word after it."""
        for command, parser in self._commands().items():
            if isinstance(parser, Parser):
                parser._outer_options = {**dict.fromkeys(self._option_string_actions, command), **self._outer_options}
        self._check_options(sys.argv[1:] if args is None else args)
        return super().parse_known_args(args, namespace)

    def _check_options(self, words: Sequence[str]) -> None:
        commands = self._commands()
        for word in words:
            # What follows the name of a command is checked by that command's own parser.
            if word == "--" or word in commands:
                return
            name = word.partition("=")[0]
            if self._is_option(name) and not self._knows(name):
                self._complain_of(name, commands)

    # argparse has no public way to replace its message about an unknown command.
    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            near = _nearest(str(value), action.choices)
            if near is not None:
                question = _("There is no command {command}. Did you mean {nearest}?").format(
                    command=value, nearest=near
                )
                self.exit(2, f"{self.prog}: {question}\n")
        super()._check_value(action, value)

    def _commands(self) -> dict[str, argparse.ArgumentParser]:
        # argparse has no public way to list its actions.
        choices = (action.choices for action in self._actions if isinstance(action, argparse._SubParsersAction))
        return dict(next(choices, {}))

    def _is_option(self, name: str) -> bool:
        """Say whether argparse takes a word for an option: "-", negative numbers and names with spaces are values."""
        is_value = name == "-" or " " in name or self._negative_number_matcher.match(name)
        return name.startswith("-") and not is_value

    def _knows(self, name: str) -> bool:
        # argparse accepts the beginning of a long name, and complains itself if several options begin so.
        begins_one = any(option.startswith(name) for option in self._option_string_actions)
        return name in self._option_string_actions or (name.startswith("--") and begins_one)

    def _complain_of(self, name: str, commands: dict[str, argparse.ArgumentParser]) -> NoReturn:
        owners = [command for command, parser in commands.items() if name in parser._option_string_actions]
        if owners:
            self.error(
                _("{option} is an option of {commands}; give it after that word").format(
                    option=name, commands=", ".join(owners)
                )
            )
        if name in self._outer_options:
            advice = _("Write {option} before `{command}`.").format(option=name, command=self._outer_options[name])
            self.exit(2, f"{self.prog}: {advice}\n")
        near = _nearest(name, self._option_string_actions)
        if near is None:
            self.error(_("There is no option {option}").format(option=name))
        question = _("There is no option {option}. Did you mean {nearest}?").format(option=name, nearest=near)
        self.exit(2, f"{self.prog}: {question}\n")


def _nearest(name: str, options: Iterable[str]) -> str | None:
    """Return the option whose spelling is nearest to a name, however many dashes it begins with; None if none is."""
    spellings = {option.lstrip("-"): option for option in options}
    near = get_close_matches(name.lstrip("-").lower(), spellings, 1, _LEAST_LIKENESS)
    return spellings[near[0]] if near else None


def positive(text: str) -> int:
    """Read a whole number above 0."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(_("{text} is not a positive number").format(text=text))
    return int(text)


def count(text: str) -> int:
    """Read a whole number that may be 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(_("{text} is not a number").format(text=text))
    return int(text)


def rate(text: str) -> float:
    """Read a finite number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(_("{text} is not a positive number").format(text=text))
    return value
