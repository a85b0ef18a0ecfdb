"""Draw ``icon.png``, the same picture as the hand-written ``icon.svg``: ``python -m assets.draw.make_icon``."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE, SUPERSAMPLE = 512, 4
SIDE = SIZE * SUPERSAMPLE

Mask = NDArray[np.bool_]
Image = NDArray[np.float32]


def colour(code: str) -> Image:
    """The BGR triple, shape (3,) in 0..255, of a colour written ``#rrggbb``."""
    return np.array([int(code[i : i + 2], 16) for i in (5, 3, 1)], np.float32)


def gradient(y: Image, top: tuple[float, str], bottom: tuple[float, str]) -> Image:
    """A vertical gradient, ``y``'s shape + (3,), between two ``(row, colour)`` stops."""
    amount = np.clip((y - top[0]) / (bottom[0] - top[0]), 0, 1)[..., None]
    return np.asarray(colour(top[1]) * (1 - amount) + colour(bottom[1]) * amount, np.float32)


def circle(x: Image, y: Image, centre: tuple[float, float], radius: float) -> Mask:
    """Where a disc is, in the shape of ``x`` and ``y``."""
    return np.asarray(np.hypot(x - centre[0], y - centre[1]) <= radius)


def rounded_square(x: Image, y: Image, radius: float) -> Mask:
    """Where the tile with rounded corners is."""
    across = np.maximum(np.abs(x - SIZE / 2) - (SIZE / 2 - radius), 0)
    down = np.maximum(np.abs(y - SIZE / 2) - (SIZE / 2 - radius), 0)
    return np.asarray(np.hypot(across, down) <= radius)


def shoulders() -> Mask:
    """Where the body is, (SIDE, SIDE): the two Bezier curves of the SVG's path."""
    t = np.linspace(0, 1, 200)[:, None]
    outline = []
    for p in (
        [(96, 512), (96, 392), (160, 332), (256, 332)],
        [(256, 332), (352, 332), (416, 392), (416, 512)],
    ):
        a, b, c, d = (np.array(point, np.float64) for point in p)
        outline.append((1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d)
    mask = np.zeros((SIDE, SIDE), np.uint8)
    cv2.fillPoly(mask, [np.round(np.concatenate(outline) * SUPERSAMPLE).astype(np.int32)], 1)
    return np.asarray(mask == 1)


def draw() -> NDArray[np.uint8]:
    """The icon as BGRA, (SIZE, SIZE, 4)."""
    y, x = ((np.mgrid[0:SIDE, 0:SIDE] + 0.5) / SUPERSAMPLE).astype(np.float32)
    image = gradient(y, (0, "#48bcd6"), (512, "#1d76a8"))
    roundel = circle(x, y, (256, 256), 184)
    image[roundel] = gradient(y, (72, "#ffb35c"), (300, "#ffe3a3"))[roundel]
    image[roundel & circle(x, y, (362, 196), 46)] = colour("#fff6dc")
    image[roundel & (y >= 286)] = colour("#1c93a8")
    image[roundel & (y >= 340)] = colour("#f3d9a4")
    image[circle(x, y, (256, 222), 82) | shoulders()] = colour("#12283f")
    alpha = rounded_square(x, y, 112)[..., None].astype(np.float32)
    # Colour is averaged with its coverage, so that the corners keep the tile's colour and do not darken.
    layered = np.concatenate([image * alpha, alpha * 255], -1)
    packed = cv2.resize(layered, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    plain = packed[..., :3] / np.maximum(packed[..., 3:] / 255, 1e-3)
    return np.clip(np.round(np.dstack([plain, packed[..., 3]])), 0, 255).astype(np.uint8)


def main() -> None:
    """Write the icon next to this script."""
    path = Path(__file__).resolve().parents[1] / "icon.png"
    if not cv2.imwrite(str(path), draw(), [cv2.IMWRITE_PNG_COMPRESSION, 9]):
        raise OSError(f"could not write {path}")


if __name__ == "__main__":
    main()
