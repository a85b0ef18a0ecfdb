"""`bisenet-bg control` and second starts, by the real command."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli.main import main
from app.commands.control import spelled_out
from app.control.protocol import Command
from app.control.single_instance import only_instance
from app.core.errors import DeviceError
from app.language import use_language
from tests.commands import headless_run
from tests.control.fakes import FakeProgram
from tests.language.pseudo_language import CODE, untranslated

Wait = Callable[[Callable[[], bool]], None]
Output = pytest.CaptureFixture[str]
GREEN, RED = (0, 177, 64), (255, 0, 0)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="bg-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


@pytest.fixture
def program() -> Iterator[FakeProgram]:
    """A program that is running."""
    program = FakeProgram()
    with only_instance() as instance, instance.serving(program):
        yield program


def refused(capsys: Output, *arguments: str) -> str:
    """Return the one sentence of a refusal, having checked the status."""
    capsys.readouterr()
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    return line.removeprefix("bisenet-bg: ")


@pytest.mark.parametrize(
    "words",
    [
        ["control", "--language", CODE, "slate"],
        ["control", "slate", "--language", CODE],
        ["--language", CODE, "control", "slate"],
    ],
)
def test_the_language_may_stand_at_any_place(
    pseudo_language: str, program: FakeProgram, capsys: Output, words: list[str]
) -> None:
    use_language("en")
    assert main(words) == 0
    assert untranslated(capsys.readouterr().out).strip() == ""


@pytest.mark.parametrize(
    ("words", "call"),
    [
        (["background", "blur:30"], ("background", "blur:30")),
        (["camera", "beach"], ("camera", "beach")),
        (["pause"], ("pause", True)),
        (["pause", "off"], ("pause", False)),
        (["pause", "toggle"], ("pause", True)),
        (["slate"], ("pause", True)),
        (["show"], ("pause", False)),
        (["virtual-camera", "off"], ("virtual-camera", False)),
        (["retry-gpu"], ("retry-gpu", True)),
        (["raise"], ("raise", "")),
        (["quit"], ("quit", True)),
    ],
)
def test_every_command_makes_one_request_and_prints_one_sentence(
    words: list[str], call: tuple[str, object], program: FakeProgram, capsys: Output
) -> None:
    assert main(["control", *words]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert len(said.out.splitlines()) == 1
    assert program.calls == [call]


def test_a_refusal_is_one_sentence(program: FakeProgram, capsys: Output) -> None:
    assert refused(capsys, "control", "background", "nope") == "There is no background 'nope'. Give another."
    assert "has characters that cannot be printed" in refused(capsys, "control", "background", "a\nb")
    assert not program.calls


@pytest.mark.parametrize(
    ("words", "form"),
    [
        (["virtual-camera"], "required: on|off;"),
        (["pause", "maybe"], "argument on|off|toggle: invalid choice"),
        (["camera"], "required: WORD;"),
    ],
)
def test_the_help_names_the_form_of_a_value(words: list[str], form: str, capsys: Output) -> None:
    with pytest.raises(SystemExit):
        main(["control", *words])
    assert form in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["dance"], ["pause", "maybe"], ["slate", "on"], ["background"]])
def test_an_unknown_command_is_refused_by_the_client(words: list[str], program: FakeProgram, capsys: Output) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["control", *words])
    assert ending.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not program.calls


def test_the_status_in_words_and_as_json(program: FakeProgram, capsys: Output) -> None:
    program.paused = True
    assert main(["control", "status"]) == 0
    words = capsys.readouterr().out
    assert "Virtual camera: switched off\n" in words
    assert f"process {os.getpid()}" in words
    assert main(["control", "status", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["paused"] is True
    assert found["engine"] == "fake"


@pytest.mark.parametrize("words", [["slate"], ["status", "--json"], ["background", "beach"]])
def test_without_a_running_program_it_says_so(words: list[str], capsys: Output) -> None:
    assert refused(capsys, "control", *words).startswith("bisenet-bg is not running. Start it")


def test_a_message_that_is_too_long_is_not_sent(program: FakeProgram, capsys: Output) -> None:
    assert refused(capsys, "control", "background", "x" * 20000) == "That is too long. Give a shorter word."
    assert not program.calls


def test_files_are_sent_with_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("me.png", "1", "demo"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "Pictures").mkdir()
    background, camera = Command.BACKGROUND, Command.CAMERA
    assert spelled_out(background, "me.png") == str(tmp_path / "me.png")
    assert spelled_out(camera, "me.png") == str(tmp_path / "me.png")
    assert spelled_out(background, "Pictures") == str(tmp_path / "Pictures")
    assert spelled_out(background, "slideshow:Pictures") == f"slideshow:{tmp_path / 'Pictures'}"
    for word in ("beach.jpg", "#00b140", "blur:30", "slideshow:nowhere", "absent.png"):
        assert spelled_out(background, word) == word
    # These are a camera's number and the clip, whatever files there are.
    assert spelled_out(camera, "1") == "1"
    assert spelled_out(camera, "demo") == "demo"


def test_a_second_start_passes_on_explicit_options(program: FakeProgram, capsys: Output) -> None:
    assert main([]) == 0
    assert program.calls == [("raise", "")]
    # Also where it is the default.
    program.calls.clear()
    assert main(["--background", "beach", "--camera=blur:30", "--fps", "5"]) == 0
    assert program.calls == [("raise", ""), ("background", "beach"), ("camera", "blur:30")]
    assert "is in front" in capsys.readouterr().out
    assert "no background 'nope'" in refused(capsys, "--background", "nope")


@pytest.mark.parametrize(
    ("words", "calls", "late"),
    [
        (["--virtual-camera"], [("virtual-camera", True)], ""),
        (["--no-virtual-camera", "--no-headless", "--no-config"], [("virtual-camera", False)], ""),
        (
            ["--virtual-camera", "/dev/video10"],
            [],
            "--virtual-camera takes effect only after a restart: quit the running program first with ",
        ),
        (
            ["--fps=30", "--no-mirror", "--virtual-camera"],
            [("virtual-camera", True)],
            "--fps, --mirror take effect only",
        ),
        (["--move=0,0", "--light-wrap=.5", "--flip"], [], "--flip, --light-wrap, --move take effect only"),
    ],
)
def test_a_second_start_names_options_it_cannot_pass_on(
    words: list[str], calls: list[tuple[str, object]], late: str, program: FakeProgram, capsys: Output
) -> None:
    assert main(words) == 0
    assert program.calls == [("raise", ""), *calls]
    (line,) = capsys.readouterr().out.splitlines()
    assert late in line
    assert ("`bisenet-bg control quit`" in line) == bool(late)


def test_a_second_start_prints_accepted_options_before_refused_ones(
    program: FakeProgram, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(on: bool) -> None:
        raise DeviceError("There is no virtual camera.", "Make one.")

    monkeypatch.setattr(program, "set_virtual_camera", fail)
    assert main(["--background", "beach", "--scale", ".5", "--virtual-camera"]) == 2
    said = capsys.readouterr()
    assert program.calls == [("raise", ""), ("background", "beach")]
    (line,) = said.out.splitlines()
    assert "beach" in line
    assert "--scale takes effect only after a restart: quit the running program first" in line
    assert said.err == "bisenet-bg: There is no virtual camera. Make one.\n"
    # What comes after a refusal is still passed on.
    program.calls.clear()
    assert main(["--background", "nope", "--camera", "beach"]) == 2
    assert program.calls == [("raise", ""), ("camera", "beach")]
    assert "There is no background 'nope'" in capsys.readouterr().err


def test_no_second_program_starts_beside_a_headless_one(program: FakeProgram, capsys: Output) -> None:
    program.has_window = False
    assert refused(capsys, "--background", "beach") == "It runs without a window. End it."
    assert not program.calls
    told = refused(capsys, "--headless")
    assert f"already running (process {os.getpid()})" in told
    assert "`bisenet-bg control quit`" in told
    assert not program.calls


@pytest.mark.slow
def test_a_program_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """It has the lock, and its socket was removed."""
    monkeypatch.setattr("app.commands.window._TIMEOUT", 0.3)
    with only_instance():
        for socket in Path(os.environ["XDG_RUNTIME_DIR"]).glob("*/control"):
            socket.unlink()
        assert f"(process {os.getpid()})" in refused(capsys)


def test_other_commands_ignore_a_running_program(program: FakeProgram, capsys: Output) -> None:
    assert main(["devices", "--json"]) == 0
    assert refused(capsys, "render", "absent.png", "out.png").startswith("There is no file absent.png")
    assert not program.calls


@pytest.mark.slow
def test_a_headless_run_from_start_to_end(tmp_path: Path, wait_until: Wait, capsys: Output) -> None:
    options = ["--headless", "--camera", "demo", "--background", "#00b140", "--size", "320x180", "--fps", "60"]
    script = str(Path(headless_run.__file__))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}

    def found() -> dict[str, object]:
        capsys.readouterr()
        if main(["control", "status", "--json"]) != 0:
            return {}
        return dict(json.loads(capsys.readouterr().out))

    def output() -> object:
        virtual = found().get("virtual_camera")
        return (virtual["state"], virtual["name"], virtual["error"]) if isinstance(virtual, dict) else None

    with subprocess.Popen(
        [sys.executable, script, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        wait_until(lambda: process.poll() is None and output() == ("on", "fake0", None))
        wait_until(lambda: bool(found()["engine"]) and found()["fps"]["processed"] > 0)  # type: ignore[index]
        assert found()["window"] is False
        assert found()["pid"] == process.pid
        assert "already running without a window" in refused(capsys)
        assert f"(process {process.pid})" in refused(capsys, "--headless")
        assert main(["control", "slate"]) == 0
        assert main(["control", "background", "#ff0000"]) == 0
        assert "no background 'nope'" in refused(capsys, "control", "background", "nope")
        assert "There is no camera" in refused(capsys, "control", "camera", "no such camera")
        assert found()["background"] == "#ff0000"
        assert found()["paused"] is True
        wait_until(lambda: found()["fps"]["processed"] > 0)  # type: ignore[index]
        assert main(["control", "show"]) == 0
        wait_until(lambda: found()["paused"] is False and found()["fps"]["output"] > 0)  # type: ignore[index]
        assert main(["control", "virtual-camera", "off"]) == 0
        wait_until(lambda: output() == ("off", "", None))
        assert main(["control", "virtual-camera", "on"]) == 0
        wait_until(lambda: output() == ("on", "fake0", None))
        assert main(["control", "camera", "demo"]) == 0
        assert main(["control", "quit"]) == 0
        said, complaint = process.communicate(timeout=30)
    assert process.returncode == 0, complaint
    assert "Traceback" not in complaint
    result = json.loads(said.splitlines()[-1])
    assert result["opened"] == result["closed"] == 2
    corners = [tuple(corner) for corner in result["corners"]]
    slate = corners[0]
    assert slate not in (GREEN, RED)
    # Green only before the panic, red only after: in between and around there are slates.
    assert [corner for corner in corners if corner != slate][:2] == [GREEN, RED]
    assert GREEN not in corners[corners.index(RED) :]
    assert corners[corners.index(RED) - 1] == slate
    assert corners[-1] == slate
