import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from bisenet.errors import DataError
from bisenet.evaluation.confusion import ConfusionMatrix

Labels = NDArray[np.uint8]
COUNT = 4
masks = arrays(np.uint8, (3, 5), elements=st.integers(0, COUNT - 1))


@given(found=masks, wanted=masks, valid=arrays(np.bool_, (3, 5)))
@pytest.mark.slow
def test_scores_are_those_of_sets_of_pixels(found: Labels, wanted: Labels, valid: NDArray[np.bool_]) -> None:
    matrix = ConfusionMatrix(COUNT)
    # In two parts, as a stream of pictures comes.
    matrix.add(found[:1], wanted[:1], valid[:1])
    matrix.add(found[1:], wanted[1:], valid[1:])
    scores = matrix.scores()
    places = [place for place in np.ndindex(3, 5) if valid[place]]
    ious, f1s, accuracies, weighted = [], [], [], 0.0
    for index in range(COUNT):
        predicted = {place for place in places if found[place] == index}
        target = {place for place in places if wanted[place] == index}
        both = len(predicted & target)
        if predicted | target:
            ious.append(both / len(predicted | target))
            f1s.append(2 * both / (len(predicted) + len(target)))
            assert scores.iou[index] == pytest.approx(ious[-1])
            assert scores.f1[index] == pytest.approx(f1s[-1])
        else:
            assert math.isnan(scores.iou[index])
            assert math.isnan(scores.f1[index])
        if target:
            accuracies.append(both / len(target))
            weighted += len(target) / len(places) * ious[-1]
            assert scores.accuracy[index] == pytest.approx(accuracies[-1])
            assert scores.share[index] == pytest.approx(len(target) / len(places))
    if places:
        assert scores.mean_iou == pytest.approx(np.mean(ious))
        assert scores.mean_f1 == pytest.approx(np.mean(f1s))
        assert scores.mean_accuracy == pytest.approx(np.mean(accuracies))
        assert scores.frequency_weighted_iou == pytest.approx(weighted)
        assert scores.pixel_accuracy == pytest.approx(np.mean([found[place] == wanted[place] for place in places]))


def test_nothing_counted_has_no_score() -> None:
    scores = ConfusionMatrix(2).scores()
    assert all(
        math.isnan(value)
        for value in (
            scores.mean_iou,
            scores.mean_f1,
            scores.mean_accuracy,
            scores.pixel_accuracy,
            scores.frequency_weighted_iou,
        )
    )


def test_an_absent_class_is_left_out_of_the_means() -> None:
    matrix = ConfusionMatrix(3)
    matrix.add(np.array([[0, 1]], np.uint8), np.array([[0, 1]], np.uint8), np.array([[True, True]]))
    scores = matrix.scores()
    assert (scores.mean_iou, scores.mean_f1, scores.frequency_weighted_iou) == (1, 1, 1)


def test_ignored_pixels_may_have_any_value() -> None:
    matrix = ConfusionMatrix(2)
    matrix.add(np.array([[1, 0]], np.uint8), np.array([[255, 0]], np.uint8), np.array([[False, True]]))
    assert matrix.counts.tolist() == [[1, 0], [0, 0]]


@pytest.mark.parametrize(
    ("found", "wanted", "message"),
    [([[0, 0]], [[0]], "is not the size"), ([[0]], [[2]], "not below"), ([[2]], [[0]], "not below")],
)
def test_masks_that_do_not_fit_are_refused(found: list[list[int]], wanted: list[list[int]], message: str) -> None:
    target = np.array(wanted, np.uint8)
    with pytest.raises(DataError, match=message):
        ConfusionMatrix(2).add(np.array(found, np.uint8), target, np.ones(target.shape, bool))
