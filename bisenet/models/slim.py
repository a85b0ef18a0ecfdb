"""A BiSeNet for the CPU, whose matte is drawn at 1/4.

Ours: the paper's two paths, attention refinement and feature fusion, with narrow layers and a decoder that takes the
fused feature back to 1/4, where the spatial path still knows hair and fingers.

Parameters for one class with MobileNetV2: 2,278,259.
"""

import torch
from torch import Tensor, nn

from bisenet.models.backbone import Backbone
from bisenet.models.layers import BiSeNetHead, ConvBNReLU, FeatureFusionModule, resize_to, spatial_size
from bisenet.models.two_paths import CascadedContext

# Channels of the context path and of the fused feature; of the spatial path and of the decoder.
_CONTEXT = 64
_DETAIL = 32


class SlimSpatialPath(nn.Module):
    """Three 3x3 stride-2 convolutions; hands out what it sees at 1/4 and 1/8.

    Shape: (N, 3, H, W) -> (N, channels, H/4, W/4) and (N, channels, H/8, W/8); sizes round up.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv_2 = ConvBNReLU(3, channels // 2, 3, 2)
        self.conv_4 = ConvBNReLU(channels // 2, channels, 3, 2)
        self.conv_8 = ConvBNReLU(channels, channels, 3, 2)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        at_4: Tensor = self.conv_4(self.conv_2(x))
        return at_4, self.conv_8(at_4)


class SlimBiSeNet(CascadedContext):
    """Spatial path and cascaded context path, fused at 1/8 and decoded at 1/4.

    Shape: image (N, 3, H, W), any H and W of at least 32. In eval mode returns logits (N, num_classes, H, W); in
    training mode returns (main, aux at 1/16, aux at 1/8), each of that shape.
    """

    def __init__(self, backbone: Backbone, num_classes: int) -> None:
        super().__init__(backbone, _CONTEXT, "half-pixel")
        self.spatial_path = SlimSpatialPath(_DETAIL)
        self.ffm = FeatureFusionModule(_DETAIL + _CONTEXT, _CONTEXT)
        self.reduce = ConvBNReLU(_CONTEXT, _DETAIL, 1)
        self.head = BiSeNetHead(2 * _DETAIL, _DETAIL, num_classes)
        self.aux_heads = nn.ModuleList([BiSeNetHead(_CONTEXT, _CONTEXT, num_classes) for _ in range(2)])

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor, Tensor]:
        size = spatial_size(x)
        detail, spatial = self.spatial_path(x)
        at_16, at_8 = self.refine(self.context_path(x))
        fused = self.reduce(self.ffm(spatial, at_8))
        decoded = torch.cat([detail, resize_to(fused, spatial_size(detail))], dim=1)
        main = resize_to(self.head(decoded), size)
        if not self.training:
            return main
        return main, resize_to(self.aux_heads[0](at_16), size), resize_to(self.aux_heads[1](at_8), size)
