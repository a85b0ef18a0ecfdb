"""The two mountain pictures: an alpine lake in the morning and the aurora over snow."""

import numpy as np

from . import noise, terrain
from .canvas import (
    HEIGHT,
    WIDTH,
    Display,
    Picture,
    Plane,
    blank,
    blur,
    develop,
    glow,
    grid,
    haze,
    linear,
    mix,
    paint,
    ramp,
    smoothstep,
)


def mountains(rng: np.random.Generator) -> Display:
    """Snowy peaks in low sun behind a still lake, with mist along the shore."""
    view = terrain.View(eye=160, near=900, far=26000, horizon=640, focal=1700)

    def field(u: Plane, v: Plane, footprint: Plane) -> Plane:
        crests = noise.world(rng, u, v, 7000, 9, gain=0.47, footprint=footprint, ridged=True)
        swell = noise.world(rng, u, v, 3800, 7, gain=0.45, footprint=footprint)
        # The valley is open in the middle and the walls rise to both sides and at its end.
        open_valley = smoothstep(300, 3600, np.abs(u - 250) + 0.25 * (v - 3000))
        far_wall = smoothstep(5200, 15000, v)
        return (open_valley * (260 + 330 * swell) + (0.35 + far_wall) * open_valley * (1350 * crests + 1050)).astype(
            np.float32
        )

    land = terrain.survey(field, view, rng, (-0.8, 0.42, -0.25))
    _x, y = grid()
    sky = ramp(y / 640, [(0, "#4f86c0"), (0.5, "#95bcdc"), (0.85, "#e3dccb"), (1, "#f3e2c4")])
    wisps = noise.screen(rng, 150, 6, stretch=3.5, gain=0.55)
    paint(sky, smoothstep(0.05, 0.9, wisps) * smoothstep(560, 200, y), "#fbeee0", 0.75)
    ground = terrain.shrink(_alpine(land) * land.cover[..., None])
    cover = terrain.shrink(land.cover)
    picture = (sky * (1 - cover)[..., None] + ground).astype(np.float32)
    shore = 742.0
    mist = np.exp(-(((y - shore + 26) / 34) ** 2)) * smoothstep(-0.7, 0.7, noise.screen(rng, 90, 4, stretch=5))
    paint(picture, mist.astype(np.float32), "#dfe6ea", 0.55)
    picture = terrain.mirror(picture, rng, shore, 1.5, linear("#16303c"), 0.55)
    glow(picture, haze((120, 330), (620, 420)), "#ffdca8", 0.05)
    return develop(picture, rng, vignette=0.26)


def _alpine(land: terrain.Land) -> Picture:
    """Colours of forest, rock and snow in morning light, paled by the air."""
    woods = ramp(0.5 + 0.4 * land.rough, [(0, "#16241a"), (0.6, "#2c402a"), (1, "#4a5c38")])
    rock = ramp(0.5 + 0.5 * land.rough, [(0, "#3f3d40"), (0.5, "#6a645f"), (1, "#8f867a")])
    line = land.height + 160 * land.rough
    ground = mix(woods, rock, smoothstep(520, 900, line - 250 * (land.flat - 0.7)))
    snow = smoothstep(900, 1300, line) * smoothstep(0.52, 0.74, land.flat + 0.07 * land.rough)
    ground = mix(ground, blank("#f4f4f6")[:1, :1], snow)
    sun = smoothstep(0.02, 0.85, land.light)
    lit = linear("#5f7da8") * 0.95 + linear("#ffd9a0") * (sun * 2.0)[..., None]
    return mix(ground * lit, blank("#b9cbdc")[:1, :1], np.minimum(terrain.air(land, 34000), 0.8))


