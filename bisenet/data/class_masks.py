"""Class masks of pictures: index masks in one file, and the set of pictures that they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from bisenet.classes import Classes
from bisenet.data.folder import read_rgb
from bisenet.errors import DataError

Split = Literal["train", "val"]
_MODES = {"L", "P", "1"}
_WIDE_MODES = ("I", "F")
# Of one mask; Pillow's own limit may be switched off by the rest of the process.
_MOST_PIXELS = 178_956_970


class Mask(Protocol):
    """The label of one picture, wherever it lies."""

    def read(self) -> NDArray[np.uint8]:
        """Return class indices, uint8 (H, W).

        Raises:
            DataError: it cannot be read or holds a value that stands for no class.
        """


@dataclass(frozen=True)
class ClassSet:
    """Pictures and their class masks.

    Attributes:
        classes: what the indices in the masks mean.
        paths: of the pictures.
        masks: in the order of the pictures.
    """

    classes: Classes
    paths: Sequence[Path]
    masks: Sequence[Mask]

    def __len__(self) -> int:
        return len(self.paths)

    def read(self, index: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return a picture, RGB uint8 (H, W, 3), and its class indices, uint8 (H, W).

        A picture of another size than its mask is scaled to the mask's, as CelebAMask-HQ means it to be.

        Raises:
            DataError: either cannot be used.
        """
        rgb, mask = read_rgb(self.paths[index]), self.masks[index].read()
        height, width = mask.shape
        if rgb.shape[0] * width != rgb.shape[1] * height:
            size = f"{rgb.shape[1]}x{rgb.shape[0]}"
            raise DataError(f"The mask of {self.paths[index]} is {width}x{height}, not {size} pixels; replace it.")
        if rgb.shape[:2] != mask.shape:
            resized = Image.fromarray(rgb).resize((width, height), Image.Resampling.BILINEAR)
            rgb = np.asarray(resized, np.uint8)
        return rgb, mask


@dataclass(frozen=True)
class IndexMask:
    """A picture file of one channel or with a palette whose values are class indices.

    Attributes:
        path: of the file.
        classes: which values are allowed.
        table: uint8 (256,), the class index of each value; None where values are indices as they are.
    """

    path: Path
    classes: Classes
    table: NDArray[np.uint8] | None = None

    def read(self) -> NDArray[np.uint8]:
        """Return class indices, uint8 (H, W).

        Raises:
            DataError: it cannot be read or holds a value that stands for no class.
        """
        mask = read_indices(self.path)
        if self.table is not None:
            return np.asarray(self.table[mask], np.uint8)
        strange = mask[(mask >= len(self.classes)) & (mask != self.classes.ignored)]
        if strange.size:
            names = f"there are {len(self.classes)} classes, and {self.classes.ignored} does not count"
            raise DataError(f"{self.path} holds the value {strange[0]}, but {names}; correct it or the classes.")
        return mask


def read_indices(path: Path) -> NDArray[np.uint8]:
    """Return the values of a picture of one channel, or the indices of one with a palette, uint8 (H, W).

    Raises:
        DataError: the file cannot be read, is far too large, has colours or more than 8 bits.
    """
    try:
        with Image.open(path) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise Image.DecompressionBombError
            if image.mode.startswith(_WIDE_MODES):
                raise DataError(f"{path} has more than 8 bits a pixel (mode {image.mode}); give masks of 8 bits.")
            if image.mode not in _MODES:
                raise DataError(f"{path} has colours (mode {image.mode}); give masks of one channel or with a palette.")
            return np.array(image, np.uint8)
    except Image.DecompressionBombError as error:
        raise DataError(f"{path} has too many pixels for a mask; cut picture and mask into smaller ones.") from error
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as error:
        raise DataError(f"{path} cannot be read as a mask; replace it.") from error
