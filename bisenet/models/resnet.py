"""ResNet-18 and ResNet-101 as context paths; parameter names are torchvision's, so public ImageNet weights load.

Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016. Parameters: 11,176,512 and 42,500,160,
which are torchvision's 11,689,512 and 44,549,160 less the classifier.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from bisenet.models.backbone import Backbone, Channels, Features
from bisenet.models.layers import conv_bn


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut.

    Shape: (N, in_channels, H, W) -> (N, channels, H/stride, W/stride).
    """

    expansion = 1

    def __init__(self, in_channels: int, channels: int, stride: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = conv_bn(in_channels, channels, 3, stride)
        self.conv2, self.bn2 = conv_bn(channels, channels, 3)
        self.downsample = _shortcut(in_channels, channels, stride)

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(out)) + self.downsample(x), inplace=True)


class Bottleneck(nn.Module):
    """A 1x1, a 3x3 and a widening 1x1 convolution, and a shortcut; the 3x3 holds the stride.

    Shape: (N, in_channels, H, W) -> (N, 4 * channels, H/stride, W/stride).
    """

    expansion = 4

    def __init__(self, in_channels: int, channels: int, stride: int) -> None:
        super().__init__()
        out_channels = channels * self.expansion
        self.conv1, self.bn1 = conv_bn(in_channels, channels, 1)
        self.conv2, self.bn2 = conv_bn(channels, channels, 3, stride)
        self.conv3, self.bn3 = conv_bn(channels, out_channels, 1)
        self.downsample = _shortcut(in_channels, out_channels, stride)

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = F.relu(self.bn2(self.conv2(out)), inplace=True)
        return F.relu(self.bn3(self.conv3(out)) + self.downsample(x), inplace=True)


def _shortcut(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    if stride == 1 and in_channels == out_channels:
        return nn.Identity()
    return nn.Sequential(*conv_bn(in_channels, out_channels, 1, stride))


class ResNet(Backbone):
    """A ResNet without its classifier.

    With `deep_stem` three 3x3 convolutions of 64, 64 and 128 channels stand for the 7x7 of 64, as in the ResNet-101 of
    the authors' TorchSeg; then torchvision's weights fit neither the stem nor what the first block takes from it.
    """

    def __init__(
        self, block: type[BasicBlock | Bottleneck], repeats: tuple[int, ...], *, deep_stem: bool = False
    ) -> None:
        super().__init__()
        self.conv1, self.bn1 = _deep_stem() if deep_stem else conv_bn(3, 64, 7, 2)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        in_channels = 128 if deep_stem else 64
        stages = []
        for width, count in zip((64, 128, 256, 512), repeats, strict=True):
            blocks = []
            for i in range(count):
                blocks.append(block(in_channels, width, 2 if i == 0 and width > 64 else 1))
                in_channels = width * block.expansion
            stages.append(nn.Sequential(*blocks))
        self.layer1, self.layer2, self.layer3, self.layer4 = stages
        self.channels = Channels(*(width * block.expansion for width in (128, 256, 512)))

    def forward(self, x: Tensor) -> Features:
        x = self.maxpool(F.relu(self.bn1(self.conv1(x)), inplace=True))
        f8 = self.layer2(self.layer1(x))
        f16 = self.layer3(f8)
        return Features(f8, f16, self.layer4(f16))


def _deep_stem() -> list[nn.Module]:
    relu = nn.ReLU(inplace=True)
    last, bn = conv_bn(64, 128, 3)
    return [nn.Sequential(*conv_bn(3, 64, 3, 2), relu, *conv_bn(64, 64, 3), relu, last), bn]


class ResNet18(ResNet):
    """ResNet-18: 128 channels at 1/8, 256 at 1/16, 512 at 1/32."""

    def __init__(self) -> None:
        super().__init__(BasicBlock, (2, 2, 2, 2))


class ResNet101(ResNet):
    """ResNet-101: 512 channels at 1/8, 1024 at 1/16, 2048 at 1/32."""

    def __init__(self, *, deep_stem: bool = False) -> None:
        super().__init__(Bottleneck, (3, 4, 23, 3), deep_stem=deep_stem)
