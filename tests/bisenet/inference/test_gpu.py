"""Whether there is a GPU that computes, on machines with a driver and any kind of PyTorch."""

import importlib.abc
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from bisenet.errors import ModelError
from bisenet.inference import cuda_driver, hardware, segmenter
from bisenet.inference.gpu import gpu_problem
from bisenet.inference.hardware import Gpu, find_gpu


class Finder(importlib.abc.MetaPathFinder):
    """Finds a PyTorch that cannot be loaded."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name == "torch":
            raise self.error
        return None


def unloadable(error: Exception) -> Callable[[pytest.MonkeyPatch], None]:
    def apply(patch: pytest.MonkeyPatch) -> None:
        patch.delitem(sys.modules, "torch", raising=False)
        patch.setattr(sys, "meta_path", [Finder(error), *sys.meta_path])

    return apply


def fake(cuda: str | None = "13.0", there: bool = True, error: Exception | None = None) -> Callable[..., None]:
    """Return what puts a PyTorch in place that was built for `cuda`, and fails with `error` where it computes."""

    def compute(*words: object, **options: object) -> None:
        if error is not None:
            raise error

    def apply(patch: pytest.MonkeyPatch) -> None:
        torch: Any = ModuleType("torch")
        torch.version = SimpleNamespace(cuda=cuda)
        torch.cuda = SimpleNamespace(is_available=lambda: there, synchronize=compute)
        torch.ones, torch.float16 = lambda *words, **options: None, None
        torch.nn = SimpleNamespace(functional=SimpleNamespace(conv2d=lambda *words, **options: None))
        patch.setitem(sys.modules, "torch", torch)

    return apply


NO_KERNEL = RuntimeError("CUDA error: no kernel image is available for execution on the device\nmore")
TROUBLES = {
    "absent": (unloadable(ModuleNotFoundError("No module named 'torch'", name="torch")), "PyTorch is not installed"),
    "without a module": (
        unloadable(ModuleNotFoundError("No module named 'sympy'", name="sympy")),
        "cannot be loaded (No module named 'sympy')",
    ),
    "broken": (unloadable(OSError("libcudart.so.13: cannot open")), "cannot be loaded (libcudart.so.13: cannot open)"),
    "without a library": (unloadable(ValueError("libcublasLt not found")), "cannot be loaded (libcublasLt not found)"),
    "half loaded": (unloadable(AttributeError("no attribute '_C'")), "cannot be loaded (no attribute '_C')"),
    "put off": (fake(error=Exception("a call that was put off")), "cannot compute on it (a call that was put off)"),
    "for the CPU": (fake(cuda=None), "The installed PyTorch is a build for the CPU only"),
    "too new": (fake(error=NO_KERNEL), "cannot compute on it (CUDA error: no kernel image is available for exec"),
    "no device": (fake(there=False), "PyTorch finds no CUDA device"),
}


@pytest.fixture(autouse=True)
def _driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmenter, "has_cuda_driver", lambda: True)


@pytest.mark.parametrize("name", TROUBLES)
def test_a_gpu_that_cannot_compute_means_the_cpu(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    apply, words = TROUBLES[name]
    apply(monkeypatch)
    assert words in gpu_problem()
    assert segmenter.choose_device("auto") == "cpu"
    with pytest.raises(ModelError, match=r"CUDA cannot be used\. .* Choose --device cpu or auto"):
        segmenter.choose_device("cuda")


def test_a_gpu_that_computes_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    fake()(monkeypatch)
    assert gpu_problem() == ""
    assert segmenter.choose_device("auto") == segmenter.choose_device("cuda") == "cuda"


@pytest.mark.parametrize("engine", ["onnx", "onnx-int8"])
def test_the_onnx_engines_mean_the_cpu(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fake()(monkeypatch)
    assert segmenter.choose_device("auto", engine) == "cpu"
    with pytest.raises(ModelError, match="on the CPU only"):
        segmenter.choose_device("cuda", engine)


def test_without_a_driver_torch_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmenter, "has_cuda_driver", lambda: False)
    monkeypatch.setattr(segmenter, "gpu_problem", lambda: pytest.fail("torch was asked"))
    assert segmenter.choose_device("auto") == "cpu"


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let a library of the driver's be there, and return which processes were started to ask it."""
    asked: list[list[str]] = []

    def run(command: Sequence[str], **options: object) -> object:
        asked.append(list(command))
        facts = {"name": "A card", "capability": [8, 6], "cuda": [12, 8], "driver": "570.86"}
        return SimpleNamespace(stdout=json.dumps(facts))

    monkeypatch.setattr("ctypes.CDLL", lambda name: SimpleNamespace())
    monkeypatch.setattr("subprocess.run", run)
    find_gpu.cache_clear()
    return asked


def test_the_driver_is_asked_once_and_in_another_process(answer: list[list[str]]) -> None:
    """In this one its initialisation would keep a laptop's second GPU awake."""
    try:
        assert find_gpu() == find_gpu() == Gpu("A card", (8, 6), (12, 8), "570.86")
        assert answer == [[sys.executable, "-I", "-S", cuda_driver.__file__]]
    finally:
        find_gpu.cache_clear()


def test_the_script_that_asks_needs_nothing_but_python() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(Path(cuda_driver.__file__))], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert (found is not None) == hardware.has_cuda_driver()
