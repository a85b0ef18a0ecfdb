"""The forest picture: a misty wood in the morning, sunbeams from the upper left."""

from functools import partial

import numpy as np

from . import noise
from .canvas import (
    HEIGHT,
    WIDTH,
    Display,
    Picture,
    Plane,
    blur,
    defocus,
    develop,
    glow,
    grid,
    haze,
    mix,
    ramp,
    smoothstep,
)
from .layer import Layer
from .palm import fill

SUN = (360.0, -60.0)


def forest(rng: np.random.Generator) -> Display:
    """Trunks in four depths, each paler the farther it stands, over ferns and under bright leaves."""
    x, y = grid()
    picture = ramp(y / HEIGHT, [(0, "#e9efb8"), (0.45, "#d3e0ac"), (0.75, "#9fb584"), (1, "#4d6440")])
    glow(picture, haze(SUN, (760, 620)), "#fff0b0", 0.8)
    depths: list[tuple[int, float, str, str, float]] = [
        (34, 22, "#a9b98a", "#b7c88d", 5),
        (22, 36, "#7f9468", "#8fa866", 3.5),
        (13, 58, "#54683f", "#64803f", 2),
    ]
    for index, (count, width, bark, leaf, lens) in enumerate(depths):
        layer = Layer()
        _trunks(layer, rng, rng.uniform(-40, WIDTH + 40, count), width, bark)
        _canopy(layer, rng, 330 - 60 * index, 46 + 26 * index, leaf)
        _undergrowth(layer, rng, 770 + 70 * index, 40 + 24 * index, leaf)
        picture = layer.over(picture, partial(blur, sigma=lens))
        glow(picture, smoothstep(1000, 500, y) * haze(SUN, (1300, 900)), "#f4ecb4", 0.16)
    _beams(picture, rng)
    front = Layer()
    _trunks(front, rng, np.array([120.0, 1700.0, 1885.0]), 118, "#33301f")
    _undergrowth(front, rng, 1000, 90, "#3c5526")
    picture = front.over(picture, lambda plane: blur(plane, 2.2))
    leaves = Layer()
    _near_leaves(leaves, rng)
    picture = leaves.over(picture, lambda plane: defocus(plane, 9))
    return develop(mix(picture, picture * 0.94, smoothstep(300, 1900, x)), rng, vignette=0.30, bloom=0.12)


def _trunks(layer: Layer, rng: np.random.Generator, places: Plane, width: float, bark: str) -> None:
    """Draw slightly leaning trunks with furrowed bark, brighter on the side of the sun."""
    x, _ = grid()
    furrows = noise.screen(rng, 90, 5, stretch=0.16, gain=0.65)
    rows = np.linspace(-20, HEIGHT + 20, 40, dtype=np.float32)
    base = ramp(0.5 + 0.5 * furrows, [(0, bark), (1, bark)]) * (1 + 0.38 * furrows)[..., None]
    for place in places:
        thick = width * float(rng.uniform(0.55, 1.3))
        spine = place + (rows - 540) * float(rng.normal(0, 0.02)) + thick * 0.10 * noise.line(rng, 40, 14, 3)
        half = thick / 2 * (0.78 + 0.35 * rows / HEIGHT) * (1 + 0.05 * noise.line(rng, 40, 5, 2))
        half += thick * 0.5 * np.maximum((rows - 900) / 400, 0) ** 2
        left, right = np.stack([spine - half, rows], 1), np.stack([spine + half, rows], 1)
        mask = fill([np.concatenate([left, right[::-1]]).astype(np.float32)])
        layer.paint(mask, base)
        layer.shade(mask * smoothstep(place - thick * 0.3, place + thick * 0.6, x), 0.5)


def _leaf_shapes(rng: np.random.Generator, centres: Plane, size: float) -> list[Plane]:
    """Small pointed leaves, each (8, 2), at ``centres`` and turned every way."""
    t = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    outline = np.stack([np.cos(t), 0.45 * np.sin(t) * (1 - 0.3 * np.cos(t))], 1)
    shapes = []
    for centre in centres:
        turn, scale = rng.uniform(0, 2 * np.pi), size * rng.uniform(0.5, 1.2)
        rotate = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        shapes.append((outline @ rotate.T * scale + centre).astype(np.float32))
    return shapes


