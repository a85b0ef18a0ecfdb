"""Who is measured on the quality card: the models of a manifest, and MediaPipe's selfie segmentation."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from app.commands.bench.mediapipe import load_models
from bisenet.errors import DataError
from bisenet.evaluation.people import Segment
from bisenet.inference.hardware import has_fast_int8
from bisenet.inference.segmenter import LIVE_DETAIL, Segmenter
from bisenet.manifest import ModelCard, read_manifest

# The model that the card's differences are taken to.
REFERENCE = "mediapipe-general"


def ours(weights: Path) -> dict[str, Segment]:
    """Return the models of the manifest in `weights` by name, on the CPU as they are shipped.

    Their int8 forms are there where the processor runs them by default: as photographs and videos are rendered, and as
    they run live.

    Raises:
        WeightsError: the manifest or a file is missing or damaged.
    """
    segments: dict[str, Segment] = {}
    for name, card in read_manifest(weights).items():
        segments[name] = Segmenter(name, device="cpu", engine="onnx", weights=weights)
        if card.int8 is not None and has_fast_int8():
            int8 = Segmenter(name, device="cpu", engine="onnx-int8", weights=weights)
            segments[int8_name(card)] = int8
            segments[live_name(card)] = partial(int8, detail=LIVE_DETAIL)
    return segments


def int8_name(card: ModelCard) -> str:
    """Return what a model's int8 form is called among the contenders."""
    return f"{card.name} int8"


def live_name(card: ModelCard) -> str:
    """Return what a model's int8 form with the pixels of a live picture is called among the contenders."""
    return f"{int8_name(card)}, live"


def published_figures(cards: Mapping[str, ModelCard]) -> dict[str, Mapping[str, Mapping[str, float]]]:
    """Return what the manifest says that each contender of ours reached, by set; none where it was not measured."""
    facts = {}
    for name, card in cards.items():
        facts[name] = card.facts
        facts[int8_name(card)] = card.facts.get("int8", {})
        facts[live_name(card)] = card.facts.get("int8", {}).get("live", {})
    return {name: entry["metrics"]["sets"] for name, entry in facts.items() if "metrics" in entry}


def mediapipe() -> dict[str, Segment]:
    """Return MediaPipe's models by name.

    Raises:
        DataError: MediaPipe is not installed.
    """
    try:
        return {**load_models()}
    except ModuleNotFoundError as error:
        raise DataError("MediaPipe is not installed; see the head of benchmarks/quality/command.py.") from error
