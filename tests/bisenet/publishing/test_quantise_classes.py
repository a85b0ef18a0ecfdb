"""The int8 form of networks with classes."""

from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest

from bisenet.cli import main
from bisenet.errors import DataError
from bisenet.inference.engines.build import build_engine
from bisenet.manifest import find_card
from bisenet.quantise.drawing import draw_of_classes
from tests.bisenet.class_models import SMALL, import_random, picture

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data set with classes: `images/` and `masks/`."""
    root = tmp_path_factory.mktemp("data")
    for kind in ("images", "masks"):
        (root / kind).mkdir()
    for seed in range(4):
        cv2.imwrite(str(root / "images" / f"{seed}.jpg"), picture(seed=seed)[..., ::-1])
        cv2.imwrite(str(root / "masks" / f"{seed}.png"), np.zeros((64, 96), np.uint8))
    return root


def test_int8_gives_the_same_classes(pictures: Path, tmp_path: Path) -> None:
    import_random(tmp_path / "a.pth", tmp_path / "weights")
    arguments = ["--data", str(pictures), "--folder", str(tmp_path / "weights"), "--pictures", "3"]
    assert main(["quantise", SMALL, *arguments]) == 0
    card = find_card(SMALL, tmp_path / "weights")
    card.verify()
    assert card.facts["int8"]["calibration"]["pictures"] == {pictures.name: 3}
    assert card.int8 is not None
    assert [output.name for output in onnx.load(card.int8).graph.output] == ["probabilities"]
    exact = build_engine(card, "cpu", "onnx", 1).probabilities(picture(seed=9))
    int8 = build_engine(card, "cpu", "onnx-int8", 1).probabilities(picture(seed=9))
    assert int8.shape == exact.shape == (3, 64, 96)
    assert np.abs(int8.sum(axis=0) - 1).max() < 1e-5
    assert (int8.argmax(axis=0) == exact.argmax(axis=0)).mean() > 0.95


def test_depthwise_convolutions_that_widen(pictures: Path, tmp_path: Path) -> None:
    """BiSeNet V2 makes six channels of each, and stretches them all alike."""
    card = import_random(tmp_path / "a.pth", tmp_path / "weights", model="bisenetv2", name="v2")
    arguments = ["--data", str(pictures), "--folder", str(tmp_path / "weights"), "--pictures", "2"]
    assert main(["quantise", "v2", *arguments]) == 0
    card = find_card("v2", tmp_path / "weights")
    exact = build_engine(card, "cpu", "onnx", 1).probabilities(picture(seed=9))
    int8 = build_engine(card, "cpu", "onnx-int8", 1).probabilities(picture(seed=9))
    assert exact.std() > 0.01
    assert np.abs(int8 - exact).mean() < 0.05


def test_masks_are_not_drawn_as_pictures(pictures: Path) -> None:
    (drawn,) = draw_of_classes(pictures, None, np.random.default_rng(0)).values()
    assert sorted(drawn) == sorted((pictures / "images").iterdir())
    (below,) = draw_of_classes(pictures.parent, 2, np.random.default_rng(0)).values()
    assert len(below) == 2


def test_of_cityscapes_folders_the_pictures_are_drawn(tmp_path: Path) -> None:
    for folder, name in (("leftImg8bit", "a_leftImg8bit.png"), ("gtFine", "a_gtFine_labelTrainIds.png")):
        (tmp_path / folder / "train" / "ulm").mkdir(parents=True)
        (tmp_path / folder / "train" / "ulm" / name).write_bytes(b"")
    (drawn,) = draw_of_classes(tmp_path, None, np.random.default_rng(0)).values()
    assert [path.name for path in drawn] == ["a_leftImg8bit.png"]


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(DataError, match="give another --data"):
            draw_of_classes(folder, None, np.random.default_rng(0))
