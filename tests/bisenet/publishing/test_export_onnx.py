"""`bisenet export`: one ONNX file that needs nothing else and says how to feed it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from bisenet.cli import main
from bisenet.export import trace
from bisenet.inference.engines.build import build_engine
from bisenet.manifest import find_card
from bisenet.onnx_runtime import onnxruntime
from tests.bisenet.class_models import CLASSES, PREPROCESSING, SMALL, import_random, picture, write_run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the run `run.pt` and, published, `classes` and `people`."""
    root = tmp_path_factory.mktemp("export")
    write_run(root / "run.pt")
    assert main(["publish", str(root / "run.pt"), "--folder", str(root), "--name", "classes"]) == 0
    import_random(root / "people.pth", root, 1, name="people")
    return root


def export(folder: Path, word: str, out: Path, *more: str) -> int:
    return main(["export", word, str(out), "--folder", str(folder), *more])


def ask(path: Path, rgb: NDArray[np.uint8]) -> NDArray[Any]:
    """Run an exported file on a picture as its own metadata say."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    facts = session.get_modelmeta().custom_metadata_map
    mean, std = (np.array(json.loads(facts[name]), np.float32) for name in ("mean", "std"))
    image = ((rgb / np.float32(255) - mean) / std).transpose(2, 0, 1)[None]
    (output,) = session.run(None, {"image": image.astype(np.float32)})
    return np.asarray(output)


def sides(path: Path) -> tuple[list[int | str], list[int | str]]:
    """Return the sides of a file's input and output."""
    graph = onnx.load(path).graph
    given, output = (
        [side.dim_param or side.dim_value for side in value[0].type.tensor_type.shape.dim]
        for value in (graph.input, graph.output)
    )
    return given, output


def test_a_file_alone_gives_what_the_engine_gives(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.onnx"
    assert export(folder, "classes", out) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.onnx"]
    engine = build_engine(find_card("classes", folder), "cpu", "onnx", 1)
    assert sides(out) == ([1, 3, "height", "width"], [1, 3, "height", "width"])
    for height, width in ((64, 96), (96, 32)):
        rgb = picture(height, width)
        assert np.abs(ask(out, rgb)[0] - engine.probabilities(rgb)).max() < 1e-4


def test_the_metadata_describe_input_and_classes(folder: Path, tmp_path: Path) -> None:
    assert export(folder, "classes", tmp_path / "a.onnx") == 0
    model = onnx.load(tmp_path / "a.onnx")
    facts = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(facts["classes"]) == list(CLASSES.names)
    assert json.loads(facts["colours"]) == [list(colour) for colour in CLASSES.colours]
    assert json.loads(facts["mean"]) == list(PREPROCESSING.mean)
    assert (facts["multiple"], facts["architecture"], facts["licence"]) == ("32", SMALL, "not stated")
    assert facts["output"].startswith("probabilities: ")
    onnx.checker.check_model(model, full_check=True)


def test_labels_are_the_likeliest_class(folder: Path, tmp_path: Path) -> None:
    out, rgb = tmp_path / "a.onnx", picture()
    assert export(folder, "classes", out, "--labels") == 0
    labels = ask(out, rgb)
    shares = build_engine(find_card("classes", folder), "cpu", "onnx", 1).probabilities(rgb)
    assert sides(out)[1] == [1, "height", "width"]
    assert labels.dtype == np.uint8
    assert labels.shape == (1, 64, 96)
    assert np.unique(labels).size > 1
    assert (labels[0] == shares.argmax(axis=0)).mean() > 0.999


@pytest.mark.parametrize("labels", [False, True])
def test_people(labels: bool, folder: Path, tmp_path: Path) -> None:
    out, rgb = tmp_path / "a.onnx", picture()
    assert export(folder, "people", out, *["--labels"] * labels) == 0
    matte = build_engine(find_card("people", folder), "cpu", "onnx", 1)(rgb)
    given = ask(out, rgb)
    if labels:
        assert (given[0] == (matte >= 0.5)).mean() > 0.999
    else:
        assert given.shape == (1, 1, 64, 96)
        assert np.abs(given[0, 0] - matte).max() < 1e-4


def test_a_run_is_exported_as_it_is(folder: Path, tmp_path: Path) -> None:
    assert export(tmp_path / "nowhere", str(folder / "run.pt"), tmp_path / "a.onnx", "--fixed", "96x64") == 0
    assert sides(tmp_path / "a.onnx") == ([1, 3, 64, 96], [1, 3, 64, 96])
    assert export(tmp_path / "nowhere", str(folder / "classes"), tmp_path / "b.onnx") == 0
    published = build_engine(find_card("classes", folder), "cpu", "onnx", 1).probabilities(picture())
    assert np.abs(ask(tmp_path / "b.onnx", picture())[0] - published).max() < 1e-4
    assert np.abs(ask(tmp_path / "a.onnx", picture())[0] - published).max() < 0.01


@pytest.mark.parametrize(
    ("word", "out", "more", "message"),
    [
        ("unet", "a.onnx", [], "There is no trained model named 'unet'. Choose one of: classes, people."),
        ("classes", "a.pt", [], "a.pt is no name of an ONNX file; let it end in .onnx."),
        ("classes", "a.onnx", ["--fixed", "100x60"], "multiples of 32; give --fixed 96x64."),
        ("classes", "absent/a.onnx", [], "cannot be written"),
        ("people.pth", "a.onnx", [], "is not a checkpoint of this program"),
    ],
)
def test_mistakes_give_one_sentence_and_write_no_file(
    word: str, out: str, more: list[str], message: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    word = str(folder / word) if word.endswith(".pth") else word
    assert export(folder, word, tmp_path / out, *more) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert message in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("labels", [False, True])
def test_a_graph_that_differs_from_torch_is_not_put_in_place(
    labels: bool, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(*arguments: Any, **options: Any) -> onnx.ModelProto:
        graph = trace(*arguments, **options)
        biases = [tensor for tensor in graph.graph.initializer if tensor.name.endswith("head.conv_1x1.bias")]
        for tensor in biases:
            values = onnx.numpy_helper.to_array(tensor) + np.array([3, 0, 0], np.float32)
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))
        assert biases
        return graph

    monkeypatch.setattr("bisenet.export_onnx.trace", wrong)
    (tmp_path / "a.onnx").write_bytes(b"what was there")
    assert export(folder, "classes", tmp_path / "a.onnx", *["--labels"] * labels) == 2
    assert "differs from torch's" in capsys.readouterr().err
    assert (tmp_path / "a.onnx").read_bytes() == b"what was there"
