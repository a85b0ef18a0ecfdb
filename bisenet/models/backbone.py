"""The contract between a context path's backbone and BiSeNet: named features, never positions."""

from typing import NamedTuple

from torch import Tensor, nn


class Features(NamedTuple):
    """Backbone features at three strides.

    Shape: f8 (N, C8, H/8, W/8), f16 (N, C16, H/16, W/16), f32 (N, C32, H/32, W/32); sizes round up.
    """

    f8: Tensor
    f16: Tensor
    f32: Tensor


class Channels(NamedTuple):
    """Channel counts of `Features`."""

    f8: int
    f16: int
    f32: int


class Backbone(nn.Module):
    """A network that maps an image (N, 3, H, W) to `Features` with `channels`."""

    channels: Channels

    def forward(self, x: Tensor) -> Features:
        raise NotImplementedError
