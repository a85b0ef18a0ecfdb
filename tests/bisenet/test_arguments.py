"""Mistakes in options: the sentence is about the option, whatever stands beside it."""

import argparse

import pytest

from app.cli.options import make_parser
from bisenet.arguments import Parser
from bisenet.cli import main as bisenet


def complaint(parser: argparse.ArgumentParser, words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that the parser prints, having checked the status."""
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(words)
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["--backgruond", "beach"], "--backgruond. Did you mean --background?"),
        (["--backgruond=my room.png"], "--backgruond. Did you mean --background?"),
        (["--camera", "0", "--virtual-camra", "render"], "--virtual-camra. Did you mean --virtual-camera?"),
        (["--color-match", "1"], "--color-match. Did you mean --colour-match?"),
        (["--no-mirorr"], "--no-mirorr. Did you mean --no-mirror?"),
        (["-headless"], "-headless. Did you mean --headless?"),
        (["-background", "beach"], "-background. Did you mean --background?"),
        (["--Headless"], "--Headless. Did you mean --headless?"),
        (["render", "--backgruond", "beach", "a.png", "b.png"], "--backgruond. Did you mean --background?"),
        (["render", "a.png", "b.png", "--move", "-.2,0", "--detial", "1"], "--detial. Did you mean --detail?"),
        (["control", "status", "--jsn"], "--jsn. Did you mean --json?"),
        (["--json"], "--json is an option of devices, doctor, bench; give it after that word"),
        (["render", "me.jpg", "o.png", "--no-config"], "bisenet-bg render: Write --no-config before `render`."),
        (["render", "me.jpg", "o.png", "--headless"], "bisenet-bg render: Write --headless before `render`."),
        (["render", "me.jpg", "o.png", "--config=x"], "bisenet-bg render: Write --config before `render`."),
        (["control", "status", "--zzz"], "There is no option --zzz; see `bisenet-bg control status --help`."),
        (["control", "status", "--no-config"], "bisenet-bg control status: Write --no-config before `control`."),
        (["rendr", "a.png", "b.png"], "bisenet-bg: There is no command rendr. Did you mean render?"),
        (["control", "statsu"], "bisenet-bg control: There is no command statsu. Did you mean status?"),
        (["zzz"], "invalid choice: 'zzz'"),
        (["--zzz", "render"], "There is no option --zzz; see `bisenet-bg --help`."),
    ],
)
def test_a_misspelt_option_says_which_one_is_meant(
    words: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert meant in complaint(make_parser(), words, capsys)


def test_the_training_command_says_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bisenet(["segment", "--modle", "bisenet-resnet18", "photos", "results"])
    assert capsys.readouterr().err == "bisenet segment: There is no option --modle. Did you mean --model?\n"


def test_the_words_of_the_process_are_checked_as_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tool", "--sise", "3"])
    parser = Parser(prog="tool")
    parser.add_argument("--size")
    with pytest.raises(SystemExit):
        parser.parse_args()
    assert capsys.readouterr().err == "tool: There is no option --sise. Did you mean --size?\n"


@pytest.mark.parametrize(
    "words",
    [
        ["--back", "beach"],
        ["--move", "-0.2,0"],
        ["render", "--", "-x.png", "--out.png"],
        ["render", "-a b.png", "out.png"],
        ["--background=-strange.png"],
    ],
)
def test_abbreviations_and_words_with_dashes_are_no_mistakes(words: list[str]) -> None:
    assert make_parser().parse_args(words)
