"""The configuration of a training run, as plain values stored in its checkpoint."""

import dataclasses
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bisenet.classes import Classes
from bisenet.errors import DataError
from bisenet.losses import BinaryLoss
from bisenet.losses_multiclass import SoftmaxLoss
from bisenet.preprocess import Preprocessing
from bisenet.training.tasks import PeopleTask, Task, task_from_dict

Loss = BinaryLoss | SoftmaxLoss
Optimizer = Literal["adamw", "sgd"]
Schedule = Literal["cosine", "poly"]

# Fields of earlier versions, whose checkpoints can still be read.
_RETIRED = {"frozen"}
_PEOPLE_FIELDS = [field.name for field in dataclasses.fields(PeopleTask)]
_LOSS = BinaryLoss(w_boundary=3.0, w_hard=1.0, w_doubt=0.3)


@dataclass(frozen=True)
class TrainConfig:
    """One run.

    Attributes:
        model: a name of `list_models`.
        preprocessing: how the trained network wants its input.
        task: what is learnt, and from which pictures.
        samples: how many pictures the whole run sees; the learning rate falls to zero at their end.
        batch_size: pictures of one optimizer step, shared by all processes.
        optimizer: AdamW, or SGD with `momentum`.
        schedule: how the learning rate falls after the warm-up: along a cosine, or as (1 - step / steps) ** 0.9.
        learning_rate: peak of the schedule.
        pretrained_factor: learning rate of parameters that did not start at random, relative to the others.
        head_factor: learning rate of the layers that end in classes, relative to the others.
        weight_decay: of all weights but those of norms and biases.
        warmup: steps of linear warm-up, a fifth of the run at most.
        ema_decay: of the averaged weights, which are what is kept in the end.
        gradient_clip: largest norm of a step's gradients; 0 leaves them.
        loss: what is minimised.
        start: sha256 of the weights of an earlier run that this one started from, or None.
        seed: decides data and initial weights.
    """

    model: str
    preprocessing: Preprocessing
    task: Task = PeopleTask()  # noqa: RUF009 - frozen
    samples: int = 40_000
    batch_size: int = 16
    optimizer: Optimizer = "adamw"
    schedule: Schedule = "cosine"
    learning_rate: float = 8e-4
    momentum: float = 0.9
    pretrained_factor: float = 0.5
    head_factor: float = 1.0
    weight_decay: float = 1e-2
    warmup: int = 150
    ema_decay: float = 0.999
    gradient_clip: float = 2.0
    loss: Loss = _LOSS
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

    @property
    def classes(self) -> Classes | None:
        """What the network's outputs stand for; None where it finds people and nothing else."""
        return None if isinstance(self.task, PeopleTask) else self.task.classes

    def check(self) -> None:
        """Check that the parts fit each other.

        Raises:
            DataError: the loss is not one for the task, or its weights are not one a class.
        """
        people = isinstance(self.task, PeopleTask)
        if people != isinstance(self.loss, BinaryLoss):
            advice = "dice-bce" if people else "cross-entropy or ohem"
            raise DataError(f"That loss is not one for {self.task.name}; give --loss {advice}.")
        weights = self.loss.class_weights if isinstance(self.loss, SoftmaxLoss) else ()
        if weights and len(weights) != self.task.outputs:
            raise DataError(f"There are {len(weights)} class weights for {self.task.outputs} classes; give one each.")

    def to_dict(self) -> dict[str, Any]:
        """Return JSON values; the inverse of `from_dict`."""
        return {**asdict(self), "task": {"name": self.task.name, **asdict(self.task)}}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "TrainConfig":
        """Build from `to_dict`, of this version or an earlier one.

        Raises:
            DataError: keys are missing or unknown.
        """
        try:
            kept = {name: value for name, value in values.items() if name not in _RETIRED}
            if "task" not in kept:
                people = {name: kept.pop(name) for name in _PEOPLE_FIELDS if name in kept}
                kept["task"] = {"name": "people", "budgets": PeopleTask().budgets, **people}
            task = task_from_dict(kept["task"])
            loss = BinaryLoss(**kept["loss"]) if isinstance(task, PeopleTask) else _softmax(kept["loss"])
            return cls(
                **{**kept, "preprocessing": Preprocessing.from_dict(kept["preprocessing"]), "task": task, "loss": loss}
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(f"The checkpoint's configuration does not fit ({error}); start a new run.") from error


def _softmax(values: dict[str, Any]) -> SoftmaxLoss:
    return SoftmaxLoss(**{**values, "class_weights": tuple(values["class_weights"])})
