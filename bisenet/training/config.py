"""What a training run is, as plain values that its checkpoint carries."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from bisenet.errors import DataError, ModelError
from bisenet.preprocess import Preprocessing

_IMAGENET = Preprocessing((0.485, 0.456, 0.406), (0.229, 0.224, 0.225), pixel_budget=256 * 384)
_SIGNED = Preprocessing((0.5, 0.5, 0.5), (0.5, 0.5, 0.5), pixel_budget=192 * 320)


@dataclass(frozen=True)
class TrainConfig:
    """One run.

    Attributes:
        model: a name of `list_models`.
        preprocessing: how the trained network wants its input.
        budgets: input sizes in pixels, one drawn per batch, so that the network knows several scales.
        samples: how many pictures the whole run sees; the learning rate falls to zero at their end.
        learning_rate: peak of the cosine schedule.
        pretrained_factor: learning rate of pretrained parameters relative to the others.
        warmup: steps of linear warm-up.
        ema_decay: of the averaged weights, which are what is kept in the end.
        w_dice, w_bce, alpha: as in `bisenet.losses`.
        seed: decides data and initial weights.
    """

    model: str
    preprocessing: Preprocessing
    budgets: tuple[int, ...] = (36864, 49152, 61440)
    samples: int = 40_000
    batch_size: int = 16
    learning_rate: float = 8e-4
    pretrained_factor: float = 0.5
    weight_decay: float = 1e-2
    warmup: int = 150
    ema_decay: float = 0.998
    gradient_clip: float = 2.0
    w_dice: float = 0.25
    w_bce: float = 0.75
    alpha: float = 1.0
    seed: int = 0

    @property
    def steps(self) -> int:
        """Number of optimizer steps."""
        return self.samples // self.batch_size

    def to_dict(self) -> dict[str, Any]:
        """Return JSON values; the inverse of `from_dict`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "TrainConfig":
        """Build from `to_dict`.

        Raises:
            DataError: keys are missing or unknown.
        """
        try:
            preprocessing = Preprocessing.from_dict(values["preprocessing"])
            return cls(**{**values, "preprocessing": preprocessing, "budgets": tuple(values["budgets"])})
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"The checkpoint's configuration does not fit ({error}); start a new run.") from error


_RECIPES = {
    "bisenet-mobilenetv2": TrainConfig("bisenet-mobilenetv2", _SIGNED, samples=44_800),
    "bisenet-resnet18": TrainConfig("bisenet-resnet18", _IMAGENET, samples=28_800, learning_rate=5e-4),
}


def recipe(model: str, **changes: Any) -> TrainConfig:
    """Return the committed recipe of a model with `changes` to its fields.

    Raises:
        ModelError: there is none for that name.
    """
    if model not in _RECIPES:
        known = ", ".join(sorted(_RECIPES))
        raise ModelError(f"There is no training recipe for '{model}'; choose one of: {known}.")
    return replace(_RECIPES[model], **changes)
