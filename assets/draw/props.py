"""Things that stand in rooms: books, bricks, potted plants, lamps and what shows through a window."""

from collections.abc import Sequence

import numpy as np

from . import noise
from .canvas import (
    WIDTH,
    Picture,
    Plane,
    Point,
    blank,
    blur,
    box,
    defocus,
    glow,
    grid,
    haze,
    linear,
    mix,
    paint,
    polygon,
    ramp,
    shade,
    smoothstep,
)
from .layer import Layer
from .palm import fill

CLOTH = (
    "#6b2a24",
    "#7d3b2c",
    "#23405a",
    "#2f4a3c",
    "#8a6a3a",
    "#3b2a3f",
    "#a58a5e",
    "#4a2c22",
    "#1f2f45",
    "#5d5a48",
    "#93482f",
    "#38565a",
    "#c0aa82",
    "#702f3d",
)


def books(
    picture: Picture,
    rng: np.random.Generator,
    left: int,
    right: int,
    floor: int,
    room: int,
    cloth: Sequence[str] = CLOTH,
) -> None:
    """Stand a row of books on the row ``floor`` from ``left`` to ``right``, at most ``room`` pixels tall."""
    place, run, colour = left, 0, str(rng.choice(cloth))
    tall = 0.8
    while True:
        if run == 0:
            run = int(rng.integers(1, 6))
            colour, tall = str(rng.choice(cloth)), float(rng.uniform(0.62, 0.93))
        width = int(room * rng.uniform(0.08, 0.19))
        if place + width > right:
            return
        height = int(room * (tall + rng.normal(0, 0.012)))
        _spine(picture[floor - height : floor, place : place + width], rng, colour)
        place, run = place + width, run - 1
        if rng.random() < 0.03:
            place += width


