"""Changes a graph so that int8 kernels run fast, without changing its result."""

import numpy as np
from onnx import TensorProto, helper

from bisenet.preprocess import Preprocessing
from bisenet.quantise.graph import Graph, Session

_LEVELS = 255


def prepare(graph: Graph, preprocessing: Preprocessing) -> None:
    """Prepare a published graph; its input becomes a picture, RGBA uint8 (1, h, w, 4)."""
    _add_biases(graph)
    _take_bytes(graph, preprocessing)
    _fix_resizes(graph, preprocessing.multiple)


def _take_bytes(graph: Graph, preprocessing: Preprocessing) -> None:
    """Let the graph read bytes instead of a normalised image, float32 (1, 3, h, w).

    Mean and scale go into the convolutions that read the image. Alpha weighs nothing: it is there because the int8
    kernels take four values at a time, and run at half the speed on three. Where a convolution pads, the padding
    stands for the byte nearest to the mean of the means, which may be a little off a channel's own.
    """
    mean, std = (np.array(values, np.float32) for values in (preprocessing.mean, preprocessing.std))
    zero = np.uint8(round(_LEVELS * float(mean.mean())))
    shift = (np.float32(zero / _LEVELS) - mean) / std
    for conv in graph.readers(graph.input.name):
        if conv.op_type != "Conv":
            continue
        weight, bias = (graph.constants[name] for name in conv.input[1:3])
        opaque = [(0, 0), (0, 1), (0, 0), (0, 0)]
        graph.constants[conv.input[1]] = np.pad(weight / std[:, None, None], opaque)
        graph.constants[conv.input[2]] = bias + np.einsum("oihw,i->o", weight, shift)
    image = graph.input.name
    graph.constants |= {f"{image}.scale": np.array(1 / _LEVELS, np.float32), f"{image}.zero": np.array(zero)}
    graph.nodes[:0] = [
        helper.make_node("Transpose", ["picture"], [f"{image}.bytes"], perm=[0, 3, 1, 2]),
        helper.make_node("DequantizeLinear", [f"{image}.bytes", f"{image}.scale", f"{image}.zero"], [image]),
    ]
    graph.input = helper.make_tensor_value_info("picture", TensorProto.UINT8, [1, "height", "width", 4])


def _fix_resizes(graph: Graph, multiple: int) -> None:
    """Give every resize its factor instead of computing a size from shapes: sides are multiples of a multiple."""
    resizes = [node for node in graph.nodes if node.op_type == "Resize"]
    names = [name for node in resizes for name in (node.input[0], node.output[0])]
    values = Session(graph, names)(np.zeros((1, 2 * multiple, 3 * multiple, 4), np.uint8))
    for node in resizes:
        factors = np.divide(values[node.output[0]].shape, values[node.input[0]].shape)
        del node.input[1:]
        node.input.extend(["", f"{node.name}.factors"])
        graph.constants[f"{node.name}.factors"] = factors.astype(np.float32)
    graph.drop_unused()


def _add_biases(graph: Graph) -> None:
    """Give every convolution a bias of its own, which can be corrected."""
    for node in graph.nodes:
        if node.op_type == "Conv" and len(node.input) == 2:
            node.input.append(f"{node.name}.bias")
            graph.constants[node.input[2]] = np.zeros(len(graph.constants[node.input[1]]), np.float32)
