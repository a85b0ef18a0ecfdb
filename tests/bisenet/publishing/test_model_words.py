"""What `--model` may name: an installed model, a folder that `bisenet publish` wrote, or one model in it."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from bisenet import Segmenter
from bisenet.errors import ModelError, WeightsError
from bisenet.inference.tensors.network import load_network
from bisenet.manifest import MANIFEST, find_card, find_person_card, path_of, read_manifest, weights_folder, words_in
from tests.language.pseudo_language import untranslated
from tests.own_models import damage, publish_copy, write_manifest

NAME, OTHER = "bisenet-mobilenetv2", "bisenet-resnet18"
CLASSES = {"names": ["background", "skin", "nose", "hair", "hat"]}


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one model, in the folder in which the test runs."""
    monkeypatch.chdir(tmp_path)
    return publish_copy(tmp_path / "mine")


@pytest.fixture
def both(tmp_path: Path) -> Path:
    """A folder with two models."""
    return publish_copy(publish_copy(tmp_path / "both"), OTHER)


@pytest.mark.slow
def test_a_published_model_runs_from_its_folder(published: Path) -> None:
    frame = np.random.default_rng(1).integers(0, 256, (72, 128, 3), dtype=np.uint8)
    by_folder = Segmenter(str(published), device="cpu")
    assert by_folder.card.weights == published / f"{NAME}.safetensors"
    assert np.array_equal(by_folder(frame), Segmenter(NAME, device="cpu", weights=published)(frame))
    assert by_folder.description == f"{published.name}/{NAME}, ONNX Runtime, CPU"


def test_the_tensors_network_takes_the_same_words(published: Path) -> None:
    network = load_network(str(published), "cpu")
    assert network.name == f"{published.name}/{NAME}"
    with torch.inference_mode():
        assert network(torch.zeros(3, 64, 64)).shape == (64, 64)


@pytest.mark.parametrize("word", ["mine", "./mine", "mine/", f"mine/{NAME}", "{mine}", f"{{mine}}/{NAME}"])
def test_words_for_the_one_model_of_a_folder(mine: Path, word: str) -> None:
    card = find_card(word.format(mine=mine))
    assert card.weights.resolve() == mine / f"{NAME}.safetensors"
    assert (card.name, card.title) == (NAME, f"mine/{NAME}")
    card.verify()


def test_a_home_is_expanded(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(mine.parent))
    monkeypatch.setenv("USERPROFILE", str(mine.parent))
    assert find_card("~/mine").weights == mine / f"{NAME}.safetensors"


def test_an_installed_name_is_taken_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = publish_copy(tmp_path / NAME)
    assert find_card(NAME).weights.parent == weights_folder()
    assert find_card(NAME).title == NAME
    assert find_card(f"./{NAME}").weights.resolve().parent == folder


def test_within_a_named_manifest_a_word_is_a_name(mine: Path, both: Path) -> None:
    with pytest.raises(ModelError, match=f"no trained model named 'mine'\\. Choose one of: {NAME}, {OTHER}\\.$"):
        find_card("mine", both)


def test_one_of_several_has_to_be_named(both: Path) -> None:
    with pytest.raises(ModelError) as caught:
        find_card(str(both))
    assert str(caught.value) == f"There are 2 models in {both}. Choose one of: {both / NAME}, {both / OTHER}."
    assert words_in(both) == [str(both / NAME), str(both / OTHER)]
    assert [find_card(word).name for word in words_in(both)] == [NAME, OTHER]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("nowhere/at/all", "There is no folder nowhere/at/all. Give one that bisenet publish wrote."),
        ("empty", "There is no manifest.json in empty. Give a folder that bisenet publish wrote."),
        ("./empty/", "There is no manifest.json in empty. Give a folder that bisenet publish wrote."),
        ("run.pt", "run.pt is a file and no published model. Give a folder that bisenet publish wrote."),
        ("mine/unet", f"There is no trained model named 'unet'. Choose one of: {NAME}."),
        ("unet", f"Choose one of: {NAME}, {OTHER}; or give a folder that bisenet publish wrote."),
        ("none", "There is no model in none. Publish one there."),
        (f"{'x' * 5000}/y", "File name too long). Give another folder."),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="paths are written with slashes")
def test_a_missing_model_gives_a_hint(mine: Path, word: str, message: str) -> None:
    (mine.parent / "empty").mkdir()
    (mine.parent / "run.pt").write_bytes(b"")
    write_manifest(mine.parent / "none", {"models": {}})
    with pytest.raises((ModelError, WeightsError)) as caught:
        find_card(word)
    assert str(caught.value).endswith(message)


