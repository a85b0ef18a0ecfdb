"""ONNX Runtime and weights."""

import sys
from pathlib import Path

import pytest

from app.doctor import inference as processor
from app.doctor.inference import check_model, check_processor, check_weights
from app.findings.model import Level
from bisenet.errors import WeightsError
from bisenet.manifest import ModelCard, read_manifest, weights_folder
from tests.doctor.conftest import BuildFiles
from tests.own_models import damage, publish_copy


def test_onnx_runtime_is_there_or_missed(system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    *_, runtime = check_processor(system_files())
    assert runtime.level is Level.OK
    monkeypatch.setitem(sys.modules, "bisenet.inference.engines.onnx_engine", None)
    *_, runtime = check_processor(system_files())
    assert runtime.level is Level.PROBLEM
    assert runtime.fix[0].endswith("pip install --force-reinstall onnxruntime")


def test_the_weights_that_are_shipped_are_whole() -> None:
    found = check_weights()
    assert [finding.what for finding in found] == [f"{name} is as published (sha256)." for name in read_manifest()]
    assert all(finding.level is Level.OK for finding in found)


def test_damaged_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    folder.mkdir()
    for path in weights_folder().iterdir():
        if path.suffix in {".safetensors", ".onnx", ".json"}:
            (folder / path.name).symlink_to(path)
    damaged = folder / "bisenet-resnet18.onnx"
    damaged.unlink()
    damaged.write_bytes(b"not a graph")
    cards = read_manifest(folder)
    monkeypatch.setattr(processor, "read_manifest", lambda: cards)
    monkeypatch.setattr(processor, "weights_folder", lambda: folder)
    levels = {name: finding.level for name, finding in zip(cards, check_weights(), strict=True)}
    assert levels == {"bisenet-mobilenetv2": Level.OK, "bisenet-resnet18": Level.PROBLEM}
    (problem,) = [finding for finding in check_weights() if finding.level is Level.PROBLEM]
    assert problem.what.endswith("(its sha256 is not the manifest's).")
    assert problem.fix == ("Install bisenet-bg again.",)
    (tmp_path / ".git").mkdir()
    assert check_weights()[1].fix == (f"git -C {tmp_path} checkout -- weights",)


def test_a_manifest_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> dict[str, ModelCard]:
        raise WeightsError("There is no manifest.json in weights.", "Install bisenet-bg again.")

    monkeypatch.setattr(processor, "read_manifest", gone)
    (found,) = check_weights()
    assert (found.level, found.what) == (Level.PROBLEM, "There is no manifest.json in weights.")


def test_a_model_of_the_users_own(tmp_path: Path) -> None:
    folder = publish_copy(tmp_path / "mine")
    (found,) = check_model(str(folder))
    assert (found.level, found.what) == (Level.OK, f"mine/bisenet-mobilenetv2 in {folder} is as published (sha256).")
    damage(folder / "bisenet-mobilenetv2.onnx")
    (found,) = check_model(str(folder))
    assert (found.level, found.fix) == (Level.PROBLEM, ("Publish the model again.",))
    assert found.what.endswith("bisenet-mobilenetv2.onnx is damaged (its sha256 is not the manifest's).")
    assert found.why == f"bisenet-bg does not start with --model {folder}."


def test_a_model_that_is_installed_or_unknown() -> None:
    assert check_model("bisenet-resnet18") == []
    (found,) = check_model("unet")
    assert (found.level, found.what) == (Level.PROBLEM, "There is no trained model named 'unet'.")
    assert found.fix[0].startswith("Choose one of: bisenet-mobilenetv2")