def _spine(area: Picture, rng: np.random.Generator, colour: str) -> None:
    """Fill ``area`` with one rounded book spine, some with gilt bands or a label."""
    height, width = area.shape[:2]
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    tone = linear(colour) * np.float32(rng.uniform(0.65, 1.35))
    light = 1.05 - 0.72 * np.abs(across) ** 2.6 + 0.28 * np.exp(-(((across + 0.35) / 0.25) ** 2))
    area[:] = tone * light
    gilt = linear("#c9a357") * light * 0.9
    if rng.random() < 0.6:
        for level in rng.choice([(0.08, 0.92), (0.14, 0.2, 0.86), (0.1, 0.3, 0.72, 0.9)][int(rng.integers(3))], 2):
            row = int(level * height)
            area[row : row + max(2, height // 60)] = gilt
    if rng.random() < 0.4:
        top, bottom = int(height * 0.24), int(height * rng.uniform(0.36, 0.5))
        inset = max(2, width // 6)
        area[top:bottom, inset:-inset] = mix(area[top:bottom, inset:-inset], gilt[:, inset:-inset], 0.55)
    area[:3] *= 1.25


def bricks(rng: np.random.Generator) -> Picture:
    """A full-size wall of worn red bricks in running bond, with relief lit from the left."""
    x, y = grid()
    x = x + 1.5 * noise.screen(rng, 36, 4)
    y = y + 1.3 * noise.screen(rng, 44, 4)
    course = np.floor(y / 40)
    along = x / 118 + 0.5 * np.mod(course, 2)
    chips = 1.3 * noise.screen(rng, 14, 4)
    gap_x = (0.5 - np.abs(np.mod(along, 1) - 0.5)) * 118 + chips
    gap_y = (0.5 - np.abs(np.mod(y / 40, 1) - 0.5)) * 40 + chips
    face = smoothstep(2.5, 6.0, np.minimum(gap_x, gap_y))
    tone = rng.random((64, 64), np.float32)[course.astype(int) % 64, np.floor(along).astype(int) % 64]
    grit = noise.screen(rng, 22, 6, gain=0.75)
    shades = [(0, "#684035"), (0.4, "#855244"), (0.7, "#9a6857"), (0.9, "#73514a"), (1, "#b08d7c")]
    clay = ramp(tone + 0.16 * grit, shades)
    wall = mix(ramp(0.5 + 0.4 * grit, [(0, "#8f857a"), (1, "#b9ada0")]), clay, face)
    height = blur(face + 0.20 * grit, 1.2)
    slope = np.roll(height, -2, 1) - np.roll(height, 2, 1) + 0.6 * (np.roll(height, -2, 0) - np.roll(height, 2, 0))
    return (wall * np.clip(1 + 0.75 * slope, 0.35, 1.7)[..., None]).astype(np.float32)


def outdoors(rng: np.random.Generator, horizon: float, foliage: Sequence[str]) -> Picture:
    """A bright full-size view out of a window, far out of focus: sky over trees."""
    _, y = grid()
    view = ramp(y / horizon, [(0, "#cfe4f7"), (0.7, "#eef5f8"), (1, "#f6f4e6")]) * np.float32(1.6)
    for step, colour in enumerate(foliage):
        crown = horizon - 150 + 110 * step + 90 * noise.line(rng, WIDTH, 240, 5)[None, :]
        leaves = noise.screen(rng, 46, 5, gain=0.7)
        tone = linear(colour)[None, None] * np.clip(1.25 + 0.9 * leaves, 0.5, 2)[..., None]
        paint(view, smoothstep(-14, 14, y - crown + 40 * leaves), tone.astype(np.float32), 0.9)
    return defocus(view, 16)


def leaf(base: Point, tip: Point, width: float, sag: float) -> Plane:
    """The outline, (24, 2), of a pointed leaf from ``base`` to ``tip`` that bends down by ``sag`` pixels."""
    t = np.linspace(0, 1, 12)[:, None]
    start, end = np.array(base), np.array(tip)
    spine = start + (end - start) * t + np.array([0.0, sag]) * (t**2 - t * 0.4)
    along = np.gradient(spine, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], 1) / np.linalg.norm(along, axis=1, keepdims=True)
    half = normal * width / 2 * (np.sin(np.pi * t**0.8) ** 0.85)
    return np.concatenate([spine - half, (spine + half)[::-1]]).astype(np.float32)


def plant(layer: Layer, rng: np.random.Generator, root: Point, size: float, count: int, greens: Sequence[str]) -> None:
    """Draw a plant of ``count`` broad leaves that grows from ``root`` to a height of ``size`` pixels."""
    x, y = grid()
    mottle = noise.screen(rng, 30, 4)
    for index in range(count):
        lean = float(rng.uniform(-1, 1))
        rise = size * float(rng.uniform(0.35, 0.85)) * (1 - 0.25 * abs(lean))
        joint = (root[0] + lean * size * 0.30, root[1] - rise)
        reach = size * float(rng.uniform(0.26, 0.40))
        angle = lean * 1.25 + float(rng.normal(0, 0.25))
        tip = (joint[0] + reach * float(np.sin(angle)), joint[1] - reach * float(np.cos(angle)) * 0.75)
        layer.paint(fill([leaf(root, joint, 7, -size * 0.10)]), greens[0])
        blade = leaf(joint, tip, reach * 0.38, reach * 0.45)
        tone = greens[min(len(greens) - 1, int(index / count * len(greens) + rng.uniform(0, 0.9)))]
        mask = fill([blade])
        # Leaves brighten towards the tip, which turns up to the light, and are never quite evenly green.
        near = np.hypot(x - joint[0], y - joint[1]) / reach
        layer.paint(mask, linear(tone) * (0.62 + 0.55 * near + 0.16 * mottle)[..., None])
        halves = fill([np.concatenate([blade[:12], (blade[:12] + blade[:11:-1])[::-1] / 2])])
        layer.shade(np.minimum(mask, halves), 0.30)


def pot(layer: Layer, rim: Point, width: float, height: float, glaze: str) -> None:
    """Draw a tapered plant pot whose rim is centred at ``rim``, lit from the left."""
    x, y = rim
    half, foot = width / 2, width * 0.36
    body = polygon([(x - half, y), (x + half, y), (x + foot, y + height), (x - foot, y + height)])
    across = (grid()[0] - x) / half
    tone = linear(glaze) * (0.95 - 0.55 * across - 0.35 * across**2)[..., None].clip(0.12)
    layer.paint(body, tone.astype(np.float32))
    layer.shade(body * smoothstep(y + 16, y, grid()[1]), 0.4)


def pendant(picture: Picture, bulb: Point, size: float) -> None:
    """Hang a dark dome lamp with a warm bulb at ``bulb`` and let it light what is around."""
    x, y = bulb
    glow(picture, haze((x, y + size), (size * 3.6, size * 3.2)), "#ffb566", 0.09)
    layer = Layer()
    layer.paint(box(x - 2, -5, x + 2, y - size * 0.8), "#151312")
    dome = [(x + size * 0.98 * np.sin(a), y - size * 0.9 * np.cos(a)) for a in np.linspace(-1.57, 1.57, 30)]
    layer.paint(polygon(dome), ramp((grid()[0] - x) / size, [(-1, "#1c1a19"), (-0.5, "#4a4440"), (1, "#100f0e")]))
    layer.paint(box(x - size * 0.12, y - size * 1.15, x + size * 0.12, y - size * 0.8), "#8b6a35")
    picture[:] = layer.over(picture, lambda plane: blur(plane, 2.2))
    spot = Layer()
    spot.paint(haze((x, y + 2), (size * 0.42, size * 0.12)), blank("#ffd9a0") * 3)
    picture[:] = spot.over(picture)
    glow(picture, haze((x, y + size * 0.2), (size * 0.8, size * 0.6)), "#ffb060", 0.40)


def soft_shadow(picture: Picture, mask: Plane, drop: Point, softness: float, depth: float) -> None:
    """Darken ``picture`` in place where ``mask``, moved by ``drop`` and blurred, falls."""
    moved = np.roll(mask, (int(drop[1]), int(drop[0])), (0, 1))
    moved[: max(0, int(drop[1]))] = 0
    shade(picture, blur(moved, softness), depth)
