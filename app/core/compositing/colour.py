"""Colours between person and background: decontamination of the edge, light wrap, colour matching."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.compositing.tiles import SIDE
from app.core.placement import PlacedFrame, resize
from app.core.types import Rgb

Field = NDArray[np.float32]
# Height at which colours are estimated: near an edge they vary slowly.
_ROWS = 45
# Factor by which estimates are enlarged as a whole; the rest is done per tile.
_FINER = 4
# Radius of the estimate, as a share of the height: larger than any edge.
_REACH = 0.03
LITTLE = 1e-3
# Distance that light reaches into the person, as a share of the height.
_LIGHT_REACH = 0.02
# Weight of a new frame in the running statistics.
PACE = 0.1
# Upper limits of matching brightness, hue and contrast, so that faces look natural.
MOST_LUMA, MOST_CHROMA, MOST_CONTRAST = 0.15, 0.5, 0.5
CONTRAST = (0.8, 1.25)


@dataclass(frozen=True)
class CoarseView:
    """A frame, its matte and the background, reduced for estimates.

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
class EdgeLight:
    """The background's light on the person's edge.

    Attributes:
        colour: RGB uint8 (h, w, 3).
        share: its opacity, uint8 (h, w), 255 for opaque.
    """

    colour: Rgb
    share: NDArray[np.uint8]


@dataclass(frozen=True)
class ColourStatistics:
    """Running mean and standard deviation of person and background, each float64 (3,)."""

    person: tuple[NDArray[np.float64], NDArray[np.float64]]
    background: tuple[NDArray[np.float64], NDArray[np.float64]]


def coarseness(height: int, width: int) -> int:
    """Return the factor by which a picture of that size is reduced for estimates, a power of two."""
    factor = 1
    while 2 * factor <= SIDE and height % (2 * factor) == width % (2 * factor) == 0 and height >= 2 * factor * _ROWS:
        factor *= 2
    return factor


def edge_side(rows: int) -> int:
    """Return the side of the window for estimates at an edge, odd, in pixels of a picture with `rows` rows."""
    return 2 * max(1, round(_REACH * rows)) + 1


def light_side(rows: int) -> int:
    """Return the side of the window that lights a pixel, odd, in pixels of a picture with `rows` rows."""
    return 2 * max(1, round(_LIGHT_REACH * rows)) + 1


def coarse(placed: PlacedFrame, background: Rgb) -> CoarseView:
    """Return every n-th pixel of frame and background; the means computed from them need no more."""
    height, width = placed.rgb.shape[:2]
    factor = coarseness(height, width)
    person, behind = (rgb[factor // 2 :: factor, factor // 2 :: factor] for rgb in (placed.rgb, background))
    alpha = resize(placed.alpha, width // factor, height // factor)
    return CoarseView(person.astype(np.float32), alpha.astype(np.float32) * np.float32(1 / 255), behind, factor)


def pure_colour(view: CoarseView) -> Rgb:
    """Estimate the person's own colours, RGB uint8 (h, w, 3): the mean of the person's pixels around each pixel.

    Source: the smooth estimate of Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021, without its second
    step, which solves for the mixture and produces bright and dark rims where the matte is off by a pixel.
    """
    alpha = view.alpha
    # Cubed, so that certain pixels weigh more than mixed ones.
    weight = (alpha * alpha * alpha)[..., None]
    side = edge_side(alpha.shape[0])
    total = cv2.blur(weight, (side, side))[..., None] + np.float32(LITTLE)
    # Far from the person it is the pixel's own colour.
    return _finer((cv2.blur(view.person * weight, (side, side)) + np.float32(LITTLE) * view.person) / total, view)


def own_share(alpha: Field, strength: float) -> Field:
    """Return the weight of an edge pixel's own colour against `pure_colour`; float32 as `alpha`, in [0, 1].

    The curve is steep, since a pixel with a quarter of room already shows it.

    Args:
        alpha: in [0, 1].
        strength: 0 keeps the colour, 1 removes most of the room's.
    """
    return 1 - np.float32(strength) * (1 - alpha * alpha * alpha)


def light_wrap(view: CoarseView, strength: float) -> EdgeLight:
    """Return the light that the background casts on the person's edge.

    Args:
        view: matte and background.
        strength: 0 for none, 1 for the background's own brightness at the very edge.
    """
    side = light_side(view.alpha.shape[0])
    # A box filter applied twice falls off smoothly.
    nearness = 1 - cv2.blur(cv2.blur(view.alpha, (side, side)), (side, side))
    share = np.clip(2 * nearness * view.alpha * np.float32(strength), 0, 1)
    colour = cv2.blur(view.background.astype(np.float32), (side, side))
    return EdgeLight(_finer(colour, view), _finer(255 * share, view))


def _finer(field: NDArray[Any], view: CoarseView) -> NDArray[np.uint8]:
    times = view.factor // view.finer
    size = (field.shape[1] * times, field.shape[0] * times)
    return np.asarray(cv2.resize(cv2.convertScaleAbs(field), size, interpolation=cv2.INTER_LINEAR), np.uint8)


def follow(view: CoarseView, before: ColourStatistics | None) -> ColourStatistics:
    """Return the running statistics of person and background, updated by this frame; they prevent flicker."""
    person = _statistics(view.person, view.alpha)
    background = _statistics(view.background, np.ones_like(view.alpha))
    if before is None:
        return ColourStatistics(person, background)
    old_mean, old_deviation = before.person
    mean, deviation = person
    smooth = (old_mean + PACE * (mean - old_mean), old_deviation + PACE * (deviation - old_deviation))
    return ColourStatistics(smooth, background)


def matching_table(statistics: ColourStatistics, strength: float) -> NDArray[np.uint8]:
    """Return a lookup table, uint8 (256, 1, 3), that matches the person's mean and contrast to the background's.

    Source: Reinhard et al., "Color Transfer between Images", 2001; here in RGB and attenuated.

    Args:
        statistics: of person and background.
        strength: 0 changes nothing, 1 is the most that still suits a face.
    """
    (mean, deviation), (wanted_mean, wanted_deviation) = statistics.person, statistics.background
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
