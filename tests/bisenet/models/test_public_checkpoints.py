"""Checkpoints of public implementations, as their code would have saved them."""

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from bisenet import create_model, list_models, load_weights
from bisenet.errors import WeightsError
from bisenet.models.public_keys import to_our_keys
from tests.bisenet.networks import randomise, run

pytestmark = pytest.mark.slow

CLASSES = 3


@pytest.mark.parametrize("name", list_models())
def test_our_own_names_are_kept(name: str) -> None:
    with torch.device("meta"):
        own = create_model(name).state_dict()
    assert to_our_keys(own).keys() == own.keys()


@pytest.mark.parametrize(
    ("name", "level", "prefix"),
    [
        ("bisenet-resnet18", "model", "module."),
        ("bisenet-xception39", "model", ""),
        ("bisenetv2", None, ""),
        ("bisenetv2", "state_dict", "module."),
        ("bisenetv2-bilinear", None, "module."),
    ],
)
@pytest.mark.slow
def test_torchseg_and_coincheung(name: str, level: str | None, prefix: str, tmp_path: Path) -> None:
    """Their names are ours: TorchSeg saves {model, optimizer, epoch, iteration}, CoinCheung the bare state."""
    torch.manual_seed(0)
    image = torch.randn(1, 3, 64, 64)
    theirs = randomise(create_model(name, CLASSES))
    state = {prefix + key: value for key, value in theirs.state_dict().items()}
    optimizer = torch.optim.SGD(theirs.parameters(), 0.1).state_dict()
    saved = state if level is None else {level: state, "optimizer": optimizer, "epoch": 80, "iteration": 999}
    torch.save(saved, tmp_path / "theirs.pth")
    ours = create_model(name, CLASSES)
    load_weights(ours, tmp_path / "theirs.pth")
    assert torch.equal(run(ours, image), run(theirs, image))


FACE = {
    "cp.resnet.layer3.1.bn2.weight": "context_path.layer3.1.bn2.weight",
    "cp.resnet.conv1.weight": "context_path.conv1.weight",
    "cp.conv_avg.bn.bias": "global_context.1.bn.bias",
    "cp.arm32.conv.bn.running_var": "arms.0.conv_3x3.bn.running_var",
    "cp.arm16.conv_atten.weight": "arms.1.channel_attention.1.conv.weight",
    "cp.arm16.bn_atten.running_mean": "arms.1.channel_attention.1.bn.running_mean",
    "cp.conv_head32.conv.weight": "refines.0.conv.weight",
    "cp.conv_head16.conv.weight": "refines.1.conv.weight",
    "ffm.convblk.conv.weight": "ffm.conv_1x1.conv.weight",
    "ffm.conv1.weight": "ffm.channel_attention.1.conv.weight",
    "ffm.conv2.weight": "ffm.channel_attention.2.conv.weight",
    "conv_out.conv_out.weight": "heads.2.conv_1x1.weight",
    "conv_out16.conv.conv.weight": "heads.1.conv_3x3.conv.weight",
    "conv_out32.conv_out.weight": "heads.0.conv_1x1.weight",
}


def test_names_of_face_parsing() -> None:
    own = create_model("bisenet-face").state_dict()
    values = {f"module.{theirs}": own[ours] for theirs, ours in FACE.items()}
    assert {key: id(value) for key, value in to_our_keys(values).items()} == {
        ours: id(own[ours]) for ours in FACE.values()
    }


