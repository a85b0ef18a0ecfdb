import json
import subprocess
import sys
from pathlib import Path

import pytest

from bisenet.cli import main


def test_evaluate_prints_json(published: Path, drawn_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(drawn_data / "portraits")
    assert main(["evaluate", folder, "--model", "bisenet-mobilenetv2", "--weights", str(published), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores["images"] == 4
    assert {"person_iou", "mean_iou", "boundary_iou", "mad", "gradient"} <= scores.keys()
    assert all(0 <= scores[name] <= 1 for name in ("person_iou", "mean_iou", "boundary_iou", "mad"))


def test_evaluate_counts_false_people_in_empty_rooms(
    published: Path, drawn_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(drawn_data / "rooms")
    assert main(["evaluate", folder, "--model", "bisenet-mobilenetv2", "--weights", str(published)]) == 0
    assert "false_person" in capsys.readouterr().out


def test_evaluate_prints_a_line_of_json_for_each_set(
    published: Path, drawn_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["evaluate", str(drawn_data), "--model", "bisenet-mobilenetv2", "--weights", str(published), "--json"]
    assert main(arguments) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["folder"]: line["images"] for line in lines} == {"portraits": 4, "rooms": 2, "studio": 4}


def test_evaluate_reports_a_damaged_clip_in_one_sentence(
    published: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no video")
    assert main(["evaluate", str(tmp_path), "--model", "bisenet-mobilenetv2", "--weights", str(published)]) == 2
    (line,) = capfd.readouterr().err.strip().splitlines()
    assert "cannot be read as a video" in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "required: command"),
        (["train", "--model", "x", "--data", ".", "--out", "x.pt", "--samples", "0"], "0 is not a positive number"),
        (["train", "--model", "x", "--data", ".", "--out", "x.pt", "--workers", "-1"], "-1 is not a number"),
        (["train", "--model", "x", "--data", ".", "--out", "x.pt", "--learning-rate", "nan"], "nan is not a positive"),
        (["train", "--model", "x", "--data", ".", "--out", "x.pt", "--seed", "-1"], "-1 is not a number"),
        (["train", "--model", "x", "--share", "portraits"], "portraits is not SET=WEIGHT"),
        (["train", "--model", "x", "--teacher-share", "1.5"], "1.5 is more than 1"),
        (["train", "--model", "x", "--from", "a", "--pretrained", "b"], "not allowed with argument --from"),
    ],
)
def test_a_wrong_option_gives_one_sentence(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert message in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["evaluate", "absent", "--model", "bisenet-resnet18", "--weights", "{published}"], "no trained model"),
        (["evaluate", "absent", "--model", "bisenet-mobilenetv2", "--weights", "{published}"], "no folder"),
        (
            ["evaluate", ".", "--model", "bisenet-mobilenetv2", "--weights", "{published}"],
            "no .jpg, .png, .webp or",
        ),
        (["train", "--model", "unet", "--data", ".", "--out", "x.pt"], "no model named"),
        (["train", "--model", "bisenet-resnet18", "--data", ".", "--out", "absent/x.pt"], "no folder absent"),
        (
            ["train", "--model", "bisenet-resnet18", "--data", ".", "--out", "x.pt", "--labels", "absent"],
            "no folder absent; write it by `bisenet soften`",
        ),
        (["soften", "--data", ".", "--network", "absent.onnx", "--out", "x"], "absent.onnx cannot be loaded"),
        (["publish", "absent.pt"], "no checkpoint"),
    ],
)
def test_mistakes_give_one_sentence(
    arguments: list[str],
    message: str,
    published: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([argument.format(published=published) for argument in arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert len(error.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no such error")
def test_a_closed_pipe_gives_no_message() -> None:
    command = [sys.executable, "-m", "bisenet", "train", "--recipe", "face"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 141
