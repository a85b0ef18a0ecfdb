"""BiSeNet whose context features are concatenated instead of cascaded.

Source: Yu et al., ECCV 2018, as ooooverflow and after it noisrucer's virtual background read it. Where their code
departs from the paper, the paper is followed:

- the attention of a refinement module has a batch norm before its sigmoid (ooooverflow builds it and leaves it out);
- its input keeps its gradient (noisrucer detaches it);
- the attention of the fusion has two 1x1 convolutions, the second followed by a sigmoid (noisrucer takes one
  convolution twice, and a ReLU);
- a convolution before a batch norm has no bias, which the batch norm would cancel.

What the paper leaves open is theirs: the fusion mixes by a 3x3 convolution down to one channel per class.

Parameters for 19 classes: 12,067,904 with ResNet-18 and 48,749,120 with ResNet-101. ooooverflow's has 768 and 3,072
more, the biases of the refinement modules.
"""

import torch
from torch import Tensor, nn

from bisenet.models.backbone import Backbone
from bisenet.models.layers import AttentionRefinementModule, ConvBNReLU, fusion_attention, resize_to, spatial_size

_SPATIAL = (64, 128, 256)


class ConcatFusionModule(nn.Module):
    """FFM that mixes by a 3x3 convolution.

    Shape: (N, spatial_channels, H, W) and (N, context_channels, H, W) -> (N, out_channels, H, W).
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv_3x3 = ConvBNReLU(in_channels, out_channels)
        self.channel_attention = fusion_attention(out_channels, out_channels, bias=True)

    def forward(self, spatial: Tensor, context: Tensor) -> Tensor:
        feature = self.conv_3x3(torch.cat([spatial, context], dim=1))
        out: Tensor = feature + feature * self.channel_attention(feature)
        return out


class BiSeNetConcat(nn.Module):
    """Three 3x3 convolutions as spatial path, and the refined 1/16 and 1/32 features side by side.

    The refined 1/32 feature is multiplied by the global average of the unrefined one, the tail.

    Shape: image (N, 3, H, W), any H and W of at least 32. In eval mode returns logits (N, num_classes, H, W); in
    training mode returns (main, aux at 1/16, aux at 1/32), each of that shape.
    """

    def __init__(self, backbone: Backbone, num_classes: int) -> None:
        super().__init__()
        _, at_16, at_32 = backbone.channels
        first, second, last = _SPATIAL
        self.context_path = backbone
        self.spatial_path = nn.Sequential(
            ConvBNReLU(3, first, stride=2), ConvBNReLU(first, second, stride=2), ConvBNReLU(second, last, stride=2)
        )
        self.arms = nn.ModuleList(
            [
                AttentionRefinementModule(at_32, at_32, conv_3x3=False),
                AttentionRefinementModule(at_16, at_16, conv_3x3=False),
            ]
        )
        self.ffm = ConcatFusionModule(last + at_16 + at_32, num_classes)
        self.classifier = nn.Conv2d(num_classes, num_classes, 1)
        self.supervisions = nn.ModuleList([nn.Conv2d(at_16, num_classes, 1), nn.Conv2d(at_32, num_classes, 1)])

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor, Tensor]:
        size = spatial_size(x)
        spatial = self.spatial_path(x)
        _, f16, f32 = self.context_path(x)
        tail = f32.mean((2, 3), keepdim=True)
        at_16 = resize_to(self.arms[1](f16), spatial_size(spatial))
        at_32 = resize_to(self.arms[0](f32) * tail, spatial_size(spatial))
        fused = self.ffm(spatial, torch.cat([at_16, at_32], dim=1))
        # A 1x1 convolution and a resize commute; this order spares the convolution at full size.
        main = resize_to(self.classifier(fused), size)
        if not self.training:
            return main
        aux_16, aux_32 = self.supervisions[0](at_16), self.supervisions[1](at_32)
        return main, resize_to(aux_16, size), resize_to(aux_32, size)
