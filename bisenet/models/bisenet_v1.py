"""BiSeNet in its authors' cascaded form.

Source: Yu et al., ECCV 2018, and the authors' TorchSeg, whose attribute names are kept.

Parameters for 19 classes: 13,494,777 with ResNet-18, 48,239,417 with ResNet-101 and 1,842,289 with Xception39, as in
TorchSeg, whose ResNet-101 has three 3x3 convolutions as its stem; 48,115,641 with torchvision's ResNet-101, whose stem
is a 7x7. The paper says 49.0 M and 5.8 M for ResNet-18 and Xception39; its authors' code has neither.
"""

from torch import Tensor, nn

from bisenet.models.backbone import Backbone
from bisenet.models.layers import BiSeNetHead, FeatureFusionModule, SpatialPath, resize_to, spatial_size
from bisenet.models.two_paths import TwoPaths

_CONTEXT = 128
_SPATIAL, _SPATIAL_INNER = 128, 64


class BiSeNet(TwoPaths):
    """Spatial path and cascaded context path, fused.

    The authors' network ends in a log-softmax; this one gives logits.

    Args:
        backbone: of the context path.
        num_classes: channels of the logits.
        head: channels inside the main head.
        aux_head: channels inside the auxiliary heads.

    Shape: image (N, 3, H, W), any H and W of at least 32. In eval mode returns logits (N, num_classes, H, W); in
    training mode returns (main, aux at 1/16, aux at 1/8), each of that shape.

    Attributes:
        resampling: of all upsampling. Set it to "aligned" for weights that the authors' TorchSeg trained.
    """

    def __init__(self, backbone: Backbone, num_classes: int, head: int = 64, aux_head: int = 256) -> None:
        super().__init__(backbone, SpatialPath(_SPATIAL, _SPATIAL_INNER), _CONTEXT, "half-pixel")
        fused = _SPATIAL + _CONTEXT
        self.ffm = FeatureFusionModule(fused, fused)
        self.heads = nn.ModuleList(
            [
                BiSeNetHead(_CONTEXT, aux_head, num_classes),
                BiSeNetHead(_CONTEXT, aux_head, num_classes),
                BiSeNetHead(fused, head, num_classes),
            ]
        )

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor, Tensor]:
        size = spatial_size(x)
        spatial, at_16, at_8 = self.paths(x)
        main = resize_to(self.heads[2](self.ffm(spatial, at_8)), size, self.resampling)
        if not self.training:
            return main
        aux_16, aux_8 = self.heads[0](at_16), self.heads[1](at_8)
        return main, resize_to(aux_16, size, self.resampling), resize_to(aux_8, size, self.resampling)
