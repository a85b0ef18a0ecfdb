"""Everything that the CPU does runs where PyTorch is not installed, and the rest says so in one sentence."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from app import inference, machine, torch_advice
from app.core.advice import ShellCommand
from app.core.errors import GpuError
from app.core.opening import GpuHistory, GpuOpening
from app.core.stats import Stats
from app.devices.media.pictures import read_picture
from app.factory import assets
from bisenet import extras
from bisenet.errors import ModelError
from bisenet.inference import segmenter
from bisenet.inference.gpu import gpu_problem

ROOT = Path(__file__).parents[1]
Wait = Callable[[Callable[[], bool]], None]
# Where `None` is registered, Python finds no module of that name.
_PROGRAM = "import sys; sys.modules['torch'] = None; from {} import main; sys.exit(main())"
APP, LIBRARY = "app.cli.main", "bisenet.cli"
_NEEDING_TORCH = ("app.cuda.", "bisenet.inference.tensors.", "bisenet.inference.engines.torch_engine")
PICTURE = assets() / "backgrounds" / "beach.jpg"
ADD_FOR_CUDA = f'{sys.executable} -m pip install "bisenet-bg[cuda]"'


def command(program: str, *words: object) -> list[str]:
    """Return the words that start a program in a Python that finds no PyTorch."""
    return [sys.executable, "-c", _PROGRAM.format(program), *map(str, words)]


def run(program: str, *words: object, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command(program, *words), capture_output=True, text=True, cwd=folder, env=environment, check=False
    )


@pytest.mark.slow
def test_all_modules_but_those_of_the_gpu_and_of_training_are_imported() -> None:
    folders = [
        ROOT / "app",
        *(ROOT / "bisenet" / name for name in ("commands", "inference", "media", "quantise", "segment")),
    ]
    paths = [path for folder in folders for path in folder.rglob("*.py") if not path.name.startswith("__")]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    wanted = [name for name in names if not name.startswith(_NEEDING_TORCH)]
    assert len(wanted) > 200
    code = f"""
