"""One contract for every architecture."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from bisenet import create_model, list_models, load_weights
from bisenet.errors import ModelError
from bisenet.export import write_graph, write_weights
from bisenet.losses import BinaryLoss
from bisenet.losses_multiclass import SoftmaxLoss
from bisenet.models.resnet import ResNet18, ResNet101
from bisenet.models.xception import Xception39
from bisenet.onnx_runtime import onnxruntime
from bisenet.preprocess import Preprocessing
from tests.bisenet.networks import randomise, run

pytestmark = pytest.mark.slow

# Parameters for one class and for nineteen. Computed apart from these modules: torchvision's counts of the ResNets
# (11,689,512 and 44,549,160 with their classifiers), plus what the layers of the public code named here hold.
PARAMETERS = {
    # ooooverflow, less the biases that a batch norm cancels
    "bisenet-concat-resnet101": (48_153_482, 48_749_120),
    "bisenet-concat-resnet18": (11_886_986, 12_067_904),
    # facexlib; test_facexlib_parity asks facexlib itself
    "bisenet-face": (13_293_504, 13_300_416),
    # ours
    "bisenet-mobilenetv2": (2_278_259, 2_281_193),
    # the authors' TorchSeg
    "bisenet-resnet101": (48_225_539, 48_239_417),
    # the same with torchvision's stem, which spares 123,776
    "bisenet-resnet101-torchvision": (48_101_763, 48_115_641),
    "bisenet-resnet18": (13_484_355, 13_494_777),
    "bisenet-xception39": (1_836_475, 1_842_289),
    # CoinCheung's BiSeNet
    "bisenetv2": (5_188_485, 5_231_487),
    "bisenetv2-bilinear": (3_618_197, 3_645_935),
}
# Main output, then auxiliary ones.
OUTPUTS = {"bisenetv2": 5, "bisenetv2-bilinear": 5}

# Names by which public checkpoints call what no other test loads by name.
NAMES = {
    "bisenet-resnet18": (
        "context_path.layer4.1.bn2.running_mean",
        "spatial_path.conv_7x7.conv.weight",
        "global_context.1.conv.weight",
        "arms.0.conv_3x3.conv.weight",
        "arms.1.channel_attention.1.bn.weight",
        "refines.1.bn.weight",
        "ffm.conv_1x1.conv.weight",
        "ffm.channel_attention.2.conv.weight",
        "heads.2.conv_1x1.weight",
    ),
    "bisenet-resnet101": ("context_path.conv1.6.weight", "context_path.layer3.22.conv3.weight"),
    "bisenet-xception39": (
        "context_path.conv1.bn.weight",
        "context_path.layer1.0.proj.point_wise_cbr.conv.weight",
        "context_path.layer2.7.residual_branch.2.conv1.weight",
    ),
    "bisenetv2": (
        "detail.S3.2.bn.running_var",
        "segment.S1S2.left.1.conv.weight",
        "segment.S4.0.dwconv1.0.weight",
        "segment.S4.0.shortcut.3.bias",
        "segment.S5_4.3.dwconv.1.weight",
        "segment.S5_5.conv_gap.conv.weight",
        "bga.left1.2.weight",
        "bga.right2.2.weight",
        "bga.conv.1.weight",
        "head.conv_out.1.bias",
        "aux2.conv_out.0.1.conv.weight",
        "aux5_4.conv_out.1.weight",
    ),
    "bisenetv2-bilinear": ("head.conv_out.bias", "aux2.conv.bn.running_var", "aux5_4.conv_out.weight"),
}


@pytest.fixture(params=list_models())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def _no_memory() -> Iterator[None]:
    """Build networks that have shapes and no values."""
    with torch.device("meta"):
        yield


def count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def loss_of(outputs: tuple[Tensor, ...], classes: int) -> Tensor:
    batch, _, height, width = outputs[0].shape
    target = torch.randint(0, max(2, classes), (batch, 1, height, width))
    valid = torch.ones(target.shape)
    return (
        SoftmaxLoss(ohem=True)(outputs, target, valid) if classes > 1 else BinaryLoss()(outputs, target.float(), valid)
    )


def test_eval_gives_one_map_of_the_input_size(name: str) -> None:
    model = create_model(name, 3)
    for size in ((32, 32), (64, 96), (33, 47), (97, 65)):
        assert run(model, torch.zeros(1, 3, *size)).shape == (1, 3, *size)


@pytest.mark.parametrize("classes", [1, 3])
def test_training_gives_main_and_auxiliary_maps_and_every_parameter_learns(name: str, classes: int) -> None:
    silent: set[str] = set()
    for seed in range(8):
        torch.manual_seed(seed)
        images = torch.randn(2, 3, 33, 64)
        # Not from the start: residual branches of BiSeNet V2 are silent there.
        model = randomise(create_model(name, classes)).train()
        with torch.no_grad():
            outputs = model(images)
        assert [tuple(out.shape) for out in outputs] == [(2, classes, 33, 64)] * OUTPUTS.get(name, 3)
        # With a batch's own statistics a batch norm cancels every constant that reaches it.
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        loss_of(model(images), classes).backward()  # type: ignore[no-untyped-call]
        dead = {key for key, value in model.named_parameters() if value.grad is None or not value.grad.any()}
        silent = dead if seed == 0 else silent & dead
        # A ReLU of a single channel may start dead by chance; a path that is missing never learns.
        if not silent:
            break
    assert silent == set()


@pytest.mark.usefixtures("_no_memory")
def test_parameter_counts(name: str) -> None:
    assert tuple(count(create_model(name, classes)) for classes in (1, 19)) == PARAMETERS[name]


@pytest.mark.usefixtures("_no_memory")
def test_parameter_counts_of_the_parts() -> None:
    assert count(ResNet18()) == 11_689_512 - 513_000
    assert count(ResNet101()) == 44_549_160 - 2_049_000
    assert count(Xception39()) == 299_448
    model = create_model("bisenetv2", 19)
    boosters = [model.get_submodule(key) for key in ("aux2", "aux3", "aux4", "aux5_4")]
    assert count(model) - sum(map(count, boosters)) == 3_358_627


def torchvision_shapes(blocks: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """Return names and shapes of torchvision's ResNet of bottlenecks, less its classifier."""
    shapes: dict[str, tuple[int, ...]] = {}

    def add(conv: str, norm: str, out: int, channels: int, kernel: int) -> None:
        shapes[f"{conv}.weight"] = (out, channels, kernel, kernel)
        shapes.update({f"{norm}.{key}": (out,) for key in ("weight", "bias", "running_mean", "running_var")})

    add("conv1", "bn1", 64, 3, 7)
    channels = 64
    for stage, (count, width) in enumerate(zip(blocks, (64, 128, 256, 512), strict=True), 1):
        for block in range(count):
            key = f"layer{stage}.{block}"
            add(f"{key}.conv1", f"{key}.bn1", width, channels, 1)
            add(f"{key}.conv2", f"{key}.bn2", width, width, 3)
            add(f"{key}.conv3", f"{key}.bn3", 4 * width, width, 1)
            if block == 0:
                add(f"{key}.downsample.0", f"{key}.downsample.1", 4 * width, channels, 1)
            channels = 4 * width
    return shapes


