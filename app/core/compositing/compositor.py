"""Laying the person over a background: pure functions of arrays."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.compositing.colour import Light, Tint, coarse, follow, light_wrap, matching_table, own_share, pure_colour
from app.core.compositing.tiles import Plan, Tiles
from app.core.look import Look
from app.core.placement import Placed
from app.core.types import Alpha, Composite, Rgb, Rgba, Size

_SLATE_TOP = (38, 46, 58)
_SLATE_BOTTOM = (22, 27, 35)
# Of 255. Lossy video takes an alpha below this for 0 and keeps the colour.
_TRACE = 8
# Of each byte of a matte.
_SHARES = np.arange(256, dtype=np.float32) / np.float32(255)


@dataclass(frozen=True)
class Layers:
    """What lies over the background.

    Attributes:
        placed: frame and matte; of another colour than the camera's where colours are matched.
        pure: `pure_colour` of the person, or None where the edge keeps the room's colour.
        decontaminate: how much of `pure` is used.
        light: the background's light on the edge, or None.
        opacity: of it all.
        factor: how many times smaller than the picture `pure` and `light` are.
    """

    placed: Placed
    pure: Rgb | None
    decontaminate: float
    light: Light | None
    opacity: float
    factor: int


def compose(layers: Layers, background: Rgb) -> Rgb:
    """Return RGB uint8 (H, W, 3): the layers over `background`, which has that shape too and is not changed."""
    plan = Plan.of(_planned(layers), layers.placed.factor)
    rgb = background.copy()
    plan.solid.copy(layers.placed.rgb, rgb)
    if len(plan.mixed):
        plan.mixed.scatter(_mixed(layers, background, plan.mixed), rgb)
    return rgb


def cut_out(layers: Layers) -> Rgba:
    """Return the layers alone, RGBA uint8 (H, W, 4), with straight alpha, not multiplied into the colours.

    Where the alpha is 0 the colour is 0 too: whoever takes the alpha away finds nothing of the room there. For the
    same reason a trace of alpha, which nobody sees, becomes 0: straight alpha would keep the pixel's full colour there.
    """
    placed = layers.placed
    height, width = placed.rgb.shape[:2]
    alpha = cv2.resize(placed.alpha, (width, height), interpolation=cv2.INTER_LINEAR)
    opacity = np.asarray(cv2.convertScaleAbs(alpha, alpha=layers.opacity), np.uint8)
    opacity[opacity < _TRACE] = 0
    plan = Plan.of(placed.alpha, placed.factor)
    rgb = placed.rgb.copy()
    if len(plan.mixed):
        plan.mixed.scatter(np.asarray(cv2.convertScaleAbs(_person(layers, plan.mixed)[0]), np.uint8), rgb)
    return np.dstack([np.where(opacity[..., None] > 0, rgb, np.uint8(0)), opacity])


def layers_of(placed: Placed, background: Rgb, look: Look, tint: Tint | None = None) -> tuple[Layers, Tint | None]:
    """Return what to lay over `background`, RGB uint8 of the placed frame's size, and the tint for the next frame.

    Args:
        placed: frame and matte.
        background: what will lie behind.
        look: how.
        tint: what was returned for the frame before; None at a start.
    """
    if not (look.decontaminate or look.light_wrap or look.colour_match):
        return Layers(placed, None, 0, None, look.opacity, 1), None
    view = coarse(placed, background)
    tint = follow(view, tint) if look.colour_match else None
    if tint is not None:
        table = matching_table(tint, look.colour_match)
        placed = replace(placed, rgb=np.asarray(cv2.LUT(placed.rgb, table), np.uint8))
        view = replace(view, person=cv2.LUT(view.person.astype(np.uint8), table).astype(np.float32))
    pure = pure_colour(view) if look.decontaminate else None
    light = light_wrap(view, look.light_wrap) if look.light_wrap else None
    return Layers(placed, pure, look.decontaminate, light, look.opacity, view.finer), tint


def _planned(layers: Layers) -> Alpha:
    """Return the matte with 255 only where the frame's own pixel is what is seen."""
    alpha = layers.placed.alpha
    if layers.opacity < 1:
        return np.minimum(alpha, 254)
    if layers.light is None:
        return alpha
    lit = cv2.resize(layers.light.share, (alpha.shape[1], alpha.shape[0]), interpolation=cv2.INTER_LINEAR) > 0
    return np.where(lit, np.minimum(alpha, 254), alpha)


def _mixed(layers: Layers, background: Rgb, tiles: Tiles) -> Rgb:
    person, share = _person(layers, tiles)
    behind = tiles.gather(background).astype(np.float32)
    return np.asarray(cv2.convertScaleAbs(_over(person, behind, share * np.float32(layers.opacity))), np.uint8)


def _person(layers: Layers, tiles: Tiles) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the person's colours in the windows, float32 (height, n * width, 3), and the matte in [0, 1]."""
    placed = layers.placed
    alpha = tiles.enlarge(placed.alpha[..., None], placed.factor)
    person = tiles.gather(placed.rgb).astype(np.float32)
    if layers.pure is not None:
        pure = tiles.enlarge(layers.pure, layers.factor).astype(np.float32)
        person = _over(person, pure, _looked_up(alpha, own_share(_SHARES, layers.decontaminate)))
    if layers.light is not None:
        lit = tiles.enlarge(layers.light.colour, layers.factor).astype(np.float32)
        person = _over(lit, person, _looked_up(tiles.enlarge(layers.light.share[..., None], layers.factor), _SHARES))
    return person, _looked_up(alpha, _SHARES)


def _looked_up(alpha: Alpha, table: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.LUT(alpha[..., 0], table), np.float32)


def _over(front: NDArray[np.float32], back: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    # cv2.blendLinear divides by the weights' sum plus a tiny number; once rounded, weights 0 and 1 are exact.
    return np.asarray(cv2.blendLinear(front, back, share, 1 - share), np.float32)


def make_slate(size: Size, text: str) -> Composite:
    """Return a calm picture with a line of text and no camera pixel."""
    ramp = np.linspace(0, 1, size.height, dtype=np.float32)[:, None, None]
    top, bottom = np.array(_SLATE_TOP, np.float32), np.array(_SLATE_BOTTOM, np.float32)
    rgb = np.empty((size.height, size.width, 3), np.uint8)
    rgb[:] = top + ramp * (bottom - top)
    scale = size.width / 1280
    thickness = max(1, round(2 * scale))
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.2 * scale, thickness)
    origin = ((size.width - width) // 2, (size.height + height) // 2)
    cv2.putText(rgb, text, origin, cv2.FONT_HERSHEY_SIMPLEX, 1.2 * scale, (176, 186, 200), thickness, cv2.LINE_AA)
    return Composite(rgb, None)
