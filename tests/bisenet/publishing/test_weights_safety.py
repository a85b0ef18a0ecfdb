"""Only weights whose checksum the manifest knows are run, and no file of weights can run code."""

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from bisenet import Segmenter, create_model, load_weights
from bisenet.errors import BisenetError, WeightsError
from bisenet.inference.segmenter import DEFAULT_ON_CPU
from bisenet.inference.tensors.network import load_network
from bisenet.manifest import find_card, weights_folder
from bisenet.training.checkpoint import read_checkpoint
from bisenet.training.pretrained import load_pretrained

pytestmark = pytest.mark.slow


class Code:
    """What runs code where somebody unpickles it."""

    def __init__(self, trace: Path) -> None:
        self._trace = trace

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self._trace,)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the installed weights."""
    return Path(shutil.copytree(weights_folder(), tmp_path / "weights"))


def tamper(path: Path) -> None:
    """Change one bit in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("engine", "file"), [("onnx-int8", "int8"), ("onnx", "graph"), ("onnx", "weights"), ("torch", "weights")]
)
def test_one_changed_bit_is_refused_by_the_engine_that_reads_it(folder: Path, engine: str, file: str) -> None:
    Segmenter(DEFAULT_ON_CPU, "cpu", engine, weights=folder)
    path = getattr(find_card(DEFAULT_ON_CPU, folder), file)
    tamper(path)
    with pytest.raises(WeightsError, match=rf"{path.name} is damaged \(its sha256 is not the manifest's\)"):
        Segmenter(DEFAULT_ON_CPU, "cpu", engine, weights=folder)


def test_one_changed_bit_is_refused_on_the_way_to_cuda(folder: Path) -> None:
    tamper(find_card(DEFAULT_ON_CPU, folder).weights)
    with pytest.raises(WeightsError, match="is damaged"):
        load_network(DEFAULT_ON_CPU, "cpu", folder)


def test_a_graph_reads_no_weights_but_those_of_its_checksum(folder: Path) -> None:
    """A graph that points to another file is another graph."""
    card = find_card(DEFAULT_ON_CPU, folder)
    (folder / "other.safetensors").write_bytes(card.weights.read_bytes())
    graph = card.graph.read_bytes()
    name = card.weights.name.encode()
    assert name in graph
    card.graph.write_bytes(graph.replace(name, b"other.safetensors".ljust(len(name), b"x")))
    with pytest.raises(WeightsError, match="is damaged"):
        Segmenter(DEFAULT_ON_CPU, "cpu", "onnx", weights=folder)


def test_the_malicious_file_of_these_tests_works(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Code(tmp_path / "trace")))
    assert (tmp_path / "trace").exists()


@pytest.mark.parametrize("read", [read_checkpoint, lambda path: load_weights(create_model("bisenet-face"), path)])
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_checkpoint_with_code_is_refused_and_not_run(
    tmp_path: Path, read: Callable[[Path], object], suffix: str
) -> None:
    torch.save({"state_dict": {"weight": Code(tmp_path / "trace")}}, tmp_path / f"a{suffix}")
    with pytest.raises(BisenetError) as raised:
        read(tmp_path / f"a{suffix}")
    assert len(str(raised.value).splitlines()) == 1
    assert not (tmp_path / "trace").exists()


def test_arrays_with_code_are_refused_and_not_run(tmp_path: Path) -> None:
    layers = {"conv_dw_1.w": np.array(Code(tmp_path / "trace"), dtype=object)}
    np.savez(tmp_path / "a.npz", **layers)  # type: ignore[arg-type]
    backbone = create_model("bisenet-mobilenetv2").get_submodule("context_path")
    with pytest.raises(WeightsError, match="cannot be read as weights"):
        load_pretrained(backbone, tmp_path / "a.npz", lambda: torch.zeros(1, 3, 64, 64))
    assert not (tmp_path / "trace").exists()
