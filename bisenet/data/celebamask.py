"""CelebAMask-HQ as it is downloaded: pictures of 1024 pixels, and for each part of a face a mask of 512 by itself.

`CelebA-HQ-img/N.jpg` and `CelebAMask-HQ-mask-anno/N // 2000/NNNNN_PART.png`.

Source: Lee et al., "MaskGAN: Towards Diverse and Interactive Facial Image Manipulation", CVPR 2020.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bisenet.classes import CELEBAMASK_HQ, Classes
from bisenet.data.class_masks import ClassSet, Split
from bisenet.data.decode import decode
from bisenet.errors import DataError

_PICTURES, _PARTS = "CelebA-HQ-img", "CelebAMask-HQ-mask-anno"
_IN_A_FOLDER = 2000
_SHOWN = 127
_SIZE = (512, 512)
# What the files call each part, and what it is called here. Later parts lie over earlier ones.
_NAMES = {
    "skin": "skin",
    "nose": "nose",
    "eye_g": "eyeglasses",
    "l_eye": "left eye",
    "r_eye": "right eye",
    "l_brow": "left brow",
    "r_brow": "right brow",
    "l_ear": "left ear",
    "r_ear": "right ear",
    "mouth": "mouth",
    "u_lip": "upper lip",
    "l_lip": "lower lip",
    "hair": "hair",
    "hat": "hat",
    "ear_r": "earring",
    "neck_l": "necklace",
    "neck": "neck",
    "cloth": "cloth",
}


@dataclass(frozen=True)
class PartMask:
    """A mask in one file for each part of a face.

    Attributes:
        parts: class index and file, those that lie on top last.
        background: class index of what belongs to no part.
    """

    parts: tuple[tuple[int, Path], ...]
    background: int

    def read(self) -> NDArray[np.uint8]:
        """Return class indices, uint8 (512, 512).

        Raises:
            DataError: a file cannot be read or has another size.
        """
        mask = np.full(_SIZE, self.background, np.uint8)
        for index, path in self.parts:
            part = decode(path, cv2.IMREAD_GRAYSCALE)
            if part is None or part.shape != _SIZE:
                raise DataError(f"{path} is not a mask of 512x512 pixels; unpack it again.")
            mask[part > _SHOWN] = index
        return mask


def is_root(folder: Path) -> bool:
    """Return whether a folder is CelebAMask-HQ's root."""
    return (folder / _PICTURES).is_dir() and (folder / _PARTS).is_dir()


def open_root(folder: Path, classes: Classes, split: Split | None) -> ClassSet:
    """Return the pictures of a split, or all.

    The set has no split of its own for faces: every tenth picture by number is held back for validation.

    Args:
        folder: the root.
        classes: of the masks, in any order, by the names of `CELEBAMASK_HQ`.
        split: `train` or `val`.

    Raises:
        DataError: there is no picture, or the classes are not those of faces.
    """
    if set(classes.names) != set(CELEBAMASK_HQ.names):
        raise DataError(f"{folder} holds the 19 classes of CelebAMask-HQ; leave out --classes or give face-parsing.")
    numbers = sorted(int(path.stem) for path in (folder / _PICTURES).glob("*.jpg") if path.stem.isdecimal())
    if split is not None:
        numbers = [number for number in numbers if (number % 10 == 0) == (split == "val")]
    if not numbers:
        raise DataError(f"{folder / _PICTURES} holds no picture NUMBER.jpg; unpack it there.")
    masks = [_mask_of(number, folder / _PARTS, classes) for number in numbers]
    return ClassSet(classes, [folder / _PICTURES / f"{number}.jpg" for number in numbers], masks)


def _mask_of(number: int, folder: Path, classes: Classes) -> PartMask:
    places = folder / str(number // _IN_A_FOLDER)
    files = ((classes.names.index(name), places / f"{number:05d}_{part}.png") for part, name in _NAMES.items())
    return PartMask(tuple((index, path) for index, path in files if path.is_file()), classes.names.index("background"))
