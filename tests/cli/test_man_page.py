import argparse
import re
from datetime import date
from pathlib import Path

import pytest

from app.cli.main import main
from app.cli.man_page import man_page
from app.cli.options import make_parser
from tests.desktop.tools import validate

PAGE = man_page(make_parser(), date(2026, 5, 1))


def shown_options(parser: argparse.ArgumentParser) -> set[str]:
    """Return all options of a parser and its commands that their help shows."""
    found: set[str] = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found = found.union(*(shown_options(choice) for choice in action.choices.values()))
        elif action.help != argparse.SUPPRESS:
            found |= set(action.option_strings)
    return found


def words(text: str) -> str:
    """Return a page without troff's escapes."""
    for escape, letter in (("\\-", "-"), ("\\(ga", "`"), ("\\(ti", "~"), ("\\e", "\\")):
        text = text.replace(escape, letter)
    return re.sub(r"\\f[BIR]|\\&", "", text)


@pytest.mark.parametrize("option", sorted(shown_options(make_parser())))
def test_every_option_has_its_entry(option: str) -> None:
    assert re.search(rf"^\.TP\n(?:.*, )?{re.escape(option)}(?:[, ].*)?$", words(PAGE), re.MULTILINE)


def test_every_command_has_its_section() -> None:
    sections = re.findall(r"^\.SS (.*)$", words(PAGE), re.MULTILINE)
    assert {"render", "control", "control slate", "devices", "doctor", "bench", "install-desktop"} <= set(sections)


def test_hidden_options_are_left_out() -> None:
    parser = argparse.ArgumentParser(prog="x", epilog="examples:\n  x")
    parser.add_argument("--secret", help=argparse.SUPPRESS)
    parser.add_argument("--open", help="an option")
    page = words(man_page(parser, date(2026, 5, 1)))
    assert "--open" in page
    assert "secret" not in page


def test_text_that_looks_like_troff_is_shown_as_it_is() -> None:
    parser = argparse.ArgumentParser(prog="x", description=r".hidden \fBbold ~ 'quoted'")
    page = man_page(parser, date(2026, 5, 1))
    assert "\n\\&.hidden \\efBbold \\(ti 'quoted'\n" in page


def test_defaults_are_filled_in() -> None:
    parser = argparse.ArgumentParser(prog="x")
    parser.add_argument("--size", default=7, help="how large (default %(default)s), 100%%")
    assert "\nhow large (default 7), 100%\n" in man_page(parser, date(2026, 5, 1))


def test_it_renders_without_warnings(tmp_path: Path) -> None:
    file = tmp_path / "bisenet-bg.1"
    file.write_text(PAGE, encoding="utf-8")
    assert validate("mandoc", "-Tlint", file) == ""


def test_groff_renders_it_without_warnings(tmp_path: Path) -> None:
    file = tmp_path / "bisenet-bg.1"
    file.write_text(PAGE, encoding="utf-8")
    assert "warning" not in validate("groff", "-ww", "-man", "-Tutf8", file)


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["man-page"]) == 0
    assert capsys.readouterr().out.startswith(".TH BISENET\\-BG 1 ")
