"""BiSeNet for face parsing: the 1/8 feature of ResNet-18 in place of a spatial path.

Source: zllrunning's face parsing and its copy in facexlib, whose checkpoints `bisenet.load.load_weights` reads and
whose outputs these are: the context path takes the nearest value, the outputs are resized with aligned corners.
Parameters for 19 classes: 13,300,416, as facexlib has.
"""

from torch import Tensor, nn

from bisenet.models.layers import BiSeNetHead, FeatureFusionModule, resize_to, spatial_size
from bisenet.models.resnet import ResNet18
from bisenet.models.two_paths import TwoPaths

_WIDTH = 128
_HEAD, _AUX_HEAD = 256, 64
_REDUCTION = 4


class BiSeNetFace(TwoPaths):
    """BiSeNet on ResNet-18 without a spatial path.

    Shape: image (N, 3, H, W), any H and W of at least 32. In eval mode returns logits (N, num_classes, H, W); in
    training mode returns (main, aux at 1/8, aux at 1/16), each of that shape. With `return_feat`, in either mode,
    returns these three and then the features that each was classified from, (N, 256, H, W) and twice (N, 64, H, W).
    """

    def __init__(self, num_classes: int) -> None:
        backbone = ResNet18()
        super().__init__(backbone, None, _WIDTH, "nearest")
        fused = backbone.channels.f8 + _WIDTH
        self.ffm = FeatureFusionModule(fused, fused, _REDUCTION)
        self.heads = nn.ModuleList(
            [
                BiSeNetHead(_WIDTH, _AUX_HEAD, num_classes, bias=False),
                BiSeNetHead(_WIDTH, _AUX_HEAD, num_classes, bias=False),
                BiSeNetHead(fused, _HEAD, num_classes, bias=False),
            ]
        )

    def forward(self, x: Tensor, return_feat: bool = False) -> Tensor | tuple[Tensor, ...]:
        spatial, at_16, at_8 = self.paths(x)
        inputs = (at_16, at_8, self.ffm(spatial, at_8))
        size = spatial_size(x)
        if not (self.training or return_feat):
            return resize_to(self.heads[2](inputs[2]), size, "aligned")
        features = [head.get_submodule("conv_3x3")(at) for head, at in zip(self.heads, inputs, strict=True)]
        logits = [head.get_submodule("conv_1x1")(at) for head, at in zip(self.heads, features, strict=True)]
        outputs = [*reversed(logits), *reversed(features)] if return_feat else reversed(logits)
        return tuple(resize_to(output, size, "aligned") for output in outputs)
