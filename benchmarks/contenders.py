"""Who is measured on the quality card: the models of a manifest, and MediaPipe's selfie segmentation."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bisenet.errors import DataError
from bisenet.evaluate import Segment
from bisenet.inference.hardware import has_int8_dot_product
from bisenet.inference.segmenter import Segmenter
from bisenet.manifest import ModelCard, read_manifest

# The model that the card's differences are taken to, 256 x 256; the other one is made for landscape, 256 x 144.
REFERENCE = "mediapipe-general"
_MEDIAPIPE = {REFERENCE: 0, "mediapipe-landscape": 1}


def ours(weights: Path) -> dict[str, Segment]:
    """Return the models of the manifest in `weights` by name, on the CPU as they are shipped.

    Their int8 forms are there where the processor has the instructions, without which they do not run.

    Raises:
        WeightsError: the manifest or a file is missing or damaged.
    """
    segments: dict[str, Segment] = {}
    for name, card in read_manifest(weights).items():
        segments[name] = Segmenter(name, device="cpu", engine="onnx", weights=weights)
        if card.int8 is not None and has_int8_dot_product():
            segments[int8_name(card)] = Segmenter(name, device="cpu", engine="onnx-int8", weights=weights)
    return segments


def int8_name(card: ModelCard) -> str:
    """Return what a model's int8 form is called among the contenders."""
    return f"{card.name} int8"


def published_figures(cards: Mapping[str, ModelCard]) -> dict[str, Mapping[str, Mapping[str, float]]]:
    """Return what the manifest says that each contender of ours reached, by set; none where it was not measured."""
    facts = {}
    for name, card in cards.items():
        facts[name] = card.facts
        facts[int8_name(card)] = card.facts.get("int8", {})
    return {name: entry["metrics"]["sets"] for name, entry in facts.items() if "metrics" in entry}


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
