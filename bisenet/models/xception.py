"""Xception39 as a context path; parameter names are those of the authors' TorchSeg, so its weights load.

Source: Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", CVPR 2017, in the small form of the
BiSeNet authors: 39 layers, 16 blocks of three separable convolutions.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from bisenet.models.backbone import Backbone, Channels, Features
from bisenet.models.layers import ConvBNReLU

# (blocks, width inside a block), one row per stage; every stage halves the size.
_STAGES = ((4, 16), (8, 32), (4, 64))
_STEM = 8
_EXPANSION = 4


class SeparableConvBNReLU(nn.Module):
    """A depthwise 3x3 and a 1x1 convolution, batch norm, ReLU (optional).

    Shape: (N, in_channels, H, W) -> (N, out_channels, H/stride, W/stride).
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1, *, relu: bool = True) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False)
        self.point_wise_cbr = ConvBNReLU(in_channels, out_channels, 1, relu=relu)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.point_wise_cbr(self.conv1(x))
        return out


class Block(nn.Module):
    """Three separable convolutions, the last widening four times, and a shortcut; the first block has a stride of 2.

    Shape: (N, in_channels, H, W) -> (N, 4 * width, H, W), or half that size where it is the first of its stage.
    """

    def __init__(self, in_channels: int, width: int, *, first: bool) -> None:
        super().__init__()
        stride = 2 if first else 1
        out_channels = width * _EXPANSION
        self.proj = SeparableConvBNReLU(in_channels, out_channels, stride, relu=False) if first else nn.Identity()
        self.residual_branch = nn.Sequential(
            SeparableConvBNReLU(in_channels, width, stride),
            SeparableConvBNReLU(width, width),
            SeparableConvBNReLU(width, out_channels, relu=False),
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.proj(x) + self.residual_branch(x), inplace=True)


class Xception39(Backbone):
    """Xception39 without its classifier: 64 channels at 1/8, 128 at 1/16, 256 at 1/32."""

    channels = Channels(*(width * _EXPANSION for _, width in _STAGES))

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = ConvBNReLU(3, _STEM, stride=2)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        in_channels = _STEM
        stages = []
        for count, width in _STAGES:
            blocks = []
            for i in range(count):
                blocks.append(Block(in_channels, width, first=i == 0))
                in_channels = width * _EXPANSION
            stages.append(nn.Sequential(*blocks))
        self.layer1, self.layer2, self.layer3 = stages

    def forward(self, x: Tensor) -> Features:
        f8 = self.layer1(self.maxpool(self.conv1(x)))
        f16 = self.layer2(f8)
        return Features(f8, f16, self.layer3(f16))
