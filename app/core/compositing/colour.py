"""Colours between person and background: decontamination of the edge, light wrap, colour matching."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.compositing.tiles import SIDE
from app.core.placement import Placed, resize
from app.core.types import Rgb

Field = NDArray[np.float32]
# Colours near an edge are smooth; they are estimated on a picture of about this height.
_ROWS = 45
# Estimates are enlarged by this as a whole; the rest is done for each tile.
_FINER = 4
# How far an estimate looks around, as a share of the height: farther than any edge is wide.
_REACH = 0.03
LITTLE = 1e-3
# How far light reaches into the person, as a share of the height.
_LIGHT_REACH = 0.02
# Share of a new frame in the running statistics.
PACE = 0.1
# How far brightness, hue and contrast are drawn at most: a face must stay one.
MOST_LUMA, MOST_CHROMA, MOST_CONTRAST = 0.15, 0.5, 0.5
CONTRAST = (0.8, 1.25)


@dataclass(frozen=True)
class Coarse:
    """A frame, its matte and the background, small enough for estimates.

    Attributes:
        person: RGB float32 (h, w, 3), 0 .. 255.
        alpha: float32 (h, w) in [0, 1].
        background: RGB uint8 (h, w, 3).
        factor: how many times smaller than the picture, a power of two.
    """

    person: Field
    alpha: Field
    background: Rgb
    factor: int

    @property
    def finer(self) -> int:
        """How many times smaller than the picture the fields made from this are."""
        return max(1, self.factor // _FINER)


@dataclass(frozen=True)
class Light:
    """The background's light on the person's edge.

    Attributes:
        colour: RGB uint8 (h, w, 3).
        share: how much of it, uint8 (h, w), 255 for all.
    """

    colour: Rgb
    share: NDArray[np.uint8]


@dataclass(frozen=True)
class Tint:
    """Running mean and standard deviation of person and background, each float64 (3,)."""

    person: tuple[NDArray[np.float64], NDArray[np.float64]]
    background: tuple[NDArray[np.float64], NDArray[np.float64]]


def coarseness(height: int, width: int) -> int:
    """Return by how much a picture of that size is made smaller for estimates, a power of two."""
    factor = 1
    while 2 * factor <= SIDE and height % (2 * factor) == width % (2 * factor) == 0 and height >= 2 * factor * _ROWS:
        factor *= 2
    return factor


def edge_side(rows: int) -> int:
    """Return the side of the window that looks around an edge, in pixels, odd, where the picture has so many rows."""
    return 2 * max(1, round(_REACH * rows)) + 1


def light_side(rows: int) -> int:
    """Return the side of the window from which light falls onto a pixel, in pixels, odd."""
    return 2 * max(1, round(_LIGHT_REACH * rows)) + 1


def coarse(placed: Placed, background: Rgb) -> Coarse:
    """Take every n-th pixel of frame and background: means over many follow, so those between need not be read."""
    height, width = placed.rgb.shape[:2]
    factor = coarseness(height, width)
    person, behind = (rgb[factor // 2 :: factor, factor // 2 :: factor] for rgb in (placed.rgb, background))
    alpha = resize(placed.alpha, width // factor, height // factor)
    return Coarse(person.astype(np.float32), alpha.astype(np.float32) * np.float32(1 / 255), behind, factor)


def pure_colour(view: Coarse) -> Rgb:
    """Estimate the person's own colours, RGB uint8 (h, w, 3): around each pixel the mean of what is person.

    Source: the smooth estimate of Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021, without his second
    step, which solves for the mixture: it overshoots into bright and dark rims wherever the matte is a pixel off.
    """
    alpha = view.alpha
    # Cubes: pixels that are sure count for more than mixed ones.
    weight = (alpha * alpha * alpha)[..., None]
    side = edge_side(alpha.shape[0])
    total = cv2.blur(weight, (side, side))[..., None] + np.float32(LITTLE)
    # The pixel's own where no person is near.
    return _finer((cv2.blur(view.person * weight, (side, side)) + np.float32(LITTLE) * view.person) / total, view)


def own_share(alpha: Field, strength: float) -> Field:
    """Return how much of an edge pixel's colour is kept, the rest being `pure_colour`; float32 as `alpha`, in [0, 1].

    Steep: a pixel that is a quarter room shows that already.

    Args:
        alpha: in [0, 1].
        strength: 0 keeps all, 1 takes most of the room's colour out.
    """
    return 1 - np.float32(strength) * (1 - alpha * alpha * alpha)


def light_wrap(view: Coarse, strength: float) -> Light:
    """Return the light that a bright room throws around the edge of whoever stands before it.

    Args:
        view: of matte and background.
        strength: 0 none, 1 as bright as the background at the very edge.
    """
    side = light_side(view.alpha.shape[0])
    # Twice a box: falls off smoothly.
    nearness = 1 - cv2.blur(cv2.blur(view.alpha, (side, side)), (side, side))
    share = np.clip(2 * nearness * view.alpha * np.float32(strength), 0, 1)
    colour = cv2.blur(view.background.astype(np.float32), (side, side))
    return Light(_finer(colour, view), _finer(255 * share, view))


def _finer(field: NDArray[Any], view: Coarse) -> NDArray[np.uint8]:
    times = view.factor // view.finer
    size = (field.shape[1] * times, field.shape[0] * times)
    return np.asarray(cv2.resize(cv2.convertScaleAbs(field), size, interpolation=cv2.INTER_LINEAR), np.uint8)


def follow(view: Coarse, before: Tint | None) -> Tint:
    """Return the statistics of person and background with this frame's drawn in, so that the colours do not flicker."""
    person = _statistics(view.person, view.alpha)
    background = _statistics(view.background, np.ones_like(view.alpha))
    if before is None:
        return Tint(person, background)
    old_mean, old_deviation = before.person
    mean, deviation = person
    smooth = (old_mean + PACE * (mean - old_mean), old_deviation + PACE * (deviation - old_deviation))
    return Tint(smooth, background)


def matching_table(tint: Tint, strength: float) -> NDArray[np.uint8]:
    """Return a table, uint8 (256, 1, 3), that gives the person's colours the background's mean and contrast.

    Source: Reinhard et al., "Color Transfer between Images", 2001; in RGB, and held back.

    Args:
        tint: statistics of both.
        strength: 0 changes nothing, 1 the most that suits a face.
    """
    (mean, deviation), (wanted_mean, wanted_deviation) = tint.person, tint.background
    contrast = np.clip(wanted_deviation / np.maximum(deviation, 1), *CONTRAST)
    gain = 1 + strength * MOST_CONTRAST * (contrast - 1)
    shift = wanted_mean - mean
    luma = shift.mean()
    centre = mean + strength * (MOST_LUMA * luma + MOST_CHROMA * (shift - luma))
    levels = np.arange(256)[:, None]
    table = np.clip(np.rint((levels - mean) * gain + centre), 0, 255)
    return np.asarray(table[:, None], np.uint8)


def _statistics(rgb: Field | Rgb, weight: Field) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    flat, weights = rgb.reshape(-1, 3).astype(np.float64), weight.reshape(-1, 1) + LITTLE
    mean = (flat * weights).sum(0) / weights.sum()
    return mean, np.sqrt((np.square(flat - mean) * weights).sum(0) / weights.sum())