import importlib, sys
sys.modules["torch"] = None
for name in {wanted!r}:
    importlib.import_module(name)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("devices",),
        ("render", PICTURE, "out.png", "--background", "#00b140"),
        ("render", PICTURE, "out.png", "--background", "blur:70", "--device", "auto"),
        ("bench", "--frames", "3", "--size", "64x36"),
        ("bench", "--seconds", "0.05", "--size", "64x36"),
    ],
    ids=lambda words: " ".join(Path(word).name for word in words),
)
def test_a_command_of_the_application(words: tuple[object, ...], tmp_path: Path) -> None:
    done = run(APP, *words, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "torch" not in done.stderr.lower()
    if words[0] == "render":
        assert read_picture(tmp_path / "out.png").shape == read_picture(PICTURE).shape


@pytest.mark.slow
def test_the_doctor(tmp_path: Path) -> None:
    done = run(APP, "doctor", "--json", folder=tmp_path)
    assert done.stderr == ""
    found = {finding["check"]: finding for finding in json.loads(done.stdout)}
    assert found["processor"]["level"] in ("ok", "note")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no other instance be found."""
    with tempfile.TemporaryDirectory(prefix="bg-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
@pytest.mark.skipif(sys.platform == "win32", reason="its sockets are found otherwise")
def test_the_window_and_its_remote_control(tmp_path: Path, wait_until: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    def status() -> dict[str, Any]:
        done = run(APP, "control", "status", "--json", folder=tmp_path)
        found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
        return found

    with subprocess.Popen(
        command(APP, "--camera", "demo", "--background", "#00b140"), stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as window:
        wait_until(lambda: window.poll() is not None or bool(status().get("engine")))
        assert status()["engine"].endswith(", CPU")
        assert run(APP, "control", "quit", folder=tmp_path).returncode == 0
        _, said = window.communicate()
    assert window.returncode == 0
    assert "torch" not in said.lower()


@pytest.mark.slow
def test_the_library_segments(tmp_path: Path) -> None:
    done = run(LIBRARY, "segment", PICTURE, tmp_path / "out", "--model", "bisenet-mobilenetv2", folder=ROOT)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "out").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("train", "--model", "bisenetv2", "--data", "data", "--out", "run.pt"),
        ("publish", "run.pt"),
        ("import", "run.pt", "--model", "bisenet-face"),
        ("export", "bisenet-mobilenetv2", "out.onnx"),
        ("summary", "bisenetv2"),
    ],
    ids=lambda words: words[0],
)
def test_what_trains_or_changes_networks_says_what_it_needs(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(LIBRARY, *words, folder=tmp_path)
    add = f'{sys.executable} -m pip install "bisenet-bg[train]"'
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"bisenet: `bisenet {words[0]}` needs torch; add it with `{add}`.\n"


@pytest.mark.slow
@pytest.mark.parametrize("command", ["segment", "evaluate"])
def test_the_engine_torch_says_what_it_needs(command: str, tmp_path: Path) -> None:
    (tmp_path / "set" / "images").mkdir(parents=True)
    out = [tmp_path / "out"] if command == "segment" else []
    words = (PICTURE if out else tmp_path / "set", *out, "--model", "bisenet-mobilenetv2", "--engine", "torch")
    done = run(LIBRARY, command, *words, folder=ROOT)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"bisenet: The engine torch needs PyTorch, which is not installed. `{ADD_FOR_CUDA}` adds it."
    ]


@pytest.fixture
def driver_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be a GPU with its driver, and no PyTorch."""
    for module in (inference, machine, segmenter):
        monkeypatch.setattr(module, "has_cuda_driver", lambda: True)
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr(inference, "_GPU", GpuHistory())


@pytest.mark.usefixtures("driver_only")
def test_with_a_driver_alone_the_cpu_is_chosen_without_a_word() -> None:
    assert not isinstance(inference.processor_opener(None, "auto"), GpuOpening)
    assert segmenter.default_model("auto") == segmenter.DEFAULT_ON_CPU
    assert segmenter.choose_device("auto") == "cpu"


@pytest.mark.usefixtures("driver_only")
def test_with_a_driver_alone_the_choice_says_how_to_add_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    found = machine.machine()
    assert not found.cuda
    sentence, add = found.no_cuda
    assert sentence.startswith("CUDA needs PyTorch;")
    assert add == ShellCommand(ADD_FOR_CUDA)


def test_without_a_driver_the_choice_names_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "has_cuda_driver", lambda: False)
    (sentence,) = machine.machine().no_cuda
    assert sentence.endswith("it needs an NVIDIA graphics card and its driver.")


@pytest.mark.usefixtures("driver_only")
def test_cuda_by_name_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    words = f"PyTorch is not installed. `{ADD_FOR_CUDA}` adds it."
    assert gpu_problem() == words
    with pytest.raises(ModelError) as raised:
        segmenter.choose_device("cuda")
    assert str(raised.value) == f"CUDA cannot be used. {words} Choose --device cpu or auto."
    opening = inference.processor_opener(None, "cuda")
    assert isinstance(opening, GpuOpening)
    with pytest.raises(GpuError) as failed:
        opening.on_gpu(Stats())
    assert f"The GPU cannot be used. {words} The CPU does all the work." in str(opening.failed(failed.value))


def test_without_a_driver_cuda_by_name_does_not_advise_to_add_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmenter, "has_cuda_driver", lambda: False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModelError, match=r"There is no CUDA device\. Choose --device cpu or auto"):
        segmenter.choose_device("cuda")


def test_windows_is_sent_to_the_site_of_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    for steps in (torch_advice.steps_to_add_torch(), torch_advice.steps_to_replace_torch()):
        (sentence,) = steps
        assert sentence.startswith("Choose CUDA at https://pytorch.org")
    assert extras.how_to_add_torch().startswith("Choose CUDA at")


def test_a_bundle_is_not_extended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for steps in (torch_advice.steps_to_add_torch(), torch_advice.steps_to_replace_torch()):
        assert steps == ("This bundle is for the CPU only; for CUDA install bisenet-bg with pip.",)


def test_an_environment_of_uv_has_no_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "pip" else find_spec(name))
    monkeypatch.setattr(sys, "executable", "/home/some one/bin/python")
    assert extras.add_command("train") == 'uv pip install --python "/home/some one/bin/python" "bisenet-bg[train]"'
