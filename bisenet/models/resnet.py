"""ResNet-18 as a context path; parameter names are torchvision's, so public ImageNet weights load.

Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from bisenet.models.backbone import Backbone, Channels, Features


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut.

    Shape: (N, in_channels, H, W) -> (N, out_channels, H/stride, W/stride).
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride, bias=False), nn.BatchNorm2d(out_channels)
            )

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(out)) + self.downsample(x), inplace=True)


def _stage(in_channels: int, out_channels: int, stride: int) -> nn.Sequential:
    return nn.Sequential(BasicBlock(in_channels, out_channels, stride), BasicBlock(out_channels, out_channels, 1))


class ResNet18(Backbone):
    """ResNet-18 without its classifier: 128 channels at 1/8, 256 at 1/16, 512 at 1/32."""

    channels = Channels(128, 256, 512)

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = _stage(64, 64, 1)
        self.layer2 = _stage(64, 128, 2)
        self.layer3 = _stage(128, 256, 2)
        self.layer4 = _stage(256, 512, 2)

    def forward(self, x: Tensor) -> Features:
        x = self.maxpool(F.relu(self.bn1(self.conv1(x)), inplace=True))
        f8 = self.layer2(self.layer1(x))
        f16 = self.layer3(f8)
        return Features(f8, f16, self.layer4(f16))
