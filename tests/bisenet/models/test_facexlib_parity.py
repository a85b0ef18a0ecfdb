"""`bisenet-face` is the network of facexlib, whose code is asked itself."""

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

from bisenet import create_model, load_weights
from tests.bisenet.networks import randomise

CLASSES = 19


@pytest.fixture
def theirs(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return facexlib's BiSeNet with random weights and batch statistics."""
    found = importlib.util.find_spec("facexlib")
    if found is None or not found.submodule_search_locations:
        pytest.skip("needs facexlib: pip install --no-deps facexlib")
    # The packages above would import OpenCV's extras, numba and more; the network needs torch alone.
    package = ModuleType("facexlib_parsing")
    package.__path__ = [str(Path(found.submodule_search_locations[0]) / "parsing")]
    for name in ("facexlib_parsing", "facexlib_parsing.resnet", "facexlib_parsing.bisenet"):
        monkeypatch.setitem(sys.modules, name, package)
    for name in ("facexlib_parsing.resnet", "facexlib_parsing.bisenet"):
        monkeypatch.delitem(sys.modules, name)
    torch.manual_seed(0)
    return randomise(importlib.import_module("facexlib_parsing.bisenet").BiSeNet(CLASSES))


@pytest.mark.parametrize("prefix", ["", "module."])
@pytest.mark.parametrize("level", [None, "state_dict"])
def test_the_same_outputs_and_features(theirs: Any, tmp_path: Path, prefix: str, level: str | None) -> None:
    state = {prefix + key: value for key, value in theirs.state_dict().items()}
    torch.save(state if level is None else {level: state}, tmp_path / "face.pth")
    ours = create_model("bisenet-face", CLASSES)
    load_weights(ours, tmp_path / "face.pth")
    image = torch.randn(2, 3, 75, 98)
    with torch.no_grad():
        expected = theirs.eval()(image, return_feat=True)
        given = ours.eval()(image, return_feat=True)
        main = ours(image)
    assert len(given) == len(expected) == 6
    for one, other in zip((*given, main), (*expected, expected[0]), strict=True):
        assert other.std() > 1e-2
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-5)


def test_the_same_outputs_in_training(theirs: Any, tmp_path: Path) -> None:
    torch.save(theirs.state_dict(), tmp_path / "face.pth")
    ours = create_model("bisenet-face", CLASSES)
    load_weights(ours, tmp_path / "face.pth")
    image = torch.randn(2, 3, 75, 98).double()
    with torch.no_grad():
        given, expected = ours.double().train()(image), theirs.double().train()(image)
    assert len(given) == 3
    for one, other in zip(given, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-5)


def test_the_same_number_of_parameters(theirs: Any) -> None:
    ours = create_model("bisenet-face", CLASSES)
    assert sum(p.numel() for p in ours.parameters()) == sum(p.numel() for p in theirs.parameters())
