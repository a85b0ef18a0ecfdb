"""Rooms with character: a library wall and a brick loft."""

import numpy as np

from . import noise, props
from .canvas import (
    HEIGHT,
    WIDTH,
    Display,
    Picture,
    blur,
    box,
    defocus,
    develop,
    glow,
    grid,
    haze,
    linear,
    paint,
    polygon,
    ramp,
    shade,
    smoothstep,
)
from .layer import Layer


def library(rng: np.random.Generator) -> Display:
    """Dark wooden shelves full of old books under warm lamps, a little out of focus."""
    x, y = grid()
    wood = _wood(rng, "#2a1710", "#5f3a22")
    picture = (wood * 0.28).astype(np.float32)
    bays, posts, boards = 5, 40, 26
    pitch = WIDTH / bays
    floors = [250, 520, 790, 1060]
    for bay in range(bays):
        left, right = int(bay * pitch + posts / 2), int((bay + 1) * pitch - posts / 2)
        for index, floor in enumerate(floors):
            top = 0 if index == 0 else floors[index - 1] + boards
            _fill_shelf(picture, rng, left, right, floor, floor - top)
            shade(picture, box(left, top, right, floor) * smoothstep(top + 95, top, y), 0.72)
            _board(picture, wood, (left, floor, right, floor + boards))
        edge = box(left, 0, right, HEIGHT)
        shade(picture, edge * np.maximum(smoothstep(left + 26, left, x), smoothstep(right - 26, right, x)), 0.55)
        _post(picture, wood, bay * pitch, posts)
    _post(picture, wood, WIDTH, posts)
    light = 0.34 * np.ones((HEIGHT, WIDTH), np.float32)
    for bay in range(bays):
        light += 1.15 * haze(((bay + 0.5) * pitch, 60), (190, 270)) + 0.35 * haze(
            ((bay + 0.5) * pitch, 420), (280, 420)
        )
    picture *= (linear("#ffe0bc") * 1.25 * light[..., None]).astype(np.float32)
    picture = defocus(picture, 4)
    glow(picture, haze((WIDTH * 0.12, 60), (420, 420)) + haze((WIDTH * 0.9, 60), (420, 420)), "#ffb060", 0.05)
    return develop(picture, rng, vignette=0.42, bloom=0.12, grain=0.007)


def _wood(rng: np.random.Generator, dark: str, pale: str) -> Picture:
    """Full-size wood with its grain running across."""
    rings = noise.screen(rng, 9, 5, stretch=26, gain=0.7) + 0.5 * noise.screen(rng, 120, 3, stretch=5)
    return ramp(0.5 + 0.42 * rings, [(0, dark), (1, pale)])


def _fill_shelf(picture: Picture, rng: np.random.Generator, left: int, right: int, floor: int, room: int) -> None:
    """Fill one shelf with books, now and then leaving room for an ornament."""
    middle = int(rng.uniform(left + 110, right - 110)) if rng.random() < 0.22 else right
    props.books(picture, rng, left + 6, min(middle, right) - 4, floor, room)
    if middle < right - 60:
        _ornament(picture, rng, middle + 62, floor, room)
        props.books(picture, rng, middle + 124, right - 4, floor, room)


def _ornament(picture: Picture, rng: np.random.Generator, x: float, floor: float, room: float) -> None:
    """Stand a glazed vase at ``x`` on the row ``floor``."""
    heights = np.linspace(0, 1, 24)
    profile = 12 + 34 * np.sin(np.pi * np.clip(heights * 1.25, 0, 1)) ** 1.2 + 8 * heights**4
    rows = floor - heights * room * 0.62
    layer = Layer()
    outline = [(x - w, r) for w, r in zip(profile, rows, strict=True)]
    outline += [(x + w, r) for w, r in zip(profile[::-1], rows[::-1], strict=True)]
    across = (grid()[0] - x) / 46
    glaze = linear(str(rng.choice(["#3f6f78", "#c9b48c", "#8a4a36"])))
    tone = glaze * (0.9 - 0.5 * across - 0.3 * across**2 + 0.9 * np.exp(-(((across + 0.4) / 0.14) ** 2)))[..., None]
    layer.paint(polygon(outline), tone.clip(0.01).astype(np.float32))
    picture[:] = layer.over(picture)


