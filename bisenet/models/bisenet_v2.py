"""BiSeNet V2: a wide shallow detail branch and a narrow deep semantic branch, each guiding the other.

Source: Yu et al., "BiSeNet V2: Bilateral Network with Guided Aggregation for Real-time Semantic Segmentation", IJCV
2021, in the form of CoinCheung's BiSeNet, whose attribute names are kept and whose checkpoints
`bisenet.load.load_weights` reads. What these checkpoints hold beyond the paper is kept: a batch norm and ReLU after the
context embedding's last convolution, and a ReLU after the depthwise convolution of a gather-and-expansion layer and
after the aggregation.

CoinCheung has written it in two forms, and both are here. `bisenetv2` is the later one, whose checkpoints are public:
its aggregation takes the nearest value, and its boosters double the size and convolve once more before they classify.
`bisenetv2-bilinear` is the earlier one: its aggregation upsamples bilinearly, its boosters are heads like the main one,
and all upsampling aligns corners.

Parameters for 19 classes: 5,231,487 and 3,645,935, of which 3,358,627 are left without the boosters in either.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from bisenet.models.layers import ConvBNReLU, Resampling, conv_bn, resize_to, spatial_size

_EXPANSION = 6
_WIDTH = 128
_HEAD, _BOOSTER = 1024, 128


class DetailBranch(nn.Module):
    """Keeps spatial detail: three stages of 3x3 convolutions, wide and without shortcuts.

    Shape: (N, 3, H, W) -> (N, 128, H/8, W/8).
    """

    def __init__(self) -> None:
        super().__init__()
        self.S1 = nn.Sequential(ConvBNReLU(3, 64, stride=2), ConvBNReLU(64, 64))
        self.S2 = nn.Sequential(ConvBNReLU(64, 64, stride=2), ConvBNReLU(64, 64), ConvBNReLU(64, 64))
        self.S3 = nn.Sequential(ConvBNReLU(64, _WIDTH, stride=2), *(ConvBNReLU(_WIDTH, _WIDTH) for _ in range(2)))

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.S3(self.S2(self.S1(x)))
        return out


class StemBlock(nn.Module):
    """Halves the size twice, the second time by a convolution and by pooling side by side.

    Shape: (N, 3, H, W) -> (N, 16, H/4, W/4).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv = ConvBNReLU(3, 16, stride=2)
        self.left = nn.Sequential(ConvBNReLU(16, 8, 1), ConvBNReLU(8, 16, stride=2))
        self.right = nn.MaxPool2d(3, 2, 1)
        self.fuse = ConvBNReLU(32, 16)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        out: Tensor = self.fuse(torch.cat([self.left(x), self.right(x)], dim=1))
        return out


