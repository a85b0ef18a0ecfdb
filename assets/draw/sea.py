"""The two sea pictures: a day at the beach and a sunset over open water."""

from collections.abc import Sequence

import cv2
import numpy as np

from . import noise
from .canvas import (
    HEIGHT,
    WIDTH,
    Display,
    Picture,
    Plane,
    blank,
    blur,
    develop,
    disc,
    glow,
    grid,
    haze,
    linear,
    mix,
    paint,
    ramp,
    shade,
    smoothstep,
)
from .layer import Layer
from .palm import palm

# Focal length of the seascapes in pixels, and height of the eye over the water in metres.
FOCAL, EYE = 1500.0, 2.2


def ground(horizon: float) -> tuple[Plane, Plane]:
    """World x and distance in metres of every pixel as if on flat ground; far away above ``horizon``."""
    x, y = grid()
    distance = FOCAL * EYE / np.maximum(y - horizon, 0.7)
    return ((x - WIDTH / 2) * distance / FOCAL).astype(np.float32), distance.astype(np.float32)


def reflect(sky: Picture, rng: np.random.Generator, horizon: float, roughness: float) -> Picture:
    """``sky`` as a wavy sea mirrors it: valid below ``horizon``."""
    x, y = grid()
    u, v = ground(horizon)
    span = v * v / (FOCAL * EYE)
    swell = noise.world(rng, u * 0.45, v, 2.2, 6, gain=0.72, footprint=span * 0.30)
    chop = noise.world(rng, u, v, 1.3, 5, gain=0.75, footprint=span * 0.30)
    below = y - horizon
    # Far waves show only the sides that face the eye, which lift the mirrored ray; near ones show both sides.
    slope = swell + 0.5 * chop
    lift = roughness * (40 * np.abs(slope) + 0.75 * below * slope)
    source = np.clip(horizon - np.abs(below * 0.55 + lift), 0, horizon - 2)
    drift = x + chop * roughness * (8 + 0.16 * below)
    mirrored = cv2.remap(
        sky,
        drift.astype(np.float32),
        source.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    return mirrored.astype(np.float32)


def cloud_deck(rng: np.random.Generator, horizon: float, scale: float) -> Plane:
    """Noise in about -1..1 over the sky, drawn out towards the horizon like a flat layer of cloud."""
    x, y = grid()
    distance = 1 / (np.maximum(horizon - y, 0) + 42)
    return noise.world(rng, (x - WIDTH / 2) * distance * scale, distance * scale * 420, 1.0, 7, gain=0.55)


def sunset(rng: np.random.Generator) -> Display:
    """The sun, left of the middle, going down into the sea under thin lit cloud."""
    horizon, sun = 650.0, (395.0, 560.0)
    _x, y = grid()
    sky = ramp(y / horizon, [(0, "#2c3f73"), (0.3, "#5d5f94"), (0.55, "#b3788f"), (0.78, "#ef9a6b"), (1, "#ffc878")])
    near = haze(sun, (620, 330))
    glow(sky, near, "#ff9a4a", 0.55)
    glow(sky, haze(sun, (230, 150)), "#ff9a50", 0.6)
    _evening_clouds(sky, rng, horizon, near)
    paint(sky, disc(sun, (40, 40), 2.5), linear("#ffe2a0") * 5)
    glow(sky, haze(sun, (80, 70)), "#ffb860", 0.8)
    sea = mix(blank("#14233f"), reflect(blur(sky, 7), rng, horizon, 0.62), 0.82)
    _glitter(sea, rng, horizon, sun[0])
    shade(sea, smoothstep(horizon + 40, HEIGHT, y), 0.45)
    picture = np.where((y < horizon)[..., None], sky, sea).astype(np.float32)
    _headlands(picture, rng, horizon)
    glow(picture, np.exp(-np.abs(y - horizon) / 26) * haze(sun, (500, 900)), "#ffb36b", 0.30)
    return develop(picture, rng, bloom=0.10, vignette=0.32)


def _evening_clouds(sky: Picture, rng: np.random.Generator, horizon: float, near: Plane) -> None:
    """Draw cloud bars lit from below: rose far from the sun, gold close to it."""
    _, y = grid()
    deck = cloud_deck(rng, horizon, 1.3)
    cover = smoothstep(-0.15, 1.05, deck) * smoothstep(horizon, horizon - 60, y)
    # Thin cloud lets the light through and thick cloud is lit only along the side towards the sun below it.
    rim = cover * smoothstep(0.95, 0.15, deck) + smoothstep(0.0, 0.35, deck - np.roll(blur(deck, 6), -18, 0))
    body = mix(ramp(y / horizon, [(0, "#3a4068"), (0.6, "#7b5a7c"), (1, "#c4735c")]), blank("#e08a55"), near * 0.6)
    paint(sky, cover, body, 0.8)
    lit = mix(blank("#e88f86"), linear("#ffc070") * np.ones_like(sky) * 1.5, near)
    paint(sky, np.clip(rim, 0, 1), lit, 0.55)


def _glitter(sea: Picture, rng: np.random.Generator, horizon: float, sun: float) -> None:
    """Add the sun's broken path on the water below the column ``sun``, wider towards the eye."""
    x, y = grid()
    u, v = ground(horizon)
    facets = noise.world(rng, u * 0.35, v, 1.1, 5, gain=0.85, footprint=v * v / (FOCAL * EYE) * 0.25)
    path = np.exp(-(((x - sun) / (46 + 0.30 * np.maximum(y - horizon, 0))) ** 2)) * smoothstep(HEIGHT + 260, horizon, y)
    glow(sea, smoothstep(0.15, 0.85, facets) * path, "#ffc070", 2.2)
    glow(sea, path, "#ff9a50", 0.16)


def _headlands(picture: Picture, rng: np.random.Generator, horizon: float) -> None:
    """Draw two hazy capes on the right, with their dim mirror in the water."""
    x, y = grid()
    for start, top, colour, opacity in ((1180.0, 62.0, "#9a6674", 0.85), (1480.0, 120.0, "#4a3a55", 0.95)):
        rise = smoothstep(start, WIDTH + 250, x) * top * 1.5
        crest = rise * (1 + 0.35 * noise.line(rng, WIDTH, 210, 7)[None, :])
        paint(picture, np.clip(y - (horizon - crest), 0, 1) * np.clip(horizon + 1 - y, 0, 1), colour, opacity)
        shade(picture, smoothstep(horizon + crest * 0.9 + 8, horizon, y) * (y > horizon) * (rise > 1), 0.35)


def beach(rng: np.random.Generator) -> Display:
    """A bright bay with turquoise shallows, pale sand and a palm on the left."""
    horizon = 455.0
    _, y = grid()
    sky = ramp(y / horizon, [(0, "#3f8fd6"), (0.5, "#7cb9e8"), (0.85, "#bfe0f2"), (1, "#dcedf3")])
    _cumulus(sky, rng, horizon)
    shore = _shoreline(rng)
    picture = np.where((y < horizon)[..., None], sky, _shallows(sky, rng, horizon, y - shore)).astype(np.float32)
    _islet(picture, rng, horizon)
    sand = _sand(rng, horizon, sky, y - shore)
    picture = mix(picture, sand, smoothstep(-2, 5, y - shore))
    _foam(picture, rng, horizon, y - shore)
    _palm_shadow(picture, rng)
    crown = Layer()
    palm(crown, rng, [(120, 1130), (130, 820), (180, 480), (262, 190)], 54)
    picture = crown.over(picture, lambda plane: blur(plane, 1.6))
    glow(picture, haze((WIDTH, 0), (900, 600)), "#fff2d0", 0.10)
    return develop(picture, rng, vignette=0.16, bloom=0.08)


def _cumulus(sky: Picture, rng: np.random.Generator, horizon: float) -> None:
    """Draw fair-weather clouds, white on the sunny side and blue-grey beneath, denser towards the horizon."""
    x, y = grid()
    puff = noise.screen(rng, 230, 7, stretch=2.0, gain=0.56)
    bank = puff + 0.55 * np.exp(-(((y - 330) / 90) ** 2)) - 0.25 + 0.25 * smoothstep(900, 1800, x)
    cover = smoothstep(0.12, 0.72, bank) * smoothstep(horizon, horizon - 70, y)
    light = blur(bank, 5) - np.roll(blur(bank, 14), (-22, 26), (0, 1))
    colour = mix(blank("#b9cadb"), blank("#ffffff"), smoothstep(-0.45, 0.35, light))
    paint(sky, cover, colour, 0.92)


def _shoreline(rng: np.random.Generator) -> Plane:
    """Row of the water's edge for every column, (1, WIDTH): it falls to the right in shallow scallops."""
    x = np.linspace(0, 1, WIDTH, dtype=np.float32)
    edge = 640 + 250 * x**1.25 + 16 * noise.line(rng, WIDTH, 420, 3) + 3 * noise.line(rng, WIDTH, 60, 3)
    return edge[None, :].astype(np.float32)


def _shallows(sky: Picture, rng: np.random.Generator, horizon: float, inland: Plane) -> Picture:
    """Sea water by its distance, in rows, from the shore (``inland`` is negative over water)."""
    _, y = grid()
    u, v = ground(horizon)
    span = v * v / (FOCAL * EYE)
    far = np.clip(inland / (horizon - (y - inland)), 0, 1)
    stops: Sequence[tuple[float, str]] = [
        (0, "#cfe9d8"),
        (0.10, "#9fdccf"),
        (0.30, "#58c4c4"),
        (0.55, "#2a9fb8"),
        (0.8, "#1b78a6"),
        (1, "#2f7fae"),
    ]
    waves = noise.world(rng, u * 0.4, v, 2.6, 6, gain=0.66, footprint=span * 0.35)
    patches = noise.world(rng, u * 0.3, v, 30.0, 3, footprint=span * 0.1)
    body = ramp(far + 0.07 * patches + 0.025 * waves, stops)
    body *= (1 + 0.16 * waves)[..., None]
    mirror = 0.16 + 0.30 * smoothstep(0.4, 1.0, far)
    return mix(body, reflect(sky, rng, horizon, 0.5), mirror)


def _islet(picture: Picture, rng: np.random.Generator, horizon: float) -> None:
    """Draw a far green headland on the right-hand horizon, paled by the air."""
    x, y = grid()
    rise = 74 * smoothstep(1180, 1760, x) + 26 * smoothstep(1420, 1600, x)
    crest = rise * (1 + 0.30 * noise.line(rng, WIDTH, 170, 7)[None, :])
    tint = mix(blank("#86abb4"), blank("#9dbdc0"), smoothstep(-0.6, 0.6, noise.screen(rng, 40, 5, gain=0.6)))
    paint(picture, np.clip(y - (horizon - crest), 0, 1) * np.clip(horizon + 1 - y, 0, 1), tint, 0.9)


def _sand(rng: np.random.Generator, horizon: float, sky: Picture, inland: Plane) -> Picture:
    """Dry sand with soft dents, wet and mirroring near the water."""
    _, _y = grid()
    u, v = ground(horizon)
    span = v * v / (FOCAL * EYE)
    tone = noise.world(rng, u * 0.5, v, 3.0, 5, footprint=span)
    dents = noise.world(rng, u, v * 1.2, 0.55, 4, gain=0.6, footprint=span)
    relief = cv2.Sobel(dents, cv2.CV_32F, 1, 1, ksize=3, scale=0.7) + cv2.Sobel(dents, cv2.CV_32F, 0, 1, scale=0.12)
    dry = ramp(0.5 + 0.28 * tone, [(0, "#e0c799"), (0.5, "#f1deb8"), (1, "#faeed2")])
    dry *= (1 + np.clip(relief, -0.35, 0.3))[..., None]
    damp = ramp(inland / 90 + 0.1 * tone, [(0, "#b39a78"), (0.5, "#c2a983"), (1, "#d3ba90")])
    damp = mix(damp, sky[::-1] * 0.9, 0.30 * smoothstep(70, 0, inland))
    return mix(damp, dry, smoothstep(45, 120, inland + 22 * tone))


def _foam(picture: Picture, rng: np.random.Generator, horizon: float, inland: Plane) -> None:
    """Draw the lace of foam at the water's edge and two broken lines of small breakers behind it."""
    u, v = ground(horizon)
    lace = noise.world(rng, u, v * 0.8, 0.8, 5, gain=0.7, footprint=v * v / (FOCAL * EYE) * 0.4)
    shade(picture, smoothstep(-2, 6, inland) * smoothstep(26, 6, inland), 0.22)
    edge = smoothstep(-34, -4, inland + 14 * lace) * smoothstep(9, 3, inland + 3 * lace)
    paint(picture, edge * smoothstep(-0.5, 0.35, lace + 0.02 * (inland + 14)), "#fbfdfb", 0.92)
    # The shore runs away to the left, so breakers there are thinner and closer to it.
    near = (grid()[1] - inland - horizon) / 330
    for offset, width in ((-88.0, 11.0), (-140.0, 6.0)):
        along = noise.line(rng, WIDTH, 260, 4)[None, :]
        line = np.exp(-(((inland / near - offset + 10 * along) / width) ** 2))
        paint(picture, (line * smoothstep(0.0, 0.5, along + 0.5 * lace)).astype(np.float32), "#f6fbfa", 0.75)


def _palm_shadow(picture: Picture, rng: np.random.Generator) -> None:
    """Darken the sand in the lower left where the crown's shadow falls."""
    dapple = smoothstep(-0.25, 0.35, noise.screen(rng, 70, 4, stretch=2.4))
    shade(picture, haze((330, 1010), (250, 52)) * dapple, 0.42)
