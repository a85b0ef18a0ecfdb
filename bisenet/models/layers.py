"""Building blocks of BiSeNet, named as in the paper and its authors' code.

Source: Yu et al., "BiSeNet: Bilateral Segmentation Network for Real-time Semantic Segmentation", ECCV 2018,
and the authors' TorchSeg.
"""

from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Resampling = Literal["half-pixel", "aligned", "nearest"]


def resize_to(x: Tensor, size: tuple[int, int], resampling: Resampling = "half-pixel") -> Tensor:
    """Resize (N, C, h, w) to (N, C, *size).

    Args:
        x: feature map.
        size: height and width.
        resampling: bilinear with half-pixel centres, bilinear with aligned corners, or the nearest value. Stride-2
            convolutions put feature i at pixel 8i: half-pixel centres shift that by a constant, which the network can
            learn, whereas aligned corners shift it by an amount that depends on the position. The other two are for
            weights that were trained so.
    """
    if resampling == "nearest":
        return F.interpolate(x, size=size, mode="nearest")
    return F.interpolate(x, size=size, mode="bilinear", align_corners=resampling == "aligned")


def spatial_size(x: Tensor) -> tuple[int, int]:
    """Return (height, width) of an (N, C, H, W) tensor."""
    return x.shape[2], x.shape[3]


def conv_bn(in_channels: int, out_channels: int, kernel_size: int, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    """Return a convolution without bias that keeps or divides the size by `stride`, and its batch norm."""
    return [
        nn.Conv2d(in_channels, out_channels, kernel_size, stride, kernel_size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(out_channels),
    ]


class ConvBNReLU(nn.Module):
    """Convolution (without bias unless asked for), batch norm (optional), ReLU (optional).

    Shape: (N, in_channels, H, W) -> (N, out_channels, ceil(H / stride), ceil(W / stride)).
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int = 3,
        stride: int = 1,
        *,
        bn: bool = True,
        relu: bool = True,
        bias: bool = False,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding=kernel_size // 2, bias=bias)
        self.bn: nn.Module = nn.BatchNorm2d(out_channels) if bn else nn.Identity()
        self.relu: nn.Module = nn.ReLU(inplace=True) if relu else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.relu(self.bn(self.conv(x)))
        return out


class SpatialPath(nn.Module):
    """Keeps detail at 1/8: 7x7 and two 3x3 stride-2 convolutions, then a 1x1 (the authors' form).

    Shape: (N, 3, H, W) -> (N, out_channels, H/8, W/8).
    """

    def __init__(self, out_channels: int, inner_channels: int) -> None:
        super().__init__()
        self.conv_7x7 = ConvBNReLU(3, inner_channels, 7, 2)
        self.conv_3x3_1 = ConvBNReLU(inner_channels, inner_channels, 3, 2)
        self.conv_3x3_2 = ConvBNReLU(inner_channels, inner_channels, 3, 2)
        self.conv_1x1 = ConvBNReLU(inner_channels, out_channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv_1x1(self.conv_3x3_2(self.conv_3x3_1(self.conv_7x7(x))))
        return out


class AttentionRefinementModule(nn.Module):
    """ARM: a 3x3 convolution whose channels are weighed by a sigmoid of their own global average.

    The 3x3 convolution is the authors' addition; without `conv_3x3` this is the module of the paper's figure 2b.

    Shape: (N, in_channels, H, W) -> (N, out_channels, H, W).
    """

    def __init__(self, in_channels: int, out_channels: int, *, conv_3x3: bool = True) -> None:
        super().__init__()
        self.conv_3x3: nn.Module = ConvBNReLU(in_channels, out_channels) if conv_3x3 else nn.Identity()
        self.channel_attention = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), ConvBNReLU(out_channels, out_channels, 1, relu=False), nn.Sigmoid()
        )

    def forward(self, x: Tensor) -> Tensor:
        feature = self.conv_3x3(x)
        out: Tensor = feature * self.channel_attention(feature)
        return out


def fusion_attention(channels: int, hidden: int, *, bias: bool = False) -> nn.Sequential:
    """Return what maps a fused feature (N, channels, H, W) to the weights of its channels, (N, channels, 1, 1)."""
    return nn.Sequential(
        nn.AdaptiveAvgPool2d(1),
        ConvBNReLU(channels, hidden, 1, bn=False, bias=bias),
        ConvBNReLU(hidden, channels, 1, bn=False, relu=False, bias=bias),
        nn.Sigmoid(),
    )


class FeatureFusionModule(nn.Module):
    """FFM: concatenates both paths, mixes them by a 1x1, and adds the attention-weighted result to itself.

    Shape: (N, spatial_channels, H, W) and (N, context_channels, H, W) -> (N, out_channels, H, W).
    """

    def __init__(self, in_channels: int, out_channels: int, reduction: int = 1) -> None:
        super().__init__()
        self.conv_1x1 = ConvBNReLU(in_channels, out_channels, 1)
        self.channel_attention = fusion_attention(out_channels, out_channels // reduction)

    def forward(self, spatial: Tensor, context: Tensor) -> Tensor:
        feature = self.conv_1x1(torch.cat([spatial, context], dim=1))
        out: Tensor = feature + feature * self.channel_attention(feature)
        return out


class BiSeNetHead(nn.Module):
    """A 3x3 convolution and a 1x1 classifier.

    Shape: (N, in_channels, h, w) -> logits (N, num_classes, h, w).
    """

    def __init__(self, in_channels: int, mid_channels: int, num_classes: int, *, bias: bool = True) -> None:
        super().__init__()
        self.conv_3x3 = ConvBNReLU(in_channels, mid_channels)
        self.conv_1x1 = nn.Conv2d(mid_channels, num_classes, 1, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv_1x1(self.conv_3x3(x))
        return out