def _board(picture: Picture, wood: Picture, area: tuple[int, int, int, int]) -> None:
    """Draw the front edge of a shelf board with a lit upper and a dark lower rim."""
    left, top, right, bottom = area
    _, y = grid()
    paint(picture, box(left, top, right, bottom), wood)
    glow(picture, box(left, top, right, top + 4), "#a8754a", 0.35)
    shade(picture, box(left, top, right, bottom) * smoothstep(bottom - 9, bottom, y), 0.6)


def _post(picture: Picture, wood: Picture, centre: float, width: float) -> None:
    """Draw an upright between two bays, rounded by its shading."""
    x, _ = grid()
    across = (x - centre) / (width / 2)
    face = wood * np.clip(1.15 - 0.35 * across - 0.45 * across**2, 0.1, 2)[..., None]
    paint(picture, box(centre - width / 2, 0, centre + width / 2, HEIGHT), face.astype(np.float32))


def loft(rng: np.random.Generator) -> Display:
    """A brick wall with a steel window on the left, two lamps and a plant on the right."""
    x, y = grid()
    light = 0.20 + 1.25 * np.exp(-np.maximum(x - 610, 0) / 640) * (0.75 + 0.25 * smoothstep(HEIGHT, 200, y))
    light += 0.25 * smoothstep(420, 0, np.abs(x - 800 - 0.75 * (y - 300))) * smoothstep(1700, 700, x)
    picture = (props.bricks(rng) * (linear("#fff4e8") * light[..., None])).astype(np.float32)
    picture = defocus(picture, 2.6)
    _steel_window(picture, rng, (70, -40, 600, 800))
    for bulb, size in (((1430.0, 300.0), 74.0), ((1730.0, 205.0), 92.0)):
        props.pendant(picture, bulb, size)
    _bench(picture, rng)
    return develop(picture, rng, vignette=0.34, bloom=0.10, grain=0.007)


def _steel_window(picture: Picture, rng: np.random.Generator, frame: tuple[float, float, float, float]) -> None:
    """Set a many-paned steel window into ``picture``: reveal, bright view, glazing bars and sill."""
    left, top, right, bottom = frame
    x, _ = grid()
    shade(picture, box(left - 26, top, right + 26, bottom + 18), 0.35)
    glow(picture, box(right, top, right + 26, bottom), "#e8e2d6", 0.35)
    layer = Layer()
    view = props.outdoors(rng, 640, ("#a9bf9c", "#7d9a6c"))
    layer.paint(box(left, top, right, bottom), view * 0.95)
    bars = [
        box(left + (right - left) * i / 4 - w, top, left + (right - left) * i / 4 + w, bottom)
        for i, w in ((0, 11), (1, 4), (2, 7), (3, 4), (4, 11))
    ]
    bars += [box(left, top + (bottom - top) * i / 5 - 4, right, top + (bottom - top) * i / 5 + 4) for i in range(6)]
    steel = ramp((x - left) / (right - left), [(0, "#1b1c1e"), (1, "#2c2e31")])
    for bar in bars:
        layer.paint(bar, steel)
    layer.paint(box(left - 44, bottom - 4, right + 44, bottom + 30), "#cfc6b8")
    layer.paint(box(left - 44, bottom + 22, right + 44, bottom + 34), "#6a6258")
    picture[:] = layer.over(picture, lambda plane: blur(plane, 2.4))


def _bench(picture: Picture, rng: np.random.Generator) -> None:
    """Stand a low wooden bench with a potted plant and books in the lower right."""
    top = 905.0
    props.soft_shadow(picture, box(1270, top - 30, WIDTH, HEIGHT), (26, -12), 26, 0.45)
    layer = Layer()
    x, y = grid()
    wood = _wood(rng, "#4a2f1c", "#936540") * (1.15 - 0.55 * smoothstep(1300, WIDTH, x))[..., None]
    layer.paint(box(1290, top, WIDTH + 40, top + 40), wood * 1.05)
    layer.paint(box(1310, top + 40, WIDTH + 40, HEIGHT + 9), wood * 0.45)
    layer.shade(smoothstep(top + 120, top + 40, y) * (y > top + 40), 0.5)
    props.plant(layer, rng, (1690, top - 120), 540, 38, ("#26361f", "#3a5230", "#546f3f", "#7a9158"))
    props.pot(layer, (1690, top - 135), 170, 137, "#d9d2c6")
    pile = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    props.books(pile, rng, 1345, 1540, int(top), 165, ("#d8cbb4", "#7a8c86", "#b5653f", "#3a4a55", "#e6ddcc"))
    layer.paint((pile.sum(-1) > 0).astype(np.float32), pile)
    picture[:] = layer.over(picture, lambda plane: blur(plane, 2.4))
