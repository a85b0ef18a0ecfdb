"""Training tasks: finding people, or classifying pixels. Each task knows its data and its number of outputs."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from torch import Tensor
from torch.utils.data import Dataset

from bisenet.classes import Classes
from bisenet.data.class_dataset import Augmentation, ClassDataset
from bisenet.data.class_set import open_class_set
from bisenet.data.dataset import WebcamDataset
from bisenet.data.sources import used_sets
from bisenet.errors import DataError
from bisenet.preprocess import Preprocessing

# (image, target, valid) of one picture; see the datasets.
Item = tuple[Tensor, Tensor, Tensor]


@dataclass(frozen=True)
class PeopleTask:
    """Finds people at webcams.

    Attributes:
        budgets: input sizes in pixels, one drawn per batch, so that the network knows several scales.
        shares: weights of training sets in the mixture, where they differ from those in `bisenet.data.sources`.
        degraded: share of the pictures that are made as bad as a webcam's; the others stay as they were taken.
        teacher: name of a trained model whose mattes are mixed into the labels, or None.
        teacher_share: how much of a label is the teacher's; where no label counts it is all of it.
        soft_labels: whether labels that `bisenet soften` wrote took the masks' place.
        sets: names of the folders that the run draws from, sorted; None until its data are opened, and of runs that an
            earlier version began.
    """

    name: ClassVar[str] = "people"
    budgets: tuple[int, ...] = (36864, 49152, 61440)
    shares: dict[str, float] = field(default_factory=dict)
    degraded: float = 1.0
    teacher: str | None = None
    teacher_share: float = 0.5
    soft_labels: bool = False
    sets: tuple[str, ...] | None = None

    @property
    def outputs(self) -> int:
        """Channels of the network's logits."""
        return 1

    def prepared(self, data: Path, labels: Path | None) -> "PeopleTask":
        """Return the task of a new run on these data.

        Raises:
            DataError: there is no training set.
        """
        return replace(self, soft_labels=labels is not None, sets=used_sets(data, self.shares))

    def open(
        self, data: Path, labels: Path | None, preprocessing: Preprocessing, *, length: int, batch_size: int, seed: int
    ) -> Dataset[Item]:
        """Return the training stream.

        Args:
            data: holds the training sets.
            labels: holds soft labels, or None.
            preprocessing: of the network.
            length: how many items there are.
            batch_size: items of a batch, which share their size.
            seed: decides everything.

        Raises:
            DataError: the data cannot be used, or are not those that the run began with.
        """
        there = used_sets(data, self.shares)
        if self.sets not in (None, there):
            began, now = (", ".join(names) for names in (self.sets or (), there))
            raise DataError(f"The run began with the sets {began}, and {data} gives it {now}; give it the same.")
        return WebcamDataset(
            data,
            preprocessing,
            self.budgets,
            length=length,
            batch_size=batch_size,
            seed=seed,
            shares=self.shares,
            degraded=self.degraded,
            labels=labels,
        )

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "PeopleTask":
        """Build from JSON values."""
        sets = values.get("sets")
        return cls(
            **{**values, "budgets": tuple(values["budgets"]), "sets": None if sets is None else tuple(sets)},
        )


@dataclass(frozen=True)
class ClassesTask:
    """Gives each pixel one of several classes.

    Attributes:
        augmentation: how pictures are changed.
        classes: of the data; None until they are opened.
    """

    name: ClassVar[str] = "classes"
    augmentation: Augmentation
    classes: Classes | None = None

    @property
    def outputs(self) -> int:
        """Channels of the network's logits.

        Raises:
            DataError: the classes are not known.
        """
        if self.classes is None:
            raise DataError("The classes are not known; give --classes.")
        return len(self.classes)

    def prepared(self, data: Path, labels: Path | None) -> "ClassesTask":
        """Return the task of a new run on these data, whose own classes it takes where it has not been given others.

        Raises:
            DataError: the data state no classes, or soft labels were given.
        """
        if labels is not None:
            raise DataError("Soft labels are of people; leave out --labels.")
        return replace(self, classes=open_class_set(data, self.classes).classes)

    def open(
        self, data: Path, labels: Path | None, preprocessing: Preprocessing, *, length: int, batch_size: int, seed: int
    ) -> Dataset[Item]:
        """Return the training stream; see `PeopleTask.open`.

        Raises:
            DataError: the data cannot be used.
        """
        pictures = open_class_set(data, self.classes, "train")
        return ClassDataset(pictures, preprocessing, self.augmentation, length=length, seed=seed)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "ClassesTask":
        """Build from JSON values."""
        classes = values["classes"]
        return cls(
            Augmentation.from_dict(values["augmentation"]), None if classes is None else Classes.from_dict(classes)
        )


Task = PeopleTask | ClassesTask


def task_from_dict(values: dict[str, Any]) -> Task:
    """Build the task that `values["name"]` says.

    Raises:
        KeyError, TypeError, ValueError: the values are of no task.
        DataError: the classes contradict each other.
    """
    rest = {key: value for key, value in values.items() if key != "name"}
    tasks: dict[str, type[PeopleTask] | type[ClassesTask]] = {task.name: task for task in (PeopleTask, ClassesTask)}
    return tasks[values["name"]].from_dict(rest)
