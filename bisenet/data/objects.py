"""Cut-out furniture and things pasted around people: all of them are background.

A chair's back stands behind the person at the height of shoulders and head, dark as office chairs are, tinted, or in
the colours of the person's own clothes; plants, lamps, shelves and boxes stand beside; a cup or a plant stands in front
and hides a part. They are pasted only where the label is background and counts, or in front of everything: what a label
does not know keeps its own pixels.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bisenet.data.geometry import Sample
from bisenet.data.props import find_head
from bisenet.errors import DataError

Rgba = NDArray[np.uint8]
Alpha = NDArray[np.float32]
_SEATS = ("chair", "sofa")
_MOST = 3


class Objects:
    """Cut-out things of a folder, `KIND-NUMBER.webp` with an alpha channel.

    Args:
        folder: holds them; where there is none, nothing is pasted.

    Raises:
        DataError: the folder is there and holds none.
    """

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.glob("*.webp")) + sorted(folder.glob("*.png")) if folder.is_dir() else []
        if folder.is_dir() and not paths:
            raise DataError(f"{folder} holds no cut-out .webp or .png; remove the folder or fill it.")
        self._seats = [path for path in paths if path.name.startswith(_SEATS)]
        self._things = [path for path in paths if not path.name.startswith(_SEATS)]

    def add_behind(self, sample: Sample, rng: Generator) -> Sample:
        """Paste a seat, or up to three things, behind the person or anywhere in an empty room; the label stays."""
        height, width = sample.rgb.shape[:2]
        if self._seats and rng.random() < 0.6:
            return _behind(sample, self._draw(self._seats, rng), *_seat_place(sample, rng), rng)
        for _ in range(int(rng.integers(1, _MOST + 1)) if self._things else 0):
            size = height * float(rng.uniform(0.15, 0.6))
            place = float(rng.uniform(0, width)), float(rng.uniform(0.2, 1.0)) * height
            sample = _behind(sample, self._draw(self._things, rng), place, size, rng)
        return sample

    def add_in_front(self, sample: Sample, rng: Generator) -> Sample:
        """Paste a thing on the lower edge, in front of everything; it becomes background."""
        if not self._things:
            return sample
        height, width = sample.rgb.shape[:2]
        size = height * float(rng.uniform(0.12, 0.35))
        place = float(rng.uniform(0, width)), height * float(rng.uniform(0.9, 1.1))
        rgba = _recoloured(self._draw(self._things, rng), sample, rng)
        colour, alpha = _placed(rgba, place, size, sample.rgb.shape[:2], rng)
        return Sample(_mixed(sample.rgb, colour, alpha), cover_label(sample.label, alpha))

    def _draw(self, paths: list[Path], rng: Generator) -> Rgba:
        path = paths[int(rng.integers(len(paths)))]
        rgba = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if rgba is None or rgba.ndim != 3 or rgba.shape[2] != 4:
            raise DataError(f"{path} is not a cut-out with an alpha channel; remove it or replace it.")
        return np.asarray(cv2.cvtColor(rgba, cv2.COLOR_BGRA2RGBA), np.uint8)


def add_table(sample: Sample, rng: Generator) -> Sample:
    """Draw the edge of a table across the lower part, in front of everything; it becomes background."""
    height, width = sample.rgb.shape[:2]
    left, right = (height * float(rng.uniform(0.78, 1.02)) for _ in range(2))
    outline = np.rint(8 * np.array([(0, left), (width, right), (width, height + 1), (0, height + 1)])).astype(np.int32)
    layer = np.zeros((height, width), np.uint8)
    cv2.fillPoly(layer, [outline], 255, cv2.LINE_AA, shift=3)
    alpha = layer.astype(np.float32) / np.float32(255)
    colour = np.empty_like(sample.rgb)
    colour[:] = rng.uniform(20, 230) * rng.uniform(0.75, 1.1, 3)
    return Sample(_mixed(sample.rgb, _shaded(colour, rng), alpha), cover_label(sample.label, alpha))


def cover_label(label: NDArray[np.uint8], alpha: Alpha) -> NDArray[np.uint8]:
    """Return a label, `Sample.label`, after something that is background covered it by `alpha`, float32 (H, W)."""
    person = np.rint(label[..., 0] * (1 - alpha)).astype(np.uint8)
    return np.dstack([person, np.where(alpha > 0.99, np.uint8(255), label[..., 1])])


def _seat_place(sample: Sample, rng: Generator) -> tuple[tuple[float, float], float]:
    """Return where a seat's lower middle is and how high it is, so that its back ends at shoulders or head."""
    height, width = sample.rgb.shape[:2]
    head = find_head(sample.label[..., 0] > 127)
    if head is None:
        size = height * float(rng.uniform(0.4, 1.3))
        return (float(rng.uniform(0, width)), height * float(rng.uniform(0.7, 1.2))), size
    x, y, radius = head
    upper = y + radius * float(rng.uniform(-0.9, 2.5))
    size = radius * float(rng.uniform(6, 11))
    return (x + radius * float(rng.normal(0, 0.7)), upper + size), size


