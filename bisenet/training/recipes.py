"""The committed recipe of every model."""

from dataclasses import replace
from typing import Any

from bisenet.errors import ModelError
from bisenet.models import list_models
from bisenet.preprocess import Preprocessing
from bisenet.training.config import TrainConfig

_IMAGENET = Preprocessing((0.485, 0.456, 0.406), (0.229, 0.224, 0.225), pixel_budget=256 * 384)
_SIGNED = Preprocessing((0.5, 0.5, 0.5), (0.5, 0.5, 0.5), pixel_budget=192 * 320)

# What differs from `TrainConfig(model, _IMAGENET)`.
_RUNS: dict[str, dict[str, Any]] = {
    "bisenet-mobilenetv2": {"preprocessing": _SIGNED, "samples": 400_000, "learning_rate": 8e-4},
    "bisenet-resnet18": {"budgets": (61440, 98304, 147456), "samples": 28_800, "learning_rate": 5e-4},
    "bisenet-xception39": {
        "preprocessing": _SIGNED,
        "samples": 100_000,
        "teacher": "bisenet-resnet18",
        "learning_rate": 2e-3,
    },
}


def recipe(model: str, **changes: Any) -> TrainConfig:
    """Return the committed recipe of a model with `changes` to its fields.

    Args:
        model: a name of `list_models`.
        **changes: fields of `TrainConfig`.

    Raises:
        ModelError: there is no such model.
    """
    if model not in list_models():
        raise ModelError(f"There is no model named '{model}'; choose one of: {', '.join(list_models())}.")
    fields = {"preprocessing": _IMAGENET, **_RUNS.get(model, {})}
    return replace(TrainConfig(model, **fields), **changes)
