from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.random import default_rng

from bisenet.data.geometry import Sample
from bisenet.data.objects import Objects, add_table, cover_label
from bisenet.errors import DataError
from tests.bisenet.data.test_props import bust


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    """Return a seat and a thing, each a coloured block that fills three quarters of its picture."""
    for name, colour in (("chair-0001", (0, 200, 0)), ("plant-0001", (200, 0, 0))):
        rgba = np.zeros((80, 60, 4), np.uint8)
        rgba[10:, 5:55] = (*colour, 255)
        cv2.imwrite(str(tmp_path / f"{name}.webp"), rgba)
    return Objects(tmp_path)


def test_objects_behind_cover_only_known_background(objects: Objects) -> None:
    before = bust(uncertain=True)
    background = (before.label[..., 0] == 0) & (before.label[..., 1] == 255)
    covered = 0
    for seed in range(20):
        after = objects.add_behind(before, default_rng(seed))
        changed = (after.rgb != before.rgb).any(axis=-1)
        assert np.array_equal(after.label, before.label)
        assert not changed[~background].any()
        covered += int(changed[background].sum())
    assert covered > 20 * 500


def test_a_seat_reaches_to_shoulders_or_head(tmp_path: Path) -> None:
    rgba = np.full((80, 60, 4), 255, np.uint8)
    cv2.imwrite(str(tmp_path / "chair-0001.png"), rgba)
    seats = Objects(tmp_path)
    before = bust()
    tops = []
    for seed in range(40):
        changed = (seats.add_behind(before, default_rng(seed)).rgb != before.rgb).any(axis=-1)
        if changed.any():
            tops.append(int(np.flatnonzero(changed.any(axis=1))[0]))
    # The head is at row 70 with a radius of 30.
    assert len(tops) > 10
    assert min(tops) >= 35
    assert max(tops) <= 150


def test_an_empty_room_is_furnished(objects: Objects) -> None:
    room = Sample(np.full((120, 160, 3), 90, np.uint8), np.dstack([np.zeros((120, 160)), np.full((120, 160), 255)]))
    room = Sample(room.rgb, room.label.astype(np.uint8))
    furnished = [objects.add_behind(room, default_rng(seed)) for seed in range(10)]
    assert sum((one.rgb != room.rgb).any() for one in furnished) >= 8
    assert all(np.array_equal(one.label, room.label) for one in furnished)


def test_what_stands_in_front_is_background(objects: Objects) -> None:
    before = bust(uncertain=True)
    hidden = 0
    for seed in range(20):
        for after in (objects.add_in_front(before, default_rng(seed)), add_table(before, default_rng(seed))):
            hidden += int((after.label[..., 0] < before.label[..., 0]).sum())
            assert (after.label[..., 0] <= before.label[..., 0]).all()
            untouched = (after.label == before.label).all(axis=-1)
            assert np.abs(after.rgb.astype(int) - before.rgb)[untouched & (before.label[..., 0] == 255)].max() <= 2
    assert hidden > 1000


def test_a_cover_makes_a_label_known() -> None:
    label = np.full((1, 3, 2), (200, 0), np.uint8)
    covered = cover_label(label, np.array([[0.0, 0.5, 1.0]], np.float32))
    assert covered[..., 0].tolist() == [[200, 100, 0]]
    assert covered[..., 1].tolist() == [[0, 0, 255]]


def test_without_a_folder_nothing_is_pasted(tmp_path: Path) -> None:
    none = Objects(tmp_path / "absent")
    before = bust()
    assert none.add_behind(before, default_rng(0)) is before
    assert none.add_in_front(before, default_rng(0)) is before


def test_unusable_objects_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no cut-out"):
        Objects(tmp_path)
    cv2.imwrite(str(tmp_path / "plant-1.png"), np.zeros((9, 9, 3), np.uint8))
    with pytest.raises(DataError, match=r"plant-1\.png is not a cut-out"):
        Objects(tmp_path).add_in_front(bust(), default_rng(0))


def test_any_size_survives(objects: Objects) -> None:
    for size in ((1, 1), (3, 50), (33, 31)):
        sample = Sample(np.zeros((*size, 3), np.uint8), np.full((*size, 2), 255, np.uint8))
        for add in (objects.add_behind, objects.add_in_front, add_table):
            assert add(sample, default_rng(0)).rgb.shape == (*size, 3)
