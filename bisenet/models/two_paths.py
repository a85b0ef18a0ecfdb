"""A spatial path beside a cascaded context path: what BiSeNet and its face-parsing form share.

Source: Yu et al., ECCV 2018, and the authors' TorchSeg, whose attribute names are kept.
"""

from typing import NamedTuple

from torch import Tensor, nn

from bisenet.models.backbone import Backbone, Features
from bisenet.models.layers import AttentionRefinementModule, ConvBNReLU, Resampling, resize_to, spatial_size


class Paths(NamedTuple):
    """What both paths give for an image (N, 3, H, W).

    Shape: spatial (N, S, H/8, W/8); at_16 (N, C, H/16, W/16) and at_8 (N, C, H/8, W/8) of the context path.
    """

    spatial: Tensor
    at_16: Tensor
    at_8: Tensor


class CascadedContext(nn.Module):
    """The context path, coarse to fine; what stands beside it is the subclass's.

    It starts from the global average of the 1/32 feature. At 1/32 and 1/16 the attention-refined feature is summed
    with the coarser result, upsampled and refined by a 3x3 convolution.

    Args:
        backbone: gives the features.
        width: channels of the results.
        resampling: between the steps.
    """

    def __init__(self, backbone: Backbone, width: int, resampling: Resampling) -> None:
        super().__init__()
        channels = backbone.channels
        self.resampling = resampling
        self.context_path = backbone
        self.global_context = nn.Sequential(nn.AdaptiveAvgPool2d(1), ConvBNReLU(channels.f32, width, 1))
        self.arms = nn.ModuleList(
            [AttentionRefinementModule(channels.f32, width), AttentionRefinementModule(channels.f16, width)]
        )
        self.refines = nn.ModuleList([ConvBNReLU(width, width), ConvBNReLU(width, width)])

    def refine(self, features: Features) -> tuple[Tensor, Tensor]:
        """Return the context at 1/16 and 1/8, (N, width, h, w) each."""
        # A 1x1 map broadcasts over the 1/32 feature: no need to upsample the global context.
        at_32 = self.arms[0](features.f32) + self.global_context(features.f32)
        at_16 = self.refines[0](resize_to(at_32, spatial_size(features.f16), self.resampling))
        refined = self.arms[1](features.f16) + at_16
        return at_16, self.refines[1](resize_to(refined, spatial_size(features.f8), self.resampling))


class TwoPaths(CascadedContext):
    """The paths of a BiSeNet; what fuses and classifies them is the subclass's.

    Args:
        backbone: of the context path.
        spatial_path: maps the image to 1/8; None takes the backbone's 1/8 feature in its place.
        width: channels of the context path.
        resampling: between the steps of the context path.
    """

    def __init__(self, backbone: Backbone, spatial_path: nn.Module | None, width: int, resampling: Resampling) -> None:
        super().__init__(backbone, width, resampling)
        self.spatial_path = spatial_path

    def paths(self, x: Tensor) -> Paths:
        """Run both paths on an image (N, 3, H, W), any H and W of at least 32."""
        spatial = None if self.spatial_path is None else self.spatial_path(x)
        features = self.context_path(x)
        at_16, at_8 = self.refine(features)
        return Paths(features.f8 if spatial is None else spatial, at_16, at_8)
