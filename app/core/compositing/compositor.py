"""Compositing the person over a background: pure functions of arrays."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.compositing.colour import (
    ColourStatistics,
    EdgeLight,
    coarse,
    follow,
    light_wrap,
    matching_table,
    own_share,
    pure_colour,
)
from app.core.compositing.tiles import Plan, Tiles
from app.core.look import Look
from app.core.placement import PlacedFrame
from app.core.types import Alpha, Composite, Rgb, Rgba, Size

_SLATE_TOP = (38, 46, 58)
_SLATE_BOTTOM = (22, 27, 35)
# Of the slate's width; a longer text is drawn smaller.
_SLATE_TEXT_WIDTH = 0.9
# Of 255. Lossy video turns an alpha below this into 0 but keeps the colour.
_TRACE = 8
# The opacity of each level of a matte.
_SHARES = np.arange(256, dtype=np.float32) / np.float32(255)


@dataclass(frozen=True)
class PersonLayer:
    """Everything that is composited over the background.

    Attributes:
        placed: frame and matte; recoloured if colours are matched.
        pure: `pure_colour` of the person; None if the edge keeps the room's colour.
        decontaminate: weight of `pure` along the edge, 0 .. 1.
        light: the background's light on the edge, or None.
        opacity: of the whole layer, 0 .. 1.
        factor: how many times smaller `pure` and `light` are than the picture.
    """

    placed: PlacedFrame
    pure: Rgb | None
    decontaminate: float
    light: EdgeLight | None
    opacity: float
    factor: int


def compose(layer: PersonLayer, background: Rgb) -> Rgb:
    """Return the layer over `background`, RGB uint8 (H, W, 3) both; `background` is not changed."""
    plan = Plan.of(_planned(layer), layer.placed.factor)
    rgb = background.copy()
    plan.solid.copy(layer.placed.rgb, rgb)
    if len(plan.mixed):
        plan.mixed.scatter(_mixed(layer, background, plan.mixed), rgb)
    return rgb


def cut_out(layer: PersonLayer) -> Rgba:
    """Return the layer without a background, RGBA uint8 (H, W, 4), with straight (not premultiplied) alpha.

    Pixels with alpha 0 are black, so that removing the alpha channel reveals nothing of the room. For the same reason
    an invisible trace of alpha becomes 0: straight alpha would keep the full colour of such a pixel.
    """
    placed = layer.placed
    height, width = placed.rgb.shape[:2]
    alpha = cv2.resize(placed.alpha, (width, height), interpolation=cv2.INTER_LINEAR)
    opacity = np.asarray(cv2.convertScaleAbs(alpha, alpha=layer.opacity), np.uint8)
    opacity[opacity < _TRACE] = 0
    plan = Plan.of(placed.alpha, placed.factor)
    rgb = placed.rgb.copy()
    if len(plan.mixed):
        plan.mixed.scatter(np.asarray(cv2.convertScaleAbs(_person(layer, plan.mixed)[0]), np.uint8), rgb)
    return np.dstack([np.where(opacity[..., None] > 0, rgb, np.uint8(0)), opacity])


def person_layer(
    placed: PlacedFrame, background: Rgb, look: Look, statistics: ColourStatistics | None = None
) -> tuple[PersonLayer, ColourStatistics | None]:
    """Return the layer for a placed frame, and the colour statistics for the next frame.

    Args:
        placed: frame and matte.
        background: shown behind it, RGB uint8 of the same size.
        look: settings of the picture.
        statistics: returned for the previous frame; None for the first.
    """
    if not (look.decontaminate or look.light_wrap or look.colour_match):
        return PersonLayer(placed, None, 0, None, look.opacity, 1), None
    view = coarse(placed, background)
    statistics = follow(view, statistics) if look.colour_match else None
    if statistics is not None:
        table = matching_table(statistics, look.colour_match)
        placed = replace(placed, rgb=np.asarray(cv2.LUT(placed.rgb, table), np.uint8))
        view = replace(view, person=cv2.LUT(view.person.astype(np.uint8), table).astype(np.float32))
    pure = pure_colour(view) if look.decontaminate else None
    light = light_wrap(view, look.light_wrap) if look.light_wrap else None
    return PersonLayer(placed, pure, look.decontaminate, light, look.opacity, view.finer), statistics


def _planned(layer: PersonLayer) -> Alpha:
    """Return the matte, reduced below 255 wherever the frame's pixel is not shown unchanged."""
    alpha = layer.placed.alpha
    if layer.opacity < 1:
        return np.minimum(alpha, 254)
    if layer.light is None:
        return alpha
    lit = cv2.resize(layer.light.share, (alpha.shape[1], alpha.shape[0]), interpolation=cv2.INTER_LINEAR) > 0
    return np.where(lit, np.minimum(alpha, 254), alpha)


def _mixed(layer: PersonLayer, background: Rgb, tiles: Tiles) -> Rgb:
    person, share = _person(layer, tiles)
    behind = tiles.gather(background).astype(np.float32)
    return np.asarray(cv2.convertScaleAbs(_over(person, behind, share * np.float32(layer.opacity))), np.uint8)


def _person(layer: PersonLayer, tiles: Tiles) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the person's colours in the windows, float32 (height, n * width, 3), and the matte in [0, 1]."""
    placed = layer.placed
    alpha = tiles.enlarge(placed.alpha[..., None], placed.factor)
    person = tiles.gather(placed.rgb).astype(np.float32)
    if layer.pure is not None:
        pure = tiles.enlarge(layer.pure, layer.factor).astype(np.float32)
        person = _over(person, pure, _looked_up(alpha, own_share(_SHARES, layer.decontaminate)))
    if layer.light is not None:
        lit = tiles.enlarge(layer.light.colour, layer.factor).astype(np.float32)
        person = _over(lit, person, _looked_up(tiles.enlarge(layer.light.share[..., None], layer.factor), _SHARES))
    return person, _looked_up(alpha, _SHARES)


def _looked_up(alpha: Alpha, table: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.LUT(alpha[..., 0], table), np.float32)


def _over(front: NDArray[np.float32], back: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    # cv2.blendLinear divides by the sum of the weights plus a tiny number; after rounding, weights 0 and 1 are exact.
    return np.asarray(cv2.blendLinear(front, back, share, 1 - share), np.float32)


def make_slate(size: Size, text: str) -> Composite:
    """Return a slate: a plain picture with a line of text and no camera pixel.

    OpenCV draws Latin, Cyrillic, Greek, Chinese, Japanese and Korean letters, but "?" for instance for Devanagari and
    Thai, and it does not join Arabic ones.
    """
    ramp = np.linspace(0, 1, size.height, dtype=np.float32)[:, None, None]
    top, bottom = np.array(_SLATE_TOP, np.float32), np.array(_SLATE_BOTTOM, np.float32)
    rgb = np.empty((size.height, size.width, 3), np.uint8)
    rgb[:] = top + ramp * (bottom - top)
    scale = 1.2 * size.width / 1280
    thickness = max(1, round(2 * size.width / 1280))
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, thickness)
    if width > _SLATE_TEXT_WIDTH * size.width:
        scale *= _SLATE_TEXT_WIDTH * size.width / width
        (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, thickness)
    origin = ((size.width - width) // 2, (size.height + height) // 2)
    cv2.putText(rgb, text, origin, cv2.FONT_HERSHEY_SIMPLEX, scale, (176, 186, 200), thickness, cv2.LINE_AA)
    return Composite(rgb, None)
