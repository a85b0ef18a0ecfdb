"""Rounds a convolution's weights to int8 with the least change of its output."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bisenet.quantise.calibration import Moments

_LARGEST = 127
# Without VNNI x86 sums two products of a byte and a weight in 16 bits, which 2 x 255 x 63 still fits in. Depthwise
# convolutions have kernels of their own, which sum in 32 bits.
_LARGEST_IN_PAIRS = 63
# Of a layer's largest weight: a channel that weighs next to nothing still needs a scale that its bias can count in.
_SMALLEST_SHARE = 1e-3
_DAMPING = 0.01


@dataclass(frozen=True)
class IntWeights:
    """A convolution's weights in int8.

    Attributes:
        values: int8, of the weights' shape; of seven bits unless the convolution is a depthwise one.
        scale: float32 (output channels); what 1 stands for.
        bias: float32 (output channels), corrected so that the output's mean stays.
    """

    values: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]


def round_weights(weight: NDArray[np.float32], bias: NDArray[np.float32], moments: Moments) -> IntWeights:
    """Return weights (O, I, k, k) rounded so that the output's mean stays and its squared error is small.

    Rounding to the nearest makes each weight's error small, but a kernel that sees much the same everywhere, as the
    first depthwise ones do, sums its errors up. Here each channel starts from the nearest and takes, one at a time,
    the step of one weight by one level that lowers the expected squared error of the output most, until none does: a
    greedy form of what Nagel et al., "Up or Down? Adaptive Rounding for Post-Training Quantization", ICML 2020, solve
    by gradients. The mean goes into the bias (Nagel et al., "Data-Free Quantization", ICCV 2019).
    """
    is_depthwise = weight.shape[1] == 1 and len(weight) == moments.groups
    most = _LARGEST if is_depthwise else _LARGEST_IN_PAIRS
    mean = moments.mean()
    channels = len(weight) // moments.groups
    rows = weight.reshape(moments.groups, channels, -1).astype(np.float64)
    largest = np.maximum(np.abs(rows).max(axis=2, keepdims=True), _SMALLEST_SHARE * (np.abs(rows).max() or 1.0))
    scale = (largest / most).astype(np.float32)
    exact = rows / scale
    blocks = exact.reshape(moments.groups, channels, -1, mean.shape[1]).swapaxes(1, 2)
    pairs = zip(blocks.reshape(len(mean), channels, -1), moments.covariance(), strict=True)
    descended = np.stack([_descend(*of_block, most) for of_block in pairs]).reshape(blocks.shape)
    rounded = descended.swapaxes(1, 2).reshape(exact.shape)
    lost = np.einsum("gon,gn->go", (exact - rounded) * scale, mean.reshape(moments.groups, -1))
    return IntWeights(
        rounded.reshape(weight.shape).astype(np.int8),
        scale.ravel(),
        (bias + lost.ravel()).astype(np.float32),
    )


def _descend(exact: NDArray[np.float64], covariance: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """Round (channels, n) to whole numbers of at most `most`, against the covariance (n, n) of what multiplies them."""
    size = len(covariance)
    covariance = covariance + np.eye(size) * (_DAMPING * np.trace(covariance) / size)
    rounded = np.rint(exact)
    slope = (rounded - exact) @ covariance
    channels = np.arange(len(exact))
    for _ in range(2 * size):
        step = -np.sign(slope)
        gain = np.where(np.abs(rounded + step) <= most, 2 * np.abs(slope) - np.diag(covariance), 0)
        best = gain.argmax(axis=1)
        taken = np.where(gain[channels, best] > 0, step[channels, best], 0)
        if not taken.any():
            break
        rounded[channels, best] += taken
        slope += taken[:, None] * covariance[best]
    return rounded
