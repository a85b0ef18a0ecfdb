"""Exports a trained network as one self-describing ONNX file, for use without this library."""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from bisenet.errors import BisenetError, DataError, WeightsError
from bisenet.export import Probability, output_name, trace
from bisenet.files import replacing
from bisenet.manifest import find_card, path_of, read_entries
from bisenet.network_file import NetworkFile
from bisenet.onnx_runtime import onnxruntime
from bisenet.published import NOT_STATED

_LABELS = "labels"
# A pixel is that of a person from here on.
_PERSON = 0.5
# How far ONNX Runtime may be from torch; where two classes are closer than that, either is right.
_TOLERANCE = 1e-3


class Labels(nn.Module):
    """A network whose probabilities become the index of the likeliest class.

    Args:
        network: maps (1, 3, h, w) to probabilities (1, C, h, w).
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        """Map (1, 3, h, w) to class indices, uint8 (1, h, w); of one class 0 is background and 1 a person."""
        shares: Tensor = self.network(x)
        if shares.shape[1] == 1:
            return (shares[:, 0] >= _PERSON).to(torch.uint8)
        return shares.argmax(dim=1).to(torch.uint8)


def find_network(word: str, folder: Path) -> NetworkFile:
    """Return the network named on the command line: a published model, or a file of trained weights.

    Args:
        word: a name in the manifest, path of a checkpoint or of published `.safetensors`, or a folder of another
            manifest as `find_card` takes it.
        folder: holds the manifest.

    Raises:
        DataError: the checkpoint cannot be read.
        ModelError, WeightsError: there is no such model, or its weights are damaged.
    """
    if word in read_entries(folder):
        return NetworkFile.of_card(find_card(word, folder))
    if Path(word).is_file():
        return NetworkFile.read(Path(word))
    return NetworkFile.of_card(find_card(word, folder if path_of(word) is None else None))


def export_onnx(network: NetworkFile, out: Path, fixed: tuple[int, int] | None = None, *, labels: bool = False) -> None:
    """Write a network as one ONNX file with its weights inside, once ONNX Runtime has run it as torch does.

    The input `image` is float32 (1, 3, h, w): RGB in [0, 1], less the mean, divided by the scale. The output is `matte`
    (1, 1, h, w) of a network that finds people, `probabilities` (1, C, h, w) of one with classes, or `labels`, uint8
    (1, h, w). The file's metadata say so, with mean, scale and class names.

    Args:
        network: what to write.
        out: file to write.
        fixed: height and width of the input; None leaves them open, in multiples of the network's stride.
        labels: write class indices instead of probabilities.

    Raises:
        BisenetError: ONNX Runtime's result is another than torch's.
        DataError: the size cannot be used or the file cannot be written.
        ModelError, WeightsError: the weights do not fit this version's network of that name.
    """
    multiple = network.preprocessing.multiple
    height, width = fixed or (4 * multiple, 6 * multiple)
    if height % multiple or width % multiple:
        good = "x".join(str(max(1, round(side / multiple)) * multiple) for side in (width, height))
        raise DataError(f"Both sides of the input are multiples of {multiple}; give --fixed {good}.")
    if out.suffix != ".onnx":
        raise DataError(f"{out} is no name of an ONNX file; let it end in .onnx.")
    shares = Probability(network.load()).eval()
    module = Labels(shares).eval() if labels else shares
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    image = network.preprocessing.normalise(picture)[None]
    example = torch.from_numpy(image)
    output = _LABELS if labels else output_name(shares, example)
    graph = trace(module, example, output, dynamic=fixed is None, fold=True)
    with torch.inference_mode():
        _state_shape(graph, tuple(module(example).shape), fixed=fixed is not None)
    _describe(graph, network, output)
    onnx.checker.check_model(graph)
    with replacing(out) as beside:
        beside.write_bytes(graph.SerializeToString())
        _compare(beside, image, shares, labels=labels)


def _state_shape(graph: onnx.ModelProto, shape: tuple[int, ...], *, fixed: bool) -> None:
    """State the shape of the output, of which the exporter knows little once a size is computed from shapes."""
    sides: list[int | str] = [*shape] if fixed else [*shape[:-2], "height", "width"]
    (output,) = graph.graph.output
    kind = output.type.tensor_type.elem_type
    output.CopyFrom(onnx.helper.make_tensor_value_info(output.name, kind, sides))


def _describe(graph: onnx.ModelProto, network: NetworkFile, output: str) -> None:
    """Add what a user of the file must know, as strings by name; lists are JSON."""
    names = ["background", "person"] if network.classes is None else list(network.classes.names)
    preprocessing = network.preprocessing
    outputs = {
        "matte": "float32 (1, 1, h, w), 0 background .. 1 person",
        "probabilities": "float32 (1, classes, h, w), each class's share of a pixel",
        _LABELS: "uint8 (1, h, w), indices into classes",
    }
    facts = {
        "architecture": network.architecture,
        "input": "image: float32 (1, 3, h, w), RGB in [0, 1], less mean, divided by std",
        "mean": json.dumps(preprocessing.mean),
        "std": json.dumps(preprocessing.std),
        "multiple": str(preprocessing.multiple),
        "pixel_budget": str(preprocessing.pixel_budget),
        "output": f"{output}: {outputs[output]}",
        "classes": json.dumps(names),
        "licence": str(network.facts.get("licence", NOT_STATED)),
    }
    if network.classes is not None:
        facts["colours"] = json.dumps(network.classes.colours)
    onnx.helper.set_model_props(graph, facts)
    graph.producer_name = "bisenet"


def _compare(path: Path, image: NDArray[np.float32], shares: nn.Module, *, labels: bool) -> None:
    """Run a written graph once.

    Raises:
        BisenetError: it differs from torch by more than rounding.
        WeightsError: ONNX Runtime cannot load it.
    """
    try:
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except Exception as error:
        raise WeightsError(f"ONNX Runtime cannot load the graph ({error}); export another model.") from error
    (given,) = session.run(None, {"image": image})
    with torch.inference_mode():
        exact = shares(torch.from_numpy(image)).numpy()
    difference = _label_error(given, exact) if labels else float(np.abs(given - exact).max())
    # NaN fails it too.
    if not difference <= _TOLERANCE:
        raise BisenetError(f"ONNX Runtime's result differs from torch's by {difference:.2g}; export another model.")


def _label_error(labels: NDArray[np.uint8], exact: NDArray[np.float32]) -> float:
    """Return by how much probability a label falls short of the likeliest class's at most."""
    full = np.concatenate([1 - exact, exact], axis=1) if exact.shape[1] == 1 else exact
    chosen = np.take_along_axis(full, labels[:, None].astype(np.int64), axis=1)
    return float((full.max(axis=1, keepdims=True) - chosen).max())
