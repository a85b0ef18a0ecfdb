"""BiSeNet segmentation, of people and of any classes: architectures, training, inference.

`create_model` and `load_weights` need torch; `Segmenter` and `ClassSegmenter` import it only where they run it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bisenet.inference.class_segmenter import ClassSegmenter
    from bisenet.inference.passes import Passes
    from bisenet.inference.segmenter import Segmenter
    from bisenet.load import load_weights
    from bisenet.models import create_model, list_models

__version__ = "0.2.0"
__all__ = ["ClassSegmenter", "Passes", "Segmenter", "create_model", "list_models", "load_weights"]

_HOMES = {
    "ClassSegmenter": "bisenet.inference.class_segmenter",
    "Passes": "bisenet.inference.passes",
    "Segmenter": "bisenet.inference.segmenter",
    "create_model": "bisenet.models",
    "list_models": "bisenet.models",
    "load_weights": "bisenet.load",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the CPU engine never waits for torch."""
    if name not in _HOMES:
        raise AttributeError(f"module 'bisenet' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
