"""A machine with a driver on which the GPU cannot be used."""

from collections.abc import Callable

import pytest

from app import inference
from app.commands.bench import table
from app.commands.bench.config import BenchConfig
from app.commands.bench.job import Preset, build_processor
from app.core.errors import GpuError
from app.core.stats import Stats
from bisenet.inference import segmenter

PROBLEM = "The installed PyTorch is a build for the CPU only."


@pytest.fixture(autouse=True)
def _driver(monkeypatch: pytest.MonkeyPatch) -> None:
    problem: Callable[[], str] = lambda: PROBLEM  # noqa: E731
    for module in (inference, segmenter):
        monkeypatch.setattr(module, "has_cuda_driver", lambda: True)
        monkeypatch.setattr(module, "gpu_problem", problem)


def test_auto_measures_the_cpu_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    _, description = build_processor(Preset(), Stats())
    assert description.endswith(", CPU")
    assert capsys.readouterr().err == f"The GPU cannot be used. {PROBLEM}\n"


def test_cuda_is_never_measured_on_another_device() -> None:
    with pytest.raises(GpuError, match=PROBLEM):
        build_processor(Preset(device="cuda"), Stats())


@pytest.mark.parametrize("engine", ["onnx", "onnx-int8"])
def test_the_onnx_engines_mean_the_cpu(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, description = build_processor(Preset("bisenet-mobilenetv2", "auto", engine), Stats())
    assert description.endswith(", CPU")
    assert capsys.readouterr().err == ""


def test_a_table_has_the_cpus_rows_alone() -> None:
    presets = table.presets(BenchConfig())
    assert presets
    assert {preset.device for preset in presets} == {"cpu"}
