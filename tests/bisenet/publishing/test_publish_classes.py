"""`bisenet publish` of runs that learnt several classes."""

import stat
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from bisenet.classes import CITYSCAPES, Classes
from bisenet.cli import main
from bisenet.errors import ModelError
from bisenet.manifest import find_card, read_manifest
from bisenet.publish import DATA_SOURCES, LICENCE
from bisenet.published import check_model_name
from bisenet.trained import load_trained
from bisenet.training.checkpoint import read_checkpoint
from tests.bisenet.class_models import CLASSES, PREPROCESSING, SMALL, write_run
from tests.bisenet.networks import run

pytestmark = pytest.mark.slow

OTHERS = Classes.from_dict({"names": ["road", "wall", "sky"]})


def publish(folder: Path, *more: str) -> int:
    return main(["publish", *more, "--folder", str(folder / "weights")])


def test_the_entry_names_the_classes_and_claims_nothing(tmp_path: Path) -> None:
    model = write_run(tmp_path / "run.pt")
    assert publish(tmp_path, str(tmp_path / "run.pt")) == 0
    card = find_card(SMALL, tmp_path / "weights")
    card.verify()
    assert stat.S_IMODE(card.weights.stat().st_mode) == stat.S_IMODE(card.graph.stat().st_mode)
    assert card.classes == CLASSES
    assert card.preprocessing == PREPROCESSING
    assert (card.facts["licence"], card.facts["data"]) == ("not stated", {})
    assert [recipe["steps_taken"] for recipe in card.facts["recipes"]] == [7]
    image = torch.randn(1, 3, 64, 96)
    assert torch.allclose(run(load_trained(card), image), run(model, image), atol=0.05)


def test_a_chosen_name_and_licence_are_kept(tmp_path: Path) -> None:
    write_run(tmp_path / "run.pt")
    assert publish(tmp_path, str(tmp_path / "run.pt"), "--name", "kerbs", "--licence", "CC0") == 0
    assert publish(tmp_path, str(tmp_path / "weights" / "kerbs.safetensors"), "--pixel-budget", "4096") == 0
    (card,) = read_manifest(tmp_path / "weights").values()
    card.verify()
    assert (card.name, card.architecture, card.facts["licence"]) == ("kerbs", SMALL, "CC0")
    assert card.preprocessing.pixel_budget == 4096
    assert card.classes == CLASSES


def test_runs_with_the_same_classes_are_averaged(tmp_path: Path) -> None:
    models = [write_run(tmp_path / f"{seed}.pt", seed=seed) for seed in (0, 1)]
    assert publish(tmp_path, str(tmp_path / "0.pt"), str(tmp_path / "1.pt")) == 0
    name = "head.conv_1x1.weight"
    one, other = (model.state_dict()[name] for model in models)
    mean = load_file(tmp_path / "weights" / f"{SMALL}.safetensors")[name]
    assert not torch.allclose(one, other, atol=0.01)
    assert torch.allclose(mean.float(), (one + other) / 2, atol=1e-3)


def test_runs_with_other_classes_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "one.pt")
    write_run(tmp_path / "other.pt", OTHERS)
    assert publish(tmp_path, str(tmp_path / "one.pt"), str(tmp_path / "other.pt")) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "several sets of classes (road left kerb right kerb, road wall sky); give those of one" in line
    assert not (tmp_path / "weights").exists()


def test_people_and_classes_are_refused_together(
    tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path / "run.pt", CITYSCAPES)
    assert publish(tmp_path, str(tmp_path / "run.pt"), str(published.parent / "run.pt")) == 2
    assert "several sets of classes (people, road sidewalk" in capsys.readouterr().err


def test_of_people_who_were_learnt_from_unknown_sets_a_licence_claims_none(tmp_path: Path, published: Path) -> None:
    state = read_checkpoint(published.parent / "run.pt")
    del state["config"]["task"]["sets"]
    torch.save(state, tmp_path / "earlier.pt")
    assert publish(tmp_path, str(tmp_path / "earlier.pt"), "--licence", "mine") == 0
    facts = find_card(SMALL, tmp_path / "weights").facts
    assert (facts["licence"], facts["data"]) == ("mine", {})
    assert publish(tmp_path, str(tmp_path / "earlier.pt"), "--name", "all") == 0
    facts = find_card("all", tmp_path / "weights").facts
    assert (facts["licence"], facts["data"]) == (LICENCE, DATA_SOURCES)


def test_a_model_of_people_is_not_replaced_by_one_of_classes(
    tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The installed models, which the app runs, have the names of their architectures too."""
    people, classes = str(published.parent / "run.pt"), tmp_path / "run.pt"
    write_run(classes)
    for first, second, words in (
        (people, str(classes), "finds people, and the new one several classes"),
        (str(classes), people, "finds several classes, and the new one people"),
    ):
        folder = tmp_path / Path(first).parent.name
        assert main(["publish", first, "--folder", str(folder), "--name", "mine"]) == 0
        before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        assert main(["publish", second, "--folder", str(folder), "--name", "mine"]) == 2
        assert words in capsys.readouterr().err
        assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "..", "-o", "a b", "x.int8"])
def test_names_that_would_not_be_found_again_are_refused(name: str) -> None:
    check_model_name("my_faces-2.1")
    with pytest.raises(ModelError, match="choose a --name with a letter"):
        check_model_name(name)


def test_weights_that_are_no_numbers_are_not_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "run.pt")
    state = torch.load(tmp_path / "run.pt", weights_only=True)
    state["ema"]["head.conv_1x1.weight"][0] = 1e6
    torch.save(state, tmp_path / "run.pt")
    assert publish(tmp_path, str(tmp_path / "run.pt")) == 2
    assert "head.conv_1x1.weight are not finite in half precision" in capsys.readouterr().err
    assert list((tmp_path / "weights").iterdir()) == []
