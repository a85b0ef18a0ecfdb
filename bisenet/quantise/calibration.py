"""Statistics of a network's tensors on calibration pictures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from onnx import NodeProto, helper

from bisenet.quantise.graph import Graph, Session

# Of each picture, values of a tensor that are kept, and places at which a convolution's input is looked at.
_VALUES = 2048
_PLACES = 64
# A share of the values.
_LEFT_OUT = 0.0001
# Values that a kernel sees of which all pairs are counted: 0.8 GB in float64.
_WIDEST = 10_000
_SMALLEST_SCALE = 1e-8


@dataclass(frozen=True)
class Range:
    """The values that a tensor's 256 levels span: from `low`, at most 0, to `high`, at least 0; 0 is a level."""

    low: float
    high: float

    @classmethod
    def of(cls, samples: NDArray[np.float32]) -> Self:
        """Return a range that leaves out the farthest samples on either side.

        Most values of a linear layer lie within a tenth of its farthest. With levels closer to each other the matte
        flickers less and is nearer to the exact one, up to where values that are cut off cost more.
        """
        low, high = np.quantile(samples, [_LEFT_OUT, 1 - _LEFT_OUT])
        return cls(min(float(low), 0.0), max(float(high), 0.0))

    @property
    def scale(self) -> np.float32:
        """The distance of two levels."""
        return np.float32(max((self.high - self.low) / 255, _SMALLEST_SCALE))

    @property
    def zero(self) -> np.uint8:
        """The level that stands for 0."""
        return np.uint8(np.clip(round(-self.low / float(self.scale)), 0, 255))


class Moments:
    """Mean and covariance of what a convolution's kernel sees, in parts.

    Their memory grows with the square of what a kernel sees. One that sees more than `_WIDEST` values, as those of
    ResNet-101's 2048 channels do, is divided into blocks, and between blocks no covariance is counted.

    Attributes:
        groups: of the convolution.
    """

    def __init__(self) -> None:
        self.groups = 1
        self._count = 0
        self._sum = np.zeros(1)
        self._products = np.zeros(1)

    def include(self, patches: NDArray[np.float32]) -> None:
        """Add patches, float32 (groups, places, n), n being a group's input channels times the kernel's size."""
        self.groups, places, size = patches.shape
        blocks = next(count for count in range(1, size + 1) if size % count == 0 and size // count <= _WIDEST)
        if blocks > 1:
            patches = patches.reshape(self.groups, places, blocks, -1).swapaxes(1, 2)
            patches = patches.reshape(self.groups * blocks, places, -1)
        self._count += places
        self._sum = self._sum + patches.sum(axis=1, dtype=np.float64)
        self._products = self._products + patches.transpose(0, 2, 1) @ patches

    def mean(self) -> NDArray[np.float64]:
        """Return the mean patch, (groups x blocks, n / blocks)."""
        return self._sum / self._count

    def covariance(self) -> NDArray[np.float64]:
        """Return the covariance of patches, (groups x blocks, n / blocks, n / blocks)."""
        mean = self.mean()
        return self._products / self._count - mean[:, :, None] * mean[:, None, :]


@dataclass(frozen=True)
class Calibration:
    """The statistics of all tensors.

    Attributes:
        ranges: of tensors, by name.
        moments: of what each convolution reads, by the convolution's name.
    """

    ranges: dict[str, Range]
    moments: dict[str, Moments]


def calibrate(
    graph: Graph, tensors: Sequence[str], pictures: Iterable[NDArray[np.uint8]], rng: Generator
) -> Calibration:
    """Run a prepared graph on pictures, RGBA uint8 (1, h, w, 4), and keep the ranges of `tensors` and all moments."""
    convs = [node for node in graph.nodes if node.op_type == "Conv"]
    session = Session(graph, [*tensors, *(conv.input[0] for conv in convs)])
    samples: dict[str, list[NDArray[np.float32]]] = {name: [] for name in tensors}
    moments = {conv.name: Moments() for conv in convs}
    for picture in pictures:
        values = session(picture)
        for name in tensors:
            flat = values[name].ravel()
            samples[name].append(flat[rng.integers(flat.size, size=min(_VALUES, flat.size))])
        for conv in convs:
            moments[conv.name].include(_patches(conv, values[conv.input[0]][0], rng))
    return Calibration({name: Range.of(np.concatenate(parts)) for name, parts in samples.items()}, moments)


def _patches(conv: NodeProto, image: NDArray[np.float32], rng: Generator) -> NDArray[np.float32]:
    """Return what a convolution's kernel sees at some places of (C, H, W), as (groups, places, n)."""
    known = {attribute.name: helper.get_attribute_value(attribute) for attribute in conv.attribute}
    (top, left, bottom, right), stride = known.get("pads", [0] * 4), known.get("strides", [1, 1])
    padded = np.pad(image, ((0, 0), (top, bottom), (left, right)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, known["kernel_shape"], axis=(1, 2))
    windows = windows[:, :: stride[0], :: stride[1]]
    rows, columns = windows.shape[1:3]
    places = min(_PLACES, rows * columns)
    seen = windows[:, rng.integers(rows, size=places), rng.integers(columns, size=places)]
    return seen.transpose(1, 0, 2, 3).reshape(places, known.get("group", 1), -1).transpose(1, 0, 2)
