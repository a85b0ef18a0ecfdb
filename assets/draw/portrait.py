"""Cutting the demo clip's portrait from its background: seeds, soft edge and clean edge colours."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .canvas import Display, Picture, Plane, Point, smoothstep

# The 512-pixel portrait is cut out at twice its size; the coordinates below are pixels of that copy.
SIDE = 1024

HEAD: list[Point] = [
    (310, 170),
    (318, 125),
    (345, 95),
    (385, 62),
    (440, 36),
    (490, 33),
    (540, 52),
    (580, 88),
    (602, 150),
    (600, 195),
    (580, 240),
    (552, 268),
    (538, 285),
    (520, 340),
    (505, 372),
    (390, 368),
    (368, 300),
    (358, 262),
    (340, 252),
    (318, 225),
    (308, 195),
]
SUIT: list[Point] = [
    (232, 372),
    (248, 335),
    (290, 305),
    (345, 297),
    (400, 320),
    (500, 350),
    (540, 368),
    (580, 415),
    (605, 470),
    (640, 482),
    (680, 520),
    (700, 570),
    (716, 640),
    (726, 692),
    (740, 690),
    (800, 688),
    (870, 705),
    (938, 766),
    (975, 840),
    (992, 905),
    (1008, 940),
    (1012, 1023),
    (60, 1023),
    (50, 930),
    (40, 850),
    (42, 790),
    (52, 690),
    (70, 620),
    (90, 550),
    (130, 495),
    (190, 448),
    (226, 418),
]

# How far inside and outside the outlines the colour model decides, in pixels.
INSIDE, OUTSIDE = 17, 21


def cut_out(portrait: Display) -> tuple[Picture, Plane]:
    """Colours, (SIDE, SIDE, 3), and cover, (SIDE, SIDE), in 0..1 of the person in a 512-pixel picture."""
    large = cv2.resize(portrait, (SIDE, SIDE), interpolation=cv2.INTER_LANCZOS4).astype(np.uint8)
    seeds = _seeds()
    model = np.zeros((1, 65), np.float64)
    cv2.grabCut(large, seeds, (0, 0, 0, 0), model, model.copy(), 5, cv2.GC_INIT_WITH_MASK)
    hard = _largest((seeds == cv2.GC_FGD) | (seeds == cv2.GC_PR_FGD))
    image = large.astype(np.float32) / 255
    cover = _soft_edge(image, cv2.GaussianBlur(hard, (0, 0), 2.0).astype(np.float32), hard)
    return _clean(image, cover), cover


def _seeds() -> NDArray[np.uint8]:
    """The grabCut seed mask: sure well inside and outside the hand-placed outlines, open in between."""
    outline = np.zeros((SIDE, SIDE), np.uint8)
    for shape in (HEAD, SUIT):
        cv2.fillPoly(outline, [np.array(shape, np.int32)], 1)
    # The picture's border cuts the body at the bottom, where the outline must not be eaten away.
    padded = cv2.copyMakeBorder(outline, 64, 64, 64, 64, cv2.BORDER_REPLICATE)
    inner = cv2.erode(padded, _round(INSIDE))[64:-64, 64:-64]
    outer = cv2.dilate(padded, _round(OUTSIDE))[64:-64, 64:-64]
    seeds = np.where(outline == 1, cv2.GC_PR_FGD, cv2.GC_PR_BGD)
    seeds = np.where(inner == 1, cv2.GC_FGD, np.where(outer == 0, cv2.GC_BGD, seeds))
    return seeds.astype(np.uint8)


def _round(radius: int) -> NDArray[np.uint8]:
    """A disc-shaped structuring element."""
    side = 2 * radius + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)).astype(np.uint8)


def _largest(mask: NDArray[np.bool_]) -> Plane:
    """The biggest connected part of ``mask`` with its holes and spurs closed, as 0 or 1."""
    tidy = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, _round(3))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(tidy)
    biggest = 1 + int(np.argmax(stats[1:count, cv2.CC_STAT_AREA]))
    return cv2.morphologyEx((labels == biggest).astype(np.uint8), cv2.MORPH_CLOSE, _round(5)).astype(np.float32)


def _soft_edge(image: Picture, rough: Plane, hard: Plane) -> Plane:
    """``rough`` made to follow the picture's own edges in a band around them, softer at the hair."""
    fine = guided(image, rough, 5, 2e-4)
    wide = guided(image, rough, 14, 1e-4)
    hair = smoothstep(290, 250, np.arange(SIDE, dtype=np.float32)[:, None])
    loose = cv2.GaussianBlur(smoothstep(0.06, 0.94, wide), (0, 0), 1.5)
    crisp = smoothstep(0.10, 0.92, fine)
    cover = crisp + (loose - crisp) * hair
    inner = cv2.erode(hard, _round(9))
    outer = cv2.dilate(hard, _round(11))
    return np.where(inner > 0, 1, np.where(outer > 0, cover, 0)).astype(np.float32)


def guided(guide: Picture, plane: Plane, radius: int, smoothness: float) -> Plane:
    """A guided filter: ``plane`` as the best local linear function of the colours of ``guide``."""

    def mean(values: Plane) -> Plane:
        side = 2 * radius + 1
        return cv2.boxFilter(values, -1, (side, side), borderType=cv2.BORDER_REFLECT).astype(np.float32)

    centre, level = mean(guide), mean(plane)
    spread = np.empty((*plane.shape, 3, 3), np.float32)
    for i in range(3):
        for j in range(i, 3):
            value = mean(guide[..., i] * guide[..., j]) - centre[..., i] * centre[..., j]
            spread[..., i, j] = spread[..., j, i] = value
    spread += np.eye(3, dtype=np.float32) * smoothness
    together = mean(guide * plane[..., None]) - centre * level[..., None]
    slope = np.linalg.solve(spread, together[..., None])[..., 0].astype(np.float32)
    offset = level - (slope * centre).sum(-1)
    return np.asarray(np.clip((mean(slope) * guide).sum(-1) + mean(offset), 0, 1), np.float32)


def _clean(image: Picture, cover: Plane) -> Picture:
    """``image`` with the old background's colour taken out of its edge: it is carried out from inside."""
    sure = cv2.erode((cover > 0.98).astype(np.float32), _round(3))[..., None]
    carried = np.zeros_like(image)
    missing = np.ones_like(sure)
    for sigma in (2.0, 5.0, 14.0, 40.0):
        weight = cv2.GaussianBlur(sure, (0, 0), sigma)[..., None]
        spread = cv2.GaussianBlur(image * sure, (0, 0), sigma) / np.maximum(weight, 1e-4)
        share = np.clip(weight * 12, 0, 1) * missing
        carried += spread * share
        missing = missing * (1 - np.clip(weight * 12, 0, 1))
    edge = smoothstep(0.99, 0.55, cv2.GaussianBlur(cover, (0, 0), 1.2).astype(np.float32))[..., None]
    # Fine detail stays: only the slow part of the colour is exchanged, never to something much brighter.
    cleaned = image + (np.minimum(carried * 1.1, carried + 0.05) - image) * edge
    return np.asarray(np.clip(cleaned, 0, 1), np.float32)