class GatherExpansionS1(nn.Module):
    """Gather-and-expansion layer: gathers by a 3x3, expands six times depthwise, projects, and adds its input.

    Shape: (N, channels, H, W), kept.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = channels * _EXPANSION
        self.conv1 = ConvBNReLU(channels, channels)
        self.dwconv = nn.Sequential(*conv_bn(channels, hidden, 3, groups=channels), nn.ReLU(inplace=True))
        self.conv2 = nn.Sequential(*conv_bn(hidden, channels, 1))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.conv2(self.dwconv(self.conv1(x))) + x, inplace=True)


class GatherExpansionS2(nn.Module):
    """Gather-and-expansion layer that halves the size: two depthwise convolutions, and a separable shortcut.

    Shape: (N, in_channels, H, W) -> (N, out_channels, H/2, W/2).
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        hidden = in_channels * _EXPANSION
        self.conv1 = ConvBNReLU(in_channels, in_channels)
        self.dwconv1 = nn.Sequential(*conv_bn(in_channels, hidden, 3, 2, groups=in_channels))
        self.dwconv2 = nn.Sequential(*conv_bn(hidden, hidden, 3, groups=hidden), nn.ReLU(inplace=True))
        self.conv2 = nn.Sequential(*conv_bn(hidden, out_channels, 1))
        self.shortcut = nn.Sequential(
            *conv_bn(in_channels, in_channels, 3, 2, groups=in_channels), *conv_bn(in_channels, out_channels, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        residual = self.conv2(self.dwconv2(self.dwconv1(self.conv1(x))))
        return F.relu(residual + self.shortcut(x), inplace=True)


class ContextEmbedding(nn.Module):
    """Adds the embedded global average to every position.

    Shape: (N, 128, H, W), kept.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bn = nn.BatchNorm2d(_WIDTH)
        self.conv_gap = ConvBNReLU(_WIDTH, _WIDTH, 1)
        self.conv_last = ConvBNReLU(_WIDTH, _WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        average = self.conv_gap(self.bn(x.mean((2, 3), keepdim=True)))
        out: Tensor = self.conv_last(average + x)
        return out


class SemanticBranch(nn.Module):
    """Gathers context at low cost.

    Shape: (N, 3, H, W) -> (N, 16, H/4, W/4), (N, 32, H/8, W/8), (N, 64, H/16, W/16), and (N, 128, H/32, W/32) before
    and after the context embedding.
    """

    def __init__(self) -> None:
        super().__init__()
        self.S1S2 = StemBlock()
        self.S3 = nn.Sequential(GatherExpansionS2(16, 32), GatherExpansionS1(32))
        self.S4 = nn.Sequential(GatherExpansionS2(32, 64), GatherExpansionS1(64))
        self.S5_4 = nn.Sequential(GatherExpansionS2(64, _WIDTH), *(GatherExpansionS1(_WIDTH) for _ in range(3)))
        self.S5_5 = ContextEmbedding()

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        at_4 = self.S1S2(x)
        at_8 = self.S3(at_4)
        at_16 = self.S4(at_8)
        at_32 = self.S5_4(at_16)
        return at_4, at_8, at_16, at_32, self.S5_5(at_32)


def _separable() -> nn.Sequential:
    return nn.Sequential(*conv_bn(_WIDTH, _WIDTH, 3, groups=_WIDTH), nn.Conv2d(_WIDTH, _WIDTH, 1, bias=False))


class BilateralGuidedAggregation(nn.Module):
    """Weighs detail by semantics at 1/8 and semantics by detail at 1/32, and sums both at 1/8.

    Shape: (N, 128, H/8, W/8) and (N, 128, H/32, W/32) -> (N, 128, H/8, W/8).

    Args:
        resampling: from 1/32 to 1/8.
    """

    def __init__(self, resampling: Resampling) -> None:
        super().__init__()
        self.resampling = resampling
        self.left1 = _separable()
        self.left2 = nn.Sequential(*conv_bn(_WIDTH, _WIDTH, 3, 2), nn.AvgPool2d(3, 2, 1))
        self.right1 = nn.Sequential(*conv_bn(_WIDTH, _WIDTH, 3))
        self.right2 = _separable()
        self.conv = nn.Sequential(*conv_bn(_WIDTH, _WIDTH, 3), nn.ReLU(inplace=True))

    def forward(self, detail: Tensor, semantic: Tensor) -> Tensor:
        size = spatial_size(detail)
        at_8 = self.left1(detail) * torch.sigmoid(resize_to(self.right1(semantic), size, self.resampling))
        at_32 = self.left2(detail) * torch.sigmoid(self.right2(semantic))
        out: Tensor = self.conv(at_8 + resize_to(at_32, size, self.resampling))
        return out


class SegmentHead(nn.Module):
    """A 3x3 convolution, dropout and a classifier; a booster (`aux`) doubles its size and convolves once more before.

    Shape: (N, in_channels, h, w) -> logits (N, num_classes, h, w), or twice that size from a booster.

    Args:
        up_factor: how often h and w go into the image's; its square is the width of a booster's second convolution.
    """

    def __init__(
        self, in_channels: int, mid_channels: int, num_classes: int, *, up_factor: int = 8, aux: bool = True
    ) -> None:
        super().__init__()
        self.conv = ConvBNReLU(in_channels, mid_channels)
        self.drop = nn.Dropout(0.1)
        last = up_factor**2 if aux else mid_channels
        boost = nn.Sequential(nn.Upsample(scale_factor=2), ConvBNReLU(mid_channels, last)) if aux else nn.Identity()
        self.conv_out = nn.Sequential(boost, nn.Conv2d(last, num_classes, 1))

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv_out(self.drop(self.conv(x)))
        return out


class PlainSegmentHead(nn.Module):
    """A 3x3 convolution, dropout and a classifier.

    Shape: (N, in_channels, h, w) -> logits (N, num_classes, h, w).
    """

    def __init__(self, in_channels: int, mid_channels: int, num_classes: int) -> None:
        super().__init__()
        self.conv = ConvBNReLU(in_channels, mid_channels)
        self.drop = nn.Dropout(0.1)
        self.conv_out = nn.Conv2d(mid_channels, num_classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv_out(self.drop(self.conv(x)))
        return out


class BiSeNetV2(nn.Module):
    """Detail branch and semantic branch, aggregated; four boosters help to train the semantic branch.

    Args:
        num_classes: channels of the logits.
        bilinear: builds CoinCheung's earlier listing: bilinear aggregation, plain heads, aligned corners.

    Shape: image (N, 3, H, W), any H and W of at least 32. In eval mode returns logits (N, num_classes, H, W); in
    training mode returns (main, boosters at 1/4, 1/8, 1/16 and 1/32), each of that shape.
    """

    def __init__(self, num_classes: int, *, bilinear: bool = False) -> None:
        super().__init__()
        self.resampling: Resampling = "aligned" if bilinear else "half-pixel"
        self.detail = DetailBranch()
        self.segment = SemanticBranch()
        self.bga = BilateralGuidedAggregation("aligned" if bilinear else "nearest")
        self.head: nn.Module
        if bilinear:
            self.head = PlainSegmentHead(_WIDTH, _HEAD, num_classes)
        else:
            self.head = SegmentHead(_WIDTH, _HEAD, num_classes, aux=False)

        def booster(in_channels: int, up_factor: int) -> nn.Module:
            if bilinear:
                return PlainSegmentHead(in_channels, _BOOSTER, num_classes)
            return SegmentHead(in_channels, _BOOSTER, num_classes, up_factor=up_factor)

        self.aux2 = booster(16, 4)
        self.aux3 = booster(32, 8)
        self.aux4 = booster(64, 16)
        self.aux5_4 = booster(_WIDTH, 32)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        size = spatial_size(x)
        *stages, context = self.segment(x)
        main = resize_to(self.head(self.bga(self.detail(x), context)), size, self.resampling)
        if not self.training:
            return main
        boosters = (self.aux2, self.aux3, self.aux4, self.aux5_4)
        boosted = (booster(at) for booster, at in zip(boosters, stages, strict=True))
        return main, *(resize_to(logits, size, self.resampling) for logits in boosted)