@pytest.mark.usefixtures("_no_memory")
@pytest.mark.parametrize("model", ["bisenet-resnet101-torchvision", "bisenet-concat-resnet101"])
def test_torchvisions_weights_fit_all_of_the_context_path(model: str) -> None:
    state = create_model(model).get_submodule("context_path").state_dict()
    own = {key: tuple(value.shape) for key, value in state.items() if not key.endswith("num_batches_tracked")}
    assert own == torchvision_shapes((3, 4, 23, 3))


def aligned(x: Tensor, size: tuple[int, int]) -> Tensor:
    return F.interpolate(x, size, mode="bilinear", align_corners=True)


def test_the_earlier_form_of_v2_upsamples_bilinearly_with_aligned_corners() -> None:
    torch.manual_seed(0)
    model = randomise(create_model("bisenetv2-bilinear", 3))
    image = torch.randn(1, 3, 64, 96)
    part = model.get_submodule
    with torch.no_grad():
        detail, semantic = part("detail")(image), part("segment")(image)[-1]
        weighed = part("bga.left1")(detail) * aligned(part("bga.right1")(semantic), (8, 12)).sigmoid()
        context = part("bga.left2")(detail) * part("bga.right2")(semantic).sigmoid()
        fused = part("bga.conv")(weighed + aligned(context, (8, 12)))
        logits = part("head.conv_out")(part("head.conv")(fused))
        boosted = part("aux4.conv_out")(part("aux4.conv")(part("segment")(image)[2]))
        torch.testing.assert_close(model(image), aligned(logits, (64, 96)))
        # Dropout and batch norm behave as in eval mode, so that only the outputs are those of training.
        for module in model.modules():
            module.training = module is model
        torch.testing.assert_close(model(image)[3], aligned(boosted, (64, 96)))


@pytest.mark.usefixtures("_no_memory")
@pytest.mark.parametrize("model", NAMES)
def test_names_are_the_public_ones(model: str) -> None:
    assert set(NAMES[model]) <= create_model(model).state_dict().keys()


def test_onnx_equals_torch(name: str, tmp_path: Path) -> None:
    torch.manual_seed(2)
    model = randomise(create_model(name))
    # Rounding adds up over a hundred layers.
    tolerance = 1e-3 if "resnet101" in name else 3e-5
    weights, graph = tmp_path / "model.safetensors", tmp_path / "model.onnx"
    write_weights(model, weights)
    load_weights(model, weights)
    write_graph(model, Preprocessing((0.5,) * 3, (0.5,) * 3, pixel_budget=64 * 96, multiple=8), weights, graph)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    for size in ((64, 96), (65, 33)):
        image = torch.randn(1, 3, *size)
        matte = torch.sigmoid(run(model, image)).numpy()
        assert matte.shape == (1, 1, *size)
        assert matte.std() > 1e-2
        assert np.abs(session.run(None, {"image": image.numpy()})[0] - matte).max() < tolerance


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ModelError, match=r"bisenet-mobilenetv2, .*bisenet-resnet18"):
        create_model("unet")
