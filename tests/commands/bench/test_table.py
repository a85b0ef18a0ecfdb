import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.commands.bench import table
from app.commands.bench.config import BenchConfig
from app.commands.bench.job import Preset
from app.commands.bench.timing import Timing
from app.core.types import Size
from app.machine import machine
from bisenet.manifest import weights_folder
from tests.commands.bench.conftest import Built
from tests.own_models import publish_copy

MODELS = sorted(machine().models)


def row(model: str, iou: float, share: float, pixels: int = 100, p95: float = 10.0) -> dict[str, Any]:
    return {
        "model": model,
        "engine": "onnx",
        "size": f"{pixels}x1",
        "pixels": pixels,
        "p95_ms": p95,
        "core_share_at_30_fps": share,
        "boundary_iou": iou,
    }


def test_the_best_edges_below_half_a_core_are_advised() -> None:
    rows = [
        row("coarse", 0.5, 0.1, pixels=900),
        row("fine", 0.6, 0.4),
        row("finest", 0.7, 0.5),
        row("slow", 0.8, 0.2, p95=34.0),
    ]
    assert table.advice(rows) == "Advice: fine with the engine onnx at 100x1; 30 fps take 40% of one core."


def test_of_equal_edges_the_largest_size_then_the_cheapest_is_advised() -> None:
    rows = [row("one", 0.6, 0.1), row("large", 0.6, 0.4, pixels=400), row("cheap", 0.6, 0.3, pixels=400)]
    assert "cheap with the engine onnx at 400x1" in table.advice(rows)


def test_the_advice_says_if_nothing_is_cheap_enough() -> None:
    rows = [row("one", 0.6, 0.9), row("two", 0.5, 0.7), row("three", 0.5, 0.8)]
    assert table.advice(rows) == (
        "Nothing here reaches 30 fps on half a core; two with the engine onnx at 100x1 comes closest, with 70% of one."
    )


def test_edges_are_the_manifests_mean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = json.loads((weights_folder() / "manifest.json").read_text())["models"][MODELS[0]]
    sets = {"rooms": {"false_person": 0.1}, "a": {"boundary_iou": 0.5}, "b": {"boundary_iou": 0.7}}
    models = {"known": {**entry, "metrics": {"sets": sets}}, "new": {**entry, "metrics": {}}}
    (tmp_path / "manifest.json").write_text(json.dumps({"models": models}))
    monkeypatch.setattr("bisenet.manifest.weights_folder", lambda: tmp_path)
    assert table.boundary_iou("known") == pytest.approx(0.6)
    assert table.boundary_iou("new") == 0


def test_a_model_of_the_users_own_has_no_figures_yet(tmp_path: Path) -> None:
    folder = str(publish_copy(tmp_path / "mine", metrics={}))
    assert table.presets(BenchConfig(model=folder, device="cpu")) == [Preset(folder, "cpu", "onnx")]
    assert table.boundary_iou(folder) == 0


def test_what_is_measured_follows_device_and_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "choose_device", lambda device: "cuda")
    cuda = [Preset(model, "cuda", "torch") for model in MODELS]
    assert table.presets(BenchConfig(device="cuda")) == cuda
    cpu = table.presets(BenchConfig(device="cpu"))
    assert {preset.model for preset in cpu} == set(MODELS)
    assert {(preset.device, preset.engine[:4]) for preset in cpu} == {("cpu", "onnx")}
    assert set(table.presets(BenchConfig())) == {*cpu, *cuda}
    assert {preset.model for preset in table.presets(BenchConfig(model=MODELS[0]))} == {MODELS[0]}
    monkeypatch.setattr(table, "choose_device", lambda device: "cpu")
    assert table.presets(BenchConfig()) == cpu


@pytest.mark.slow
def test_a_row_for_every_cell_and_growth_by_pixels(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    timings = {Size(64, 36): Timing(np.array([4.0]), np.array([2.0])), Size(128, 72): Timing(*np.array([[9.0], [5.0]]))}
    monkeypatch.setattr(table, "SIZES", tuple(timings))
    monkeypatch.setattr(table, "interleave", lambda jobs, seconds, run: {size: timings[size] for size in jobs})
    config = BenchConfig(model=MODELS[0], device="cpu", background="#000000")
    result = table.measure(config)
    engines = [preset.engine for preset in table.presets(config)]
    assert [(one["engine"], one["size"]) for one in result["rows"]] == [
        (engine, str(size)) for engine in engines for size in timings
    ]
    assert {(one["p50_ms"], one["cpu_ms_per_frame"]) for one in result["rows"]} == {(4.0, 2.0), (9.0, 5.0)}
    assert {(one["size"], one["cost"], one["pixels"]) for one in result["scaling"]} == {
        ("64x36", 1.0, 1.0),
        ("128x72", 2.5, 4.0),
    }
    assert set(built.asked) == {(MODELS[0], "cpu", engine) for engine in engines}
    text = table.lines(result)
    assert text[-1] == result["advice"]
    assert sum("128x72" in line for line in text[:-1]) == 2 * len(engines)
