from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bisenet import Segmenter
from bisenet.errors import DataError, ModelError
from bisenet.inference import class_segmenter
from bisenet.inference.class_segmenter import PEOPLE, ClassSegmenter
from bisenet.inference.passes import Passes
from tests.bisenet.class_models import SMALL, import_random
from tests.bisenet.colour_models import NAME, ColourEngine, draw_sleeves, write_card

pytestmark = pytest.mark.slow

NOISE = np.random.default_rng(0).integers(0, 256, (75, 110, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classes")
    import_random(folder / "random.pt", folder)
    return folder


@pytest.fixture
def by_colour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClassSegmenter:
    write_card(tmp_path)
    monkeypatch.setattr(class_segmenter, "build_engine", ColourEngine)
    return ClassSegmenter(NAME, "cpu", weights=tmp_path)


def test_both_engines_give_the_probabilities_of_all_classes(weights: Path) -> None:
    onnx, eager = (ClassSegmenter(SMALL, "cpu", engine, weights=weights) for engine in ("onnx", "torch"))
    answer = onnx.probabilities(NOISE)
    assert onnx.classes == onnx.card.classes
    assert answer.shape == (3, 75, 110)
    assert answer.dtype == np.float32
    np.testing.assert_allclose(answer.sum(axis=0), 1, atol=1e-5)
    np.testing.assert_allclose(answer, eager.probabilities(NOISE), atol=1e-4)
    np.testing.assert_array_equal(onnx(NOISE), answer.argmax(axis=0))
    assert onnx(NOISE).dtype == np.uint8


@pytest.mark.parametrize("size", [(75, 110), (64, 96), (1, 1), (300, 20)])
def test_the_likeliest_class_and_its_probability(by_colour: ClassSegmenter, size: tuple[int, int]) -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (*size, 3), dtype=np.uint8)
    answer = by_colour.look(rgb, Passes((0.5, 1.0), mirrored=True, window=(32, 64)))
    labels, highest = answer.likeliest()
    np.testing.assert_array_equal(labels, answer.of_all().argmax(axis=0))
    np.testing.assert_array_equal(highest, answer.of_all().max(axis=0))
    np.testing.assert_array_equal(answer.of_class(1), answer.of_all()[1])


@pytest.mark.parametrize(
    "passes", [Passes(), Passes(full_size=True), Passes((0.75, 1, 1.25)), Passes(window=(32, 32), full_size=True)]
)
def test_classes_are_found_at_their_positions(by_colour: ClassSegmenter, passes: Passes) -> None:
    rgb, labels = draw_sleeves(128, 192)
    assert (by_colour(rgb, passes) == labels).mean() > 0.98


def test_a_window_over_the_whole_picture_changes_nothing(weights: Path) -> None:
    segmenter = ClassSegmenter(SMALL, "cpu", weights=weights)
    for full_size in (False, True):
        whole = segmenter.probabilities(NOISE, Passes(full_size=full_size))
        windowed = segmenter.probabilities(NOISE, Passes(window=(96, 128), full_size=full_size))
        np.testing.assert_array_equal(windowed, whole)


def test_people_are_found_as_the_segmenter_finds_them(published: Path) -> None:
    segmenter = ClassSegmenter(SMALL, "cpu", weights=published)
    assert segmenter.finds_people
    assert segmenter.classes == PEOPLE
    answer = segmenter.probabilities(NOISE)
    np.testing.assert_array_equal(answer[1], Segmenter(SMALL, "cpu", weights=published)(NOISE))
    np.testing.assert_allclose(answer.sum(axis=0), 1, atol=1e-4)


def test_other_arrays_are_refused(by_colour: ClassSegmenter) -> None:
    with pytest.raises(DataError, match="RGB uint8"):
        by_colour(NOISE[..., 0])


@pytest.mark.parametrize("damage", ["shape", "classes", "nan", "range"])
def test_a_damaged_answer_is_refused(by_colour: ClassSegmenter, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        sound = np.full((3, *rgb.shape[:2]), 1 / 3, np.float32)
        broken = {"shape": sound[:, 1:], "classes": sound[1:], "nan": sound * np.nan, "range": sound * 4}
        return broken[damage]

    monkeypatch.setattr(by_colour, "_engine", type("Broken", (), {"probabilities": staticmethod(answer)}))
    with pytest.raises(ModelError, match="damaged answer"):
        by_colour(NOISE)
