import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from benchmarks.streets import draw_streets
from bisenet.classes import CELEBAMASK_HQ, CITYSCAPES, Classes
from bisenet.cli import main
from bisenet.data.class_dataset import Augmentation
from bisenet.errors import DataError, ModelError
from bisenet.losses import BinaryLoss
from bisenet.losses_multiclass import SoftmaxLoss
from bisenet.models import create_model, list_models
from bisenet.training.checkpoint import read_checkpoint, save_checkpoint
from bisenet.training.config import TrainConfig
from bisenet.training.describe import describe
from bisenet.training.optimizer import build_optimizer, set_learning_rate
from bisenet.training.recipes import RECIPES, changed, find_recipe, recipe
from bisenet.training.tasks import ClassesTask, PeopleTask

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return Cityscapes' folders with six drawn streets."""
    root = tmp_path_factory.mktemp("streets")
    draw_streets(root, 6, size=(64, 96))
    return root


def arguments(data: Path, out: Path, *more: str) -> list[str]:
    machine = ["--workers", "0", "--device", "cpu", "--threads", "1"]
    return ["train", "--data", str(data), "--out", str(out), *machine, *more]


SMALL = ("--model", "bisenet-xception39", "--crop", "96x64", "--batch-size", "4")


@pytest.mark.slow
def test_a_run_learns_the_classes_of_its_data(
    streets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.pt"
    assert main(arguments(streets, out, *SMALL, "--samples", "8", "--jitter", "0.2", "--scales", "1", "1.5")) == 0
    config = TrainConfig.from_dict(read_checkpoint(out)["config"])
    assert isinstance(config.task, ClassesTask)
    assert config.classes == CITYSCAPES
    assert config.task.augmentation == Augmentation((64, 96), (1.0, 1.5), 0.5, 0.2)
    assert (config.loss, config.optimizer, config.schedule) == (SoftmaxLoss(ohem=True), "sgd", "poly")
    assert config.preprocessing.pixel_budget == 64 * 96
    assert read_checkpoint(out)["ema"]["heads.2.conv_1x1.weight"].shape[0] == 19
    assert "learns 19 classes" in capsys.readouterr().err


@pytest.mark.slow
def test_a_resumed_run_of_classes_ends_where_an_unbroken_one_does(streets: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.pt", tmp_path / "broken.pt"
    run = (*SMALL, "--samples", "12", "--save-every", "1", "--loss", "cross-entropy")
    assert main(arguments(streets, whole, *run)) == 0
    first = read_checkpoint(whole)
    with pytest.MonkeyPatch.context() as patch:
        steps = iter(range(2))

        def save_twice(*values: object) -> None:
            save_checkpoint(*values)  # type: ignore[arg-type]
            if next(steps) == 1:
                raise KeyboardInterrupt

        patch.setattr("bisenet.training.loop.save_checkpoint", save_twice)
        assert main(arguments(streets, broken, *run)) == 130
    assert read_checkpoint(broken)["step"] == 2
    assert main(arguments(streets, broken, "--resume", "--labels", str(tmp_path))) == 2
    assert main(arguments(streets, broken, "--resume")) == 0
    second = read_checkpoint(broken)
    assert first["step"] == second["step"] == 3
    assert first["config"] == second["config"]
    for part in ("model", "ema"):
        for key, value in first[part].items():
            assert torch.allclose(value, second[part][key], atol=1e-6), key


@pytest.mark.slow
def test_classes_come_from_the_option_then_the_data_then_the_recipe(streets: Path, tmp_path: Path) -> None:
    other = Classes.from_dict({"names": [f"class {number}" for number in range(19)]})
    (tmp_path / "other.json").write_text(json.dumps(other.to_dict()))
    plain = tmp_path / "plain"
    for kind in ("leftImg8bit", "gtFine"):
        (plain / {"leftImg8bit": "images", "gtFine": "masks"}[kind]).mkdir(parents=True)
    for number, path in enumerate(sorted((streets / "leftImg8bit").rglob("*.png"))):
        (plain / "images" / f"{number}.png").write_bytes(path.read_bytes())
        ids = streets / "gtFine" / "train" / path.parent.name / path.name.replace("leftImg8bit", "gtFine_labelIds")
        (plain / "masks" / f"{number}.png").write_bytes(ids.read_bytes())

    def learnt(*more: str) -> Classes | None:
        out = tmp_path / f"{len(list(tmp_path.iterdir()))}.pt"
        run = ("--recipe", "face", "--model", "bisenet-xception39", "--crop", "96x64", "--batch-size", "2")
        assert main(arguments(plain, out, *run, "--samples", "2", *more)) in (0, 2)
        return TrainConfig.from_dict(read_checkpoint(out)["config"]).classes if out.is_file() else None

    # The label ids go up to 26, which 19 classes do not have: the run ends in one sentence and writes nothing.
    assert learnt() is None
    many = Classes.from_dict({"names": [f"class {number}" for number in range(34)]})
    (plain / "classes.json").write_text(json.dumps(many.to_dict()))
    assert learnt() == many
    (tmp_path / "more.json").write_text(json.dumps({"names": [f"id {number}" for number in range(40)]}))
    chosen = learnt("--classes", str(tmp_path / "more.json"))
    assert chosen is not None
    assert len(chosen) == 40
    assert main(arguments(plain, tmp_path / "model.pt", *SMALL, "--samples", "4")) == 0
    assert TrainConfig.from_dict(read_checkpoint(tmp_path / "model.pt")["config"]).classes == many


@pytest.mark.slow
def test_a_model_learns_a_folder_that_states_its_classes(tmp_path: Path) -> None:
    """No recipe is named: it is the model's own for classes."""
    data, two = tmp_path / "leaves", Classes.from_dict({"names": ["ground", "leaf"]})
    for number in range(2):
        for kind, shape in (("images", (64, 96, 3)), ("masks", (64, 96))):
            (data / kind).mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(data / kind / f"{number}.png"), np.full(shape, number, np.uint8))
    out, given = tmp_path / "run.pt", tmp_path / "given.json"
    given.write_text(json.dumps(two.to_dict()))
    run = (*SMALL, "--batch-size", "2", "--samples", "2")
    assert main(arguments(data, out, *run, "--classes", str(given))) == 0
    assert TrainConfig.from_dict(read_checkpoint(out)["config"]).classes == two
    given.rename(data / "classes.json")
    out = tmp_path / "second.pt"
    assert main(arguments(data, out, *run)) == 0
    config = TrainConfig.from_dict(read_checkpoint(out)["config"])
    assert (config.classes, config.loss) == (two, SoftmaxLoss(ohem=True))


@pytest.mark.slow
def test_a_known_data_set_has_its_own_classes_whatever_the_recipe_was_made_for(streets: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.pt"
    assert main(arguments(streets, out, "--recipe", "face", *SMALL, "--samples", "4")) == 0
    assert TrainConfig.from_dict(read_checkpoint(out)["config"]).classes == CITYSCAPES


def test_a_recipe_of_people_refuses_several_classes(
    streets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "classes.json").write_text(json.dumps({"names": ["ground", "leaf"]}))
    for data in (streets, tmp_path):
        assert main(arguments(data, tmp_path / "run.pt", "--recipe", "people-xception39")) == 2
        assert f"{data} states several classes, which people-xception39 does not learn" in capsys.readouterr().err


def test_coincheungs_recipes_jitter_colours_less() -> None:
    for name, jitter in {"cityscapes-resnet18": 0.4, "cityscapes-v2": 0.4, "face": 0.5}.items():
        task = find_recipe(name).task
        assert isinstance(task, ClassesTask)
        assert task.augmentation.jitter == jitter


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--loss", "dice-bce"), "not one for classes; give --loss cross-entropy or ohem"),
        (("--class-weights", "1", "2"), "2 class weights for 19 classes"),
        (("--degraded", "0.5"), "A run that learns classes has no --degraded"),
        (("--labels", "."), "Soft labels are of people"),
        (("--classes", "nowhere.json"), "There are no classes 'nowhere.json'"),
        (("--recipe", "moon"), "no recipe named 'moon'"),
        (("--scales", "2", "1"), "give them in that order"),
        (("--crop", "96"), "96 is not WIDTHxHEIGHT"),
    ],
)
def test_mistakes_give_one_sentence(
    more: tuple[str, ...], message: str, streets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        try:
            status: object = main(arguments(streets, tmp_path / "run.pt", *SMALL, "--samples", "4", *more))
        except SystemExit as exit_:
            status = exit_.code
    assert status == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "run.pt").exists()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--loss", "ohem"), "not one for people; give --loss dice-bce"),
        (("--crop", "64x64"), "A run that learns people has no --crop"),
        (("--class-weights", "1"), "A run that learns people has no --class-weights"),
    ],
)
def test_people_are_not_learnt_as_classes(
    more: tuple[str, ...], message: str, drawn_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = ("--model", "bisenet-mobilenetv2", "--samples", "4", "--batch-size", "2")
    assert main(arguments(drawn_data, tmp_path / "run.pt", *small, *more)) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["--data", "--out", "--model or --recipe"])
