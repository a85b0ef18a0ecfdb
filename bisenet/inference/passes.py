"""Averages the probabilities of several looks at one picture: scales, mirroring, sliding windows.

Sources: Zhao et al., "Pyramid Scene Parsing Network", CVPR 2017, for scales and mirror; sliding windows with an overlap
of a third are those of the authors' TorchSeg.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bisenet.errors import DataError
from bisenet.language import _
from bisenet.preprocess import Preprocessing, resize_to

Network = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
_LARGEST_SCALE = 8.0


@dataclass(frozen=True)
class Passes:
    """The looks to take at a picture.

    Attributes:
        scales: of the working size, one look each; above 0, at most 8.
        mirrored: whether each look is repeated with the picture mirrored.
        window: height and width of sliding windows, rounded up to the network's multiple; None shows the whole picture
            at once.
        overlap: of neighbouring windows at least, as a share of the window, 0 <= overlap < 1.
        full_size: whether the working size is the picture's own, rounded to the network's multiple, instead of the
            number of pixels that the network was trained for.

    Raises:
        DataError: a value is out of its range.
    """

    scales: tuple[float, ...] = (1.0,)
    mirrored: bool = False
    window: tuple[int, int] | None = None
    overlap: float = 1 / 3
    full_size: bool = False

    def __post_init__(self) -> None:
        if not self.scales or not all(0 < scale <= _LARGEST_SCALE for scale in self.scales):
            raise DataError(
                _("Scales are above 0 and at most {largest_scale:g}, at least one; give others.").format(
                    largest_scale=_LARGEST_SCALE
                )
            )
        if self.window is not None and min(self.window) < 1:
            raise DataError(_("A window has at least one pixel in height and width; give a larger one."))
        if not 0 <= self.overlap < 1:
            raise DataError(_("The overlap is a share of the window from 0 to below 1; give another one."))

    def working_size(self, height: int, width: int, preprocessing: Preprocessing) -> tuple[int, int]:
        """Return the height and width at which a picture of that size is seen at a scale of 1."""
        if self.full_size:
            return scaled((height, width), 1, preprocessing.multiple)
        return preprocessing.input_size(height, width)


def average(
    network: Network, rgb: NDArray[np.uint8], preprocessing: Preprocessing, passes: Passes, mirrored: tuple[int, ...]
) -> NDArray[np.float32]:
    """Return the mean probabilities of all passes at the working size, float32 (C, h, w).

    Args:
        network: maps RGB uint8 (h, w, 3), both sides of which are multiples, to probabilities, float32 (C, h, w), in an
            array of their own.
        rgb: picture, uint8 (H, W, 3).
        preprocessing: of the network.
        passes: which looks to take.
        mirrored: for each of the C classes the one that it is in a mirrored picture, as `Classes.mirrored`.
    """
    looks = _looks(network, rgb, preprocessing, passes, mirrored)
    total = next(looks)
    for answer in looks:
        total += answer
    total /= len(passes.scales) * (1 + passes.mirrored)
    return total


def _looks(
    network: Network, rgb: NDArray[np.uint8], preprocessing: Preprocessing, passes: Passes, mirrored: tuple[int, ...]
) -> Iterator[NDArray[np.float32]]:
    """Yield the probabilities of each pass at the working size."""
    multiple = preprocessing.multiple
    size = passes.working_size(rgb.shape[0], rgb.shape[1], preprocessing)
    for scale in passes.scales:
        seen = resize_to(rgb, *scaled(size, scale, multiple))
        yield _resized(slide(network, seen, passes, multiple, len(mirrored)), size)
        if passes.mirrored:
            flipped = slide(network, np.ascontiguousarray(seen[:, ::-1]), passes, multiple, len(mirrored))
            yield _resized(flipped[list(mirrored), :, ::-1], size)


def slide(
    network: Network, rgb: NDArray[np.uint8], passes: Passes, multiple: int, num_classes: int
) -> NDArray[np.float32]:
    """Return the probabilities of a picture, float32 (C, h, w), seen through one window after another if there is one.

    Where windows overlap, the mean of their answers is taken. A window that covers the picture changes nothing.

    Args:
        network: as in `average`.
        rgb: uint8 (h, w, 3), both sides multiples.
        passes: whose window and overlap count.
        multiple: of the network.
        num_classes: C.
    """
    if passes.window is None:
        return network(rgb)
    height, width = rgb.shape[:2]
    rows, columns = (min(up_to(side, multiple), whole) for side, whole in zip(passes.window, rgb.shape, strict=False))
    total = np.zeros((num_classes, height, width), np.float32)
    times = np.zeros((height, width), np.float32)
    for top in window_starts(height, rows, passes.overlap, multiple):
        for left in window_starts(width, columns, passes.overlap, multiple):
            place = slice(top, top + rows), slice(left, left + columns)
            total[:, *place] += network(np.ascontiguousarray(rgb[place]))
            times[place] += 1
    total /= times
    return total


def window_starts(length: int, window: int, overlap: float, multiple: int) -> list[int]:
    """Return where windows start along one side, so that they cover it; the last one ends where the side does.

    They start on the network's grid, so that windows agree on where its cells lie.

    Args:
        length: of the side, a multiple.
        window: of the window, a multiple, at most `length`.
        overlap: of neighbours, at least, as a share of the window; less only where a step would be less than one
            multiple.
        multiple: of the network.
    """
    step = max(multiple, int(window * (1 - overlap)) // multiple * multiple)
    return [*range(0, length - window, step), length - window]


def scaled(size: tuple[int, int], scale: float, multiple: int) -> tuple[int, int]:
    """Return a size times `scale`, both sides rounded to a multiple, at least one."""
    height, width = (max(1, round(side * scale / multiple)) * multiple for side in size)
    return height, width


def up_to(side: int, multiple: int) -> int:
    """Return the next multiple that is not below `side`."""
    return -(-side // multiple) * multiple


def _resized(answer: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """Bring probabilities, (C, h, w), to another height and width, class by class."""
    if answer.shape[1:] == size:
        return answer
    height, width = size
    planes = (np.ascontiguousarray(plane) for plane in answer)
    return np.stack([cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR) for plane in planes])
