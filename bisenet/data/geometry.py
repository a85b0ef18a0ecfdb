"""Joint geometric transforms of an image and its label."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray


@dataclass(frozen=True)
class Sample:
    """A picture with its label, all of one height and width.

    Shape: rgb uint8 (H, W, 3); label uint8 (H, W, 2), the first channel 255 where a person is, the second 255
    where the pixel counts.
    """

    rgb: NDArray[np.uint8]
    label: NDArray[np.uint8]


def person_box(label: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Return (left, top, right, bottom) of the person in `Sample.label`; the whole picture where there is none."""
    left, top, width, height = cv2.boundingRect((label[..., 0] > 127).view(np.uint8))
    if width == 0:
        return 0, 0, label.shape[1], label.shape[0]
    return left, top, left + width, top + height


def affine(
    scale: float, angle: float, flip: bool, source: tuple[float, float], target: tuple[float, float]
) -> NDArray[np.float64]:
    """Return the 2x3 matrix that scales, turns (degrees), mirrors and moves the point `source` (x, y) to `target`."""
    turn = np.deg2rad(angle)
    mirror = -1.0 if flip else 1.0
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.diag([mirror, 1.0])
    shift = np.asarray(target) - linear @ np.asarray(source)
    return np.column_stack([linear, shift])


def warp(sample: Sample, matrix: NDArray[np.float64], size: tuple[int, int], border: int) -> Sample:
    """Apply `matrix` to picture and label; `size` is (height, width), `border` a cv2 border type."""
    height, width = size
    rgb = cv2.warpAffine(sample.rgb, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=border)
    label = cv2.warpAffine(sample.label, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=border)
    return Sample(np.asarray(rgb, np.uint8), np.asarray(label, np.uint8))


def random_view(
    sample: Sample,
    size: tuple[int, int],
    rng: Generator,
    zooms: tuple[float, float] = (0.75, 1.7),
    stretch: float = 1.0,
) -> Sample:
    """Crop, scale, turn and flip at random, near the person where there is one.

    Args:
        sample: of any size.
        size: (height, width) of the view.
        rng: decides.
        zooms: range of the scale, relative to one that just fills the view.
        stretch: how far the picture may be stretched sideways, as a factor.
    """
    if stretch > 1:
        factor = float(np.exp(rng.uniform(-1, 1) * np.log(stretch)))
        wide = (max(1, round(sample.rgb.shape[1] * factor)), sample.rgb.shape[0])
        sample = Sample(*(np.asarray(cv2.resize(part, wide), np.uint8) for part in (sample.rgb, sample.label)))
    height, width = size
    rows, columns = sample.rgb.shape[:2]
    cover = max(height / rows, width / columns)
    scale = cover * float(np.exp(rng.uniform(*np.log(zooms))))
    angle = float(rng.normal(0.0, 5.0)) if rng.random() < 0.5 else 0.0
    left, top, right, bottom = person_box(sample.label)
    centre = (
        _clamped(rng.uniform(left, right), width / scale, columns),
        _clamped(rng.uniform(top, bottom), height / scale, rows),
    )
    matrix = affine(scale, angle, bool(rng.random() < 0.5), centre, (width / 2, height / 2))
    return warp(sample, matrix, size, cv2.BORDER_REFLECT_101)


def _clamped(centre: float, extent: float, length: int) -> float:
    """Keep a crop of `extent` pixels inside `length`; where it is larger, centre it."""
    if extent >= length:
        return length / 2
    return float(np.clip(centre, extent / 2, length - extent / 2))
