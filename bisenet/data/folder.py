"""Folders of `images/NAME.jpg` with `masks/NAME.png`, or of images alone."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bisenet.data.decode import decode
from bisenet.errors import DataError

IGNORED = 128
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


@dataclass(frozen=True)
class Pair:
    """One picture and, where it shows people, its mask."""

    image: Path
    mask: Path | None


def is_picture(path: Path) -> bool:
    """Return whether a file has the name of a picture; hidden files do not count."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def list_pairs(folder: Path) -> list[Pair]:
    """Return the pictures of a folder in name order; without a `masks` folder they show no people.

    Raises:
        DataError: the folder holds no picture, or a picture has no mask.
    """
    images = folder / "images" if (folder / "images").is_dir() else folder
    if not images.is_dir():
        raise DataError(f"There is no folder {folder}; give one that holds images.")
    paths = sorted(path for path in images.iterdir() if is_picture(path))
    if not paths:
        raise DataError(f"The folder {images} holds no .jpg, .png or .webp picture; give another one.")
    masks = folder / "masks"
    if not masks.is_dir():
        return [Pair(path, None) for path in paths]
    pairs = [Pair(path, masks / f"{path.stem}.png") for path in paths]
    missing = [pair.image.name for pair in pairs if pair.mask is not None and not pair.mask.is_file()]
    if missing:
        many = f"{len(missing)} pictures have no mask, the first is" if len(missing) > 1 else "There is no mask of"
        raise DataError(f"{many} {missing[0]}; add NAME.png in {masks} for each picture.")
    return pairs


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """Return RGB uint8 (H, W, 3).

    Raises:
        DataError: the file is missing, damaged or no picture, or it has more than 2 ** 30 pixels.
    """
    bgr = decode(path, cv2.IMREAD_COLOR)
    if bgr is None:
        raise DataError(f"{path} cannot be read as a picture; remove or replace it.")
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def read_mask(pair: Pair, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return uint8 (H, W): 0 background, 255 person, 128 does not count; zeros where there is no mask.

    Other values, as a soft brush of a paint program leaves them along outlines, become 128.

    Raises:
        DataError: the file is missing, no picture, or of another size than `shape`; or no value of it is one of a mask
            of people, but for 0.
    """
    if pair.mask is None:
        return np.zeros(shape, np.uint8)
    mask = read_soft_label(pair.mask, shape)
    background, person = mask == 0, mask == 255
    odd = ~(background | person | (mask == IGNORED))
    if not odd.any():
        return mask
    if not person.any():
        raise DataError(f"{pair.mask} holds the value {mask[odd][0]} and no 255; write 255 where people are.")
    return np.where(odd, np.uint8(IGNORED), mask)


def read_soft_label(path: Path, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return how much of each pixel is a person, uint8 (H, W), 0 .. 255.

    Raises:
        DataError: the file is missing, no picture of 8 bits, or of another size than `shape`.
    """
    label = decode(path, cv2.IMREAD_GRAYSCALE | cv2.IMREAD_ANYDEPTH)
    if label is None:
        raise DataError(f"{path} cannot be read as a mask; replace it.")
    if label.dtype != np.uint8:
        raise DataError(f"{path} has more than 8 bits a pixel; save it as a mask of 8 bits.")
    if label.shape != shape:
        size = f"{label.shape[1]}x{label.shape[0]}"
        raise DataError(f"The mask {path} is {size}, but its picture {shape[1]}x{shape[0]} pixels; replace it.")
    return np.asarray(label, np.uint8)


def split_mask(mask: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return (person, counts) of a mask that `read_mask` gave, both uint8 (H, W) of 0 and 255."""
    person = np.where(mask == 255, np.uint8(255), np.uint8(0))
    return person, np.where(mask == IGNORED, np.uint8(0), np.uint8(255))


def soft_label_of(pair: Pair, folder: Path) -> Path | None:
    """Return where the soft label of a picture lies in a set's folder; None where it has none."""
    path = folder / f"{pair.image.stem}.png"
    return path if path.is_file() else None