def _behind(sample: Sample, rgba: Rgba, place: tuple[float, float], size: float, rng: Generator) -> Sample:
    colour, alpha = _placed(_recoloured(rgba, sample, rng), place, size, sample.rgb.shape[:2], rng)
    known = np.where(sample.label[..., 1] > 250, 255 - sample.label[..., 0], np.uint8(0))
    return Sample(_mixed(sample.rgb, colour, alpha * (known.astype(np.float32) / np.float32(255))), sample.label)


def _recoloured(rgba: Rgba, sample: Sample, rng: Generator) -> Rgba:
    """Return a thing darkened as office chairs are, in the colour of the person's clothes, tinted, or as it is."""
    rgb = rgba[..., :3].astype(np.float32)
    kind = rng.random()
    if kind < 0.45:
        # Black cloth and leather keep some light on them.
        rgb = rgb * np.float32(rng.uniform(0.06, 0.4)) + np.float32(rng.uniform(0, 25))
    elif kind < 0.75:
        grey = rgb.mean(axis=2, keepdims=True)
        person = sample.rgb[sample.label[..., 0] > 200]
        clothes = len(person) > 0 and rng.random() < 0.5
        tint = person[int(rng.integers(len(person)))] if clothes else rng.uniform(10, 240, 3)
        rgb = grey / max(float(grey.mean()), 1) * np.asarray(tint, np.float32)
    return np.dstack([np.clip(rgb, 0, 255).astype(np.uint8), rgba[..., 3]])


def _placed(
    rgba: Rgba, place: tuple[float, float], size: float, shape: tuple[int, ...], rng: Generator
) -> tuple[NDArray[np.uint8], Alpha]:
    """Return a thing's shaded colours, uint8 (H, W, 3), and alpha, float32 (H, W), with its lower middle at `place`."""
    rows, columns = rgba.shape[:2]
    scale = size / rows
    across = scale * float(rng.uniform(0.85, 1.2)) * (-1 if rng.random() < 0.5 else 1)
    matrix = np.array([[across, 0, place[0] - across * columns / 2], [0, scale, place[1] - size]])
    # Shrunk without a filter, thin bars would break up.
    if scale < 0.6:
        blurred = cv2.GaussianBlur(rgba, (0, 0), 0.4 / scale)
        rgba = np.dstack([rgba[..., :3], np.asarray(blurred, np.uint8)[..., 3]])
    colour = cv2.warpAffine(rgba[..., :3], matrix, (shape[1], shape[0]), borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(rgba[..., 3], matrix, (shape[1], shape[0]), borderMode=cv2.BORDER_CONSTANT)
    return _shaded(np.asarray(colour, np.uint8), rng), alpha.astype(np.float32) / np.float32(255)


def _shaded(rgb: NDArray[np.uint8], rng: Generator) -> NDArray[np.uint8]:
    """Return colours under uneven light."""
    coarse = rng.uniform(0.6, 1.3, (3, 3)).astype(np.float32)
    shading = cv2.resize(coarse, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(rgb, cv2.merge([shading] * 3), dtype=cv2.CV_8U), np.uint8)


def _mixed(rgb: NDArray[np.uint8], colour: NDArray[np.uint8], alpha: Alpha) -> NDArray[np.uint8]:
    return np.asarray(cv2.blendLinear(colour, rgb, alpha, 1 - alpha), np.uint8)
