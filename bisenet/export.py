"""Writing trained weights for use: fp16 safetensors, and an ONNX graph that reads the very same file.

The graph holds no weights of its own: its initializers point into the safetensors file (ONNX external data), and
casts to fp32 are folded away when ONNX Runtime loads it. So one file holds the weights and one checksum covers both
engines.
"""

import json
import struct
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper
from safetensors.torch import save
from torch import Tensor, nn

from bisenet.errors import WeightsError
from bisenet.files import replacing
from bisenet.models.probabilities import probabilities
from bisenet.preprocess import Preprocessing

_OPSET = 18
_COUNTER = "num_batches_tracked"


class Probability(nn.Module):
    """A model whose logits become probabilities."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, 3, h, w) to (N, C, h, w) in [0, 1]."""
        return probabilities(self.model(x))


def write_weights(model: nn.Module, path: Path) -> None:
    """Write a model's parameters and buffers as fp16 safetensors.

    Raises:
        DataError: nothing can be written there.
        WeightsError: a value is no number, or too large for half precision.
    """
    state = {
        name: value.detach().to("cpu", torch.float16).contiguous()
        for name, value in model.state_dict().items()
        if not name.endswith(_COUNTER)
    }
    damaged = [name for name, value in state.items() if not value.isfinite().all()]
    if damaged:
        raise WeightsError(f"The weights {damaged[0]} are not finite in half precision; give another checkpoint.")
    with replacing(path) as beside:
        # `save_file` would leave a file that nobody else may read.
        beside.write_bytes(save(state))


def write_graph(model: nn.Module, preprocessing: Preprocessing, weights: Path, path: Path) -> None:
    """Write the ONNX graph of a model in eval mode, input (1, 3, h, w).

    The output is `matte` (1, 1, h, w) of a one-class model, else `probabilities` (1, C, h, w).

    Args:
        model: what `weights` holds.
        preprocessing: its `multiple` is what h and w are multiples of.
        weights: written by `write_weights`, in the same folder as `path`.
        path: file to write.
    """
    network = Probability(model).eval()
    example = torch.zeros(1, 3, 4 * preprocessing.multiple, 6 * preprocessing.multiple)
    # Folding would merge weights and batch norms into tensors that the safetensors file does not hold.
    graph = trace(network, example, output_name(network, example), dynamic=True, fold=False)
    offsets = _tensor_places(weights)
    casts = []
    for initializer in graph.graph.initializer:
        name = initializer.name.removeprefix("model.")
        if name not in offsets:
            continue
        casts.append(helper.make_node("Cast", [f"{name}.fp16"], [initializer.name], to=TensorProto.FLOAT))
    kept = [i for i in graph.graph.initializer if i.name.removeprefix("model.") not in offsets]
    external = [_external(cast.input[0].removesuffix(".fp16"), offsets, weights.name) for cast in casts]
    nodes = [*casts, *graph.graph.node]
    for field, values in (("initializer", [*kept, *external]), ("node", nodes)):
        graph.graph.ClearField(field)
        getattr(graph.graph, field).extend(values)
    with replacing(path) as beside:
        beside.write_bytes(graph.SerializeToString())


def output_name(network: Probability, example: Tensor) -> str:
    """Return what the output of a network is called that is run on an example (1, 3, h, w)."""
    with torch.inference_mode():
        return "matte" if network(example).shape[1] == 1 else "probabilities"


def trace(network: nn.Module, example: Tensor, output: str, *, dynamic: bool, fold: bool) -> onnx.ModelProto:
    """Return the ONNX graph of a network, input `image`.

    Args:
        network: maps `example` to (1, C, h, w) or, of indices, (1, h, w).
        example: float32 (1, 3, h, w).
        output: its name.
        dynamic: leave height and width open; else they are the example's.
        fold: compute what depends on weights alone, batch norms among it.
    """
    with torch.inference_mode():
        rank = network(example).ndim
    axes = {
        "image": {2: "height", 3: "width"},
        output: {rank - 2: "height", rank - 1: "width"},
    }
    # This exporter keeps tensor names, which the newer one does not; it announces its retirement at every step.
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "graph.onnx"
        torch.onnx.export(
            network,
            (example,),
            path,
            input_names=["image"],
            output_names=[output],
            dynamic_axes=axes if dynamic else None,
            opset_version=_OPSET,
            do_constant_folding=fold,
            training=torch.onnx.TrainingMode.EVAL if fold else torch.onnx.TrainingMode.PRESERVE,
            dynamo=False,
        )
        return onnx.load(path)


def _tensor_places(weights: Path) -> dict[str, tuple[list[int], int, int]]:
    """Return shape, byte offset in the file and byte count of every tensor of a safetensors file."""
    with weights.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    start = 8 + int(length)
    return {
        name: (
            entry["shape"],
            start + entry["data_offsets"][0],
            entry["data_offsets"][1] - entry["data_offsets"][0],
        )
        for name, entry in header.items()
        if name != "__metadata__"
    }


def _external(name: str, places: dict[str, tuple[list[int], int, int]], location: str) -> TensorProto:
    shape, offset, length = places[name]
    tensor = TensorProto(name=f"{name}.fp16", data_type=TensorProto.FLOAT16, dims=shape)
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", str(offset)), ("length", str(length))):
        tensor.external_data.add(key=key, value=value)
    return tensor
