"""The language of messages: how it is chosen."""

import ctypes
import gettext
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.cli.main import main
from app.cli.options import read_options
from app.config import AppConfig, Start
from app.gui.startup.restore import start_config
from app.language import _, available_languages, decimal, in_language, language, ngettext, percent, use_language
from app.settings.codec import decode, encode
from app.settings.model import Settings
from bisenet.language import _ as library_translation
from tests.language.pseudo_language import CODE, untranslated

ROOT = Path(__file__).parents[2]
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
PSEUDO_HELP = "⟦usage: ⟧"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Return what sets variables, where none of the language is set."""
    monkeypatch.setenv("LANGUAGE", "en")
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    yield monkeypatch
    use_language("en")


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, "en"),
        ({"LANGUAGE": "en_GB:en:de"}, "en"),
        ({"LANGUAGE": "de_AT"}, "de"),
        ({"LANGUAGE": "xx:es:de"}, "es"),
        ({"LANGUAGE": "de", "LANG": "en_GB.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE@euro"}, "de"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "es_ES.UTF-8"}, "es"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de_DE:de", "LC_ALL": "POSIX"}, "en"),
        ({"LANG": "", "LC_ALL": "", "LANGUAGE": ""}, "en"),
        ({"LANG": "xx_XX.UTF-8"}, "en"),
    ],
)
def test_the_system_chooses(environment: pytest.MonkeyPatch, variables: dict[str, str], code: str) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    use_language(None)
    assert language() == code
    # Python's own gettext, and so the library, reads this variable alone.
    assert os.environ["LANGUAGE"] == code


def test_a_program_that_the_finder_starts_asks_macos(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    command = tmp_path / "defaults"
    command.write_text(
        '#!/bin/sh\n[ "$*" = "read -g AppleLanguages" ] && printf \'(\\n    "de-AT",\\n    en\\n)\\n\'\n'
    )
    command.chmod(0o755)
    environment.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    environment.setattr(sys, "platform", "darwin")
    use_language(None)
    assert language() == "de"
    environment.setenv("LANG", "es_ES.UTF-8")
    environment.delenv("LANGUAGE")
    use_language(None)
    assert language() == "es"


@pytest.mark.parametrize(("number", "code"), [(0x0C07, "de"), (0x0C0A, "es"), (0x0411, "en"), (0xFFFF, "en")])
def test_windows_says_which_language_its_own_windows_have(
    environment: pytest.MonkeyPatch, number: int, code: str
) -> None:
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    environment.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    environment.setattr(sys, "platform", "win32")
    use_language(None)
    assert language() == code


def test_macos_without_an_answer_means_english(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("PATH", str(tmp_path))
    environment.setattr(sys, "platform", "darwin")
    use_language(None)
    assert language() == "en"


@pytest.mark.parametrize("words", [["--language", CODE], [f"--language={CODE}"], ["--lang", CODE]])
@pytest.mark.parametrize("place", ["before", "after"])
def test_the_option_wins_before_and_after_a_command(
    pseudo_language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    place: str,
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    line = [*words, "render", "--help"] if place == "before" else ["render", *words, "--help"]
    with pytest.raises(SystemExit):
        main(line)
    assert PSEUDO_HELP in capsys.readouterr().out


def test_every_command_takes_the_option(pseudo_language: str, capsys: pytest.CaptureFixture[str]) -> None:
    use_language("en")
    for command in ("devices", "doctor", "bench", "control", "install-desktop", "completion", "man-page"):
        with pytest.raises(SystemExit):
            main([command, "--language", CODE, "--help"])
        assert PSEUDO_HELP in capsys.readouterr().out, command
        use_language("en")


def test_errors_of_the_parser_are_in_the_chosen_language(
    pseudo_language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, mistake in ([], "⟦expected one argument⟧"), (["--language", "en"], ": expected one argument"):
        with pytest.raises(SystemExit) as ended:
            main([*words, "--size"])
        assert ended.value.code == 2
        assert mistake in capsys.readouterr().err


@pytest.mark.parametrize("word", ["de", "DE", "de_DE", "de-AT", "DE_de.UTF-8"])
def test_a_language_may_name_a_country(
    environment: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    assert read_options(["--language", word, "devices"]).language == "de"
    file = tmp_path / "config.toml"
    file.write_text(f'language = "{word}"')
    assert read_options(["--config", str(file)]).language == "de"
    with pytest.raises(SystemExit):
        main(["--language", word, "--help"])
    assert "Aufruf" in capsys.readouterr().out


def test_a_language_of_one_thread_leaves_the_others_alone(pseudo_language: str) -> None:
    with ThreadPoolExecutor(1) as pool, in_language("en"):
        assert _("Segment") == "Segment"
        assert pool.submit(_, "Segment").result() == "⟦Segment⟧"
        with in_language(None):
            assert language() == "en"
    assert language() == pseudo_language


@pytest.mark.parametrize(("code", "space"), [("en", ""), ("de", "\N{NO-BREAK SPACE}"), ("es", "\N{NO-BREAK SPACE}")])
def test_a_percentage_is_written_as_in_the_language(environment: pytest.MonkeyPatch, code: str, space: str) -> None:
    use_language(code)
    assert percent(0.849) == f"85{space}%"


@pytest.mark.parametrize("command", [[], ["render", "a.png", "b.png"], ["doctor"]])
def test_an_unknown_language_is_one_sentence(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--language", "tlh"])
    error = capsys.readouterr().err
    assert ended.value.code == 2
    assert error.count("\n") == 1
    assert "argument --language: invalid choice: 'tlh'" in error
    assert all(code in error for code in available_languages())


@pytest.mark.parametrize(
    ("words", "is_chosen"),
    [
        (["--help"], True),
        (["doctor", "--help"], True),
        (["--no-config", "--help"], False),
        (["--language", "en", "--help"], False),
        (["--config", "absent.toml", "--help"], False),
        (["--config", "config.toml", "--help"], True),
        (["--config=config.toml", "doctor", "--help"], True),
    ],
)
def test_the_configuration_file_chooses(
    pseudo_language: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    is_chosen: bool,
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'language = "{CODE}"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.cli.early_language.user_file", lambda: file)
    monkeypatch.setenv("LANGUAGE", "en")
    with pytest.raises(SystemExit):
        main(words)
    assert (PSEUDO_HELP in capsys.readouterr().out) == is_chosen


def test_a_mistake_in_the_configuration_file_is_reported_once(
    environment: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    for text in ('language = "tlh"', "language = 3", "language =", 'language = ["de"]'):
        file.write_text(text)
        assert main(["--config", str(file), "devices"]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_a_stored_language_holds_unless_another_is_given() -> None:
    stored = AppConfig(language="de")
    assert decode(encode(Settings(config=stored)))[0].config.language == "de"
    assert start_config(Start(AppConfig()), stored).language == "de"
    given = Start(AppConfig(language="es"), frozenset({"language"}))
    assert start_config(given, stored).language == "es"


def test_a_stored_language_without_a_catalogue_is_dropped() -> None:
    data = encode(Settings(config=AppConfig(language="de"))).replace(b'"language": "de"', b'"language": "tlh"')
    settings, dropped = decode(data)
    assert settings.config.language is None
    assert dropped == ("config.language",)


_CHILD = """
import sys
from app.language import _, language
from bisenet.language import _ as library
sys.stdout.reconfigure(encoding="utf-8")
print(language(), _("Hide me"), library("There is no CUDA device."), sep="|")
"""


def german(package: str, domain: str, message: str) -> str:
    return gettext.translation(domain, ROOT / package / "locales", ["de"]).gettext(message)


@pytest.mark.parametrize("variables", [{}, {"LC_ALL": "C"}, {"LC_ALL": "C", "LANGUAGE": "es"}, {"LANG": "es_ES.UTF-8"}])
def test_child_processes_speak_the_same_language(environment: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    use_language("de")
    window, library = german("app", "bisenet-bg", "Hide me"), german("bisenet", "bisenet", "There is no CUDA device.")
    assert window != "Hide me"
    assert library_translation("There is no CUDA device.") == library
    found = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, check=True)
    assert found.stdout.decode().strip() == f"de|{window}|{library}"


def test_a_child_process_takes_its_parents_language_in_spite_of_a_configuration_file(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("LC_ALL", "C")
    use_language("de")
    file = tmp_path / "config.toml"
    file.write_text('language = "es"\n')
    line = [sys.executable, "-m", "app", "--config", str(file), "render", "", "b.png"]
    found = subprocess.run(line, capture_output=True, check=False)
    assert (
        found.stderr.decode().strip()
        == f"bisenet-bg: {_('An INPUT is empty.')} {_('Give the name of a file or folder.')}"
    )
    given = subprocess.run([*line, "--language", "es"], capture_output=True, check=False)
    use_language("es")
    assert (
        given.stderr.decode().strip()
        == f"bisenet-bg: {_('An INPUT is empty.')} {_('Give the name of a file or folder.')}"
    )


def test_the_pseudo_language_brackets_messages_of_the_application_and_the_library(pseudo_language: str) -> None:
    assert language() == pseudo_language
    assert _("where the model runs") == "⟦where the model runs⟧"
    assert ngettext("{total} file: {parts}.", "{total} files: {parts}.", 2) == "⟦{total} files: {parts}.⟧"
    text = "{text} is not a number"
    assert library_translation(text) == f"⟦{text}⟧"


def test_values_in_a_message_are_part_of_it() -> None:
    assert untranslated("--size ⟦output size ⟦720⟧⟧ N") == "--size  N"


@pytest.mark.parametrize(
    ("code", "value", "digits", "text"),
    [
        ("en", 1.25, None, "1.25"),
        ("de", 1.25, None, "1,25"),
        ("es", 2.0, None, "2"),
        ("de", 2.0, 1, "2,0"),
        ("en", 29.84, 1, "29.8"),
        ("ja", 0.5, None, "0.5"),
    ],
)
def test_a_number_has_the_decimal_mark_of_the_language(code: str, value: float, digits: int | None, text: str) -> None:
    use_language(code)
    try:
        assert decimal(value, digits) == text
    finally:
        use_language("en")
