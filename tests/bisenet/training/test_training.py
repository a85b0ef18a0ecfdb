import hashlib
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch.utils.data import default_collate

from bisenet.cli import main
from bisenet.data.dataset import WebcamDataset
from bisenet.errors import DataError, ModelError, WeightsError
from bisenet.losses import BinaryLoss
from bisenet.manifest import find_card
from bisenet.models import create_model
from bisenet.preprocess import Preprocessing
from bisenet.training.checkpoint import read_checkpoint, save_checkpoint
from bisenet.training.config import TrainConfig
from bisenet.training.loop import train_step
from bisenet.training.memory import keep_freed_memory
from bisenet.training.optimizer import build_optimizer, set_learning_rate
from bisenet.training.precision import autocast, choose_precision, keep_strided_depthwise_in_float32
from bisenet.training.pretrained import load_pretrained
from bisenet.training.recipes import recipe
from bisenet.training.teacher import Teacher, mix_labels
from tests.bisenet.conftest import draw_pair, train_arguments


@pytest.mark.slow
def test_a_resumed_run_ends_where_an_unbroken_one_does(drawn_data: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.pt", tmp_path / "broken.pt"
    start = tmp_path / "start.safetensors"
    backbone = create_model("bisenet-mobilenetv2").get_submodule("context_path")
    save_file({"stem.0.weight": backbone.state_dict()["stem.0.weight"] * 2}, start)
    changed = ("--share", "portraits=0.5", "--teacher-share", "0.5")
    fresh = ("--samples", "6", "--save-every", "1", "--pretrained", str(start), *changed)
    assert main(train_arguments(drawn_data, whole, *fresh)) == 0

    # A run of the same recipe that stops after its first step.
    def save_once(*arguments: object) -> None:
        save_checkpoint(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bisenet.training.loop.save_checkpoint", save_once)
        assert main(train_arguments(drawn_data, broken, *fresh)) == 130
    assert read_checkpoint(broken)["step"] == 1
    assert main(train_arguments(drawn_data, broken, "--resume")) == 0
    first, second = read_checkpoint(whole), read_checkpoint(broken)
    assert first["config"]["task"]["shares"] == {"portraits": 0.5}
    assert first["step"] == second["step"] == 3
    assert first["config"] == second["config"]
    for part in ("model", "ema"):
        for key, value in first[part].items():
            assert torch.allclose(value, second[part][key], atol=1e-6), key


@pytest.mark.slow
def test_a_run_cannot_be_resumed_as_another_model(
    published: Path, drawn_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = train_arguments(drawn_data, published.parent / "run.pt", "--resume")
    arguments[arguments.index("bisenet-mobilenetv2")] = "bisenet-resnet18"
    assert main(arguments) == 2
    assert "is a run of bisenet-mobilenetv2" in capsys.readouterr().err


def test_a_resumed_run_keeps_its_recipe(published: Path, drawn_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changes = ("--samples", "80", "--from", "other.safetensors")
    arguments = train_arguments(drawn_data, published.parent / "run.pt", "--resume", *changes)
    assert main(arguments) == 2
    assert "leave out --samples, --from" in capsys.readouterr().err


def test_less_than_a_batch_is_refused(drawn_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(train_arguments(drawn_data, tmp_path / "run.pt", "--samples", "1")) == 2
    assert "less than one batch" in capsys.readouterr().err


@pytest.mark.slow
def test_steps_on_one_batch_lower_its_loss(drawn_data: Path) -> None:
    torch.manual_seed(0)
    config = recipe("bisenet-mobilenetv2", learning_rate=2e-3)
    data = WebcamDataset(drawn_data, config.preprocessing, (96 * 128,), length=4, batch_size=4, seed=0)
    batch = default_collate([data[index] for index in range(4)])
    model = create_model(config.model).train()
    optimizer = build_optimizer(model, set(), config)
    losses = [train_step(model, optimizer, batch, config) for _ in range(20)]
    assert losses[-1] < 0.7 * losses[0]


def test_the_rate_warms_up_and_falls_to_zero() -> None:
    config = recipe("bisenet-mobilenetv2", samples=16_000, warmup=100)
    model = create_model(config.model)
    started = "head.conv_1x1.weight"
    assert started in dict(model.named_parameters())
    optimizer = build_optimizer(model, {started}, config)
    rates = [set_learning_rate(optimizer, config, step) for step in range(config.steps)]
    assert max(rates) == pytest.approx(config.learning_rate, rel=0.03)
    assert rates.index(max(rates)) == pytest.approx(100, abs=2)
    assert rates[-1] < 1e-3 * config.learning_rate
    factors = {group["lr"] / rates[-1] for group in optimizer.param_groups}
    assert factors == {1.0, config.pretrained_factor}


@pytest.mark.slow
def test_a_run_starts_from_an_earlier_one_and_all_layers_learn(
    published: Path, drawn_data: Path, tmp_path: Path
) -> None:
    first, out = published / "bisenet-mobilenetv2.safetensors", tmp_path / "second.pt"
    assert main(train_arguments(drawn_data, out, "--samples", "4", "--from", str(first))) == 0
    before, after = load_file(first), read_checkpoint(out)
    assert set(after["pretrained"]) == set(before)
    assert after["config"]["start"] == hashlib.sha256(first.read_bytes()).hexdigest()
    convolutions = [key for key in before if key.endswith("conv.weight") or key.startswith("context_path.stem.0")]
    assert len(convolutions) > 10
    for key in convolutions:
        assert not torch.equal(before[key].float(), after["model"][key].float()), key


@pytest.mark.slow
def test_soft_labels_take_the_masks_place(drawn_data: Path, tmp_path: Path) -> None:
    """Two runs that differ by their labels alone end with other weights."""
    (tmp_path / "labels" / "portraits").mkdir(parents=True)
    for number in range(4):
        cv2.imwrite(str(tmp_path / "labels" / "portraits" / f"p{number}.png"), np.full((96, 128), 200, np.uint8))
    weights: list[torch.Tensor] = []
    for labels in ((), ("--labels", str(tmp_path / "labels"))):
        out = tmp_path / f"{len(weights)}.pt"
        assert main(train_arguments(drawn_data, out, "--samples", "4", "--share", "portraits=1e6", *labels)) == 0
        weights.append(read_checkpoint(out)["model"]["head.conv_1x1.weight"])
    assert not torch.equal(*weights)


@pytest.mark.slow
def test_a_run_goes_on_with_the_labels_it_began_with(
    drawn_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "labels").mkdir()
    labels = ("--labels", str(tmp_path / "labels"))
    for name, first, second, advice in (("soft", labels, (), "give --labels"), ("hard", (), labels, "leave out")):
        out = tmp_path / f"{name}.pt"
        assert main(train_arguments(drawn_data, out, "--samples", "4", *first)) == 0
        assert read_checkpoint(out)["config"]["task"]["soft_labels"] is bool(first)
        assert main(train_arguments(drawn_data, out, "--resume", *second)) == 2
        assert advice in capsys.readouterr().err


def test_a_run_goes_on_with_the_sets_it_began_with(
    published: Path, drawn_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.pt"
    shutil.copy(published.parent / "run.pt", out)
    fewer = Path(shutil.copytree(drawn_data, tmp_path / "data"))
    shutil.rmtree(fewer / "studio")
    assert main(train_arguments(fewer, out, "--resume")) == 2
    sentence = f"began with the sets portraits, rooms, studio, and {fewer} gives it portraits, rooms; give it the same"
    assert sentence in capsys.readouterr().err


def test_checkpoints_of_earlier_versions_can_be_read() -> None:
    """Before there were tasks, the fields of people stood among the others."""
    values = recipe("bisenet-mobilenetv2", degraded=0.7).to_dict()
    task = values.pop("task")
    del task["name"], task["sets"]
    earlier = {**values, **task, "frozen": ["context_path.stem"]}
    assert TrainConfig.from_dict(earlier) == recipe("bisenet-mobilenetv2", degraded=0.7)


@pytest.mark.parametrize(
    ("flags", "precision"),
    [("avx2 avx512f", torch.float32), ("avx2 avx512_bf16", torch.bfloat16), ("amx_bf16", torch.bfloat16)],
)
def test_the_precision_follows_the_processor(
    flags: str, precision: torch.dtype, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor : 0\nflags : fpu {flags}\n")
    monkeypatch.setattr("bisenet.inference.hardware._CPU_INFO", tmp_path / "cpuinfo")
    assert choose_precision(torch.device("cpu")) is precision
    with autocast(torch.device("cpu")):
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype is precision


def test_strided_depthwise_convolutions_stay_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bisenet.training.precision.has_bfloat16_products", lambda: True)
    model = create_model("bisenet-mobilenetv2").eval()
    names = set(model.state_dict())
    image = torch.randn(1, 3, 64, 96)
    before = model(image)
    keep_strided_depthwise_in_float32(model)
    assert torch.equal(model(image), before)
    assert set(model.state_dict()) == names
    outputs = {}
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_hook(lambda m, i, output, name=name: outputs.update({name: output.dtype}))
    with autocast(torch.device("cpu")):
        model(image)
    spared = {name for name, dtype in outputs.items() if dtype is torch.float32}
    assert spared == {f"context_path.stages.{stage}.0.conv.3" for stage in (1, 2, 3, 5)}


def test_freed_memory_is_kept_where_glibc_is(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[int, int]] = []
    fake = type("Libc", (), {"mallopt": staticmethod(lambda *arguments: calls.append(arguments))})
    monkeypatch.setattr("bisenet.training.memory.ctypes.CDLL", lambda name: fake)
    monkeypatch.setattr("bisenet.training.memory.sys.platform", "linux")
    keep_freed_memory()
    assert (-4, 0) in calls
    calls.clear()
    monkeypatch.setattr("bisenet.training.memory.sys.platform", "win32")
    keep_freed_memory()
    assert calls == []


def test_a_teacher_decides_where_no_label_counts() -> None:
    matte, target = torch.full((1, 1, 1, 2), 0.8), torch.tensor([[[[0.0, 0.0]]]])
    valid = torch.tensor([[[[1.0, 0.0]]]])
    mixed, counts = mix_labels(matte, target, valid, 0.25)
    assert mixed.flatten().tolist() == pytest.approx([0.2, 0.8])
    assert counts.flatten().tolist() == [1.0, 1.0]


def test_a_teacher_sees_what_the_student_sees(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bisenet.training.teacher.find_person_card", lambda name: find_card(name, published))
    rgb = np.random.default_rng(0).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    student = Preprocessing((0.4, 0.5, 0.6), (0.2, 0.3, 0.4), pixel_budget=64 * 96)
    teacher = Teacher("bisenet-mobilenetv2", student)
    own = teacher.model(
        torch.from_numpy(find_card("bisenet-mobilenetv2", published).preprocessing.normalise(rgb))[None]
    )
    matte = teacher(torch.from_numpy(student.normalise(rgb))[None])
    assert torch.allclose(matte, torch.sigmoid(own), atol=1e-4)
    assert not any(parameter.requires_grad for parameter in teacher.parameters())


@pytest.mark.slow
def test_a_teacher_changes_what_is_learnt(
    drawn_data: Path, tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bisenet.training.teacher.find_person_card", lambda name: find_card(name, published))
    weights: list[torch.Tensor] = []
    for teacher in ((), ("--teacher", "bisenet-mobilenetv2")):
        out = tmp_path / f"{len(weights)}.pt"
        assert main(train_arguments(drawn_data, out, "--samples", "4", *teacher)) == 0
        weights.append(read_checkpoint(out)["model"]["head.conv_1x1.weight"])
    assert not torch.equal(*weights)


def test_a_missing_teacher_is_named(drawn_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = train_arguments(drawn_data, tmp_path / "run.pt", "--samples", "4", "--teacher", "nobody")
    assert main(arguments) == 2
    assert "nobody" in capsys.readouterr().err


def test_the_checkpoint_carries_its_recipe(published: Path) -> None:
    state = read_checkpoint(published.parent / "run.pt")
    config = TrainConfig.from_dict(state["config"])
    assert config == recipe("bisenet-mobilenetv2", samples=4, batch_size=2, sets=("portraits", "rooms", "studio"))
    assert isinstance(config.loss, BinaryLoss)
    assert (config.loss.w_dice, config.loss.w_bce, config.loss.alpha) == (0.25, 0.75, 1.0)


def test_unusable_checkpoints_and_recipes_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no checkpoint"):
        read_checkpoint(tmp_path / "none.pt")
    (tmp_path / "bad.pt").write_bytes(b"garbage")
    with pytest.raises(DataError, match="not a checkpoint"):
        read_checkpoint(tmp_path / "bad.pt")
    with pytest.raises(ModelError, match="no model named"):
        recipe("unet")
    with pytest.raises(DataError, match="does not fit"):
        TrainConfig.from_dict({"model": "bisenet-resnet18"})


def test_imagenet_start_of_resnet18(shared_data: Path) -> None:
    backbone = create_model("bisenet-resnet18").get_submodule("context_path")
    path = shared_data / "pretrained" / "resnet18-imagenet-conv1-layer3.safetensors"
    loaded = load_pretrained(backbone, path, lambda: torch.zeros(1, 3, 64, 64))
    assert {"conv1.weight", "layer3.1.conv2.weight"} <= loaded
    assert not any(key.startswith("layer4") for key in loaded)


def test_an_imagenet_start_may_be_what_torchvision_wrote(tmp_path: Path) -> None:
    backbone = create_model("bisenet-resnet18").get_submodule("context_path")
    state = {name: torch.full_like(value, 2) for name, value in backbone.state_dict().items()}
    torch.save({**state, "fc.weight": torch.zeros(1000, 512)}, tmp_path / "resnet18-f37072fd.pth")
    loaded = load_pretrained(backbone, tmp_path / "resnet18-f37072fd.pth", lambda: torch.zeros(1, 3, 64, 64))
    assert loaded == set(state)
    assert backbone.state_dict()["layer4.1.conv2.weight"].eq(2).all()


def test_folded_mobilenetv2_keeps_its_function(shared_data: Path) -> None:
    """Each convolution followed by its calibrated batch norm equals the folded convolution plus bias."""
    torch.manual_seed(0)
    backbone = create_model("bisenet-mobilenetv2").get_submodule("context_path")
    images = torch.randn(8, 3, 64, 96).clamp(-1, 1)
    path = shared_data / "pretrained" / "mobilenetv2-imagenet-folded.npz"
    loaded = load_pretrained(backbone, path, lambda: images)
    assert len(loaded) == len(list(backbone.named_parameters()))
    layers = np.load(path)
    stem = backbone.get_submodule("stem").eval()
    folded = torch.nn.functional.conv2d(
        images,
        torch.from_numpy(layers["00_conv_s2_act3.w"]).permute(0, 3, 1, 2),
        torch.from_numpy(layers["00_conv_s2_act3.b"]),
        stride=2,
        padding=1,
    )
    assert torch.allclose(stem(images), folded.clamp(0, 6), atol=1e-4)


def test_a_model_without_a_backbone_says_so(
    drawn_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = train_arguments(drawn_data, tmp_path / "run.pt", "--samples", "4", "--pretrained", "any.safetensors")
    arguments[arguments.index("bisenet-mobilenetv2")] = "bisenetv2"
    assert main(arguments) == 2
    assert "leave out --pretrained" in capsys.readouterr().err


def test_pretrained_weights_of_something_else_are_refused(tmp_path: Path) -> None:
    backbone = create_model("bisenet-resnet18").get_submodule("context_path")

    def refused(name: str, message: str) -> None:
        with pytest.raises(WeightsError, match=message):
            load_pretrained(backbone, tmp_path / name, lambda: torch.zeros(1, 3, 64, 64))

    refused("none.safetensors", "There is no file")
    save_file({"other": torch.zeros(1)}, tmp_path / "other.safetensors")
    refused("other.safetensors", "No layer of")
    np.savez(tmp_path / "other.npz", a=np.zeros(1))
    refused("other.npz", "holds 0 layers where the model has 20")
    whole = (tmp_path / "other.npz").read_bytes()
    with (tmp_path / "array.npz").open("wb") as file:
        np.save(file, np.zeros(1))
    for name, content in (("bad.npz", b"garbage"), ("empty.npz", b""), ("cut.npz", whole[:40])):
        (tmp_path / name).write_bytes(content)
        refused(name, "cannot be read")
    refused("array.npz", "cannot be read")


@pytest.mark.slow
def test_a_bad_picture_gives_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also when a worker process meets it."""
    draw_pair(tmp_path / "portraits", "p0", 0)
    (tmp_path / "portraits" / "images" / "p0.jpg").write_text("no picture")
    (tmp_path / "rooms").mkdir()
    cv2.imwrite(str(tmp_path / "rooms" / "r.jpg"), np.zeros((80, 120, 3), np.uint8))
    arguments = train_arguments(tmp_path, tmp_path / "run.pt", "--samples", "8", "--workers", "1")
    assert main(arguments) == 2
    errors = capsys.readouterr().err.splitlines()
    assert [line for line in errors if line.startswith("bisenet: ")] == [
        f"bisenet: {tmp_path}/portraits/images/p0.jpg cannot be read as a picture; remove or replace it."
    ]
    assert "Traceback" not in "".join(errors)
