"""Both engines give the probabilities of every class."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from bisenet.cli import main
from bisenet.errors import ModelError
from bisenet.inference.engines.build import build_engine, choose_engine
from bisenet.inference.segmenter import Segmenter
from bisenet.manifest import find_card
from bisenet.models.probabilities import probabilities
from tests.bisenet.class_models import SMALL, import_random, picture, write_run

pytestmark = pytest.mark.slow


def test_one_channel_is_a_sigmoid_and_several_a_softmax() -> None:
    logits = torch.tensor([1.0, -2.0, 0.5]).reshape(1, 3, 1, 1)
    assert probabilities(logits[:, :1]).item() == pytest.approx(1 / (1 + np.exp(-1)))
    shares = np.exp([1.0, -2.0, 0.5])
    assert probabilities(logits).flatten().tolist() == pytest.approx((shares / shares.sum()).tolist())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one model of three classes."""
    root = tmp_path_factory.mktemp("classes")
    write_run(root / "run.pt")
    assert main(["publish", str(root / "run.pt"), "--folder", str(root / "weights")]) == 0
    return root / "weights"


@pytest.mark.slow
def test_engines_agree_on_every_class(folder: Path) -> None:
    card, rgb = find_card(SMALL, folder), picture()
    onnx_engine, torch_engine = (build_engine(card, "cpu", engine, 1) for engine in ("onnx", "torch"))
    given, exact = onnx_engine.probabilities(rgb), torch_engine.probabilities(rgb)
    assert given.shape == exact.shape == (3, 64, 96)
    assert given.dtype == exact.dtype == np.float32
    assert np.abs(given - exact).max() < 1e-5
    assert np.abs(given.sum(axis=0) - 1).max() < 1e-5
    assert given.std() > 1e-3


@pytest.mark.slow
def test_the_matte_of_one_class_is_its_probability(tmp_path: Path) -> None:
    card, rgb = import_random(tmp_path / "people.pth", tmp_path / "weights", 1), picture()
    for engine in ("onnx", "torch"):
        built = build_engine(card, "cpu", engine, 1)
        assert np.array_equal(built(rgb), built.probabilities(rgb)[0])


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["onnx", "torch"])
def test_a_model_of_several_classes_gives_no_matte(folder: Path, engine: str) -> None:
    with pytest.raises(ModelError, match="gives 3 classes and no matte of people"):
        build_engine(find_card(SMALL, folder), "cpu", engine, 1)(picture())


def test_a_manifest_without_classes_does_not_turn_them_into_a_matte(folder: Path, tmp_path: Path) -> None:
    weights = Path(shutil.copytree(folder, tmp_path / "weights"))
    manifest = json.loads((weights / "manifest.json").read_text())
    del manifest["models"][SMALL]["classes"]
    (weights / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="no matte of people"):
        Segmenter(SMALL, "cpu", "onnx", weights=weights)(picture())


def test_a_graph_names_its_output(folder: Path, published: Path) -> None:
    names = {}
    for place in (folder, published):
        (output,) = onnx.load(find_card(SMALL, place).graph, load_external_data=False).graph.output
        names[place] = output.name
    assert names == {folder: "probabilities", published: "matte"}


@pytest.mark.parametrize(
    ("asked", "device", "expected"), [("auto", "cpu", "onnx"), ("auto", "cuda", "torch"), ("torch", "cpu", "torch")]
)
def test_the_engine_follows_the_device(folder: Path, asked: str, device: str, expected: str) -> None:
    assert choose_engine(asked, device, find_card(SMALL, folder)) == expected