def aurora(rng: np.random.Generator) -> Display:
    """Green and violet curtains of light over snowy hills and a frozen-still lake."""
    shore = 800.0
    sky = _curtains(rng, _night(rng, shore))
    view = terrain.View(eye=90, near=700, far=14000, horizon=785, focal=1500)

    def field(u: Plane, v: Plane, footprint: Plane) -> Plane:
        crests = noise.world(rng, u, v, 5200, 8, gain=0.45, footprint=footprint, ridged=True)
        rise = smoothstep(2500, 9000, v) * smoothstep(-800, 3200, np.abs(u))
        return (rise * (1050 * crests + 700) - 20).astype(np.float32)

    land = terrain.survey(field, view, rng, (0.35, 0.9, -0.4))
    snow = ramp(land.light + 0.08 * land.rough, [(0.2, "#071322"), (0.75, "#173a48"), (1, "#4f8f84")])
    snow = mix(snow, ramp(land.rough, [(0, "#0b1420"), (1, "#1c2a35")]), smoothstep(0.85, 0.62, land.flat))
    snow = mix(snow, linear("#123243")[None, None], np.minimum(terrain.air(land, 16000), 0.6))
    cover = terrain.shrink(land.cover)
    ground = terrain.shrink(snow * land.cover[..., None])
    picture = (sky * (1 - cover)[..., None] + ground).astype(np.float32)
    picture = terrain.mirror(picture, rng, shore, 1.0, linear("#04101a"), 0.6)
    _, y = grid()
    glow(picture, np.exp(-(((y - shore) / 10) ** 2)).astype(np.float32), "#3f7f78", 0.10)
    return develop(picture, rng, vignette=0.30, bloom=0.14)


def _night(rng: np.random.Generator, shore: float) -> Picture:
    """A clear night sky with stars, faintly green low down."""
    _, y = grid()
    sky = ramp(y / shore, [(0, "#060b1e"), (0.5, "#0c1c38"), (0.85, "#12364a"), (1, "#1b4a55")])
    stars = np.zeros((HEIGHT, WIDTH), np.float32)
    count = 1500
    rows, columns = rng.integers(0, int(shore), count), rng.integers(0, WIDTH, count)
    stars[rows, columns] = 0.25 + rng.pareto(2.2, count).clip(0, 14)
    glow(sky, blur(stars, 0.85) * smoothstep(shore, shore * 0.55, y), "#dfe9ff", 1.5)
    return sky


def _curtains(rng: np.random.Generator, sky: Picture) -> Picture:
    """Add three hanging curtains: bright at their wavy lower hem, fading upwards through rays of light."""
    _x, y = grid()
    for hem, height, strength in ((520.0, 330.0, 0.55), (430.0, 300.0, 0.95), (640.0, 250.0, 0.40)):
        # Shifting the columns by a slow wave folds the curtain, so that it is brighter where it turns.
        fold = 130 * noise.line(rng, WIDTH, 620, 2)
        base = hem + 150 * noise.line(rng, WIDTH, 760, 3, gain=0.4) - (np.arange(WIDTH) - WIDTH / 2) * 0.05
        rays = 0.5 + 0.5 * np.interp(np.arange(WIDTH) + fold, np.arange(WIDTH), noise.line(rng, WIDTH, 75, 4, 0.6))
        band = np.clip(0.55 + 0.75 * noise.line(rng, WIDTH, 480, 2), 0.05, 1.4) * (0.35 + 0.9 * np.clip(rays, 0, 1.4))
        above = (base[None, :] - y) / (height * (0.75 + 0.5 * np.clip(rays, 0, 1))[None, :])
        body = np.exp(-np.maximum(above, 0) * 2.3) * smoothstep(-0.16, 0.10, above.astype(np.float32))
        light = blur((body * band[None, :]).astype(np.float32), 3.5) * smoothstep(-60, 160, y)
        tint = ramp(above.astype(np.float32), [(0, "#3dff9c"), (0.35, "#2fe0a0"), (0.8, "#5a7be0"), (1.5, "#a050d8")])
        sky = sky + tint * (light * strength)[..., None]
    return (sky + linear("#1f9f70") * (haze((WIDTH / 2, 480), (900, 260)) * 0.10)[..., None]).astype(np.float32)
