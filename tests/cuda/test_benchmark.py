"""The benchmark's parts, as far as they run without a CUDA device."""

from pathlib import Path

import pytest
import torch

from app.core.types import Size
from benchmarks import cuda
from bisenet.inference.tensors.network import load_network

SIZE = Size(320, 180)


def test_without_a_device_it_ends_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert cuda.main(["--out", str(tmp_path / "page.md")]) == 2
    assert capsys.readouterr().err == "cuda: PyTorch finds no CUDA device here; run it on a machine with one.\n"
    assert not list(tmp_path.iterdir())


def test_the_clip_is_the_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    recorded = cuda.load_clip(SIZE)
    monkeypatch.setattr(cuda, "ROOT", tmp_path)
    drawn = cuda.load_clip(SIZE)
    assert len(recorded) == len(drawn)
    assert {rgb.shape for rgb in (*recorded, *drawn)} == {(180, 320, 3)}
    assert abs(recorded[0].mean() - drawn[0].mean()) > 1


@pytest.mark.parametrize("background", ["picture", "blur"])
@pytest.mark.slow
def test_a_run_gives_times_and_differences(background: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda, "_WARM_UP", 1)
    monkeypatch.setattr(cuda, "_COMPARED", 2)
    network = load_network(cuda.MODELS[1], "cpu", cuda.WEIGHTS)
    result = cuda.measure(network, cuda.load_clip(SIZE), cuda.backgrounds()[background](), 2)
    assert 0 < result.p50 <= result.p95
    assert 0 < result.mean < 0.5
    assert result.maximum < 64


def test_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "A card")
    results = {("a-model", SIZE, "blur"): cuda.Result(0.812, 0.9, 0.0312, 7)}
    text = cuda.page(results, 300)
    assert "A card, PyTorch" in text
    assert "| `a-model` | 320x180 | blur | 0.81 | 0.90 | 0.031 | 7 |" in text
