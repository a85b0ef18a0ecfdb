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
# The label id of each of the 19 classes that are trained, in the order of `CITYSCAPES`.
_IDS = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33)


def is_root(folder: Path) -> bool:
    """Return whether a folder is Cityscapes' root."""
    return (folder / _PICTURES).is_dir() and (folder / _LABELS).is_dir()


def open_root(folder: Path, classes: Classes, split: Split | None) -> ClassSet:
    """Return the pictures of a split, or of training and validation.

    `labelTrainIds` are read where they were made, else `labelIds`.

    Args:
        folder: the root.
        classes: of the masks: the 19 in any order, or others for `labelTrainIds` that were made by other numbers.
        split: `train` or `val`; the test split has no labels.

    Raises:
        DataError: there is no picture, one has no label, or its label has other classes.
    """
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
    if set(classes.names) != set(CITYSCAPES.names):
        raise DataError(f"{raw} holds the 19 classes of Cityscapes and no others; leave out --classes.")
    return IndexMask(raw, classes, training_indices(classes))


def training_indices(classes: Classes) -> NDArray[np.uint8]:
    """Return the class index of each label id, uint8 (256,); ids that are not trained give the ignored value.

    Args:
        classes: those of `CITYSCAPES` by name, in any order.
    """
    table = np.full(256, classes.ignored, np.uint8)
    table[list(_IDS)] = [classes.names.index(name) for name in CITYSCAPES.names]
    return table
