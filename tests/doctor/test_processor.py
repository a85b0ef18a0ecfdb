"""GPU, PyTorch, ONNX Runtime and weights."""

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from app.doctor import processor
from app.doctor.findings import Level
from app.doctor.processor import check_processor, check_weights
from bisenet.errors import WeightsError
from bisenet.manifest import ModelCard, read_manifest, weights_folder
from tests.doctor.conftest import BuildMachine

_CARD = "sys/bus/pci/devices/0000:01:00.0"


@pytest.fixture
def torch_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the file in which PyTorch tells how it was built."""
    spec = ModuleSpec("torch", None, origin=str(tmp_path / "torch" / "__init__.py"))
    (tmp_path / "torch").mkdir()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    return tmp_path / "torch" / "version.py"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("cuda: Optional[str] = '12.8'\nhip: Optional[str] = None\n", Level.OK),
        ("cuda: Optional[str] = None\nhip: Optional[str] = '6.0'\n", Level.NOTE),
        (None, Level.NOTE),
    ],
)
def test_a_gpu_wants_a_torch_with_cuda(
    text: str | None, level: Level, machine: BuildMachine, torch_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor, "has_cuda_driver", lambda: True)
    if text is not None:
        torch_version.write_text(text)
    gpu, _ = check_processor(machine())
    assert gpu.level is level
    assert (
        gpu.fix[0].endswith("pip install --force-reinstall torch") if gpu.fix else "that uses it" in gpu.what
    ) is True


def test_the_installed_torch_is_read_right() -> None:
    import torch

    assert processor.torch_has_cuda() == (torch.version.cuda is not None)


@pytest.mark.parametrize(
    ("vendor", "kind", "level"),
    [("0x10de", "0x030000", Level.NOTE), ("0x10de", "0x040300", Level.OK), ("0x8086", "0x030000", Level.OK)],
)
def test_a_card_without_its_driver(
    vendor: str, kind: str, level: Level, machine: BuildMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor, "has_cuda_driver", lambda: False)
    gpu, _ = check_processor(machine({f"{_CARD}/vendor": vendor + "\n", f"{_CARD}/class": kind + "\n"}))
    assert gpu.level is level


def test_onnx_runtime_is_there_or_missed(machine: BuildMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    _, runtime = check_processor(machine())
    assert runtime.level is Level.OK
    monkeypatch.setitem(sys.modules, "bisenet.inference.engines.onnx_engine", None)
    _, runtime = check_processor(machine())
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
        raise WeightsError("There is no manifest.json in weights; install bisenet-bg again.")

    monkeypatch.setattr(processor, "read_manifest", gone)
    (found,) = check_weights()
    assert (found.level, found.what) == (Level.PROBLEM, "There is no manifest.json in weights.")
