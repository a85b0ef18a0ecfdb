"""The proof on a GPU, as far as it runs without one."""

import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from app.core.stats import Stats
from app.core.types import Size
from app.cuda.processor import CudaProcessor
from benchmarks import cuda, proofs, prove
from benchmarks.prove import Outcome, is_well, run, section
from benchmarks.speed.gpu_section import section_in, with_section
from bisenet.inference.tensors.network import Network
from tests.cuda.conftest import PREPROCESSING, Brightness

SIZE = Size(320, 180)
ROW = {
    "model": "bisenet-resnet18",
    "size": "1280x720",
    "background": "blur",
    "first_s": 1.9,
    "p50_ms": 0.81,
    "cpu_ms": 0.4,
    "reserved_mib": 300,
    "graph_to_eager": 1,
}
LARGE = {**ROW, "size": "3840x2160", "p50_ms": 4.5}
WELL = {
    "tests": Outcome(0, None, "210 passed"),
    "figures": Outcome(0, [ROW, LARGE], ""),
    "changes": Outcome(0, {"changes": 300, "reserved_mib": [300, 310, 310, 310]}, ""),
    "refusal": Outcome(0, {"engine": "x, PyTorch, CUDA, no CUDA graph", "frames": 24}, ""),
    "loss": Outcome(0, {"engine": "y, ONNX Runtime, CPU", "frames": 48, "told": ["It failed."]}, ""),
}


def on_the_cpu() -> CudaProcessor:
    return CudaProcessor(Network(Brightness(), PREPROCESSING, torch.device("cpu"), "fake"), Stats())


def test_without_a_gpu_it_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert cuda.main(["--prove"]) == 2
    assert "finds no CUDA device" in capsys.readouterr().err


@pytest.mark.slow
def test_everything_is_changed_while_composites_are_dropped() -> None:
    levels = proofs.changed(on_the_cpu(), [cuda.load_clip(SIZE)[:2]], 8, lambda: 5)
    assert levels == [5, 5, 5, 5]


@pytest.mark.slow
def test_two_processors_are_compared() -> None:
    clip = cuda.load_clip(SIZE)[:2]
    assert proofs.difference(on_the_cpu(), on_the_cpu(), clip, cuda.backgrounds()["blur"]()) == 0


def test_work_is_done_in_another_thread() -> None:
    import threading

    assert proofs.in_worker(threading.current_thread) is not threading.current_thread()


@pytest.mark.parametrize("name", WELL)
def test_what_went_well_and_what_did_not(name: str) -> None:
    bad: dict[str, Any] = {
        "tests": None,
        "figures": [{**ROW, "graph_to_eager": 2}],
        "changes": {"changes": 300, "reserved_mib": [300, 310, 400, 500]},
        "refusal": {"engine": "x, PyTorch, CUDA", "frames": 24},
        "loss": {"engine": "x, PyTorch, CUDA", "frames": 48, "told": []},
    }
    assert is_well(name, WELL[name])
    assert not is_well(name, Outcome(1 if name == "tests" else 0, bad[name], ""))
    assert not is_well(name, Outcome(-6, None, "Aborted"))
    assert not is_well(name, Outcome(None, None, "took more than 60 s"))


def test_the_section_tells_figures_aims_and_what_failed() -> None:
    text = section({**WELL, "loss": Outcome(-6, None, "Aborted")}, "A card")
    assert text.startswith("## On a GPU\n\n`python -m benchmarks.cuda --prove` on A card.")
    assert "| `bisenet-resnet18` | 1280x720 | blur | 1.9 | 0.81 | 0.4 | 300 | 1 |" in text
    assert "The aim of less than 1 ms at 1280x720 was reached: 0.81 ms." in text
    assert "The aim of less than 4 ms at 3840x2160 was missed: 4.50 ms." in text
    assert "| loss | badly | exit status -6: Aborted |" in text
    assert "| tests | well | 210 passed |" in text


def test_the_card_keeps_its_other_parts() -> None:
    card = "# Speed card\n\nFigures.\n"
    unmeasured = with_section(card, section_in(card))
    assert unmeasured.startswith(card)
    assert "Nothing was measured on a GPU yet" in unmeasured
    assert "## On a GPU" in prove.CARD.read_text(encoding="utf-8")
    measured = with_section(unmeasured, section(WELL, "A card"))
    assert measured.startswith(card)
    assert "Nothing was measured" not in measured
    assert with_section("# Another\n", section_in(measured)).startswith("# Another\n\n## On a GPU")


def test_a_part_that_dies_is_told() -> None:
    code = "import os, sys; sys.stderr.write('terminate called\\n'); sys.stderr.flush(); os.abort()"
    outcome = run("loss", (sys.executable, "-c", code))
    assert outcome.status not in (0, None)
    assert (outcome.answer, outcome.told) == (None, "terminate called")
    assert run("loss", (sys.executable, "-c", "print('{\"frames\": 3}')")).answer == {"frames": 3}


def test_everything_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = tmp_path / "SPEED.md"
    card.write_text("# Speed card\n")
    monkeypatch.setattr(prove, "run", lambda name, command: WELL[name])
    monkeypatch.setattr(prove, "machine", lambda: "A card")
    assert prove.prove(card) == 0
    assert section_in(card.read_text()) == section(WELL, "A card")
    monkeypatch.setattr(prove, "run", lambda name, command: Outcome(1, None, "It failed."))
    assert prove.prove(card) == 1
