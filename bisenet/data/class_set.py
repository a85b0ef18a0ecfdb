"""Data sets of several classes, found in plain folders, Cityscapes' or CelebAMask-HQ's own."""

from pathlib import Path

from bisenet.classes import CELEBAMASK_HQ, CITYSCAPES, CLASSES_FILE, Classes, read_classes
from bisenet.data import celebamask, cityscapes
from bisenet.data.class_masks import ClassSet, IndexMask, Split
from bisenet.data.folder import list_pairs
from bisenet.errors import DataError


def own_classes(folder: Path) -> Classes | None:
    """Return the classes that a data folder itself states; None if it states none.

    They are those of its `classes.json`, else of the data set whose root it is, else of the `classes.json` beside it.

    Raises:
        DataError: the file cannot be used.
    """
    if (folder / CLASSES_FILE).is_file():
        return read_classes(folder / CLASSES_FILE)
    if cityscapes.is_root(folder):
        return CITYSCAPES
    if celebamask.is_root(folder):
        return CELEBAMASK_HQ
    beside = folder.resolve().parent / CLASSES_FILE
    return read_classes(beside) if beside.is_file() else None


def is_root(folder: Path) -> bool:
    """Return whether a folder is Cityscapes' or CelebAMask-HQ's, whose classes are known."""
    return cityscapes.is_root(folder) or celebamask.is_root(folder)


def open_class_set(folder: Path, classes: Classes | None = None, split: Split | None = None) -> ClassSet:
    """Find the pictures and masks of a folder.

    Args:
        folder: `images/` and `masks/NAME.png`; or Cityscapes' root, with `leftImg8bit/` and `gtFine/`; or
            CelebAMask-HQ's, with `CelebA-HQ-img/` and `CelebAMask-HQ-mask-anno/`.
        classes: of the masks; None takes the folder's `classes.json`, or what the layout is known to hold.
        split: part of Cityscapes or CelebAMask-HQ; None takes all that has labels. Plain folders have no parts.

    Raises:
        DataError: the folder holds no such set, a mask is missing, or its classes are not known.
    """
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}; give one that holds images/ and masks/.")
    classes = classes or own_classes(folder)
    if classes is None:
        raise DataError(f"{folder} has no {CLASSES_FILE}; write one, or give --classes.")
    if cityscapes.is_root(folder):
        return cityscapes.open_root(folder, classes, split)
    if celebamask.is_root(folder):
        return celebamask.open_root(folder, classes, split)
    pairs = list_pairs(folder)
    masks = [IndexMask(pair.mask, classes) for pair in pairs if pair.mask is not None]
    if not masks:
        raise DataError(f"{folder} has no folder masks/; put an index mask NAME.png there for each picture.")
    return ClassSet(classes, [pair.image for pair in pairs], masks)
