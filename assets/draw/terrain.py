"""Height-field landscapes seen in perspective, with hidden surfaces, sunlight, snow and air."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from . import noise
from .canvas import HEIGHT, WIDTH, Picture, Plane, smoothstep

# Gives heights at a world x and distance, all in metres and of one shape; the third is the pixel footprint.
HeightField: TypeAlias = Callable[[Plane, Plane, Plane], Plane]

# Landscapes are drawn at twice the picture's size and shrunk, for smooth ridge lines.
SCALE = 2
STEPS = 1100


@dataclass(frozen=True)
class View:
    """Where the eye is: its height and range in metres, and the horizon's row and focal length in pixels."""

    eye: float
    near: float
    far: float
    horizon: float
    focal: float


@dataclass(frozen=True)
class Land:
    """What shows at every pixel of a drawn landscape; every plane is (HEIGHT * SCALE, WIDTH * SCALE).

    ``cover`` is 1 on land and 0 on sky; ``height`` and ``distance`` are in metres; ``light`` is the sun on
    the slope in -1..1; ``flat`` is 1 on level ground and falls to 0 on walls; ``rough`` is small-scale noise.
    """

    cover: Plane
    height: Plane
    distance: Plane
    light: Plane
    flat: Plane
    rough: Plane


def survey(field: HeightField, view: View, rng: np.random.Generator, sun: tuple[float, float, float]) -> Land:
    """Look at ``field`` from ``view``; ``sun`` is the direction to the sun as x (right), up and away."""
    columns = np.arange(WIDTH * SCALE, dtype=np.float32) / SCALE - WIDTH / 2
    depth = np.geomspace(view.near, view.far, STEPS).astype(np.float32)[:, None]
    u = (columns[None, :] * depth / view.focal).astype(np.float32)
    v = np.broadcast_to(depth, u.shape).astype(np.float32)
    footprint = (v / view.focal).astype(np.float32)
    height = field(u, v, footprint)
    east = np.gradient(height, axis=1) / np.gradient(u, axis=1)
    away = np.gradient(height, axis=0) / np.gradient(v, axis=0)
    steep = np.sqrt(1 + east**2 + away**2)
    light = (-east * sun[0] + sun[1] - away * sun[2]) / steep / np.linalg.norm(sun)
    rough = noise.world(rng, u, v, view.near * 0.5, 6, gain=0.75, footprint=footprint)
    nearest, cover = _visible(view, height, depth)
    picked = [_pick(nearest, plane) for plane in (height, v, light, 1 / steep, rough)]
    return Land(cover, *picked)


def _visible(view: View, height: Plane, depth: Plane) -> tuple[NDArray[np.float32], Plane]:
    """For every pixel the (fractional) index of the depth step that it shows, and whether it shows land."""
    rows = (view.horizon - view.focal * (height - view.eye) / depth) * SCALE
    skyline = np.minimum.accumulate(rows, axis=0)
    wanted = np.arange(HEIGHT * SCALE, dtype=np.float32)
    nearest = np.empty((HEIGHT * SCALE, WIDTH * SCALE), np.float32)
    steps = np.arange(STEPS, dtype=np.float32)
    for column in range(WIDTH * SCALE):
        rise = -skyline[:, column]
        # A ray passes between two steps; a little slope makes the interpolated index unique on hidden ground.
        nearest[:, column] = np.interp(-wanted, rise + steps * 1e-4, steps, right=STEPS)
    return nearest, (nearest < STEPS).astype(np.float32)


def _pick(nearest: NDArray[np.float32], plane: Plane) -> Plane:
    """The values of ``plane``, (STEPS, columns), at the fractional steps ``nearest``."""
    columns = np.broadcast_to(np.arange(plane.shape[1], dtype=np.float32), nearest.shape)
    index = np.clip(nearest, 0, STEPS - 1)
    # remap needs signed 16-bit sizes, which both sides keep to.
    return cv2.remap(plane.astype(np.float32), np.ascontiguousarray(columns), index, cv2.INTER_LINEAR).astype(
        np.float32
    )


def shrink(picture: Picture) -> Picture:
    """A landscape drawn at SCALE times the picture's size, brought down to it."""
    return cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)


def air(land: Land, reach: float) -> Plane:
    """How much of each pixel the air between hides, 0..1; ``reach`` is the distance that hides 63 %."""
    return np.asarray(1 - np.exp(-land.distance / reach), np.float32)


def mirror(picture: Picture, rng: np.random.Generator, shore: float, ripple: float, tint: Plane, dim: float) -> Picture:
    """``picture`` with everything below the row ``shore`` replaced by a lake that mirrors what is above."""
    y = np.arange(HEIGHT, dtype=np.float32)[:, None] + np.zeros((1, WIDTH), np.float32)
    x = np.arange(WIDTH, dtype=np.float32)[None, :] + np.zeros((HEIGHT, 1), np.float32)
    below = np.maximum(y - shore, 0)
    distance = 900 / (below + 6)
    waves = noise.world(
        rng,
        (x - WIDTH / 2) * distance / 700,
        distance * 2,
        1.6,
        5,
        gain=0.6,
        footprint=(distance**2 / 2000).astype(np.float32),
    )
    source = np.clip(2 * shore - y - 2 + waves * ripple * (2 + below * 0.10), 0, shore - 1)
    water = cv2.remap(picture, x, source.astype(np.float32), cv2.INTER_LINEAR).astype(np.float32)
    water += (tint - water) * np.float32(dim) * smoothstep(-200, HEIGHT - shore, below)[..., None]
    return np.where((y < shore)[..., None], picture, water).astype(np.float32)
