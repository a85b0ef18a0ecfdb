"""Draws chairs, headsets and microphones, which are common around people at webcams but rare in the photographs.

A chair is behind the person and is background; a headset belongs to the person; a microphone stands in front and is
background. Shapes are crude on purpose: the network only has to learn which side of the edge they belong to.
"""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bisenet.data.geometry import Sample, person_box

# Above this share of pixels that do not count, the edge is not known well enough to draw something behind it.
_UNSURE = 0.01

Points = NDArray[np.float64]
Alpha = NDArray[np.float32]


def add_chair(sample: Sample, rng: Generator) -> Sample:
    """Draw a chair's back behind the person, or anywhere in an empty room; the label stays."""
    height, width = sample.rgb.shape[:2]
    if float((sample.label[..., 1] < 250).mean()) > _UNSURE:
        return sample
    left, top, right, bottom = person_box(sample.label)
    centre = (left + right) / 2 + rng.normal(0, 0.1) * (right - left)
    half = min(rng.uniform(0.3, 0.65) * (right - left), 0.35 * width)
    upper = top + rng.uniform(-0.05, 0.5) * (bottom - top)
    outline = _superellipse(centre, upper, half, height * 1.1 - upper, rng.uniform(2.2, 6.0))
    behind = 1 - sample.label[..., 0].astype(np.float32) / 255.0
    rgb = _lay(sample.rgb, _filled(outline, (height, width)) * behind, _colour(rng), rng)
    if rng.random() < 0.5:
        inner = _superellipse(centre, upper + 0.1 * half, half * rng.uniform(0.4, 0.75), height * 1.1 - upper, 4.0)
        rgb = _lay(rgb, _filled(inner, (height, width)) * behind, _colour(rng), rng)
    return Sample(rgb, sample.label)


def add_headset(sample: Sample, rng: Generator) -> Sample:
    """Draw a headset on the uppermost head; it becomes person. Without a clear head the sample stays as it is."""
    found = find_head(sample.label[..., 0] > 127)
    height, width = sample.rgb.shape[:2]
    if found is None:
        return sample
    x, y, radius = found
    if y < 0.8 * radius or not radius < x < width - radius or not 0.04 < radius / height < 0.3:
        return sample
    tilt, thickness = float(rng.normal(0, 6)), max(2, round(radius * rng.uniform(0.12, 0.25)))
    layer = np.zeros((height, width), np.uint8)
    axes = (round(radius * rng.uniform(0.95, 1.1)), round(radius * rng.uniform(1.02, 1.2)))
    cv2.ellipse(layer, (round(x), round(y)), axes, tilt, 185, 355, 255, thickness, cv2.LINE_AA)
    cup = (max(1, round(radius * rng.uniform(0.15, 0.28))), max(1, round(radius * rng.uniform(0.28, 0.45))))
    for side in (-1, 1):
        centre = (round(x + side * axes[0]), round(y + radius * 0.12 + side * np.tan(np.deg2rad(tilt)) * radius))
        cv2.ellipse(layer, centre, cup, tilt, 0, 360, 255, -1, cv2.LINE_AA)
    alpha = layer.astype(np.float32) / 255.0
    rgb = _lay(sample.rgb, alpha, _colour(rng), rng)
    return Sample(rgb, np.dstack([np.maximum(sample.label[..., 0], layer), np.maximum(sample.label[..., 1], layer)]))


def add_microphone(sample: Sample, rng: Generator) -> Sample:
    """Draw a microphone on its arm in front of everything; it is background."""
    height, width = sample.rgb.shape[:2]
    side = rng.choice([-0.05, 1.05])
    start = (width * (side if rng.random() < 0.6 else rng.uniform(0.1, 0.9)), height * 1.05)
    head = (width * rng.uniform(0.15, 0.85), height * rng.uniform(0.6, 0.9))
    elbow = (
        (start[0] + head[0]) / 2 + width * rng.normal(0, 0.1),
        min(start[1], head[1]) - height * rng.uniform(0, 0.2),
    )
    size = height * rng.uniform(0.03, 0.08)
    layer = np.zeros((height, width), np.uint8)
    path = np.rint(np.array([start, elbow, head])).astype(np.int32)
    cv2.polylines(layer, [path], False, 255, max(2, round(size * 0.3)), cv2.LINE_AA)
    axes = (max(1, round(size)), max(1, round(size * rng.uniform(1.0, 2.0))))
    cv2.ellipse(
        layer, (int(path[2, 0]), int(path[2, 1])), axes, float(rng.uniform(-60, 60)), 0, 360, 255, -1, cv2.LINE_AA
    )
    rgb = _lay(sample.rgb, layer.astype(np.float32) / 255.0, _colour(rng), rng)
    person = np.minimum(sample.label[..., 0], 255 - layer)
    return Sample(rgb, np.dstack([person, np.maximum(sample.label[..., 1], layer)]))


def find_head(person: NDArray[np.bool_]) -> tuple[float, float, float] | None:
    """Return (x, y, radius) in pixels of the uppermost head: the first circle, from above, that stops growing.

    Args:
        person: bool (H, W).
    """
    if person.all():
        return None
    distance = cv2.distanceTransform(person.astype(np.uint8), cv2.DIST_L2, 3)
    largest = distance.max(axis=1)
    for y in np.flatnonzero(largest > 0.02 * person.shape[0]):
        radius = float(largest[y])
        below = largest[y + 1 : y + 2 + round(radius * 0.6)]
        if len(below) and radius >= below.max():
            return float(distance[y].argmax()), float(y), radius
    return None


def _superellipse(x: float, top: float, half_width: float, height: float, power: float) -> Points:
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    cos, sin = np.cos(angle), np.sin(angle)
    xs = x + half_width * np.sign(cos) * np.abs(cos) ** (2 / power)
    ys = top + height / 2 + height / 2 * np.sign(sin) * np.abs(sin) ** (2 / power)
    return np.column_stack([xs, ys])


def _filled(outline: Points, size: tuple[int, int]) -> Alpha:
    layer = np.zeros(size, np.uint8)
    cv2.fillPoly(layer, [np.rint(outline * 8).astype(np.int32)], 255, cv2.LINE_AA, shift=3)
    return layer.astype(np.float32) / 255.0


def _colour(rng: Generator) -> NDArray[np.float32]:
    """Mostly black or grey, as such things are, sometimes bright."""
    if rng.random() < 0.65:
        return (rng.uniform(5, 110) * rng.uniform(0.9, 1.1, 3)).astype(np.float32)
    return rng.uniform(0, 255, 3).astype(np.float32)


def _lay(rgb: NDArray[np.uint8], alpha: Alpha, colour: NDArray[np.float32], rng: Generator) -> NDArray[np.uint8]:
    """Lay a shaded, slightly uneven colour over a picture."""
    height, width = rgb.shape[:2]
    coarse = rng.uniform(0.6, 1.5, (4, 4)).astype(np.float32)
    shading = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    paint = colour * shading[..., None]
    mixed = paint * alpha[..., None] + rgb * (1 - alpha[..., None])
    return np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
