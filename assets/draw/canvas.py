"""The picture model: sizes, colours, masks, blurs, compositing and the last step to 8-bit display values."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 1920, 1080

Plane: TypeAlias = NDArray[np.floating[Any]]
Picture: TypeAlias = NDArray[np.floating[Any]]
Display: TypeAlias = NDArray[np.uint8]
Point: TypeAlias = tuple[float, float]

# Polygon corners are handed to cv2 as integers with this many binary places, for sub-pixel edges.
SUBPIXEL_BITS = 4


def linear(colour: str) -> Plane:
    """The linear-light RGB triple, shape (3,), of a display colour written ``#rrggbb``."""
    display = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
    return np.where(display <= 0.04045, display / 12.92, ((display + 0.055) / 1.055) ** 2.4).astype(np.float32)


def blank(colour: str) -> Picture:
    """A full-size picture, (HEIGHT, WIDTH, 3), of one colour."""
    return np.tile(linear(colour), (HEIGHT, WIDTH, 1)).astype(np.float32)


def grid(width: int = WIDTH, height: int = HEIGHT) -> tuple[Plane, Plane]:
    """Pixel-centre x and y coordinates, each (height, width)."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x + np.float32(0.5), y + np.float32(0.5)


def smoothstep(low: Plane | float, high: Plane | float, value: Plane) -> Plane:
    """An S-shaped ramp, 0 where ``value`` is at ``low`` and 1 at ``high``; ``low`` may exceed ``high``."""
    t = np.asarray(np.clip((value - low) / (high - low), 0, 1), np.float32)
    return t * t * (3 - 2 * t)


def mix(first: Picture, second: Picture, amount: Plane | float) -> Picture:
    """``first`` where ``amount`` is 0 and ``second`` where it is 1; a 2-D ``amount`` covers all channels."""
    weight = np.asarray(amount, np.float32)
    if weight.ndim == 2:
        weight = weight[..., None]
    return (first + (second - first) * weight).astype(np.float32)


def ramp(position: Plane, stops: Sequence[tuple[float, str]]) -> Picture:
    """Colours for ``position``, shape + (3,), between ``(position, colour)`` stops in linear light."""
    places = [place for place, _ in stops]
    colours = np.stack([linear(colour) for _, colour in stops])
    channels = [np.interp(position, places, colours[:, c]) for c in range(3)]
    return np.stack(channels, -1).astype(np.float32)


def paint(picture: Picture, mask: Plane, colour: Picture | str, opacity: float = 1.0) -> None:
    """Lay ``colour`` (a picture, a triple or ``#rrggbb``) over ``picture`` in place where ``mask`` is 1."""
    value = linear(colour) if isinstance(colour, str) else colour
    picture += (value - picture) * (mask * np.float32(opacity))[..., None]


def glow(picture: Picture, mask: Plane, colour: str, strength: float = 1.0) -> None:
    """Add light of ``colour`` to ``picture`` in place, in proportion to ``mask``."""
    picture += linear(colour) * (mask * np.float32(strength))[..., None]


def shade(picture: Picture, mask: Plane, depth: float) -> None:
    """Darken ``picture`` in place by the fraction ``depth`` where ``mask`` is 1."""
    picture *= (1 - mask * np.float32(depth))[..., None]


def polygon(points: Sequence[Point], size: tuple[int, int] = (WIDTH, HEIGHT)) -> Plane:
    """A smooth-edged mask, (height, width) in 0..1, of the polygon through ``points``."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    corners = np.round((np.array(points) - 0.5) * (1 << SUBPIXEL_BITS)).astype(np.int32)
    cv2.fillPoly(mask, [corners], 255, cv2.LINE_AA, SUBPIXEL_BITS)
    return mask.astype(np.float32) / 255


def box(left: float, top: float, right: float, bottom: float) -> Plane:
    """A smooth-edged full-size mask of an upright rectangle."""
    x, y = grid()
    across = np.clip(x - left + 0.5, 0, 1) * np.clip(right - x + 0.5, 0, 1)
    down = np.clip(y - top + 0.5, 0, 1) * np.clip(bottom - y + 0.5, 0, 1)
    return np.asarray(across * down, np.float32)


def disc(centre: Point, radius: Point, softness: float = 1.0) -> Plane:
    """A full-size mask of an ellipse; ``softness`` is the width of its edge in pixels."""
    x, y = grid()
    distance = np.hypot((x - centre[0]) / radius[0], (y - centre[1]) / radius[1])
    return smoothstep(softness, -softness, (distance - 1) * min(radius))


def haze(centre: Point, radius: Point) -> Plane:
    """A full-size Gaussian spot, 1 at ``centre``; ``radius`` is its standard deviation each way."""
    x, y = grid()
    distance = ((x - centre[0]) / radius[0]) ** 2 + ((y - centre[1]) / radius[1]) ** 2
    return np.exp(-0.5 * distance).astype(np.float32)


def blur(image: Plane, sigma: float) -> Plane:
    """A Gaussian blur of a plane or picture; wide ones run on a shrunken copy, which looks the same."""
    height, width = image.shape[:2]
    factor = max(1, int(sigma / 4))
    if factor == 1:
        return cv2.GaussianBlur(image, (0, 0), sigma).astype(np.float32)
    small = cv2.resize(image, (width // factor, height // factor), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / factor)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)


def defocus(image: Plane, radius: float) -> Plane:
    """A lens blur: every point becomes a disc of ``radius`` pixels, so that bright points become bokeh."""
    half = int(np.ceil(radius)) + 1
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    kernel = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return cv2.filter2D(image, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT).astype(np.float32)


def develop(
    picture: Picture,
    rng: np.random.Generator,
    *,
    grain: float = 0.006,
    vignette: float = 0.25,
    bloom: float = 0.06,
) -> Display:
    """The finished 8-bit BGR picture: bloom, vignette, a soft highlight shoulder, display gamma and grain."""
    height, width = picture.shape[:2]
    light = mix(picture, blur(picture, width / 64), bloom)
    x, y = grid(width, height)
    corner = np.hypot((x - width / 2) / width, (y - height / 2) / height) * np.float32(np.sqrt(2))
    light = light * (1 - vignette * smoothstep(0.35, 1.05, corner))[..., None]
    # Values up to the knee stay as they are; brighter ones approach 1, so that lamps and suns do not clip.
    knee = 0.7
    over = np.maximum(light - knee, 0)
    light = np.where(light > knee, knee + (1 - knee) * (1 - np.exp(-over / (1 - knee))), np.maximum(light, 0))
    display = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    noise = cv2.GaussianBlur(rng.standard_normal((height, width), np.float32), (0, 0), 0.8) * 2
    display += (noise * grain)[..., None]
    return np.clip(np.round(display[..., ::-1] * 255), 0, 255).astype(np.uint8)
