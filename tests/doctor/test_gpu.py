"""Card, driver and PyTorch, whether they fit, and the self-test."""

import importlib.util
import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.core.compositing.processor import Processor
from app.core.errors import GpuError
from app.core.opening import GpuHistory, GpuOpening
from app.core.stats import Stats
from app.core.types import FrameProcessor
from app.doctor import gpu, gpu_test
from app.doctor.gpu import UNMEASURED, Torch, check_gpu, fits, installed_torch, self_test
from app.findings.model import Level
from bisenet.inference.hardware import Gpu
from tests.doctor.conftest import BuildFiles
from tests.fakes import FakeSegmenter

_CARD = "sys/bus/pci/devices/0000:01:00.0"
PASCAL = Gpu("GeForce GTX 1080", (6, 1), (13, 0), "580.1")
AMPERE = Gpu("GeForce RTX 3060", (8, 6), (12, 8), "570.86")
CARD = "GeForce RTX 3060, compute capability 8.6, driver 570.86 for CUDA up to 12.8"
KERNELS = ["sm_75", "sm_80", "sm_86", "sm_90"]
WELL = {"kernels": KERNELS, "problem": "", "difference": 0.31, "ms": 1.24}


@pytest.fixture
def torch_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the file in which PyTorch says how it was built."""
    spec = ModuleSpec("torch", None, origin=str(tmp_path / "torch" / "__init__.py"))
    (tmp_path / "torch").mkdir()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    return tmp_path / "torch" / "version.py"


@pytest.mark.parametrize(
    ("text", "cuda"),
    [
        ("__version__ = '2.9.1'\ncuda: Optional[str] = '12.8'\nhip: Optional[str] = None\n", "12.8"),
        ("__version__ = '2.9.1'\ncuda: Optional[str] = None\nhip: Optional[str] = '6.0'\n", None),
    ],
)
def test_pytorch_is_told_by_its_files(text: str, cuda: str | None, torch_version: Path) -> None:
    torch_version.write_text(text)
    assert installed_torch() == Torch("2.9.1", cuda)


def test_a_pytorch_that_hides_its_version(torch_version: Path) -> None:
    torch_version.write_text("cuda = '12.8'")
    assert installed_torch() == Torch("?", "12.8")


def test_a_pytorch_that_is_not_there(torch_version: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed_torch() is None
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert installed_torch() is None


@pytest.mark.slow
def test_the_installed_torch_is_read_right() -> None:
    import torch

    assert installed_torch() == Torch(torch.__version__, torch.version.cuda)


@pytest.mark.parametrize(
    ("capability", "kernels", "wanted"),
    [
        ((8, 6), ["sm_75", "sm_80"], True),
        ((8, 0), ["sm_75", "sm_86"], False),
        ((6, 1), KERNELS, False),
        ((7, 0), KERNELS, False),
        ((7, 5), KERNELS, True),
        ((12, 0), ["sm_90", "compute_90"], True),
        ((8, 9), ["compute_90"], False),
        ((9, 0), ["sm_90a"], True),
        ((10, 0), ["sm_100", "sm_120"], True),
        ((9, 0), ["odd"], False),
    ],
)
def test_what_fits(capability: tuple[int, int], kernels: Sequence[str], wanted: bool) -> None:
    assert fits(capability, kernels) is wanted


@pytest.mark.parametrize(
    ("vendor", "kind", "level"),
    [("0x10de", "0x030000", Level.NOTE), ("0x10de", "0x040300", Level.OK), ("0x8086", "0x030000", Level.OK)],
)
def test_a_card_without_its_driver(
    vendor: str, kind: str, level: Level, system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu, "find_gpu", lambda: None)
    (found,) = check_gpu(system_files({f"{_CARD}/vendor": vendor + "\n", f"{_CARD}/class": kind + "\n"}))
    assert found.level is level


def say(patch: pytest.MonkeyPatch, card: Gpu, torch: Torch | None, told: object) -> None:
    patch.setattr(gpu, "find_gpu", lambda: card)
    patch.setattr(gpu, "installed_torch", lambda: torch)
    patch.setattr(gpu, "self_test", lambda: told)


@pytest.mark.parametrize(
    ("torch", "words", "add"),
    [
        (None, "PyTorch, which it needs, is not installed.", 'pip install "bisenet-bg[cuda]"'),
        (
            Torch("2.9.1+cpu", None),
            "PyTorch 2.9.1+cpu is a build for the CPU only.",
            "pip install --force-reinstall torch",
        ),
    ],
)
def test_a_pytorch_without_cuda_is_named(
    torch: Torch | None, words: str, add: str, system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, AMPERE, torch, WELL)
    (found,) = check_gpu(system_files())
    assert (found.level, found.what) == (Level.NOTE, f"{CARD}; {words}")
    assert found.fix[0].endswith(add)


def test_a_driver_of_unknown_version(system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, replace(AMPERE, driver=""), Torch("?", "12.8"), WELL)
    assert check_gpu(system_files())[0].what == (
        "GeForce RTX 3060, compute capability 8.6, driver of unknown version for CUDA up to 12.8; "
        "PyTorch ? for CUDA 12.8 fits."
    )


def test_where_all_fits_a_frame_proves_it(system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, AMPERE, Torch("2.9.1", "12.8"), WELL)
    found = check_gpu(system_files())
    assert {one.level for one in found} == {Level.OK}
    assert [one.what for one in found] == [
        f"{CARD}; PyTorch 2.9.1 for CUDA 12.8 fits.",
        "One frame on the GPU takes 1.2 ms and differs from the CPU's by 0.31 of 255 levels.",
        UNMEASURED,
    ]


@pytest.mark.parametrize(
    ("card", "told", "words"),
    [
        (PASCAL, WELL, "has no kernels for it, only for sm_75, sm_80, sm_86, sm_90."),
        (AMPERE, {**WELL, "problem": "The card is full."}, "for CUDA 12.8 cannot use it. The card is full."),
        (AMPERE, "Aborted", "cannot use it. Its self-test ended without an answer (Aborted)."),
        (AMPERE, {}, "cannot use it. Its self-test ended without an answer (its answer cannot be read)."),
        (AMPERE, {**WELL, "difference": float("nan")}, "differs from the CPU's by nan of 255 levels."),
        (AMPERE, {**WELL, "difference": 30.0}, "differs from the CPU's by 30.00 of 255 levels."),
    ],
)
def test_what_does_not_fit_is_a_warning(
    card: Gpu, told: object, words: str, system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, card, Torch("2.9.1", "12.8"), told)
    (warning,) = [one for one in check_gpu(system_files()) if one.level is not Level.OK]
    assert warning.level is Level.WARNING
    assert warning.what.endswith(words)
    assert warning.fix


@pytest.mark.parametrize(
    ("out", "err", "status", "wanted"),
    [
        ("noise\n" + json.dumps(WELL) + "\n", "", 0, WELL),
        ("", "terminate called\nAborted", -6, "Aborted"),
        ("", "", -11, "exit status -11"),
        # It died after its answer.
        (json.dumps(WELL), "terminate called\nAborted", -6, "Aborted"),
    ],
)
def test_a_self_test_that_dies_ends_nothing_else(
    out: str, err: str, status: int, wanted: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = SimpleNamespace(stdout=out, stderr=err, returncode=status)
    commands: list[tuple[str, ...]] = []

    def run(command: tuple[str, ...], **options: object) -> SimpleNamespace:
        commands.append(command)
        return done

    monkeypatch.setattr("subprocess.run", run)
    assert self_test() == wanted
    # A folder with a package of the same name is not run.
    assert "-P" in commands[0]


def refused(stats: Stats) -> FrameProcessor:
    raise GpuError("The GPU cannot be used (it is full).")


@pytest.mark.parametrize("works", [True, False])
@pytest.mark.slow
def test_the_self_test(works: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def on_cpu(stats: Stats) -> FrameProcessor:
        return Processor(FakeSegmenter(alpha=0.5), stats)

    def opener(*words: object, **options: Any) -> GpuOpening:
        return GpuOpening(on_cpu if works else refused, on_cpu, GpuHistory())

    monkeypatch.setattr(gpu_test, "processor_opener", opener)
    found = gpu_test.examine()
    assert found["difference"] == 0
    assert found["problem"] == ("" if works else "The GPU cannot be used (it is full).")
    assert (found["ms"] > 0) is works
