"""Folders of `images/NAME.jpg` with `masks/NAME.png`, or of images alone."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bisenet.errors import DataError

IGNORED = 128
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


@dataclass(frozen=True)
class Pair:
    """One picture and, where it shows people, its mask."""

    image: Path
    mask: Path | None


def list_pairs(folder: Path) -> list[Pair]:
    """Return the pictures of a folder in name order; without a `masks` folder they show no people.

    Raises:
        DataError: the folder holds no picture, or a picture has no mask.
    """
    images = folder / "images" if (folder / "images").is_dir() else folder
    if not images.is_dir():
        raise DataError(f"There is no folder {folder}; give one that holds images.")
    paths = sorted(p for p in images.iterdir() if p.suffix.lower() in SUFFIXES)
    if not paths:
        raise DataError(f"The folder {images} holds no .jpg, .png or .webp picture; give another one.")
    masks = folder / "masks"
    if not masks.is_dir():
        return [Pair(path, None) for path in paths]
    pairs = [Pair(path, masks / f"{path.stem}.png") for path in paths]
    missing = [pair.image.name for pair in pairs if pair.mask is not None and not pair.mask.is_file()]
    if missing:
        raise DataError(f"{len(missing)} pictures have no mask in {masks}, the first is {missing[0]}; add them.")
    return pairs


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """Return RGB uint8 (H, W, 3).

    Raises:
        DataError: the file is missing or no picture.
    """
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if bgr is None:
        raise DataError(f"{path} cannot be read as a picture; remove it or mend it.")
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def read_mask(pair: Pair, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return uint8 (H, W): 0 background, 255 person, 128 does not count; zeros where there is no mask.

    Raises:
        DataError: the file is missing, no picture, or of another size than `shape`.
    """
    if pair.mask is None:
        return np.zeros(shape, np.uint8)
    mask = cv2.imread(str(pair.mask), cv2.IMREAD_GRAYSCALE)
    if mask is None or mask.shape != shape:
        raise DataError(f"{pair.mask} is not a mask of {shape[1]}x{shape[0]} pixels; make it anew.")
    return np.asarray(mask, np.uint8)


def split_mask(mask: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return (person, counts) of a mask that `read_mask` gave, both uint8 (H, W) of 0 and 255."""
    person = np.where(mask == 255, np.uint8(255), np.uint8(0))
    return person, np.where(mask == IGNORED, np.uint8(0), np.uint8(255))


def soft_label_of(pair: Pair, folder: Path) -> Path | None:
    """Return where the soft label of a picture lies in a set's folder; None where it has none."""
    path = folder / f"{pair.image.stem}.png"
    return path if path.is_file() else None
