"""Pasting people onto rooms: the label is exact and the background is new."""

import cv2
import numpy as np
from numpy.random import Generator

from bisenet.data.geometry import Sample, affine, person_box, warp

# Where feet are, as a fraction of the frame's height. Many pictures end at the chest: that cut lies below the frame.
_NEAR_FEET = (1.0, 1.15)
_FAR_FEET = (0.5, 1.0)


def paste_person(
    scene: Sample, person: Sample, heights: tuple[float, float], rng: Generator, *, far: bool = False
) -> Sample:
    """Lay the person of one picture over a scene, standing on its lower edge, or as somebody farther off.

    Args:
        scene: what lies behind; its own people stay people.
        person: any size; what its label calls person is cut out.
        heights: range of the person's height as a fraction of the scene's.
        rng: decides place, size, turn, light and edge softness.
        far: whether the person stands higher up in the scene and behind its own people.
    """
    height, width = scene.rgb.shape[:2]
    left, top, right, bottom = person_box(person.label)
    scale = float(rng.uniform(*heights)) * height / max(bottom - top, 1)
    foot = (
        width * float(rng.uniform(0.2, 0.8)),
        height * float(rng.uniform(*(_FAR_FEET if far else _NEAR_FEET))),
    )
    matrix = affine(scale, float(rng.normal(0, 3)), bool(rng.random() < 0.5), ((left + right) / 2, bottom), foot)
    moved = warp(person, matrix, (height, width), cv2.BORDER_CONSTANT)

    soft = cv2.GaussianBlur(moved.label[..., 0], (0, 0), float(rng.uniform(0.4, 1.2))).astype(np.float32) / 255.0
    if far:
        soft *= np.where(scene.label[..., 1] > 250, 1 - scene.label[..., 0] / np.float32(255), np.float32(0))
    alpha = soft[..., None]
    gain = np.float32(rng.uniform(0.75, 1.2)) * rng.uniform(0.92, 1.08, 3).astype(np.float32)
    foreground = np.clip(moved.rgb * gain, 0, 255)
    rgb = np.rint(foreground * alpha + scene.rgb * (1 - alpha)).astype(np.uint8)

    inside = np.rint(np.maximum(soft * 255.0, scene.label[..., 0])).astype(np.uint8)
    # Outside the moved picture the warp filled "does not count" with 0; there the scene is what counts.
    covered = cv2.warpAffine(
        np.full(person.rgb.shape[:2], 255, np.uint8), matrix, (width, height), borderMode=cv2.BORDER_CONSTANT
    )
    unsure = (moved.label[..., 1] < 250) & (covered > 250)
    counts = np.where(unsure, 0, scene.label[..., 1]).astype(np.uint8)
    return Sample(rgb, np.dstack([inside, counts]))


def soften_background(scene: Sample, rng: Generator) -> Sample:
    """Blur a scene as a lens with shallow depth of field would; its label stays."""
    blurred = cv2.GaussianBlur(scene.rgb, (0, 0), float(rng.uniform(0.8, 4.0)))
    return Sample(np.asarray(blurred, np.uint8), scene.label)