def _tones(leaf: str) -> list[tuple[Picture, float]]:
    """``leaf`` from shaded to sunlit, each with its share of the leaves."""
    base = ramp(np.zeros((1, 1), np.float32), [(0, leaf), (1, leaf)])
    return [(base * 0.62, 0.3), (base, 0.4), (base * np.array([1.45, 1.4, 1.05], np.float32), 0.3)]


def _canopy(layer: Layer, rng: np.random.Generator, reach: float, size: float, leaf: str) -> None:
    """Hang clusters of leaves from the top edge down to about the row ``reach``, lower at the sides."""
    for colour, share in _tones(leaf) * 3:
        clusters = rng.uniform((-50, -80), (WIDTH + 50, 1), (int(56 * share), 2))
        side = np.abs(clusters[:, 0] / WIDTH - 0.5) * 2
        clusters[:, 1] = rng.uniform(-0.25, 0.75, len(clusters)) * reach * (0.55 + 1.1 * side**2)
        spread = rng.normal(0, 1, (len(clusters), 44, 2)) * (size * 1.9, size * 0.9)
        centres = (clusters[:, None] + spread).reshape(-1, 2).astype(np.float32)
        layer.paint(fill(_leaf_shapes(rng, centres, 5 + size * 0.13)), colour, 0.9)


def _undergrowth(layer: Layer, rng: np.random.Generator, top: float, size: float, leaf: str) -> None:
    """Draw arching fern blades from the row ``top`` down."""
    floor = top + size * (0.6 + 0.5 * noise.line(rng, WIDTH, 260, 3))
    _, y = grid()
    layer.paint(smoothstep(-size * 0.5, size * 0.5, y - floor[None, :]), _tones(leaf)[0][0])
    for colour, share in _tones(leaf):
        count = int(900 * share * 70 / size)
        feet = rng.uniform((-40, top), (WIDTH + 40, HEIGHT + size), (count, 2))
        shapes = [_blade(rng, foot, size) for foot in feet]
        layer.paint(fill(shapes), colour, 0.92)


def _blade(rng: np.random.Generator, foot: Plane, size: float) -> Plane:
    """One curved blade, (14, 2), growing from ``foot``."""
    t = np.linspace(0, 1, 7)[:, None]
    lean, rise = rng.normal(0, 0.8), rng.uniform(0.7, 1.25)
    spine = foot + size * np.hstack([lean * t**1.6, -rise * (t - 0.42 * t**2.6)])
    half = np.hstack([size * 0.055 * (1 - t) + 0.4, np.zeros_like(t)])
    return np.concatenate([spine - half, (spine + half)[::-1]]).astype(np.float32)


def _beams(picture: Picture, rng: np.random.Generator) -> None:
    """Add shafts of light that fan out from the sun."""
    x, y = grid()
    angle = np.arctan2(x - SUN[0], y - SUN[1] + 200)
    steps = noise.line(rng, 2048, 64, 4, 0.6)
    shaft = np.interp((angle / np.pi + 0.5) * 2047, np.arange(2048), steps).astype(np.float32)
    fade = np.exp(-np.hypot(x - SUN[0], y - SUN[1]) / 620)
    glow(picture, blur(smoothstep(-0.5, 1.1, shaft), 14) * fade, "#fff0b8", 0.55)


def _near_leaves(layer: Layer, rng: np.random.Generator) -> None:
    """Hang a few large out-of-focus leaves in the upper corners, close to the lens."""
    for corner, colours in (((1860.0, 20.0), ("#31491b", "#5c7d2c")), ((30.0, 40.0), ("#4a6722", "#8aa83c"))):
        for colour in colours:
            centres = (rng.normal(0, 1, (34, 2)) * (150, 95) + corner).astype(np.float32)
            layer.paint(fill(_leaf_shapes(rng, centres, 52)), colour, 0.9)
