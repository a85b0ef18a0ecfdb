"""Building blocks of BiSeNet, named as in the paper and its authors' code.

Source: Yu et al., "BiSeNet: Bilateral Segmentation Network for Real-time Semantic Segmentation", ECCV 2018,
and the authors' TorchSeg. All upsampling here is bilinear with half-pixel centres (`align_corners=False`):
stride-2 convolutions put feature i at pixel 8i, a constant shift that the network can learn, whereas
`align_corners=True` makes that shift depend on the position.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def resize_to(x: Tensor, size: tuple[int, int]) -> Tensor:
    """Resize (N, C, h, w) bilinearly to (N, C, *size)."""
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False)


def spatial_size(x: Tensor) -> tuple[int, int]:
    """Return (height, width) of an (N, C, H, W) tensor."""
    return x.shape[2], x.shape[3]


class ConvBNReLU(nn.Module):
    """Convolution without bias, batch norm (optional), ReLU (optional).

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
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding=kernel_size // 2, bias=False)
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

    Shape: (N, in_channels, H, W) -> (N, out_channels, H, W).
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv_3x3 = ConvBNReLU(in_channels, out_channels)
        self.channel_attention = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), ConvBNReLU(out_channels, out_channels, 1, relu=False), nn.Sigmoid()
        )

    def forward(self, x: Tensor) -> Tensor:
        feature = self.conv_3x3(x)
        out: Tensor = feature * self.channel_attention(feature)
        return out


class FeatureFusionModule(nn.Module):
    """FFM: concatenates both paths, mixes them by a 1x1, and adds the attention-weighted result to itself.

    Shape: (N, spatial_channels, H, W) and (N, context_channels, H, W) -> (N, out_channels, H, W).
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv_1x1 = ConvBNReLU(in_channels, out_channels, 1)
        self.channel_attention = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            ConvBNReLU(out_channels, out_channels, 1, bn=False),
            ConvBNReLU(out_channels, out_channels, 1, bn=False, relu=False),
            nn.Sigmoid(),
        )

    def forward(self, spatial: Tensor, context: Tensor) -> Tensor:
        feature = self.conv_1x1(torch.cat([spatial, context], dim=1))
        out: Tensor = feature + feature * self.channel_attention(feature)
        return out


class BiSeNetHead(nn.Module):
    """A 3x3 convolution and a 1x1 classifier.

    Shape: (N, in_channels, h, w) -> logits (N, num_classes, h, w).
    """

    def __init__(self, in_channels: int, mid_channels: int, num_classes: int) -> None:
        super().__init__()
        self.conv_3x3 = ConvBNReLU(in_channels, mid_channels)
        self.conv_1x1 = nn.Conv2d(mid_channels, num_classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv_1x1(self.conv_3x3(x))
        return out
