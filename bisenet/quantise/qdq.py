"""Writes a graph in int8: QuantizeLinear and DequantizeLinear around what ONNX Runtime fuses into int8 kernels.

Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference",
CVPR 2018; weights are symmetric with a scale per output channel, activations have a scale and a zero per tensor.
"""

from collections.abc import Mapping

import numpy as np
from onnx import NodeProto, helper

from bisenet.quantise.calibration import Range
from bisenet.quantise.graph import Graph
from bisenet.quantise.rounding import IntWeights

_ACTIVATIONS = ("Relu", "Clip")
_INPUT = ("Transpose", "DequantizeLinear")
_LARGEST_BIAS = 2**30


def activated(graph: Graph) -> dict[str, str]:
    """Return the output of a convolution's activation by the convolution's output."""
    pairs = {}
    for conv in graph.nodes:
        readers = graph.readers(conv.output[0]) if conv.op_type == "Conv" else []
        if len(readers) == 1 and readers[0].op_type in _ACTIVATIONS:
            pairs[conv.output[0]] = readers[0].output[0]
    return pairs


def byte_tensors(graph: Graph) -> list[str]:
    """Return the tensors of a prepared graph that become bytes: all but the input up to the last convolution's output.

    A convolution and its activation make one tensor: the range of the bytes does what the activation did.
    """
    after = activated(graph)
    end = max(index for index, node in enumerate(graph.nodes) if node.op_type == "Conv") + 1
    made = [node.output[0] for node in graph.nodes[:end] if node.op_type not in _INPUT]
    return list(dict.fromkeys(after.get(name, name) for name in made))


def to_int8(graph: Graph, ranges: Mapping[str, Range], weights: Mapping[str, IntWeights]) -> Graph:
    """Return the int8 form of a prepared graph.

    Args:
        graph: not changed.
        ranges: of its `byte_tensors`.
        weights: of its convolutions, by name.
    """
    after = activated(graph)
    out = graph.copy()
    nodes, out.nodes = out.nodes, []
    for node in nodes:
        if node.input[0] in after and node.op_type in _ACTIVATIONS:
            continue
        out.nodes.append(node)
        name = after.get(node.output[0], node.output[0])
        if name not in ranges:
            continue
        levels = [f"{name}.scale", f"{name}.zero"]
        out.constants |= dict(zip(levels, (np.array(ranges[name].scale), np.array(ranges[name].zero)), strict=True))
        if node.op_type == "Conv":
            _quantise_weights(out, node, weights[node.name])
        node.output[0] = f"{name}.float"
        out.nodes.append(helper.make_node("QuantizeLinear", [node.output[0], *levels], [f"{name}.bytes"]))
        out.nodes.append(helper.make_node("DequantizeLinear", [f"{name}.bytes", *levels], [name]))
    out.drop_unused()
    return out


def _quantise_weights(graph: Graph, conv: NodeProto, weights: IntWeights) -> None:
    """Make a convolution's weight int8 and its bias int32, which counts in products of input and weight levels."""
    input_scale = graph.constants[f"{conv.input[0]}.scale"]
    scale = weights.scale * input_scale
    bias = np.clip(np.rint(weights.bias / scale), -_LARGEST_BIAS, _LARGEST_BIAS).astype(np.int32)
    for index, (values, scales) in enumerate(((weights.values, weights.scale), (bias, scale)), 1):
        name = conv.input[index]
        inputs = [f"{name}.ints", f"{name}.scales", f"{name}.zeros"]
        zeros = np.zeros(len(scales), values.dtype)
        graph.constants |= dict(zip(inputs, (values, scales, zeros), strict=True))
        conv.input[index] = f"{name}.float"
        graph.nodes.insert(-1, helper.make_node("DequantizeLinear", inputs, [conv.input[index]], axis=0))
