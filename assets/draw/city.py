"""The night-city picture: a skyline out of focus across the water."""

import numpy as np

from . import noise
from .canvas import (
    HEIGHT,
    WIDTH,
    Display,
    Picture,
    Plane,
    blur,
    box,
    defocus,
    develop,
    glow,
    grid,
    linear,
    paint,
    ramp,
    smoothstep,
)

LAMPS = ("#ffb45c", "#ff8f3c", "#ffd9a0", "#fff1dc", "#8fc4ff", "#ff5d5d", "#63e0c8", "#d48bff")
SHARES = (0.28, 0.2, 0.2, 0.12, 0.09, 0.05, 0.03, 0.03)
WATERLINE = 800


def night_city(rng: np.random.Generator) -> Display:
    """Towers with lit windows and street lamps, every light a soft disc, doubled in the river."""
    _, y = grid()
    picture = ramp(y / WATERLINE, [(0, "#0a1030"), (0.45, "#1d2352"), (0.8, "#4a3a6c"), (1, "#7d5570")])
    glow(picture, smoothstep(0.0, 1.0, noise.screen(rng, 260, 4, stretch=3)) * (y < WATERLINE), "#5a4a80", 0.16)
    _towers(picture, rng, 46, (120, 330), "#2c2b55", 0.10)
    _towers(picture, rng, 30, (170, 560), "#171a3a", 0.22)
    soft = blur(picture, 5)
    lights = defocus(_lamps(rng), 19) + 0.8 * defocus(_lamps(rng), 11)
    soft += lights + 0.35 * blur(lights, 30)
    soft[WATERLINE:] = _river(soft, rng)
    near = defocus(_near_lamps(rng), 46)
    soft += near
    return develop(soft, rng, vignette=0.30, bloom=0.12, grain=0.007)


def _height_limit(place: float) -> float:
    """How tall a tower may be at the column ``place``, 0..1: tall at the sides, low behind the person."""
    aside = min(1.0, abs(place / WIDTH - 0.5) * 2.3)
    return 0.42 + 0.58 * float(aside**1.3)


def _towers(
    picture: Picture,
    rng: np.random.Generator,
    count: int,
    heights: tuple[float, float],
    wall: str,
    lit: float,
) -> None:
    """Draw ``count`` towers whose windows are lit with the probability ``lit``."""
    x, y = grid()
    for place in rng.uniform(-60, WIDTH, count):
        width = float(rng.uniform(50, 140))
        top = WATERLINE - float(rng.uniform(*heights)) * _height_limit(float(place) + width / 2) * 1.25
        body = box(float(place), top, float(place) + width, WATERLINE)
        paint(picture, body, linear(wall) * float(rng.uniform(0.7, 1.3)))
        pitch = float(rng.uniform(13, 19))
        columns, rows = ((x - place) // pitch).astype(np.int32), ((y - top) // (pitch * 1.3)).astype(np.int32)
        chance = rng.random((128, 128), np.float32)[rows % 128, columns % 128]
        pane = (np.mod(x - place, pitch) > pitch * 0.35) * (np.mod(y - top, pitch * 1.3) > pitch * 0.5)
        warm = LAMPS[int(rng.choice([0, 2, 3, 4], p=[0.4, 0.35, 0.15, 0.1]))]
        paint(picture, (body * pane * (chance < lit)).astype(np.float32), linear(warm) * 1.1, 0.8)


def _lamps(rng: np.random.Generator) -> Picture:
    """Points of light, (HEIGHT, WIDTH, 3): thick along the embankment, sparser up the towers."""
    light = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for _ in range(210):
        place = float(rng.uniform(0, WIDTH))
        if rng.random() < 0.42:
            row = WATERLINE - float(rng.exponential(22)) - 8
        else:
            row = WATERLINE - 20 - float(rng.beta(1.1, 1.7)) * 620 * _height_limit(place)
        _spot(light, place, row, str(rng.choice(LAMPS, p=SHARES)), float(rng.uniform(120, 520)))
    return light


def _spot(light: Picture, place: float, row: float, colour: str, power: float) -> None:
    """Add one point of light of about two pixels across."""
    column, line = int(place), int(max(row, 0))
    light[line : line + 2, column : column + 2] += linear(colour) * np.float32(power / 4)


def _near_lamps(rng: np.random.Generator) -> Picture:
    """A few much closer lights, for large faint discs in the upper corners and along the sides."""
    light = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for _ in range(15):
        side = float(rng.beta(0.7, 2.4)) * 0.42
        place = WIDTH * (side if rng.random() < 0.5 else 1 - side)
        _spot(light, min(place, WIDTH - 3), float(rng.uniform(80, 900)), str(rng.choice(LAMPS[:5])), 620)
    return light


def _river(scene: Picture, rng: np.random.Generator) -> Picture:
    """The water, (HEIGHT - WATERLINE, WIDTH, 3): the scene above it mirrored in upright smears."""
    rows = HEIGHT - WATERLINE
    still = scene[WATERLINE - rows * 2 : WATERLINE][::-1]
    upright = np.stack([_smear(still[..., c]) for c in range(3)], -1)[::2]
    ripple = 1 + 0.45 * noise.screen(rng, 16, 4, stretch=7, gain=0.7, size=(WIDTH, rows))
    dark = np.linspace(0.80, 0.42, rows, dtype=np.float32)[:, None] * np.clip(ripple, 0.2, 2)
    cool = np.array([0.9, 0.95, 1.1], np.float32)
    return np.asarray(upright * dark[..., None] * cool + linear("#0b0f26") * 0.5, np.float32)


def _smear(plane: Plane) -> Plane:
    """``plane`` drawn out up and down, as lights are on moving water."""
    spread = np.cumsum(np.pad(plane, ((70, 71), (0, 0)), mode="edge"), 0, dtype=np.float64)
    return ((spread[141:] - spread[:-141]) / 141 * 1.25).astype(np.float32)
