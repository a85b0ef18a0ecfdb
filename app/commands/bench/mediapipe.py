"""MediaPipe's selfie segmentation, as its own examples use it."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.types import Rgb

# 256 x 256, and 256 x 144 made for landscape.
_MODELS = {"mediapipe-general": 0, "mediapipe-landscape": 1}

Soft = NDArray[np.float32]
Blend = Callable[[Rgb, Rgb, Soft], Rgb]


def load_models() -> dict[str, Callable[[Rgb], Soft]]:
    """Return by name what maps RGB uint8 (H, W, 3) to a matte, float32 (H, W), 0 background .. 1 person.

    Raises:
        ModuleNotFoundError: MediaPipe is not installed.
    """
    from mediapipe.python.solutions.selfie_segmentation import SelfieSegmentation

    def load(selection: int) -> Callable[[Rgb], Soft]:
        graph = SelfieSegmentation(model_selection=selection)

        # The graph keeps nothing from one picture to the next, so unrelated pictures need no reset.
        def segment(rgb: Rgb) -> Soft:
            return np.asarray(graph.process(rgb).segmentation_mask, np.float32)

        return segment

    return {name: load(selection) for name, selection in _MODELS.items()}


def blend_by_where(rgb: Rgb, background: Rgb, alpha: Soft) -> Rgb:
    """Return the person over the background as MediaPipe's examples do it: a hard edge at 0.1."""
    condition = np.stack((alpha,) * 3, axis=-1) > 0.1
    return np.where(condition, rgb, background)


def blend_linear(rgb: Rgb, background: Rgb, alpha: Soft) -> Rgb:
    """Return the person over the background with soft edges, by OpenCV's own function."""
    return np.asarray(cv2.blendLinear(rgb, background, alpha, 1.0 - alpha), np.uint8)


BLENDS: dict[str, Blend] = {"np.where": blend_by_where, "cv2.blendLinear": blend_linear}
