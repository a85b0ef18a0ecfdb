import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from bisenet.data.compositing import paste_person
from bisenet.data.dataset import Mixture, WebcamDataset, read_sample
from bisenet.data.folder import list_pairs
from bisenet.data.geometry import Sample, person_box, random_view
from bisenet.data.photometric import degrade, relight
from bisenet.data.sources import SOURCES, find_sources
from bisenet.errors import DataError
from bisenet.preprocess import Preprocessing
from tests.bisenet.conftest import draw_pair

PREPROCESSING = Preprocessing((0.5, 0.5, 0.5), (0.5, 0.5, 0.5), pixel_budget=64 * 96)


def dataset(root: Path, seed: int = 0) -> WebcamDataset:
    return WebcamDataset(root, PREPROCESSING, (64 * 96, 96 * 128), length=40, batch_size=4, seed=seed)


def test_an_item_depends_on_seed_and_index_alone(drawn_data: Path) -> None:
    first, second = dataset(drawn_data)[7], dataset(drawn_data)[7]
    assert all(torch.equal(one, other) for one, other in zip(first, second, strict=True))
    assert any(not torch.equal(one, other) for one, other in zip(first, dataset(drawn_data, 1)[7], strict=False))


def test_a_share_changes_the_mixture(drawn_data: Path) -> None:
    listed = {source.name: source.weight for source in SOURCES}
    weights = {source.name: source.weight for source in find_sources(drawn_data, {"portraits": 7.0})[1]}
    assert weights == {"portraits": 7.0, "studio": listed["studio"], "rooms": listed["rooms"]}
    rng = np.random.default_rng(0)
    mixture = Mixture(*find_sources(drawn_data, {"portraits": 1e6}))
    assert {mixture.draw(rng)[0].name for _ in range(20)} == {"portraits"}
    with pytest.raises(DataError, match="no training set named 'moon'"):
        find_sources(drawn_data, {"moon": 1.0})


def test_pictures_that_are_not_degraded_stay_as_they_were(drawn_data: Path) -> None:
    """Without any change of colour, light and noise two runs over the same indices differ in their pictures alone."""
    clean, bad = (
        WebcamDataset(drawn_data, PREPROCESSING, (64 * 96,), length=8, batch_size=4, seed=0, degraded=share)
        for share in (1e-9, 1.0)
    )
    changed = 0
    for index in range(8):
        (image, *labels), (worse, *others) = clean[index], bad[index]
        assert all(torch.equal(one, other) for one, other in zip(labels, others, strict=True))
        changed += not torch.equal(image, worse)
        # What was read from a file of bytes still lies on their levels.
        levels = (image * 0.5 + 0.5) * 255
        assert float((levels - levels.round()).abs().max()) < 1e-2
    assert changed >= 4


def test_a_batch_shares_its_size_and_sizes_vary(drawn_data: Path) -> None:
    data = dataset(drawn_data)
    sizes = [{tuple(data[batch * 4 + i][0].shape) for i in range(4)} for batch in range(10)]
    assert all(len(size) == 1 for size in sizes)
    assert len(set.union(*sizes)) > 2


@pytest.mark.slow
def test_ranges_and_that_uncertain_pixels_do_not_count(drawn_data: Path) -> None:
    data = dataset(drawn_data)
    uncounted = 0.0
    for index in range(40):
        image, target, valid = data[index]
        assert image.dtype == target.dtype == valid.dtype == torch.float32
        assert float(image.abs().max()) <= 1.0 + 1e-6
        assert 0 <= float(target.min()) <= float(target.max()) <= 1
        assert set(valid.flatten().tolist()) <= {0.0, 1.0}
        uncounted += float((1 - valid).sum())
    assert uncounted > 0


def test_a_view_moves_picture_and_label_together() -> None:
    label = np.zeros((90, 120, 2), np.uint8)
    label[..., 1] = 255
    label[30:60, 40:80, 0] = 255
    rgb = np.repeat(label[..., :1], 3, axis=2)
    for seed in range(10):
        view = random_view(Sample(rgb, label), (64, 96), np.random.default_rng(seed))
        assert view.rgb.shape == (64, 96, 3)
        # OpenCV rounds three channels a little otherwise than two; a sharp edge shows it.
        assert np.abs(view.rgb[..., 0].astype(int) - view.label[..., 0]).max() <= 16


