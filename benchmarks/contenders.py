"""Who is measured on the quality card: the models of a manifest, and MediaPipe's selfie segmentation."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bisenet.errors import DataError
from bisenet.evaluate import Segment
from bisenet.inference.segmenter import Segmenter
from bisenet.manifest import read_manifest

# The model that the card's differences are taken to, 256 x 256; the other one is made for landscape, 256 x 144.
REFERENCE = "mediapipe-general"
_MEDIAPIPE = {REFERENCE: 0, "mediapipe-landscape": 1}


def ours(weights: Path) -> dict[str, Segment]:
    """Return the models of the manifest in `weights` by name, on the CPU as they are shipped.

    Raises:
        WeightsError: the manifest or a file is missing or damaged.
    """
    return {name: Segmenter(name, device="cpu", weights=weights) for name in read_manifest(weights)}


def mediapipe() -> dict[str, Segment]:
    """Return MediaPipe's models by name.

    Raises:
        DataError: MediaPipe is not installed.
    """
    try:
        from mediapipe.python.solutions.selfie_segmentation import SelfieSegmentation
    except ModuleNotFoundError as error:
        raise DataError("MediaPipe is not installed; see the head of benchmarks/quality.py.") from error

    def build(selection: int) -> Segment:
        graph = SelfieSegmentation(model_selection=selection)

        # The graph keeps nothing from one picture to the next, so unrelated pictures need no reset.
        def segment(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
            return np.array(graph.process(rgb).segmentation_mask, np.float32)

        return segment

    return {name: build(selection) for name, selection in _MEDIAPIPE.items()}
