"""`bisenet import`: public checkpoints become published models."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from bisenet import Segmenter
from bisenet.classes import CITYSCAPES, FACE_PARSING
from bisenet.cli import main
from bisenet.import_checkpoint import Overrides, import_checkpoint
from bisenet.inference.engines.build import build_engine
from bisenet.manifest import ModelCard, find_card
from bisenet.models import create_model
from bisenet.models.probabilities import probabilities
from bisenet.models.public_keys import _FACE
from bisenet.trained import build_network, load_trained
from tests.bisenet.class_models import (
    CLASSES,
    SMALL,
    import_random,
    in_names_of,
    picture,
    random_model,
    write_run,
)
from tests.bisenet.models.test_public_checkpoints import CLASSES as OOOOVERFLOW_CLASSES
from tests.bisenet.models.test_public_checkpoints import ooooverflow_state
from tests.bisenet.networks import randomise, run

pytestmark = pytest.mark.slow

IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
STREETS = ((0.3257, 0.3690, 0.3223), (0.2112, 0.2148, 0.2115))


def agree(card: ModelCard, logits: Tensor) -> None:
    """Check that both engines give what a checkpoint's own network gave, but for half precision."""
    card.verify()
    exact = probabilities(logits)[0].numpy()
    given = [build_engine(card, "cpu", engine, 1).probabilities(picture()) for engine in ("onnx", "torch")]
    assert np.abs(given[0] - given[1]).max() < 1e-4
    assert np.abs(given[1] - exact).max() < 0.01
    assert exact.std() > 1e-2


def test_face_parsing_comes_with_its_classes(tmp_path: Path) -> None:
    model = random_model("bisenet-face", 19)
    torch.save(in_names_of(_FACE, model), tmp_path / "79999_iter.pth")
    import_checkpoint(tmp_path / "79999_iter.pth", "bisenet-face", 19, tmp_path / "weights")
    card = find_card("bisenet-face", tmp_path / "weights")
    assert card.classes == FACE_PARSING
    assert (card.preprocessing.mean, card.preprocessing.std) == IMAGENET
    assert card.preprocessing.pixel_budget == 512 * 512
    digest = hashlib.sha256((tmp_path / "79999_iter.pth").read_bytes()).hexdigest()
    assert card.facts["sources"] == [{"file": "79999_iter.pth", "sha256": digest}]
    assert (card.facts["recipes"], card.facts["licence"], card.facts["data"]) == ([], "not stated", {})
    agree(card, run(model, torch.from_numpy(card.preprocessing.normalise(picture()))[None]))


@pytest.mark.parametrize("auxiliary", [True, False])
def test_coincheungs_second_version_with_or_without_its_boosters(auxiliary: bool, tmp_path: Path) -> None:
    model = random_model("bisenetv2", 19)
    state = {key: value for key, value in model.state_dict().items() if auxiliary or not key.startswith("aux")}
    assert any(key.startswith("aux") for key in state) is auxiliary
    torch.save(state, tmp_path / "model_final_v2_city.pth")
    import_checkpoint(tmp_path / "model_final_v2_city.pth", "bisenetv2", 19, tmp_path / "weights")
    card = find_card("bisenetv2", tmp_path / "weights")
    assert card.classes == CITYSCAPES
    assert (card.preprocessing.mean, card.preprocessing.std) == STREETS
    agree(card, run(model, torch.from_numpy(card.preprocessing.normalise(picture()))[None]))


def test_torchseg_is_upsampled_with_aligned_corners_wherever_it_is_loaded(tmp_path: Path) -> None:
    model = random_model("bisenet-xception39", 4)
    torch.save({"model": model.state_dict(), "optimizer": {}, "epoch": 80, "iteration": 9}, tmp_path / "epoch-80.pth")
    import_checkpoint(tmp_path / "epoch-80.pth", "bisenet-xception39", 4, tmp_path / "weights", "streets")
    card = find_card("streets", tmp_path / "weights")
    assert card.resampling == "aligned"
    assert card.classes is not None
    assert card.classes.names == ("class 0", "class 1", "class 2", "class 3")
    image = torch.from_numpy(card.preprocessing.normalise(picture()))[None]
    half_pixel = run(model, image)
    aligned = build_network("bisenet-xception39", 4, "aligned")
    aligned.load_state_dict(model.state_dict())
    agree(card, run(aligned, image))
    assert (run(aligned, image) - half_pixel).abs().max() > 0.1
    again = load_trained(card)
    assert getattr(again, "resampling", None) == "aligned"
    arguments = ["publish", str(card.weights), "--folder", str(tmp_path / "weights"), "--pixel-budget", "4096"]
    assert main(arguments) == 0
    republished = find_card("streets", tmp_path / "weights")
    assert (republished.resampling, republished.preprocessing.pixel_budget) == ("aligned", 4096)
    assert republished.facts["sources"] == card.facts["sources"]


