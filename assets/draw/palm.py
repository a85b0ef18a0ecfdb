"""A coconut palm, drawn leaflet by leaflet."""

from collections.abc import Sequence

import cv2
import numpy as np

from . import noise
from .canvas import HEIGHT, SUBPIXEL_BITS, WIDTH, Plane, Point, grid, ramp, smoothstep
from .layer import Layer

# Leaflet tones from shaded to sunlit.
GREENS = ("#2f4a1e", "#47672a", "#688a3a", "#93ad55")


def palm(layer: Layer, rng: np.random.Generator, trunk: Sequence[Point], width: float) -> None:
    """Draw a palm: ``trunk`` is four Bezier points from foot to crown, ``width`` is that of the foot."""
    crown = trunk[-1]
    directions = np.deg2rad([-160, -28, -132, 0, -62, -104, 168, 24, 145, 52])
    for index, direction in enumerate(directions):
        if index == 4:
            _trunk(layer, rng, trunk, width)
        _frond(layer, rng, crown, float(direction), float(rng.uniform(360, 470)))
    _frond(layer, rng, crown, float(np.deg2rad(98)), 260)


def curve(points: Sequence[Point], count: int) -> Plane:
    """``count`` points, (count, 2), along the cubic Bezier through four control points."""
    t = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    p = np.array(points, np.float32)
    ends, middle = (1 - t) ** 3 * p[0] + t**3 * p[3], (1 - t) * p[1] + t * p[2]
    return np.asarray(ends + 3 * t * (1 - t) * middle, np.float32)


def fill(shapes: Sequence[Plane]) -> Plane:
    """A full-size mask of many polygons, each (corners, 2); they may overlap."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for shape in shapes:
        corners = np.round(shape * (1 << SUBPIXEL_BITS)).astype(np.int32)
        cv2.fillPoly(mask, [corners], 255, cv2.LINE_AA, SUBPIXEL_BITS)
    return mask.astype(np.float32) / 255


def _trunk(layer: Layer, rng: np.random.Generator, points: Sequence[Point], width: float) -> None:
    """Draw the ringed trunk, lit from the right."""
    spine = curve(points, 60)
    half = np.linspace(width / 2, width / 4, 60, dtype=np.float32)[:, None] * np.array([[1, 0.1]], np.float32)
    mask = fill([np.concatenate([spine - half, (spine + half)[::-1]])])
    x, y = grid()
    middle = np.interp(y[:, 0], spine[::-1, 1], spine[::-1, 0])[:, None]
    radius = np.interp(y[:, 0], spine[::-1, 1], half[::-1, 0])[:, None]
    across = ((x - middle) / radius).astype(np.float32)
    rings = np.sin((y + 5 * across**2 + 7 * noise.screen(rng, 60, 2)) * 0.36)
    bark = 0.42 + 0.30 * across + 0.10 * rings + 0.16 * noise.screen(rng, 26, 4, stretch=0.5)
    layer.paint(mask, ramp(bark.astype(np.float32), [(0, "#3b2e22"), (0.45, "#7d6751"), (1, "#cdb695")]))
    layer.shade(mask * smoothstep(420, 270, y), 0.5)


def _frond(layer: Layer, rng: np.random.Generator, crown: Point, direction: float, length: float) -> None:
    """Draw one drooping frond: leaflets in four tones behind a thin midrib."""
    heading = np.array([np.cos(direction), np.sin(direction)])
    droop = np.array([0.0, length * float(rng.uniform(0.34, 0.52))])
    start = np.array(crown)
    stations = [
        start,
        start + heading * length * 0.38,
        start + heading * length * 0.75 + droop * 0.25,
        start + heading * length * 0.98 + droop,
    ]
    spine = curve([(float(p[0]), float(p[1])) for p in stations], 74)
    tangent = np.gradient(spine, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    groups: list[list[Plane]] = [[] for _ in GREENS]
    for index in range(3, 74):
        for side in (-1.0, 1.0):
            leaflet = _leaflet(rng, spine[index], tangent[index], side, index / 73, length)
            # Leaflets on the upper side catch the sun; those below hang in the frond's own shade.
            lit = 1.6 + (0.9 if leaflet[2, 1] < spine[index, 1] else -0.6) + float(rng.normal(0, 0.75))
            groups[int(np.clip(round(lit), 0, 3))].append(leaflet)
    for tone, shapes in zip(GREENS, groups, strict=True):
        layer.paint(fill(shapes), tone)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1) * np.linspace(4.0, 0.8, 74)[:, None]
    layer.paint(fill([np.concatenate([spine - normal, (spine + normal)[::-1]])]), "#a3aa62")


def _leaflet(rng: np.random.Generator, root: Plane, along: Plane, side: float, place: float, length: float) -> Plane:
    """One blade, (4, 2), at ``place`` (0 at the crown, 1 at the tip) on a frond of ``length`` pixels."""
    reach = length * 0.36 * np.sin(np.pi * (0.10 + 0.82 * place)) ** 0.7 * rng.uniform(0.85, 1.1)
    normal = np.array([-along[1], along[0]]) * side
    heading = normal * 0.72 + along * 0.62 + np.array([0.0, 0.42 + 0.25 * place])
    heading /= np.linalg.norm(heading)
    thick = np.array([-heading[1], heading[0]]) * (1.3 + 1.7 * (1 - place))
    bend = root + heading * reach * 0.5 + np.array([0.0, -0.04 * reach])
    tip = root + heading * reach + np.array([0.0, 0.10 * reach])
    return np.stack([root, bend + thick, tip, bend - thick]).astype(np.float32)