def ooooverflow_state(context: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return a random checkpoint of ooooverflow's BiSeNet around the weights of a ResNet-18.

    Its refinement modules hold a batch norm that is never used, so its statistics are those it began with. Convolutions
    before a batch norm have a bias, as in its first versions.
    """
    state = {f"context_path.features.{key}": value for key, value in context.items()}
    state |= {f"context_path.{key}": value for key, value in context.items()}
    state |= {"context_path.features.fc.weight": torch.randn(1000, 512), "context_path.features.fc.bias": torch.ones(1)}

    def add(key: str, out: int, channels: int, kernel: int) -> None:
        state[f"{key}.weight"] = torch.randn(out, channels, kernel, kernel) / (channels * kernel**2) ** 0.5
        state[f"{key}.bias"] = torch.randn(out)

    def add_norm(key: str, channels: int, random: bool) -> None:
        for name, start in (("weight", 1.0), ("bias", 0.0), ("running_mean", 0.0), ("running_var", 1.0)):
            value = torch.full((channels,), start)
            state[f"{key}.{name}"] = value + 0.3 * torch.rand(channels) if random else value
        state[f"{key}.num_batches_tracked"] = torch.tensor(7)

    for i, (channels, out) in enumerate(((3, 64), (64, 128), (128, 256)), 1):
        add(f"saptial_path.convblock{i}.conv1", out, channels, 3)
        add_norm(f"saptial_path.convblock{i}.bn", out, random=True)
    for i, channels in enumerate((256, 512), 1):
        add(f"attention_refinement_module{i}.conv", channels, channels, 1)
        add_norm(f"attention_refinement_module{i}.bn", channels, random=False)
        add(f"supervision{i}", CLASSES, channels, 1)
    add("feature_fusion_module.convblock.conv1", CLASSES, 1024, 3)
    add_norm("feature_fusion_module.convblock.bn", CLASSES, random=True)
    for key in ("feature_fusion_module.conv1", "feature_fusion_module.conv2", "conv"):
        add(key, CLASSES, CLASSES, 1)
    return state


def ooooverflow_output(state: dict[str, Tensor], image: Tensor, at_16: Tensor, at_32: Tensor) -> Tensor:
    """Compute what ooooverflow's BiSeNet gives in eval mode from the features of its context path."""

    def conv(x: Tensor, key: str, stride: int = 1) -> Tensor:
        weight = state[f"{key}.weight"]
        return F.conv2d(x, weight, state[f"{key}.bias"], stride, weight.shape[-1] // 2)

    def block(x: Tensor, key: str, stride: int) -> Tensor:
        mean, variance = state[f"{key}.bn.running_mean"], state[f"{key}.bn.running_var"]
        weight, bias = state[f"{key}.bn.weight"], state[f"{key}.bn.bias"]
        return F.batch_norm(conv(x, f"{key}.conv1", stride), mean, variance, weight, bias).relu()

    def average(x: Tensor) -> Tensor:
        return x.mean((2, 3), keepdim=True)

    spatial = image
    for i in (1, 2, 3):
        spatial = block(spatial, f"saptial_path.convblock{i}", 2)
    refined_16 = at_16 * conv(average(at_16), "attention_refinement_module1.conv").sigmoid()
    refined_32 = at_32 * conv(average(at_32), "attention_refinement_module2.conv").sigmoid() * average(at_32)
    context = [F.interpolate(x, spatial.shape[2:], mode="bilinear") for x in (refined_16, refined_32)]
    fused = block(torch.cat([spatial, *context], 1), "feature_fusion_module.convblock", 1)
    weights = conv(conv(average(fused), "feature_fusion_module.conv1").relu(), "feature_fusion_module.conv2").sigmoid()
    return conv(F.interpolate(fused + fused * weights, image.shape[2:], mode="bilinear"), "conv")


@pytest.mark.parametrize("prefix", ["", "module."])
@pytest.mark.slow
def test_ooooverflow(prefix: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    image = torch.randn(1, 3, 64, 96)
    backbone = randomise(create_model("bisenet-concat-resnet18").get_submodule("context_path"))
    state = ooooverflow_state(backbone.state_dict())
    torch.save({prefix + key: value for key, value in state.items()}, tmp_path / "theirs.pth")
    ours = create_model("bisenet-concat-resnet18", CLASSES)
    load_weights(ours, tmp_path / "theirs.pth")
    with torch.no_grad():
        _, at_16, at_32 = backbone(image)
    expected = ooooverflow_output(state, image, at_16, at_32)
    assert expected.std() > 1e-2
    # Theirs has no batch norm in the attention; at its starting statistics it still divides by sqrt(1 + 1e-5).
    torch.testing.assert_close(run(ours, image), expected, rtol=1e-4, atol=1e-4)


def test_a_mismatch_names_keys_and_shapes(tmp_path: Path) -> None:
    model = create_model("bisenet-face", CLASSES)
    state = {f"module.{theirs}": model.state_dict()[ours] for theirs, ours in FACE.items()}
    state["module.conv_out.conv_out.weight"] = torch.zeros(19, 256, 1, 1)
    state["module.neck.weight"] = torch.zeros(1)
    torch.save({"state_dict": state}, tmp_path / "partial.pth")
    with pytest.raises(WeightsError) as raised:
        load_weights(model, tmp_path / "partial.pth")
    message = str(raised.value)
    assert "missing: arms.0.channel_attention.1.bn.bias, " in message
    assert " ...; unknown: neck.weight; " in message
    assert "of another shape: heads.2.conv_1x1.weight 19x256x1x1 for 3x256x1x1)" in message
    assert message.endswith("choose its own architecture and number of classes.")


@pytest.mark.parametrize("content", [torch.zeros(3), [1, 2], {"epoch": 3}, {"state_dict": torch.zeros(3)}])
def test_files_without_named_weights(content: object, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "other.pth")
    with pytest.raises(WeightsError, match=r"holds no weights by name; give a model's state_dict\.$"):
        load_weights(create_model("bisenet-face"), tmp_path / "other.pth")


def test_pickled_code_is_refused(tmp_path: Path) -> None:
    torch.save({"state_dict": {}, "args": Path("code")}, tmp_path / "pickled.pth")
    with pytest.raises(WeightsError, match="a state_dict alone"):
        load_weights(create_model("bisenet-face"), tmp_path / "pickled.pth")
