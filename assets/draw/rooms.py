"""Plainer rooms: a bright office, a plaster studio wall and the room behind the demo clip."""

from collections.abc import Sequence

import numpy as np

from . import noise, props
from .canvas import (
    HEIGHT,
    WIDTH,
    Display,
    Picture,
    Plane,
    blank,
    blur,
    box,
    defocus,
    develop,
    disc,
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

# The office's vanishing point and focal length in pixels; its half width, floor and ceiling in metres.
VANISH, FOCAL = (960.0, 500.0), 1000.0
SIDE, FLOOR, CEILING, BACK = 3.1, 1.25, 1.55, 7.5

Corner = tuple[float, float, float]


def _face(corners: Sequence[Corner]) -> Plane:
    """The mask of a flat shape in the office given by its corners as metres right, down and away."""
    return polygon([(VANISH[0] + FOCAL * x / z, VANISH[1] + FOCAL * y / z) for x, y, z in corners])


def _wall(side: float, top: float, bottom: float, near: float, far: float) -> Plane:
    """The mask of an upright rectangle on a side wall at ``side`` metres right."""
    return _face([(side, top, near), (side, top, far), (side, bottom, far), (side, bottom, near)])


def office(rng: np.random.Generator) -> Display:
    """A long bright office out of focus: windows left, wooden slats and a plant right, light strips above."""
    x, _y = grid()
    picture = ramp(np.abs(x - 960) / 960, [(0, "#c9cbca"), (1, "#e4e3df")])
    _office_shell(picture, rng)
    _office_windows(picture, rng)
    _office_right(picture)
    for place in (-1.45, 1.45):
        strip = _face(
            [
                (place - 0.09, -CEILING, 1.0),
                (place + 0.09, -CEILING, 1.0),
                (place + 0.09, -CEILING, 7.2),
                (place - 0.09, -CEILING, 7.2),
            ]
        )
        paint(picture, strip, linear("#fff6e6") * 2.6)
    _office_furniture(picture, rng)
    picture = defocus(picture, 7)
    near = Layer()
    props.plant(near, rng, (1740, 960), 640, 36, ("#2a4030", "#3d5b3f", "#5a7b52", "#86a070"))
    props.pot(near, (1740, 935), 200, 200, "#e9e6df")
    picture = near.over(picture, lambda plane: defocus(plane, 5))
    glow(picture, haze((80, 420), (620, 520)), "#fff3dc", 0.16)
    return develop(picture, rng, vignette=0.20, bloom=0.14)


def _office_shell(picture: Picture, rng: np.random.Generator) -> None:
    """Draw ceiling, floor and back wall of the office."""
    x, y = grid()
    ceiling = _face([(-SIDE, -CEILING, 0.8), (SIDE, -CEILING, 0.8), (SIDE, -CEILING, BACK), (-SIDE, -CEILING, BACK)])
    paint(picture, ceiling, ramp(y / 300, [(0, "#dcdcd8"), (1, "#bfc3c4")]))
    floor = _face([(-SIDE, FLOOR, 0.8), (SIDE, FLOOR, 0.8), (SIDE, FLOOR, BACK), (-SIDE, FLOOR, BACK)])
    paint(picture, floor, ramp(y / HEIGHT, [(0.6, "#b9b3a6"), (1, "#7d776c")]))
    glow(picture, floor * smoothstep(1100, 0, x), "#fff0d8", 0.28)
    back = _face([(-SIDE, -CEILING, BACK), (SIDE, -CEILING, BACK), (SIDE, FLOOR, BACK), (-SIDE, FLOOR, BACK)])
    paint(picture, back, ramp((x - 540) / 840, [(0, "#8fa39c"), (1, "#6f877f")]))
    art = _face([(-1.2, -0.8, BACK), (-0.1, -0.8, BACK), (-0.1, 0.2, BACK), (-1.2, 0.2, BACK)])
    paint(picture, art, ramp(0.5 + noise.screen(rng, 60, 2), [(0, "#e9dcc4"), (0.5, "#d8a373"), (1, "#f1ece0")]))


def _office_windows(picture: Picture, rng: np.random.Generator) -> None:
    """Draw the glazed left wall with the bright city outside."""
    _x, y = grid()
    view = ramp(y / 760, [(0, "#d3e6f6"), (0.6, "#f2f6f6"), (1, "#dfe6dc")]) * np.float32(1.35)
    for start in rng.uniform(-40, 520, 13):
        width, top = float(rng.uniform(36, 90)), float(rng.uniform(260, 470))
        tone = linear(str(rng.choice(["#a9b9c6", "#bcc7cc", "#94a6b5", "#cfc8bd"]))) * 1.15
        paint(view, box(float(start), top, float(start) + width, 900), tone.astype(np.float32), 0.85)
    paint(picture, _wall(-SIDE, -CEILING, FLOOR, 0.8, BACK), "#d8d6d0")
    for index in range(5):
        near, far = 1.15 + index * 1.25, 2.3 + index * 1.25
        paint(picture, _wall(-SIDE, -1.38, 0.72, near, far), view)
        paint(picture, _wall(-SIDE, -0.42, -0.38, near, far), "#5a5f63")
        for post in (near, far):
            paint(picture, _wall(-SIDE, -1.40, 0.74, post - 0.035, post + 0.035), "#4d5256")
    paint(picture, _wall(-SIDE, 0.72, 0.80, 0.9, BACK), "#f3f1ea")


def _office_right(picture: Picture) -> None:
    """Draw the right wall: wooden slats near and a plain lit wall beyond."""
    paint(picture, _wall(SIDE, -CEILING, FLOOR, 0.8, BACK), "#d5cdbf")
    paint(picture, _wall(SIDE, -CEILING, FLOOR, 0.8, 4.6), "#4a3324")
    for index in range(38):
        near = 1.05 + index * 0.095
        tone = linear("#b98a5c") * (0.85 + 0.22 * np.sin(index * 2.4))
        paint(picture, _wall(SIDE, -CEILING, FLOOR, near, near + 0.058), tone.astype(np.float32))
    for level in (-0.55, 0.05):
        paint(picture, _wall(SIDE, level, level + 0.05, 4.9, 6.9), "#f4efe6")


def _office_furniture(picture: Picture, rng: np.random.Generator) -> None:
    """Draw two rows of desks with screens, small with distance, and hanging lamps."""
    for depth in (6.4, 5.2, 4.1):
        for side in (-1.0, 1.0):
            inner, outer = 1.0 * side, 2.5 * side
            desk = _face(
                [
                    (inner, 0.42, depth),
                    (outer, 0.42, depth),
                    (outer, 0.42, depth + 0.7),
                    (inner, 0.42, depth + 0.7),
                ]
            )
            paint(picture, desk, "#d9bf98")
            paint(
                picture,
                _face([(inner, 0.42, depth), (outer, 0.42, depth), (outer, 0.48, depth), (inner, 0.48, depth)]),
                "#9a7b54",
            )
            panel = _face([(inner, 0.48, depth), (outer, 0.48, depth), (outer, 1.2, depth), (inner, 1.2, depth)])
            props.soft_shadow(picture, panel, (0, 26), 20, 0.35)
            paint(picture, panel, ramp(grid()[1] / HEIGHT, [(0.5, "#b9b4a9"), (0.75, "#d2cdc2")]))
            for place in (1.25, 1.9):
                left = place * side - 0.26
                screen = [
                    (left, -0.02, depth),
                    (left + 0.52, -0.02, depth),
                    (left + 0.52, 0.30, depth),
                    (left, 0.30, depth),
                ]
                paint(picture, _face(screen), str(rng.choice(["#2b3136", "#39424a", "#3f5a70"])))


def studio(rng: np.random.Generator) -> Display:
    """A warm plaster wall with soft window light and the shadow of leaves falling across it."""
    _x, y = grid()
    mottle = noise.screen(rng, 420, 4) * 0.6 + 0.4 * noise.screen(rng, 70, 5, gain=0.6)
    wall = ramp(0.5 + 0.25 * mottle, [(0, "#a7968a"), (1, "#c9b8aa")])
    grit = noise.screen(rng, 9, 4, gain=0.7)
    wall *= (1 + 0.05 * (np.roll(grit, -1, 1) - np.roll(grit, 1, 1)))[..., None]
    light = 0.42 + 0.30 * haze((1250, 330), (900, 620))
    pane = _window_light() * (1 - 0.75 * _leaf_shadow(rng))
    warm = linear("#ffe2bd") * (pane * 0.95)[..., None]
    picture = (wall * (linear("#eee6e6") * light[..., None] + warm)).astype(np.float32)
    shade(picture, smoothstep(700, HEIGHT + 150, y), 0.35)
    return develop(picture, rng, vignette=0.34, bloom=0.08, grain=0.007)


def _window_light() -> Plane:
    """The slanted patches of light, (HEIGHT, WIDTH) in 0..1, that a six-paned window throws on a wall."""
    patches = np.zeros((HEIGHT, WIDTH), np.float32)
    for column in range(3):
        for row in range(2):
            left, top = 420 + column * 500 - 122 * row, 10 + row * 430
            corners = [
                (left, top + 40 * column),
                (left + 455, top + 36 + 40 * column),
                (left + 340, top + 420 + 40 * column),
                (left - 115, top + 384 + 40 * column),
            ]
            patches = np.maximum(patches, polygon(corners))
    return blur(patches, 13)


def _leaf_shadow(rng: np.random.Generator) -> Plane:
    """Soft shadows, (HEIGHT, WIDTH) in 0..1, of leafy twigs that reach in from the right and from above."""
    shapes: list[Plane] = []
    for root, heading in (((1990.0, 250.0), 2.9), ((1990.0, 640.0), 3.3), ((1500.0, -80.0), 2.1)):
        for step in range(15):
            along = 52.0 * step
            bend = heading + 0.022 * step
            joint = (root[0] + along * float(np.cos(bend)), root[1] + along * float(np.sin(bend)))
            for side in (-1, 1):
                angle = bend + side * float(rng.uniform(0.6, 1.0))
                reach = float(rng.uniform(120, 175)) * (1 - 0.035 * step)
                tip = (joint[0] + reach * float(np.cos(angle)), joint[1] + reach * float(np.sin(angle)))
                shapes.append(props.leaf(joint, tip, reach * 0.32, 14))
    return np.minimum(blur(fill(shapes), 9) * 0.75 + blur(fill(shapes[::2]), 22) * 0.4, 1).astype(np.float32)


def demo_room(rng: np.random.Generator) -> Picture:
    """The plain home office behind the demo clip: pale wall, curtained window, shelf and floor lamp."""
    x, y = grid()
    wall = ramp(0.5 + 0.2 * noise.screen(rng, 600, 3), [(0, "#c2c9c4"), (1, "#d3d8d2")])
    light = 0.50 + 0.48 * np.exp(-np.maximum(x - 380, 0) / 760) + 0.10 * smoothstep(HEIGHT, 0, y)
    picture = (wall * (linear("#fff6ea") * light[..., None])).astype(np.float32)
    _curtained_window(picture, rng)
    _wall_shelf(picture, rng)
    _floor_lamp(picture)
    return defocus(picture, 2.6)


def _curtained_window(picture: Picture, rng: np.random.Generator) -> None:
    """Draw a bright window at the left with a half-drawn sheer curtain."""
    x, y = grid()
    view = props.outdoors(rng, 700, ("#b4c8a8", "#93ad84"))
    props.soft_shadow(picture, box(40, -60, 440, 790), (10, 12), 18, 0.25)
    paint(picture, box(30, -60, 440, 790), "#f4f2ec")
    paint(picture, box(58, -60, 228, 760), view)
    paint(picture, box(244, -60, 412, 760), view)
    paint(picture, box(10, 780, 460, 806), "#fbfaf5")
    folds = np.sin(x / 11 + 2.2 * np.sin(x / 47) + 0.002 * y) * 0.5 + 0.5
    cloth = mix(blank("#cfc8ba"), blank("#fffaf0"), folds.astype(np.float32))
    for left, right in ((-20.0, 120.0), (372.0, 520.0)):
        drape = box(left, -60, right, HEIGHT + 60)
        props.soft_shadow(picture, drape, (14, 0), 14, 0.22)
        paint(picture, drape, cloth, 0.93)


def _wall_shelf(picture: Picture, rng: np.random.Generator) -> None:
    """Hang two boards with books and a small plant at the upper right."""
    pastel = ("#c8644c", "#e3b25f", "#5c8a8a", "#e9e2d4", "#39506b", "#8fa58a", "#d9c7b0")
    for left, right, floor, first in ((1330, 1800, 330, 1350), (1400, 1870, 610, 1560)):
        board = box(left, floor, right, floor + 22)
        props.soft_shadow(picture, board, (16, 30), 20, 0.40)
        props.books(picture, rng, first, first + 250, floor, 165, pastel)
        paint(picture, board, ramp((grid()[0] - left) / (right - left), [(0, "#c99d6b"), (1, "#a87d50")]))
        shade(picture, box(left, floor + 16, right, floor + 22), 0.4)
    layer = Layer()
    props.plant(layer, rng, (1700, 262), 190, 24, ("#35573a", "#4d7a4c", "#74a066"))
    props.pot(layer, (1700, 255), 84, 75, "#e8ded0")
    props.pot(layer, (1475, 545), 70, 65, "#b5705a")
    picture[:] = layer.over(picture)


def _floor_lamp(picture: Picture) -> None:
    """Stand a lit floor lamp with a cloth shade at the far right."""
    x, _y = grid()
    glow(picture, haze((1790, 860), (330, 300)), "#ffc88a", 0.30)
    paint(picture, box(1786, 900, 1794, HEIGHT + 9), "#3a3632")
    shade_mask = polygon([(1725, 735), (1855, 735), (1895, 930), (1685, 930)])
    cloth = ramp(np.abs(x - 1790) / 105, [(0, "#fff0d0"), (1, "#e9b878")]) * np.float32(1.25)
    paint(picture, shade_mask, cloth)
    glow(picture, disc((1790, 850), (90, 70), 60) * shade_mask, "#ffe2b0", 0.5)