@pytest.mark.parametrize(
    "manifest",
    [
        "{",
        "[" * 100_000,
        "[]",
        "{}",
        {"models": []},
        {"models": {NAME: 3}},
        {"models": {NAME: {}}},
        {"models": {NAME: {"sha256": ["x"]}}},
    ],
)
def test_a_damaged_manifest_gives_a_hint(tmp_path: Path, manifest: Any) -> None:
    folder = write_manifest(tmp_path / "mine", manifest)
    with pytest.raises(
        WeightsError, match=r"The manifest in .*mine cannot be read .*\. Publish the model into another"
    ):
        find_card(str(folder))


@pytest.mark.parametrize("field", ["weights", "graph", "sha256", "preprocessing", "classes", "int8"])
@pytest.mark.parametrize("value", [7, [1], "x", {"y": 1}])
def test_an_entry_of_another_kind_is_an_error_and_no_traceback(mine: Path, field: str, value: Any) -> None:
    publish_copy(mine, **{field: value})
    with pytest.raises((ModelError, WeightsError)):
        find_person_card(str(mine)).verify()


@pytest.mark.parametrize("suffix", ["safetensors", "onnx"])
def test_damaged_and_missing_files_give_a_hint(mine: Path, suffix: str) -> None:
    file = mine / f"{NAME}.{suffix}"
    damage(file)
    with pytest.raises(
        WeightsError, match=r"is damaged \(its sha256 is not the manifest's\)\. Publish the model again\."
    ):
        Segmenter(str(mine), device="cpu")
    file.unlink()
    with pytest.raises(WeightsError, match=r"is missing\. Publish the model again\."):
        Segmenter(str(mine), device="cpu")


def test_a_model_of_several_classes_is_refused(mine: Path) -> None:
    publish_copy(mine, classes=CLASSES)
    expected = (
        f"mine/{NAME} segments 5 classes (background, skin, nose, ...) and not people. Choose a model of one class "
        "(bisenet segment shows what this one finds)."
    )
    for find in (lambda: Segmenter(str(mine), device="cpu"), lambda: load_network(str(mine), "cpu")):
        with pytest.raises(ModelError) as caught:
            find()
        assert str(caught.value) == expected
    assert find_card(str(mine)).classes is not None
    publish_copy(mine, classes={"names": ["wall", "floor"]})
    with pytest.raises(ModelError, match=r"segments 2 classes \(wall, floor\) and not people"):
        find_person_card(str(mine))


def test_names_have_no_path(mine: Path) -> None:
    assert path_of(NAME) is None
    assert path_of("unet") is None
    assert path_of("") is None
    assert path_of("mine") == Path("mine")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"models": {"a": {}}}', "the entry 'architecture' is missing"),
        ('{"models": 3}', "a value in it is not valid"),
        ("{", "line 1 is not JSON"),
        ("[" * 100_000, "it is not JSON"),
    ],
)
def test_why_a_manifest_cannot_be_read_can_be_translated(
    tmp_path: Path, pseudo_language: str, text: str, reason: str
) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(WeightsError) as raised:
        read_manifest(tmp_path)
    assert not untranslated(str(raised.value)).strip()
    assert reason.partition("'")[0] in str(raised.value)


@pytest.mark.parametrize(
    "entry",
    [
        {"classes": {"names": ["one"]}},
        {"classes": {"names": ["one", "one"]}},
        {"classes": {"names": ["one", "two"], "odd": 1}},
        {"classes": {"names": ["one", "two"], "colours": [[0, 0, 300], [1, 1]]}},
        {"classes": {}},
        {"classes": []},
        {"preprocessing": {"mean": [0, 0], "std": [1, 1, 1], "pixel_budget": 1}},
        {"preprocessing": {"mean": [10**400, 0, 0], "std": [1, 1, 1], "pixel_budget": 1}},
        {"preprocessing": {"mean": ["x", 0, 0], "std": [1, 1, 1], "pixel_budget": 1}},
    ],
)
def test_values_of_a_manifest_that_are_not_valid_can_be_translated(
    tmp_path: Path, pseudo_language: str, entry: dict[str, Any]
) -> None:
    folder = publish_copy(tmp_path / "mine", **entry)
    with pytest.raises(WeightsError) as raised:
        find_card(str(folder))
    assert not untranslated(str(raised.value)).strip()
    assert "(⟦a value in it is not valid⟧)." in str(raised.value)
