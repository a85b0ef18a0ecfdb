import cv2
import numpy as np
import pytest
from numpy.random import default_rng

from bisenet.data.geometry import Sample
from bisenet.data.props import add_chair, add_headset, add_microphone, find_head


def bust(uncertain: bool = False) -> Sample:
    """A grey ground with a bright head and shoulders; `uncertain` puts a rim around them that does not count."""
    person = np.zeros((180, 320), np.uint8)
    cv2.circle(person, (160, 70), 30, 255, -1)
    cv2.ellipse(person, (160, 180), (80, 70), 0, 0, 360, 255, -1)
    counts = np.full_like(person, 255)
    if uncertain:
        counts[cv2.dilate(person, np.ones((9, 9), np.uint8)) != person] = 0
    rgb = np.where(person[..., None] > 0, 220, 100).astype(np.uint8).repeat(3, axis=2)
    return Sample(rgb, np.dstack([person, counts]))


def test_the_head_is_found() -> None:
    assert find_head(bust().label[..., 0] > 127) == pytest.approx((160, 70, 30), abs=3)
    assert find_head(np.zeros((180, 320), bool)) is None


def test_a_chair_is_background_and_behind() -> None:
    before = bust()
    person = before.label[..., 0] > 0
    for seed in range(10):
        after = add_chair(before, default_rng(seed))
        assert np.array_equal(after.label, before.label)
        assert np.array_equal(after.rgb[person], before.rgb[person])
        assert (after.rgb[~person] != 100).any(axis=-1).mean() > 0.01


def test_no_chair_behind_an_unknown_edge() -> None:
    assert np.array_equal(add_chair(bust(uncertain=True), default_rng(0)).rgb, bust().rgb)


def test_a_headset_is_person() -> None:
    before = bust()
    for seed in range(10):
        after = add_headset(before, default_rng(seed))
        changed = (after.rgb != before.rgb).any(axis=-1)
        assert changed.any()
        assert after.label[..., 0][changed].min() > 0
        assert (after.label[..., 0] > 127).sum() > (before.label[..., 0] > 127).sum()
        assert not changed[150:].any()


def test_no_headset_on_a_head_that_the_frame_cuts() -> None:
    cut = Sample(bust().rgb[60:], bust().label[60:])
    assert add_headset(cut, default_rng(0)) is cut


def test_a_microphone_is_background_in_front() -> None:
    before = bust(uncertain=True)
    seen = hidden = 0
    for seed in range(10):
        after = add_microphone(before, default_rng(seed))
        drawn = np.abs(after.rgb.astype(int) - before.rgb).max(axis=-1) > 60
        assert not (after.label[..., 0][drawn] > 200).any()
        seen += int(drawn.sum())
        hidden += int((before.label[..., 0] > after.label[..., 0]).sum())
    assert seen > 0
    assert hidden > 0


def test_any_size_survives() -> None:
    for size in ((1, 1), (3, 50), (33, 31)):
        sample = Sample(np.zeros((*size, 3), np.uint8), np.full((*size, 2), 255, np.uint8))
        for add in (add_chair, add_headset, add_microphone):
            assert add(sample, default_rng(0)).rgb.shape == (*size, 3)
