"""Cityscapes as it is downloaded: `leftImg8bit/SPLIT/CITY/*_leftImg8bit.png` and `gtFine/SPLIT/CITY/*_gtFine_*.png`.

Source: Cordts et al., "The Cityscapes Dataset for Semantic Urban Scene Understanding", CVPR 2016; the numbers are those
of cityscapesScripts, helpers/labels.py.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bisenet.classes import CITYSCAPES, Classes
from bisenet.data.class_masks import ClassSet, IndexMask, Split
from bisenet.errors import DataError

_PICTURES, _LABELS = "leftImg8bit", "gtFine"
# The label id of each of the 19 classes that are trained.
_IDS = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33)


def is_root(folder: Path) -> bool:
    """Return whether a folder is Cityscapes' root."""
    return (folder / _PICTURES).is_dir() and (folder / _LABELS).is_dir()


def open_root(folder: Path, classes: Classes | None, split: Split | None) -> ClassSet:
    """Return the pictures of a split, or of training and validation.

    `labelTrainIds` are read where they were made, else `labelIds`.

    Args:
        folder: the root.
        classes: others than the 19, for `labelTrainIds` that were made by other numbers; None takes the 19.
        split: `train` or `val`; the test split has no labels.

    Raises:
        DataError: there is no picture, or one has no label.
    """
    classes = classes or CITYSCAPES
    splits = [split] if split else ["train", "val"]
    paths = [path for part in splits for path in sorted((folder / _PICTURES / part).glob(f"*/*_{_PICTURES}.png"))]
    if not paths:
        raise DataError(f"{folder / _PICTURES} holds no picture in {' or '.join(splits)}; unpack it there.")
    return ClassSet(classes, paths, [_mask_of(path, folder, classes) for path in paths])


def _mask_of(path: Path, folder: Path, classes: Classes) -> IndexMask:
    stem = path.name.removesuffix(f"_{_PICTURES}.png")
    labels = folder / _LABELS / path.parent.parent.name / path.parent.name
    made, raw = labels / f"{stem}_gtFine_labelTrainIds.png", labels / f"{stem}_gtFine_labelIds.png"
    if made.is_file():
        return IndexMask(made, classes)
    if not raw.is_file():
        raise DataError(f"{path} has no label {raw}; unpack gtFine beside leftImg8bit.")
    if len(classes) != len(_IDS):
        raise DataError(f"{raw} holds the 19 classes of Cityscapes, not {len(classes)}; leave out --classes.")
    return IndexMask(raw, classes, training_indices(classes.ignored))


def training_indices(ignored: int) -> NDArray[np.uint8]:
    """Return the class index of each label id, uint8 (256,); ids that are not trained give `ignored`."""
    table = np.full(256, ignored, np.uint8)
    table[list(_IDS)] = np.arange(len(_IDS))
    return table
