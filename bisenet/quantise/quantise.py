"""Writes the int8 graph of a published model, from training pictures, and its manifest entry."""

import hashlib
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from bisenet.data.folder import read_rgb
from bisenet.files import replacing
from bisenet.manifest import find_card, writing_entry
from bisenet.onnx_runtime import onnxruntime
from bisenet.preprocess import Preprocessing
from bisenet.quantise.calibration import calibrate
from bisenet.quantise.drawing import draw_of_classes, draw_of_people
from bisenet.quantise.equalise import equalise
from bisenet.quantise.graph import Graph
from bisenet.quantise.prepare import prepare
from bisenet.quantise.qdq import byte_tensors, to_int8
from bisenet.quantise.rounding import round_weights


def quantise(
    name: str,
    data: Path,
    folder: Path,
    pictures: int | None = None,
    seed: int = 0,
    *,
    default: bool = False,
    progress: bool = False,
) -> Path:
    """Write the int8 graph of a published model and note it in the manifest; return its path.

    Args:
        name: of the model.
        data: holds the training sets, on which ranges and rounding are chosen; labels are not looked at. Of a model
            with classes it is a data set of classes, or any folder with pictures in it or below.
        folder: holds the manifest.
        pictures: how many to draw from each set; None takes 8, and 64 of a single set with classes.
        seed: of the draw.
        default: whether processors that support it run this form by default.
        progress: show a progress bar.

    Raises:
        DataError: there is no training set or picture, one cannot be read, or nothing can be written to the folder.
        ModelError, WeightsError: there is no such model, or the manifest or a file is missing or damaged.
    """
    card = find_card(name, folder)
    card.verify(card.weights, card.graph)
    rng = np.random.default_rng(seed)
    draw = draw_of_people if card.classes is None else draw_of_classes
    drawn = draw(data, pictures, rng)
    graph = Graph.read(card.graph)
    prepare(graph, card.preprocessing)
    images = [_read(path, card.preprocessing) for paths in drawn.values() for path in paths]
    equalise(graph, images)
    seen = calibrate(graph, byte_tensors(graph), tqdm(images, unit="picture", disable=not progress), rng)
    weights = {
        node.name: round_weights(
            graph.constants[node.input[1]], graph.constants[node.input[2]], seen.moments[node.name]
        )
        for node in graph.nodes
        if node.op_type == "Conv"
    }
    path = folder / f"{name}.int8.onnx"
    content = to_int8(graph, seen.ranges, weights).to_model().SerializeToString()
    facts = {
        "graph": path.name,
        "default": default,
        "calibration": {
            "pictures": {source: len(paths) for source, paths in drawn.items()},
            "seed": seed,
            "onnxruntime": onnxruntime.__version__,
        },
    }
    checksums = {**card.checksums, path.name: hashlib.sha256(content).hexdigest()}
    entry = {**card.facts, "sha256": checksums, "int8": facts}
    with writing_entry(folder, name, entry), replacing(path) as beside:
        beside.write_bytes(content)
    return path


def _read(path: Path, preprocessing: Preprocessing) -> NDArray[np.uint8]:
    """Return a picture as the int8 graph takes it, RGBA uint8 (1, h, w, 4)."""
    return np.asarray(cv2.cvtColor(preprocessing.resize(read_rgb(path)), cv2.COLOR_RGB2RGBA)[None], np.uint8)
