from dataclasses import replace
from typing import cast

import numpy as np
import pytest
import torch
from numpy.random import Generator
from numpy.typing import NDArray

from bisenet.classes import Classes
from bisenet.data.class_dataset import Augmentation, ClassDataset, jitter_colours, scaled_crop
from bisenet.data.class_masks import ClassSet
from bisenet.preprocess import Preprocessing

PLAIN = Preprocessing((0, 0, 0), (1, 1, 1), pixel_budget=32 * 32)
CLASSES = Classes.from_dict({"names": ["ground", "left", "right"], "swapped": [[1, 2]]})
# The left half is class 1 and red, the right half class 2 and blue; the first row does not count.
MASK = np.repeat([[1] * 20 + [2] * 20], 30, axis=0).astype(np.uint8)
RGB = np.zeros((30, 40, 3), np.uint8)
RGB[:, :20, 0] = 200
RGB[:, 20:, 2] = 200
MASK[0] = CLASSES.ignored
AS_IT_IS = Augmentation((30, 40), (1.0, 1.0), mirror=0.0, jitter=0.0)


class Drawn(ClassSet):
    def read(self, index: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        return RGB // (index + 1), MASK


def dataset(augmentation: Augmentation, pictures: int = 3, seed: int = 0) -> ClassDataset:
    drawn = Drawn(CLASSES, [], [])
    object.__setattr__(drawn, "paths", range(pictures))
    return ClassDataset(drawn, PLAIN, augmentation, length=12, seed=seed)


def test_an_item_is_the_picture_where_nothing_is_changed() -> None:
    data = dataset(AS_IT_IS, pictures=1)
    image, target, valid = data[0]
    assert len(data) == 12
    assert torch.allclose(image, torch.from_numpy(RGB.transpose(2, 0, 1) / np.float32(255)))
    assert (target.shape, target.dtype) == ((1, 30, 40), torch.uint8)
    assert target[0, 1:, :20].eq(1).all()
    assert target[0, 1:, 20:].eq(2).all()
    assert valid[0, 0].eq(0).all()
    assert valid[0, 1:].eq(1).all()


def test_an_item_depends_on_seed_and_index_alone() -> None:
    busy = Augmentation((24, 24))
    first, second, other = dataset(busy), dataset(busy), dataset(busy, seed=1)
    list(iter(first[index] for index in range(5)))
    for mine, yours in zip(first[7], second[7], strict=True):
        assert torch.equal(mine, yours)
    assert any(not torch.equal(first[index][0], other[index][0]) for index in range(12))


def test_every_picture_comes_once_a_round() -> None:
    data = dataset(AS_IT_IS)
    levels = [round(float(data[index][0].max()) * 255) for index in range(12)]
    rounds = [levels[start : start + 3] for start in range(0, 12, 3)]
    assert all(sorted(one) == [200 // 3, 100, 200] for one in rounds)
    assert len({tuple(one) for one in rounds}) > 1


def test_a_mirror_swaps_the_classes_that_have_sides() -> None:
    """What is red is on the right now, and is the class of the right."""
    image, target, _ = dataset(replace(AS_IT_IS, mirror=1.0), pictures=1)[0]
    red = image[0] > 0.5
    assert red[:, 20:].all()
    assert not red[:, :20].any()
    assert target[0][1:][red[1:]].eq(2).all()


@pytest.mark.parametrize("scale", [0.5, 1.0, 1.7])
def test_picture_and_mask_are_scaled_and_cut_together(scale: float) -> None:
    augmentation = Augmentation((28, 28), (scale, scale))
    for seed in range(8):
        rgb, mask = scaled_crop(RGB, MASK, augmentation, CLASSES.ignored, np.random.default_rng(seed))
        assert rgb.shape == (28, 28, 3)
        red, blue = rgb[..., 0] > 150, rgb[..., 2] > 150
        assert (mask[red] != 2).all()
        assert (mask[blue] != 1).all()
        if scale < 1:
            outside = (rgb == 127).all(axis=2)
            assert outside.any()
            assert (mask[outside] == CLASSES.ignored).all()


def test_a_padded_picture_may_be_anywhere() -> None:
    augmentation = Augmentation((28, 60), (0.5, 0.5))
    places = set()
    for seed in range(20):
        rgb, _ = scaled_crop(RGB, MASK, augmentation, CLASSES.ignored, np.random.default_rng(seed))
        inside = (rgb != 127).any(axis=2)
        assert inside.sum() == 15 * 20
        places.add((int(inside.any(axis=1).argmax()), int(inside.any(axis=0).argmax())))
    assert len(places) > 10


def test_colours_change_and_nothing_else() -> None:
    rng = np.random.default_rng(0)
    grey = np.full((4, 4, 3), 100, np.uint8)
    changed = [jitter_colours(grey, 0.5, rng) for _ in range(20)]
    assert all(picture.shape == grey.shape and picture.dtype == np.uint8 for picture in changed)
    # Contrast and saturation leave a plain grey; brightness takes it from half to one and a half.
    means = [float(picture.mean()) for picture in changed]
    assert min(means) >= 49
    assert max(means) <= 151
    assert max(means) - min(means) > 30
    assert np.array_equal(jitter_colours(RGB, 0.0, rng), RGB)


class Factors:
    """Draws given factors of brightness, contrast and saturation."""

    def __init__(self, *factors: float) -> None:
        self.factors = factors

    def uniform(self, low: float, high: float, size: int) -> tuple[float, ...]:
        return self.factors


@pytest.mark.parametrize(
    ("brightness", "contrast", "expected"),
    [(1.0, 1.5, [0, 75, 240]), (0.5, 1.5, [0, 38, 120]), (1.0, 0.5, [45, 85, 140])],
)
def test_contrast_ends_at_black_and_white(brightness: float, contrast: float, expected: list[int]) -> None:
    """The mean is 90, so black at one and a half times the distance would be -45."""
    picture = np.repeat(np.array([[[0], [80], [190]]], np.uint8), 3, axis=2)
    changed = jitter_colours(picture, 0.5, cast(Generator, Factors(brightness, contrast, 1.0)))
    assert changed[0, :, 0].tolist() == expected
