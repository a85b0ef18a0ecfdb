"""BiSeNet in its authors' cascaded form.

Source: Yu et al., ECCV 2018, and the authors' TorchSeg, whose attribute names are kept.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from bisenet.models.backbone import Backbone
from bisenet.models.layers import (
    AttentionRefinementModule,
    BiSeNetHead,
    ConvBNReLU,
    FeatureFusionModule,
    SpatialPath,
    resize_to,
    spatial_size,
)


@dataclass(frozen=True)
class Widths:
    """Channel counts; the defaults are the paper's."""

    context: int = 128
    spatial: int = 128
    spatial_inner: int = 64
    head: int = 64
    aux_head: int = 256


class BiSeNet(nn.Module):
    """Spatial path and context path, fused.

    The context path starts from the global average of the 1/32 feature. At 1/32 and 1/16 the attention-refined
    feature is summed with the coarser result, upsampled and refined by a 3x3 convolution.

    Shape: image (N, 3, H, W), any H and W of at least 32. In eval mode returns logits (N, num_classes, H, W); in
    training mode returns (main, aux at 1/16, aux at 1/8), each of that shape.
    """

    def __init__(self, backbone: Backbone, num_classes: int, widths: Widths) -> None:
        super().__init__()
        context = widths.context
        self.context_path = backbone
        self.spatial_path = SpatialPath(widths.spatial, widths.spatial_inner)
        self.global_context = nn.Sequential(nn.AdaptiveAvgPool2d(1), ConvBNReLU(backbone.channels.f32, context, 1))
        self.arms = nn.ModuleList(
            [
                AttentionRefinementModule(backbone.channels.f32, context),
                AttentionRefinementModule(backbone.channels.f16, context),
            ]
        )
        self.refines = nn.ModuleList([ConvBNReLU(context, context), ConvBNReLU(context, context)])
        fused = widths.spatial + context
        self.ffm = FeatureFusionModule(fused, fused)
        self.heads = nn.ModuleList(
            [
                BiSeNetHead(context, widths.aux_head, num_classes),
                BiSeNetHead(context, widths.aux_head, num_classes),
                BiSeNetHead(fused, widths.head, num_classes),
            ]
        )

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor, Tensor]:
        size = spatial_size(x)
        spatial = self.spatial_path(x)
        features = self.context_path(x)
        # A 1x1 map broadcasts over the 1/32 feature: no need to upsample the global context.
        at_32 = self.arms[0](features.f32) + self.global_context(features.f32)
        at_16 = self.refines[0](resize_to(at_32, spatial_size(features.f16)))
        refined = self.arms[1](features.f16) + at_16
        at_8 = self.refines[1](resize_to(refined, spatial_size(spatial)))
        main = resize_to(self.heads[2](self.ffm(spatial, at_8)), size)
        if not self.training:
            return main
        return main, resize_to(self.heads[0](at_16), size), resize_to(self.heads[1](at_8), size)
