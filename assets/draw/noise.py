"""Seeded value noise: over the screen, along a line, and over a world plane seen in perspective."""

import cv2
import numpy as np

from .canvas import HEIGHT, WIDTH, Plane

# Side of the random lattice that repeats over a world plane; large enough that no repeat shows.
LATTICE = 256


def screen(
    rng: np.random.Generator,
    wavelength: float,
    octaves: int = 5,
    *,
    stretch: float = 1.0,
    gain: float = 0.5,
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> Plane:
    """Fractal noise, (height, width) in about -1..1; ``stretch`` makes the features that much wider."""
    total = np.zeros((size[1], size[0]), np.float32)
    weight, power = 1.0, 0.0
    for _ in range(octaves):
        total += np.float32(weight) * _layer(rng, wavelength * stretch, wavelength, size)
        power += weight**2
        weight *= gain
        wavelength /= 2
    return (total / np.float32(1.6 * np.sqrt(power))).astype(np.float32)


def _layer(rng: np.random.Generator, across: float, down: float, size: tuple[int, int]) -> Plane:
    """One octave of screen noise with unit spread, (height, width)."""
    columns, rows = int(size[0] / max(across, 1)) + 4, int(size[1] / max(down, 1)) + 4
    lattice = rng.standard_normal((rows, columns), np.float32)
    place = np.array([[across, 0, -1.5 * across], [0, down, -1.5 * down]], np.float32)
    return cv2.warpAffine(lattice, place, size, flags=cv2.INTER_CUBIC).astype(np.float32) * np.float32(1.5)


def line(rng: np.random.Generator, length: int, wavelength: float, octaves: int = 5, gain: float = 0.5) -> Plane:
    """Fractal noise along a line, (length,) in about -1..1."""
    return screen(rng, wavelength, octaves, gain=gain, size=(length, 1)).reshape(length)


def world(
    rng: np.random.Generator,
    u: Plane,
    v: Plane,
    wavelength: float,
    octaves: int,
    *,
    gain: float = 0.5,
    footprint: Plane | None = None,
    ridged: bool = False,
) -> Plane:
    """Fractal noise in about -1..1 at world coordinates ``u, v``, in their shape.

    ``footprint`` is what one pixel spans in the world: octaves finer than that fade out, so that far
    surfaces do not sparkle. ``ridged`` folds every octave into sharp crests.
    """
    total = np.zeros(u.shape, np.float32)
    weight, power = 1.0, 0.0
    for _ in range(octaves):
        value = _sample(rng, u / np.float32(wavelength), v / np.float32(wavelength))
        if ridged:
            value = (1 - 2 * np.abs(value)).astype(np.float32)
        if footprint is not None:
            value = value * np.clip(wavelength / footprint / 2 - 0.5, 0, 1).astype(np.float32)
        total += np.float32(weight) * value
        power += weight**2
        weight *= gain
        # A step that is not quite two keeps the lattices of the octaves from lining up.
        wavelength /= 2.03
    return (total / np.float32(1.6 * np.sqrt(power))).astype(np.float32)


def _sample(rng: np.random.Generator, u: Plane, v: Plane) -> Plane:
    """One octave of repeating world noise with unit spread, in the shape of ``u`` and ``v``."""
    lattice = np.pad(rng.standard_normal((LATTICE, LATTICE), np.float32), 2, mode="wrap")
    shift = rng.uniform(0, LATTICE, 2)
    x = np.mod(u + shift[0], LATTICE).astype(np.float32) + 2
    y = np.mod(v + shift[1], LATTICE).astype(np.float32) + 2
    return cv2.remap(lattice, x, y, cv2.INTER_CUBIC).astype(np.float32) * np.float32(1.5)
