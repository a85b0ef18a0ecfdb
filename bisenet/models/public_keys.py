"""Parameter names of public implementations, and what they are here.

Names of the authors' TorchSeg (`bisenet-resnet18`, `-resnet101`, `-xception39`) and of CoinCheung's BiSeNet
(`bisenetv2*`) are ours. Those of zllrunning's face parsing and facexlib (`bisenet-face`) and of ooooverflow
(`bisenet-concat-*`) are mapped, prefix by prefix.
"""

from collections.abc import Mapping

from torch import Tensor

_FACE = {
    "cp.resnet.": "context_path.",
    "cp.conv_avg.": "global_context.1.",
    "cp.arm32.conv.": "arms.0.conv_3x3.",
    "cp.arm32.conv_atten.": "arms.0.channel_attention.1.conv.",
    "cp.arm32.bn_atten.": "arms.0.channel_attention.1.bn.",
    "cp.arm16.conv.": "arms.1.conv_3x3.",
    "cp.arm16.conv_atten.": "arms.1.channel_attention.1.conv.",
    "cp.arm16.bn_atten.": "arms.1.channel_attention.1.bn.",
    "cp.conv_head32.": "refines.0.",
    "cp.conv_head16.": "refines.1.",
    "ffm.convblk.": "ffm.conv_1x1.",
    "ffm.conv1.": "ffm.channel_attention.1.conv.",
    "ffm.conv2.": "ffm.channel_attention.2.conv.",
    "conv_out32.conv.": "heads.0.conv_3x3.",
    "conv_out32.conv_out.": "heads.0.conv_1x1.",
    "conv_out16.conv.": "heads.1.conv_3x3.",
    "conv_out16.conv_out.": "heads.1.conv_1x1.",
    "conv_out.conv.": "heads.2.conv_3x3.",
    "conv_out.conv_out.": "heads.2.conv_1x1.",
}
_CONCAT = {
    # `saptial_path` is how ooooverflow spells it.
    **{
        f"{path}.convblock{i + 1}.{theirs}.": f"spatial_path.{i}.{ours}."
        for path in ("saptial_path", "spatial_path")
        for i in range(3)
        for theirs, ours in (("conv1", "conv"), ("bn", "bn"))
    },
    # Its context path holds the same tensors twice: as its own, and as those of torchvision's network.
    "context_path.features.": "context_path.",
    "attention_refinement_module1.": "arms.1.channel_attention.1.",
    "attention_refinement_module2.": "arms.0.channel_attention.1.",
    "feature_fusion_module.convblock.conv1.": "ffm.conv_3x3.conv.",
    "feature_fusion_module.convblock.bn.": "ffm.conv_3x3.bn.",
    "feature_fusion_module.conv1.": "ffm.channel_attention.1.conv.",
    "feature_fusion_module.conv2.": "ffm.channel_attention.2.conv.",
    "conv.": "classifier.",
    "supervision1.": "supervisions.0.",
    "supervision2.": "supervisions.1.",
}
_OURS_BY_THEIRS = _FACE | _CONCAT
_IMAGENET_CLASSIFIER = "context_path.features.fc."


def to_our_keys(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return a state dict of a public implementation under the names of `bisenet.models`; ours stay as they are.

    A `module.` prefix goes, and so does the ImageNet classifier that ooooverflow's context path carries along. A bias
    before a batch norm, which no model here has, is taken from the mean that the batch norm subtracts.
    """
    plain = {key.removeprefix("module."): value for key, value in state.items()}
    ours = {_rename(key): value for key, value in plain.items() if not key.startswith(_IMAGENET_CLASSIFIER)}
    for key in [key for key in ours if key.endswith(".conv.bias")]:
        mean = f"{key.removesuffix('conv.bias')}bn.running_mean"
        if mean in ours and ours[mean].shape == ours[key].shape:
            ours[mean] = ours[mean] - ours.pop(key)
    return ours


def _rename(key: str) -> str:
    for theirs, our in _OURS_BY_THEIRS.items():
        if key.startswith(theirs):
            return our + key.removeprefix(theirs)
    return key
