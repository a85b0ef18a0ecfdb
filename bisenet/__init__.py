"""Binary BiSeNet person segmentation: architectures, training, inference.

`create_model` and `load_weights` need torch; `Segmenter` imports it only where it runs it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bisenet.inference.segmenter import Segmenter
    from bisenet.load import load_weights
    from bisenet.models import create_model, list_models

__version__ = "0.1.0"
__all__ = ["Segmenter", "create_model", "list_models", "load_weights"]

_HOMES = {
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
