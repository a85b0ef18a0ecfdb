"""Equalises the channels that a depthwise convolution reads.

Source: Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", ICCV 2019, here by what
was seen of the activations.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, helper

from bisenet.quantise.graph import Graph, Session
from bisenet.quantise.qdq import activated

# A channel's span as a multiple of its highest value, so that a higher one still fits, and how far it is stretched.
_HEADROOM = 1.5
_MOST = 32.0


def equalise(graph: Graph, pictures: Iterable[NDArray[np.uint8]]) -> None:
    """Stretch weak channels between a convolution and the depthwise one after it, and shrink the latter's kernels.

    One range serves all channels of a tensor. A channel that uses a hundredth of it, and is read with weights a hundred
    times larger, would be left with two or three levels; each channel of a depthwise convolution has a scale of its
    own, so that stretching costs nothing. It changes what a network computes only where a channel rises above
    `_HEADROOM` of its highest value on `pictures`, RGBA uint8 (1, h, w, 4).
    """
    makers = {name: node for node in graph.nodes for name in node.output}
    fused = {after: makers[before] for before, after in activated(graph).items()}
    readers = [
        n for n in graph.nodes if n.input[0] in fused and _is_depthwise(n) and len(graph.readers(n.input[0])) == 1
    ]
    session = Session(graph, [reader.input[0] for reader in readers])
    peaks: dict[str, NDArray[np.float32]] = {}
    for picture in pictures:
        values = session(picture)
        for reader in readers:
            highest = values[reader.input[0]].max(axis=(0, 2, 3))
            peaks[reader.input[0]] = np.maximum(peaks.get(reader.input[0], highest), highest)
    for reader in readers:
        peak = peaks[reader.input[0]]
        factor = np.ones_like(peak)
        seen = peak > 0
        factor[seen] = np.clip(peak.max() / (_HEADROOM * peak[seen]), 1, _MOST)
        maker = fused[reader.input[0]]
        graph.constants[maker.input[1]] *= factor[:, None, None, None]
        graph.constants[maker.input[2]] *= factor
        kernels = graph.constants[reader.input[1]]
        # BiSeNet V2's depthwise convolutions make six channels of each.
        kernels /= np.repeat(factor, len(kernels) // len(factor))[:, None, None, None]


def _is_depthwise(node: NodeProto) -> bool:
    groups = [helper.get_attribute_value(attribute) for attribute in node.attribute if attribute.name == "group"]
    return node.op_type == "Conv" and bool(groups) and groups[0] > 1
