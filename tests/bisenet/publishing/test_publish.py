import errno
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from bisenet.cli import main
from bisenet.manifest import read_manifest
from bisenet.publish import DATA_SOURCES, LICENCE, OWN_TERMS
from bisenet.published import NOT_STATED
from bisenet.training.checkpoint import read_checkpoint
from tests.bisenet.conftest import train_arguments

pytestmark = pytest.mark.slow


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def copy(published: Path, tmp_path: Path) -> Path:
    """Return a copy of the published weights, and beside it their checkpoint `run.pt`."""
    shutil.copy(published.parent / "run.pt", tmp_path)
    return Path(shutil.copytree(published, tmp_path / "weights"))


def test_a_damaged_manifest_leaves_published_files_alone(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "manifest.json").write_text("{")
    before = files(copy)
    assert main(["publish", str(copy.parent / "run.pt"), "--folder", str(copy)]) == 2
    assert "manifest" in capsys.readouterr().err
    assert files(copy) == before


def test_a_failing_graph_leaves_published_files_alone(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bisenet.published.write_graph", fail)
    before = files(copy)
    assert main(["publish", str(copy.parent / "run.pt"), "--folder", str(copy)]) == 130
    assert files(copy) == before


@pytest.mark.parametrize("command", ["publish", "quantise"])
def test_a_full_disk_leaves_published_files_alone(
    command: str, copy: Path, drawn_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    before = files(copy)
    monkeypatch.setattr(Path, "write_text", refuse)
    if command == "publish":
        words = [str(copy.parent / "run.pt"), "--pixel-budget", "12288"]
    else:
        words = ["bisenet-mobilenetv2", "--data", str(drawn_data), "--pictures", "1"]
    assert main([command, *words, "--folder", str(copy)]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "manifest.json cannot be written (No space left on device); make room" in line
    assert files(copy) == before


def test_a_folder_that_is_a_file_is_refused(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", str(copy.parent / "run.pt"), "--folder", str(copy / "manifest.json")]) == 2
    assert "choose another --folder" in capsys.readouterr().err


def test_several_checkpoints_are_averaged(copy: Path, drawn_data: Path) -> None:
    first, second = copy.parent / "run.pt", copy.parent / "second.pt"
    assert main(train_arguments(drawn_data, second, "--samples", "4", "--from", str(first))) == 0
    assert main(["publish", str(first), str(second), "--folder", str(copy)]) == 0
    name = "head.conv_1x1.weight"
    one, other = (read_checkpoint(path)["ema"][name] for path in (first, second))
    assert not torch.equal(one, other)
    mean = load_file(copy / "bisenet-mobilenetv2.safetensors")[name]
    assert torch.allclose(mean.float(), (one + other) / 2, atol=1e-3)
    assert len(read_manifest(copy)["bisenet-mobilenetv2"].facts["recipes"]) == 2


def test_published_weights_count_as_the_runs_they_are_the_mean_of(copy: Path) -> None:
    run, other, weights = copy.parent / "run.pt", copy.parent / "other.pt", copy / "bisenet-mobilenetv2.safetensors"
    state, name = read_checkpoint(run), "head.conv_1x1.weight"
    before = state["ema"][name].clone()
    state["ema"][name] += 3
    torch.save(state, other)
    assert main(["publish", str(run), str(run), "--folder", str(copy)]) == 0
    manifest = json.loads((copy / "manifest.json").read_text())
    entry = manifest["models"]["bisenet-mobilenetv2"]
    entry["recipes"][0]["seed"] = 7
    entry["data"]["a set no longer trained on"] = "its terms"
    (copy / "manifest.json").write_text(json.dumps(manifest))
    assert main(["publish", str(weights), str(other), "--folder", str(copy)]) == 0
    assert torch.allclose(load_file(weights)[name].float(), before + 1, atol=1e-2)
    card = read_manifest(copy)["bisenet-mobilenetv2"]
    card.verify()
    assert [recipe["seed"] for recipe in card.facts["recipes"]] == [7, 0, 0]
    assert card.facts["data"]["a set no longer trained on"] == "its terms"


def test_published_weights_keep_their_values_and_their_input(copy: Path) -> None:
    weights = copy / "bisenet-mobilenetv2.safetensors"
    state, card = load_file(weights), read_manifest(copy)["bisenet-mobilenetv2"]
    assert main(["publish", str(weights), "--folder", str(copy)]) == 0
    assert all(torch.equal(value, state[name]) for name, value in load_file(weights).items())
    assert read_manifest(copy)["bisenet-mobilenetv2"].preprocessing == card.preprocessing


def test_damaged_published_weights_are_refused(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = copy / "bisenet-mobilenetv2.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    before = files(copy)
    assert main(["publish", str(weights), str(copy.parent / "run.pt"), "--folder", str(copy)]) == 2
    assert "is damaged" in capsys.readouterr().err
    assert files(copy) == before


def test_checkpoints_of_two_models_are_refused(
    copy: Path, drawn_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = train_arguments(drawn_data, copy.parent / "other.pt", "--samples", "4")
    arguments[arguments.index("bisenet-mobilenetv2")] = "bisenet-xception39"
    assert main([*arguments, "--teacher-share", "0.5", "--teacher", "bisenet-mobilenetv2"]) == 0
    before = files(copy)
    assert main(["publish", str(copy.parent / "run.pt"), str(copy.parent / "other.pt"), "--folder", str(copy)]) == 2
    assert "of several models" in capsys.readouterr().err
    assert files(copy) == before


def test_the_sets_of_the_run_are_claimed_and_no_others(published: Path) -> None:
    facts = read_manifest(published)["bisenet-mobilenetv2"].facts
    assert facts["data"] == {name: DATA_SOURCES[name] for name in ("portraits", "studio", "rooms")}
    assert facts["licence"] == LICENCE


def test_the_users_own_sets_have_their_own_terms(drawn_data: Path, tmp_path: Path) -> None:
    """What a run started from, or its teacher, may have learnt from all of the listed sets."""
    mine, out = tmp_path / "sets" / "mine", tmp_path / "run.pt"
    shutil.copytree(drawn_data / "portraits", mine)
    assert main(train_arguments(mine, out, "--samples", "2")) == 0
    assert main(["publish", str(out), "--folder", str(tmp_path / "own")]) == 0
    facts = read_manifest(tmp_path / "own")["bisenet-mobilenetv2"].facts
    assert (facts["data"], facts["licence"]) == ({"mine": OWN_TERMS}, NOT_STATED)
    assert main(train_arguments(mine, tmp_path / "more.pt", "--samples", "2", "--from", str(out))) == 0
    assert main(["publish", str(tmp_path / "more.pt"), "--folder", str(tmp_path / "more")]) == 0
    facts = read_manifest(tmp_path / "more")["bisenet-mobilenetv2"].facts
    assert (facts["data"], facts["licence"]) == ({**DATA_SOURCES, "mine": OWN_TERMS}, LICENCE)


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({}, set()),
        ({"pretrained": ["context_path.stem"]}, {"ImageNet start", "COCO and VOC start"}),
        ({"soft_labels": True}, {"edges of soft labels"}),
        ({"sets": ["animals", "garden"]}, {"pets, animals", "garden"}),
        ({"teacher": "bisenet-resnet18"}, set(DATA_SOURCES)),
    ],
)
def test_what_else_a_run_learnt_from_is_claimed(change: dict[str, Any], more: set[str], copy: Path) -> None:
    state = read_checkpoint(copy.parent / "run.pt")
    state["pretrained"] = change.get("pretrained", [])
    task = state["config"]["task"]
    state["config"]["task"] = {**task, "sets": [], **{key: change[key] for key in change.keys() & task.keys()}}
    torch.save(state, copy.parent / "changed.pt")
    assert main(["publish", str(copy.parent / "changed.pt"), "--folder", str(copy)]) == 0
    assert set(read_manifest(copy)["bisenet-mobilenetv2"].facts["data"]) == more