def test_a_pasted_person_is_labelled_where_it_shows(drawn_data: Path) -> None:
    person = read_sample(list_pairs(drawn_data / "studio")[0])
    scene = Sample(np.zeros((120, 200, 3), np.uint8), np.dstack([np.zeros((120, 200)), np.full((120, 200), 255)]))
    scene = Sample(scene.rgb, scene.label.astype(np.uint8))
    pasted = paste_person(scene, person, (0.8, 0.9), np.random.default_rng(0))
    assert pasted.rgb[pasted.label[..., 0] > 250].mean() > 60
    assert pasted.rgb[pasted.label[..., 0] == 0].max() == 0
    assert (pasted.label[..., 0] > 127).mean() > 0.02


def test_a_view_may_stretch_its_picture() -> None:
    label = np.zeros((100, 100, 2), np.uint8)
    cv2.circle(label, (50, 50), 30, (255, 255), -1)
    rgb = np.zeros((100, 100, 3), np.uint8)
    shapes = set()
    for seed in range(12):
        view = random_view(Sample(rgb, label), (100, 100), np.random.default_rng(seed), (0.75, 0.75), 1.33)
        left, top, right, bottom = person_box(view.label)
        shapes.add(round((right - left) / (bottom - top), 1))
    assert min(shapes) < 0.9
    assert max(shapes) > 1.1


def test_a_bystander_is_small_and_behind() -> None:
    person = np.zeros((60, 30, 2), np.uint8)
    person[..., 1] = 255
    person[5:55, 5:25, 0] = 255
    bystander = Sample(np.full((60, 30, 3), 200, np.uint8), person)
    label = np.zeros((120, 160, 2), np.uint8)
    label[..., 1] = 255
    label[20:, 40:120, 0] = 255
    view = Sample(np.full((120, 160, 3), 80, np.uint8), label)
    added = 0
    for seed in range(20):
        after = paste_person(view, bystander, (0.2, 0.4), np.random.default_rng(seed), far=True)
        assert np.array_equal(after.rgb[label[..., 0] == 255], view.rgb[label[..., 0] == 255])
        added += int((after.label[..., 0] > 127).sum() - (label[..., 0] > 127).sum())
    assert 20 * 5 < added < 20 * 0.4 * 120 * 60


def test_other_light_falls_on_the_person_alone() -> None:
    rgb = np.full((40, 60, 3), 120, np.uint8)
    label = np.zeros((40, 60, 2), np.uint8)
    label[..., 1] = 255
    label[:, 30:, 0] = 255
    darker = []
    for seed in range(20):
        lit = relight(Sample(rgb, label), np.random.default_rng(seed))
        assert np.array_equal(lit.label, label)
        darker.append(float(lit.rgb[:, 30:].mean()) < float(lit.rgb[:, :30].mean()))
    assert {True, False} == set(darker)


def test_degrading_keeps_shape_and_type() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    for seed in range(30):
        worse = degrade(rgb, np.random.default_rng(seed))
        assert worse.shape == rgb.shape
        assert worse.dtype == np.uint8


def test_unusable_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no folder"):
        list_pairs(tmp_path / "absent")
    with pytest.raises(DataError, match="holds no"):
        list_pairs(tmp_path)
    (tmp_path / "images").mkdir()
    (tmp_path / "masks").mkdir()
    (tmp_path / "images" / "a.jpg").write_bytes(b"not a picture")
    with pytest.raises(DataError, match=r"There is no mask of a\.jpg"):
        list_pairs(tmp_path)
    with pytest.raises(DataError, match=r"holds none of the folders.* or one that has images/ and masks/"):
        dataset(tmp_path / "masks")


def test_the_users_own_sets_are_trained_on(drawn_data: Path, tmp_path: Path) -> None:
    """A folder of pictures and masks alone, or beside others where it is given a share."""
    draw_pair(tmp_path / "mine", "a", 0)
    assert [source.name for source in find_sources(tmp_path / "mine", {})[1]] == ["mine"]
    alone = dataset(tmp_path / "mine")
    assert all(alone[index][1].any() for index in range(8))
    shutil.copytree(drawn_data / "rooms", tmp_path / "rooms")
    with pytest.raises(DataError, match="no training set named 'mime'"):
        find_sources(tmp_path, {"mime": 1.0})
    _, sources = find_sources(tmp_path, {"mine": 2.0})
    assert {source.name: source.weight for source in sources} == {"rooms": 0.06, "mine": 2.0}
