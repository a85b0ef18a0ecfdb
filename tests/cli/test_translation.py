"""Every word of the command line that is no name can be translated, argparse's own words included."""

import argparse
import ast
import inspect
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.cli.argparse_messages import MESSAGES, expected_arguments
from app.cli.main import main
from app.cli.man_page import man_page
from app.cli.options import make_parser
from app.language import available_languages, use_language
from tests.language.pseudo_language import untranslated

# Messages of argparse about the programmer's mistakes, or of what this program does not use: files, groups and
# deprecated options of argparse, its errors, which `Parser.error` replaces, and its formatter of defaults.
NOT_SHOWN = (
    r"\.__call__\(\) not defined",
    r"unknown parser ",
    r"argument \"-\" with mode",
    r"can't open ",
    r"cannot merge actions",
    r"'required' is an invalid argument",
    r"invalid option string ",
    r"dest= is required",
    r"invalid conflict_resolution value",
    r"conflicting ",
    r"mutually exclusive arguments must",
    r"cannot have multiple subparser",
    r"subcommands$",
    r".* is not callable",
    r"%\(prog\)s: (error|warning): ",
    r".* is deprecated$",
    r" \(default: %\(default\)s\)",
)
WORD = re.compile(r"[^\W\d_]{2,}")
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for subparser in action.choices.values():
                yield from parsers(subparser)


def metavars(parser: argparse.ArgumentParser) -> set[str]:
    """Return the words of the placeholders, which have the same spelling in every language."""
    found = {str(action.metavar or "") for one in parsers(parser) for action in one._actions}
    return set().union(*(WORD.findall(name) for name in found if name.isupper() or name == "WxH"))


def choices(parser: argparse.ArgumentParser) -> set[str]:
    """Return the values that options take, and the subcommands."""
    actions = [action for one in parsers(parser) for action in one._actions]
    lists = [str(action.metavar) for action in actions if "|" in str(action.metavar)]
    return {str(choice) for action in actions for choice in action.choices or ()}.union(
        *(one.split("|") for one in lists)
    )


def without_commands(text: str, parser: argparse.ArgumentParser) -> str:
    """Remove what is typed: commands as usage gives them, lists of choices, and subcommands that begin a line."""
    typed = choices(parser)
    for command in sorted({one.prog for one in parsers(parser)}, key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(command)}(?![\w-])", "", text)

    def unless_typed(found: re.Match[str]) -> str:
        return "" if set(re.split(r"[,|]", found[1])) <= typed else found[0]

    for pattern in (r"\{([^{}\s]+)\}", r"([\w.-]+(?:\|[\w.-]+)+)", r"(?m)^ *([\w-]+)(?=\s|$)"):
        text = re.sub(pattern, unless_typed, text)
    return text


def words_left(text: str, parser: argparse.ArgumentParser) -> set[str]:
    """Return the English words of a shown text."""
    shown = without_commands(untranslated(text), parser)
    return set(WORD.findall(OPTION.sub("", shown))) - metavars(parser)


def test_words_of_choices_in_a_sentence_are_found() -> None:
    parser = make_parser()
    assert words_left("usage: bisenet-bg control [-h] {auto,cpu,cuda}\n  render    ⟦text⟧", parser) == {"usage"}
    assert words_left("  --device  show the window in dark or light\n", parser) == {
        "show", "the", "window", "in", "dark", "or", "light"
    }  # fmt: skip


def test_help_of_every_command(pseudo_language: str) -> None:
    whole = make_parser()
    for parser in parsers(whole):
        assert not words_left(parser.format_help(), whole), parser.prog


@pytest.mark.parametrize("code", available_languages())
def test_help_in_every_language(code: str) -> None:
    """A lone percent sign in a translation would end argparse's help with an error."""
    use_language(code)
    try:
        whole = make_parser()
        assert all(parser.format_help() for parser in parsers(whole))
        assert man_page(whole, date(2026, 1, 1))
    finally:
        use_language("en")


def test_man_page(pseudo_language: str) -> None:
    parser = make_parser()
    page = man_page(parser, date(2026, 1, 1)).replace("\\-", "-")
    # The headings of subcommands, and values that stand alone.
    for command in {one.prog.partition(" ")[2] for one in parsers(parser)}:
        page = page.replace(f"\n.SS {command}\n", "\n")
    for word in choices(parser):
        page = page.replace(f"\\fI{word}\\fR", "")
    page = re.sub(r"\\f[BIR]|\\&|^\.\w+", "", page, flags=re.MULTILINE)
    # The examples are one message without its first line.
    page, _, examples = page.partition("⟦EXAMPLES⟧")
    assert examples
    assert words_left(page, parser) <= {"BISENET", "BG", "OPTION"}


@pytest.mark.parametrize(
    "line",
    [
        "--size",
        "--size 3",
        "--size 3x3",
        "--fps many",
        "--fit wide",
        "--language tlh",
        "--move 1",
        "--move 1,9",
        "--crispness 7",
        "--cpu-budget -1",
        "--c 1",
        "--no-such-option",
        "--croma 1",
        "--result matte",
        "word",
        "render",
        "render a.png",
        "render a.png b.png --mirror",
        "render a.png b.png --size 0x0",
        "render a.png b.png --start soon",
        "render a.png b.png --start 9 --end 3",
        "render a.png b.png --sound loud",
        "render absent.png b.png",
        "control",
        "control pause perhaps",
        "control status",
        "bench --table --frames 3",
        "bench --frames 0",
        "devices extra words",
        "install-desktop --autostart --remove",
        "completion tcsh",
        "--config absent.toml devices",
        "--headless=1",
    ],
)
def test_errors(
    line: str, pseudo_language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        status = main(line.split())
    except SystemExit as ended:
        status = int(str(ended.code))
    error = capsys.readouterr().err
    assert status == 2
    assert error.startswith(("bisenet-bg", "⟦bisenet-bg"))
    assert not words_left(error, make_parser()), error


@pytest.mark.parametrize(
    "text", ["nonsense = 1", "sise = 1", "mirror = 3", "[picture]", "fps = ", 'fit = "wide"', "size = 1"]
)
def test_errors_of_the_configuration_file(
    text: str, pseudo_language: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    assert main(["--config", str(file), "devices"]) == 2
    error = capsys.readouterr().err
    assert not words_left(error, make_parser()), error


def test_the_catalogues_get_all_messages_of_argparse_that_a_user_can_meet() -> None:
    ours = {*MESSAGES, expected_arguments(1), expected_arguments(2)}
    unknown = {
        message
        for message in argparse_messages()
        if message not in ours and not any(re.match(pattern, message) for pattern in NOT_SHOWN)
    }
    assert not unknown


def argparse_messages() -> Iterator[str]:
    tree = ast.parse(inspect.getsource(argparse))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext"):
            for argument in call.args[:2]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value
