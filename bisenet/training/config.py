"""What a training run is, as plain values that its checkpoint carries."""

from dataclasses import asdict, dataclass, field
from typing import Any

from bisenet.errors import DataError
from bisenet.losses import BinaryLoss
from bisenet.preprocess import Preprocessing

# Fields of earlier versions, whose checkpoints can still be read.
_RETIRED = {"frozen"}
_LOSS = BinaryLoss(w_boundary=3.0, w_hard=1.0, w_doubt=0.3)


@dataclass(frozen=True)
class TrainConfig:
    """One run.

    Attributes:
        model: a name of `list_models`.
        preprocessing: how the trained network wants its input.
        budgets: input sizes in pixels, one drawn per batch, so that the network knows several scales.
        samples: how many pictures the whole run sees; the learning rate falls to zero at their end.
        learning_rate: peak of the cosine schedule.
        shares: weights of training sets in the mixture, where they differ from those in `bisenet.data.sources`.
        degraded: share of the pictures that are made as bad as a webcam's; the others stay as they were taken.
        batch_size: pictures of one optimizer step, shared by all processes.
        pretrained_factor: learning rate of parameters that did not start at random, relative to the others.
        warmup: steps of linear warm-up.
        ema_decay: of the averaged weights, which are what is kept in the end.
        loss: what is made small.
        teacher: name of a trained model whose mattes are mixed into the labels, or None.
        teacher_share: how much of a label is the teacher's; where no label counts it is all of it.
        soft_labels: whether labels that `bisenet soften` wrote took the masks' place.
        start: sha256 of the weights of an earlier run that this one started from, or None.
        seed: decides data and initial weights.
    """

    model: str
    preprocessing: Preprocessing
    budgets: tuple[int, ...] = (36864, 49152, 61440)
    samples: int = 40_000
    shares: dict[str, float] = field(default_factory=dict)
    degraded: float = 1.0
    batch_size: int = 16
    learning_rate: float = 8e-4
    pretrained_factor: float = 0.5
    weight_decay: float = 1e-2
    warmup: int = 150
    ema_decay: float = 0.999
    gradient_clip: float = 2.0
    loss: BinaryLoss = _LOSS
    teacher: str | None = None
    teacher_share: float = 0.5
    soft_labels: bool = False
    start: str | None = None
    seed: int = 0

    @property
    def steps(self) -> int:
        """Number of optimizer steps."""
        return self.samples // self.batch_size

    @property
    def averaging(self) -> float:
        """Decay of the averaged weights, whose memory is a tenth of the run at most."""
        return min(self.ema_decay, max(0.0, 1 - 10 / self.steps))

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
            plain = {
                "preprocessing": Preprocessing.from_dict(values["preprocessing"]),
                "loss": BinaryLoss(**values["loss"]),
                "budgets": tuple(values["budgets"]),
            }
            kept = {name: value for name, value in values.items() if name not in _RETIRED}
            return cls(**{**kept, **plain})
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"The checkpoint's configuration does not fit ({error}); start a new run.") from error
