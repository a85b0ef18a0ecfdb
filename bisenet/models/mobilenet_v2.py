"""MobileNetV2 1.0 as a context path.

Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018.
"""

from torch import Tensor, nn

from bisenet.models.backbone import Backbone, Channels, Features
from bisenet.models.layers import conv_bn

# (expansion, output channels, repeats, stride of the first), one row per stage, table 2 of the paper.
_STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
_LAST_AT_8, _LAST_AT_16 = 2, 4


class InvertedResidual(nn.Module):
    """Expand by a 1x1, filter depthwise, project without activation; add the input where shapes agree."""

    def __init__(self, in_channels: int, out_channels: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = in_channels * expansion
        layers: list[nn.Module] = []
        if expansion != 1:
            layers += [*conv_bn(in_channels, hidden, 1), nn.ReLU6(inplace=True)]
        layers += [*conv_bn(hidden, hidden, 3, stride, hidden), nn.ReLU6(inplace=True)]
        layers += conv_bn(hidden, out_channels, 1)
        self.conv = nn.Sequential(*layers)
        self.residual = stride == 1 and in_channels == out_channels

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv(x)
        return x + out if self.residual else out


class MobileNetV2(Backbone):
    """MobileNetV2 without its classifier: 32 channels at 1/8, 96 at 1/16, 320 at 1/32."""

    channels = Channels(32, 96, 320)

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(*conv_bn(3, 32, 3, 2), nn.ReLU6(inplace=True))
        stages: list[nn.Module] = []
        channels = 32
        for expansion, out_channels, repeats, stride in _STAGES:
            blocks: list[nn.Module] = []
            for i in range(repeats):
                blocks.append(InvertedResidual(channels, out_channels, stride if i == 0 else 1, expansion))
                channels = out_channels
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)

    def forward(self, x: Tensor) -> Features:
        x = self.stem(x)
        outputs: list[Tensor] = []
        for stage in self.stages:
            x = stage(x)
            outputs.append(x)
        return Features(outputs[_LAST_AT_8], outputs[_LAST_AT_16], outputs[-1])
