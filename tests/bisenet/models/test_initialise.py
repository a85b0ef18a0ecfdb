"""The weights that a network starts from, against what each source does."""

import pytest
import torch
from torch import nn

from bisenet import create_model, list_models
from bisenet.models import initialise
from bisenet.models.bisenet_v2 import GatherExpansionS1

pytestmark = pytest.mark.slow

# A wide layer of each source, and the variance that its weights start with.
VARIANCES = {
    # torchvision: 2 / (outputs * kernel area)
    ("bisenet-resnet18", "context_path.layer4.0.conv1"): 2 / (512 * 9),
    ("bisenet-resnet101", "context_path.layer3.0.conv1"): 2 / 256,
    ("bisenet-resnet101-torchvision", "context_path.layer4.0.downsample.0"): 2 / 2048,
    ("bisenet-mobilenetv2", "context_path.stages.6.0.conv.6"): 2 / 320,
    ("bisenet-concat-resnet18", "context_path.layer3.0.conv1"): 2 / (256 * 9),
    ("bisenet-face", "context_path.layer4.0.conv1"): 2 / (512 * 9),
    # TorchSeg and ooooverflow: 2 / (inputs * kernel area)
    ("bisenet-resnet18", "arms.0.conv_3x3.conv"): 2 / (512 * 9),
    ("bisenet-resnet18", "heads.0.conv_3x3.conv"): 2 / (128 * 9),
    ("bisenet-resnet101", "arms.0.conv_3x3.conv"): 2 / (2048 * 9),
    ("bisenet-xception39", "ffm.channel_attention.1.conv"): 2 / 256,
    ("bisenet-concat-resnet18", "spatial_path.2.conv"): 2 / (128 * 9),
    ("bisenet-mobilenetv2", "arms.0.conv_3x3.conv"): 2 / (320 * 9),
    # TorchSeg leaves Xception39 to PyTorch: uniform within 1 / sqrt(inputs)
    ("bisenet-xception39", "context_path.layer3.3.residual_branch.2.point_wise_cbr.conv"): 1 / (3 * 64),
    # zllrunning: 1 / (inputs * kernel area)
    ("bisenet-face", "arms.0.conv_3x3.conv"): 1 / (512 * 9),
    ("bisenet-face", "heads.2.conv_3x3.conv"): 1 / (256 * 9),
    # CoinCheung: 2 / (outputs * kernel area)
    ("bisenetv2", "head.conv.conv"): 2 / (1024 * 9),
    ("bisenetv2", "segment.S5_4.0.conv2.0"): 2 / 128,
    ("bisenetv2-bilinear", "segment.S5_4.1.dwconv.0"): 2 / (768 * 9),
    # the classifiers of BiSeNet V2: 2 / inputs
    ("bisenetv2", "head.conv_out.1"): 2 / 1024,
    ("bisenetv2-bilinear", "head.conv_out"): 2 / 1024,
}


@pytest.mark.parametrize(("name", "layer"), VARIANCES)
def test_weights_are_as_large_as_the_source_draws_them(name: str, layer: str) -> None:
    torch.manual_seed(0)
    weight = create_model(name, 19).get_parameter(f"{layer}.weight")
    # Of 6,912 weights, the fewest here, the variance is off by 1.7% as a rule.
    assert weight.var().item() == pytest.approx(VARIANCES[name, layer], rel=0.08)
    assert abs(weight.mean().item()) < 0.05 * weight.std().item()


@pytest.mark.parametrize("name", ["bisenetv2", "bisenetv2-bilinear"])
def test_residual_branches_of_v2_start_silent_and_biases_at_zero(name: str) -> None:
    model = create_model(name, 3)
    norms = {key: module for key, module in model.named_modules() if isinstance(module, nn.BatchNorm2d)}
    silent = {key for key, norm in norms.items() if not norm.weight.any()}
    blocks = {"S3": 2, "S4": 2, "S5_4": 4}
    assert silent == {f"segment.{stage}.{i}.conv2.1" for stage, count in blocks.items() for i in range(count)}
    assert all(norm.weight.eq(1).all() for key, norm in norms.items() if key not in silent)
    biases = [value for key, value in model.named_parameters() if key.endswith("bias")]
    assert not any(bias.any() for bias in biases)


def test_a_silent_residual_branch_leaves_its_input_alone() -> None:
    layer = create_model("bisenetv2").eval().get_submodule("segment.S4.1")
    assert isinstance(layer, GatherExpansionS1)
    x = torch.rand(1, 64, 5, 7)
    assert torch.equal(layer(x), x)


@pytest.mark.parametrize("name", ["bisenet-face", "bisenet-resnet18", "bisenetv2"])
def test_a_trained_network_can_start_again(name: str) -> None:
    model = create_model(name)
    for parameter in model.parameters():
        nn.init.constant_(parameter, 5)
    initialise(model)
    weights = {key: value for key, value in model.named_parameters() if value.ndim > 1}
    assert not any(weight.eq(5).any() for weight in weights.values())
    assert all(m.weight.le(1).all() for m in model.modules() if isinstance(m, nn.BatchNorm2d))


@pytest.mark.parametrize("name", [name for name in list_models() if "resnet101" not in name])
def test_the_seed_decides_the_initial_weights(name: str) -> None:
    def start(seed: int) -> torch.Tensor:
        torch.manual_seed(seed)
        return nn.utils.parameters_to_vector(create_model(name).parameters())

    first = start(0)
    assert torch.equal(start(0), first)
    assert not torch.equal(start(1), first)