@pytest.mark.parametrize(
    ("suffix", "override", "expected"),
    [("pth", None, "aligned"), ("pth", "half-pixel", "half-pixel"), ("safetensors", None, None)],
)
def test_upsampling_follows_the_file_or_the_option(
    suffix: str, override: str | None, expected: str | None, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{suffix}"
    state = random_model("bisenet-xception39", 2).state_dict()
    torch.save(state, path) if suffix == "pth" else save_file(state, path)
    given = import_checkpoint(path, "bisenet-xception39", 2, tmp_path / "w", overrides=Overrides(resampling=override))
    assert given.resampling == expected


def test_ooooverflows(tmp_path: Path) -> None:
    torch.manual_seed(0)
    backbone = randomise(create_model("bisenet-concat-resnet18").get_submodule("context_path"))
    torch.save(ooooverflow_state(backbone.state_dict()), tmp_path / "latest_dice_loss.pth")
    name = "bisenet-concat-resnet18"
    import_checkpoint(tmp_path / "latest_dice_loss.pth", name, OOOOVERFLOW_CLASSES, tmp_path / "weights")
    card = find_card(name, tmp_path / "weights")
    image = torch.from_numpy(card.preprocessing.normalise(picture()))[None]
    agree(card, run(load_trained(card), image))


def test_one_output_finds_people_in_the_window(tmp_path: Path) -> None:
    card = import_random(tmp_path / "a.pth", tmp_path / "weights", 1, name="mine")
    assert card.classes is None
    segmenter = Segmenter(str(tmp_path / "weights"), "cpu")
    assert segmenter(picture(90, 160)).shape == (90, 160)


def test_options_override_assumptions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "classes.json").write_text('{"names": ["road", "left kerb", "right kerb"], "swapped": [[1, 2]]}')
    more = ["--mean", "0.1,0.2,0.3", "--std", "1,.5,2", "--licence", "MIT", "--classes", str(tmp_path / "classes.json")]
    card = import_random(tmp_path / "a.pth", tmp_path / "weights", 3, *more)
    assert card.classes == CLASSES
    assert (card.preprocessing.mean, card.preprocessing.std) == ((0.1, 0.2, 0.3), (1.0, 0.5, 2.0))
    assert (card.preprocessing.pixel_budget, card.facts["licence"]) == (6144, "MIT")
    out = capsys.readouterr().out
    assert "3 classes: road, left kerb, right kerb" in out
    assert "0.1,0.2,0.3; 1,0.5,2" in out


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--num-classes", "4"], "does not fit this model (of another shape: "),
        (["--num-classes", "3", "--classes", "cityscapes"], "19 classes for 3 outputs; give --num-classes 19"),
        (["--num-classes", "3", "--classes", "streets"], "There are no classes 'streets'"),
        (["--num-classes", "3", "--resampling", "aligned"], "upsamples in one way only; leave out --resampling"),
        (["--num-classes", "3", "--name", "a/b"], "cannot be called 'a/b'"),
        (["--num-classes", "300"], "not 2 to 255"),
        (["--num-classes", "3", "--model", "unet"], "no model named 'unet'"),
        ([], "give --num-classes, or --classes with their names"),
    ],
)
def test_mistakes_give_one_sentence_and_write_no_file(
    more: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, folder = tmp_path / "a.pth", tmp_path / "weights"
    torch.save(random_model(SMALL, 3).state_dict(), path)
    assert main(["import", str(path), "--model", SMALL, "--folder", str(folder), *more]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert message in line
    assert not folder.exists()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--mean", "124,116,104"], "124,116,104 is not three numbers between 0 and 1"),
        (["--mean", "0.5,0.5"], "0.5,0.5 is not three numbers with commas"),
        (["--std", "0,1,1"], "0 is not a positive number"),
    ],
)
def test_invalid_normalisations_are_refused(
    option: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["import", "a.pth", "--model", SMALL, "--num-classes", "3", *option])
    assert message in capsys.readouterr().err


def test_a_run_of_our_own_is_published_instead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "run.pt")
    arguments = ["--model", SMALL, "--num-classes", "3", "--folder", str(tmp_path / "weights")]
    assert main(["import", str(tmp_path / "run.pt"), *arguments]) == 2
    assert "give it to `bisenet publish`" in capsys.readouterr().err
