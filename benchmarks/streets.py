"""Drawn streets in Cityscapes' own folders: simple pictures of its classes, for tests and for trying a training."""

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bisenet.classes import CITYSCAPES
from bisenet.data.cityscapes import training_indices

_CITY = "drawn"
_IGNORED = 255
# A colour each, far enough from Cityscapes' own that nothing is learnt by reading a legend.
_COLOURS = {
    "road": (90, 88, 92),
    "sidewalk": (170, 150, 140),
    "building": (150, 110, 80),
    "vegetation": (60, 120, 50),
    "sky": (150, 190, 235),
    "person": (210, 60, 70),
    "car": (40, 60, 160),
}
_INDEX = {name: CITYSCAPES.names.index(name) for name in _COLOURS}


def draw_streets(
    root: Path, count: int, *, split: str = "train", size: tuple[int, int] = (96, 192), seed: int = 0
) -> None:
    """Write pictures and labels as Cityscapes has them, with seven of its classes.

    Args:
        root: folder that gets `leftImg8bit/` and `gtFine/`.
        count: how many pictures.
        split: `train` or `val`.
        size: height and width.
        seed: decides the pictures.
    """
    table = training_indices(CITYSCAPES)
    ids = np.array([int(np.argmax(table == index)) for index in range(len(CITYSCAPES))], np.uint8)
    pictures, labels = (root / kind / split / _CITY for kind in ("leftImg8bit", "gtFine"))
    for folder in (pictures, labels):
        folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        rgb, mask = street(size, np.random.default_rng((seed, number)))
        stem = f"{_CITY}_{seed:06d}_{number:06d}"
        cv2.imwrite(str(pictures / f"{stem}_leftImg8bit.png"), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
        # Label id 0 is "unlabelled".
        stored = np.where(mask == _IGNORED, np.uint8(0), ids[np.minimum(mask, len(ids) - 1)])
        cv2.imwrite(str(labels / f"{stem}_gtFine_labelIds.png"), stored)


def street(size: tuple[int, int], rng: Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return a street, RGB uint8 (H, W, 3), and its class indices, uint8 (H, W); the lowest rows do not count."""
    height, width = size
    mask = np.full(size, _INDEX["sky"], np.uint8)
    horizon = int(height * rng.uniform(0.4, 0.55))
    left = 0
    while left < width:
        right = left + int(width * rng.uniform(0.1, 0.3))
        name = "building" if rng.random() < 0.6 else "vegetation"
        mask[int(horizon * rng.uniform(0.2, 0.8)) : horizon, left:right] = _INDEX[name]
        left = right
    mask[horizon:] = _INDEX["sidewalk"]
    middle, spread = width * rng.uniform(0.4, 0.6), width * rng.uniform(0.05, 0.15)
    road = [(middle - spread, horizon), (middle + spread, horizon), (width * 0.95, height), (width * 0.05, height)]
    cv2.fillPoly(mask, [np.array(road, np.int32)], _INDEX["road"])
    for _ in range(int(rng.integers(1, 4))):
        across, down = int(rng.uniform(0.2, 0.8) * width), int(rng.uniform(0.6, 0.85) * height)
        half = int(width * rng.uniform(0.06, 0.12))
        cv2.rectangle(mask, (across - half, down - half // 2), (across + half, down + half // 2), _INDEX["car"], -1)
    for _ in range(int(rng.integers(1, 4))):
        across, down = int(rng.uniform(0.05, 0.95) * width), int(rng.uniform(0.55, 0.8) * height)
        tall = int(height * rng.uniform(0.12, 0.22))
        cv2.ellipse(mask, (across, down), (max(3, tall // 3), tall), 0, 0, 360, _INDEX["person"], -1)
    return _painted(mask, rng), _with_ignored_line(mask)


def _painted(mask: NDArray[np.uint8], rng: Generator) -> NDArray[np.uint8]:
    colours = np.zeros((256, 3))
    for name, index in _INDEX.items():
        colours[index] = np.clip(_COLOURS[name] + rng.normal(0, 12, 3), 0, 255)
    shade = rng.uniform(0.8, 1.1) + np.linspace(0.1, -0.1, len(mask))[:, None, None]
    noise = rng.normal(0, 9, (*mask.shape, 3))
    return np.asarray(np.clip(colours[mask] * shade + noise, 0, 255), np.uint8)


def _with_ignored_line(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """As the bonnet of the car that carries Cityscapes' camera."""
    labelled = mask.copy()
    labelled[-max(1, len(mask) // 24) :] = _IGNORED
    return labelled


def main() -> int:
    """Write a training and a validation split; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.streets", description=__doc__)
    parser.add_argument("root", type=Path, help="folder to write to")
    parser.add_argument("--count", type=int, default=40, help="pictures to train on (default 40)")
    options = parser.parse_args()
    draw_streets(options.root, options.count)
    draw_streets(options.root, max(1, options.count // 4), split="val", seed=1)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
