"""Who is measured on the quality card: the models of a manifest, and MediaPipe's selfie segmentation."""

from pathlib import Path

from app.commands.bench.mediapipe import load_models
from bisenet.errors import DataError
from bisenet.evaluate import Segment
from bisenet.inference.segmenter import Segmenter
from bisenet.manifest import read_manifest

# The model that the card's differences are taken to.
REFERENCE = "mediapipe-general"


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
        return {**load_models()}
    except ModuleNotFoundError as error:
        raise DataError("MediaPipe is not installed; see the head of benchmarks/quality.py.") from error
