"""The training stream of several classes; its items and its promise are those of `bisenet.data.dataset`."""

from dataclasses import dataclass
from typing import Any, Self

import cv2
import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from bisenet.data.class_masks import ClassSet
from bisenet.preprocess import Preprocessing

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Augmentation:
    """How a picture and its mask are changed before each step.

    Source of the defaults: the authors' TorchSeg for the scales, zllrunning's face parsing for the jitter.

    Attributes:
        crop: (height, width) of what the network sees; what lies outside the picture does not count.
        scales: range of the scale, drawn evenly.
        mirror: share of the pictures that are mirrored.
        jitter: brightness, contrast and saturation change by a factor of 1 - jitter to 1 + jitter.
    """

    crop: tuple[int, int]
    scales: tuple[float, float] = (0.75, 2.0)
    mirror: float = 0.5
    jitter: float = 0.5

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Build from JSON values."""
        lists = {name: tuple(values[name]) for name in ("crop", "scales")}
        return cls(**{**values, **lists})


class ClassDataset(Dataset[tuple[Tensor, Tensor, Tensor]]):
    """A stream of augmented pictures of several classes.

    Item i is (image, target, valid): normalised float32 (3, h, w), class indices uint8 (1, h, w), float32 (1, h, w) of
    0 and 1. It depends on seed and i alone. In `len(pictures)` consecutive items each picture comes once.

    Args:
        pictures: what to draw from.
        preprocessing: of the network.
        augmentation: how pictures are changed.
        length: how many items there are.
        seed: decides everything, together with an item's index.
    """

    def __init__(
        self, pictures: ClassSet, preprocessing: Preprocessing, augmentation: Augmentation, *, length: int, seed: int
    ) -> None:
        self._pictures = pictures
        self._preprocessing = preprocessing
        self._augmentation = augmentation
        self._length = length
        self._seed = seed
        self._mirrored = np.arange(256, dtype=np.uint8)
        self._mirrored[: len(pictures.classes)] = pictures.classes.mirrored

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor]:
        epoch, place = divmod(index, len(self._pictures))
        order = np.random.default_rng((self._seed, 2, epoch)).permutation(len(self._pictures))
        rng = np.random.default_rng((self._seed, 1, index))
        rgb, mask = self._augment(*self._pictures.read(int(order[place])), rng)
        valid = mask != self._pictures.classes.ignored
        target = np.where(valid, mask, np.uint8(0))
        image = self._preprocessing.normalise(rgb)
        return torch.from_numpy(image), torch.from_numpy(target[None]), torch.from_numpy(valid[None].astype(np.float32))

    def _augment(self, rgb: Picture, mask: Picture, rng: Generator) -> tuple[Picture, Picture]:
        augmentation = self._augmentation
        rgb, mask = scaled_crop(rgb, mask, augmentation, self._pictures.classes.ignored, rng)
        if rng.random() < augmentation.mirror:
            rgb, mask = np.ascontiguousarray(rgb[:, ::-1]), self._mirrored[mask[:, ::-1]]
        return (jitter_colours(rgb, augmentation.jitter, rng) if augmentation.jitter else rgb), mask


def scaled_crop(
    rgb: Picture, mask: Picture, augmentation: Augmentation, ignored: int, rng: Generator
) -> tuple[Picture, Picture]:
    """Scale a picture and cut a crop from it; where it is smaller than the crop it is padded.

    Args:
        rgb: uint8 (H, W, 3).
        mask: uint8 (H, W).
        augmentation: crop and scales.
        ignored: value of the mask where there is no picture; the picture itself is mid-grey there.
        rng: decides scale and place.

    Returns:
        Picture and mask of the crop's size.
    """
    scale = float(rng.uniform(*augmentation.scales))
    rows, columns = (max(1, round(scale * side)) for side in mask.shape)
    rgb = np.asarray(
        cv2.resize(rgb, (columns, rows), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR), np.uint8
    )
    mask = np.asarray(cv2.resize(mask, (columns, rows), interpolation=cv2.INTER_NEAREST_EXACT), np.uint8)
    missing = [max(0, side - there) for side, there in zip(augmentation.crop, mask.shape, strict=True)]
    if any(missing):
        before = [int(rng.integers(short + 1)) for short in missing]
        border = [(first, short - first) for first, short in zip(before, missing, strict=True)]
        rgb = np.pad(rgb, [*border, (0, 0)], constant_values=127)
        mask = np.pad(mask, border, constant_values=ignored)
    top, left = (int(rng.integers(there - side + 1)) for side, there in zip(augmentation.crop, mask.shape, strict=True))
    window = slice(top, top + augmentation.crop[0]), slice(left, left + augmentation.crop[1])
    return rgb[window], mask[window]


def jitter_colours(rgb: Picture, jitter: float, rng: Generator) -> Picture:
    """Return a picture, RGB uint8 (H, W, 3), in another brightness, contrast and saturation.

    Args:
        rgb: what to change.
        jitter: each changes by a factor of 1 - jitter to 1 + jitter, drawn evenly.
        rng: decides.
    """
    brightness, contrast, saturation = (float(factor) for factor in rng.uniform(1 - jitter, 1 + jitter, 3))
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    coloured = cv2.addWeighted(rgb, saturation, cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), 1 - saturation, 0)
    middle = (1 - contrast) * float(grey.mean())
    # Clipped at both ends; OpenCV's convertScaleAbs would turn what falls below black into light.
    table = np.clip(np.rint(brightness * (contrast * np.arange(256) + middle)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(coloured, table), np.uint8)