def test_what_a_run_needs_is_named(missing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = {"--data": str(tmp_path), "--out": str(tmp_path / "run.pt"), "--model or --recipe": "bisenetv2"}
    words = [part for name, value in given.items() if name != missing for part in (name.split()[0], value)]
    assert main(["train", *words]) == 2
    assert f"A run needs {missing}" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_recipe_shows_what_it_will_do(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--recipe", name]) == 0
    shown = capsys.readouterr().out
    config = find_recipe(name)
    config.check()
    assert TrainConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    for fact in (config.model, RECIPES[name].source, f"{config.samples:,}", f"rate {config.learning_rate:g}"):
        assert fact in shown


def test_every_network_has_a_recipe() -> None:
    networks = {known.config.model for known in RECIPES.values()}
    eight = {name for name in list_models() if not name.endswith(("-torchvision", "-bilinear"))}
    assert eight <= networks
    for model in list_models():
        assert isinstance(recipe(model, several=True).task, ClassesTask)
        assert isinstance(recipe(model).task, PeopleTask)
    with pytest.raises(ModelError, match="choose one of: camvid-concat-resnet101"):
        find_recipe("moon")


def test_a_field_is_changed_wherever_it_belongs() -> None:
    config = changed(find_recipe("face"), batch_size=4, crop=(32, 64), alpha=0.5, classes=CITYSCAPES)
    assert isinstance(config.task, ClassesTask)
    assert (config.batch_size, config.loss.alpha, config.classes) == (4, 0.5, CITYSCAPES)
    assert config.task.augmentation.crop == (32, 64)
    assert find_recipe("face").classes == CELEBAMASK_HQ
    people = changed(find_recipe("people-resnet18"), degraded=0.5, loss=BinaryLoss(), alpha=0.25)
    assert people.loss == BinaryLoss(alpha=0.25)
    with pytest.raises(DataError, match="has no --moon-phase"):
        changed(config, moon_phase=1)


def test_the_words_for_a_run_without_known_classes() -> None:
    assert "learns the classes of the data" in describe(find_recipe("camvid-concat-resnet18"))[0]


def test_poly_falls_and_heads_learn_faster() -> None:
    config = changed(find_recipe("face"), samples=1600, batch_size=16, warmup=0)
    model = create_model(config.model, 19)
    backbone = {name for name, _ in model.named_parameters() if name.startswith("context_path.")}
    optimizer = build_optimizer(model, backbone, config)
    assert isinstance(optimizer, torch.optim.SGD)
    assert optimizer.defaults["momentum"] == 0.9
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    assert set_learning_rate(optimizer, config, 0) == config.learning_rate
    assert set_learning_rate(optimizer, config, 50) == pytest.approx(config.learning_rate * 0.5**0.9)
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            name = names[id(parameter)]
            assert group["factor"] == (10.0 if name.startswith(("heads.", "ffm.")) else 1.0), name
            assert group["weight_decay"] == (5e-4 if parameter.ndim > 1 else 0.0), name


def test_a_short_run_warms_up_for_a_fifth_of_it() -> None:
    config = changed(find_recipe("face"), samples=1600, batch_size=16)
    assert config.warmup > config.steps
    optimizer = build_optimizer(create_model("bisenet-xception39", 19), set(), config)
    rates = [set_learning_rate(optimizer, config, step) for step in range(config.steps)]
    assert rates.index(max(rates)) in (18, 19, 20)


@pytest.mark.slow
def test_colours_may_stay_as_they_are(streets: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.pt"
    assert main(arguments(streets, out, *SMALL, "--samples", "4", "--jitter", "0")) == 0
    assert read_checkpoint(out)["config"]["task"]["augmentation"]["jitter"] == 0


def test_a_run_that_is_there_is_not_overwritten(
    streets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.pt"
    assert main(arguments(streets, out, *SMALL, "--samples", "4")) == 0
    before = out.read_bytes()
    assert main(arguments(streets, out, *SMALL, "--samples", "8")) == 2
    assert "holds a run already" in capsys.readouterr().err
    assert out.read_bytes() == before


def test_a_full_disk_leaves_the_earlier_checkpoint(
    streets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("[enforce fail at inline_container.cc] unexpected pos 64 vs 0")

    monkeypatch.setattr("bisenet.training.checkpoint.torch.save", full)
    assert main(arguments(streets, tmp_path / "run.pt", *SMALL, "--samples", "4")) == 2
    assert "make room there" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
