"""The committed recipes: people for the networks of the app, and the settings of every network's own source."""

import dataclasses
from dataclasses import dataclass, replace
from typing import Any

from bisenet import preprocess
from bisenet.classes import CELEBAMASK_HQ, CITYSCAPES
from bisenet.data.class_dataset import Augmentation
from bisenet.errors import DataError, ModelError
from bisenet.losses import BinaryLoss
from bisenet.losses_multiclass import SoftmaxLoss
from bisenet.models import check_name
from bisenet.preprocess import Preprocessing
from bisenet.training.config import Loss, TrainConfig
from bisenet.training.tasks import ClassesTask, PeopleTask

_IMAGENET = Preprocessing(*preprocess.IMAGENET, pixel_budget=256 * 384)
_SIGNED = Preprocessing(*preprocess.SIGNED, pixel_budget=192 * 320)
_CITY = Preprocessing(*preprocess.CITYSCAPES, pixel_budget=1024 * 2048)
_OHEM = SoftmaxLoss(ohem=True)


@dataclass(frozen=True)
class Recipe:
    """A run to start from.

    Attributes:
        config: of the run.
        source: whose settings these are, in a few words.
    """

    config: TrainConfig
    source: str


# Options that are called otherwise than the field they set.
_WORDS = {"shares": "share"}


def _references(model: str, preprocessing: Preprocessing, task: ClassesTask, **changes: Any) -> TrainConfig:
    """Return what the references share: SGD with momentum 0.9, poly, decay 5e-4, OHEM, ten times the rate on heads."""
    fields: dict[str, Any] = {
        "optimizer": "sgd",
        "schedule": "poly",
        "learning_rate": 1e-2,
        "pretrained_factor": 1.0,
        "head_factor": 10.0,
        "weight_decay": 5e-4,
        "warmup": 1000,
        "gradient_clip": 0.0,
        "loss": _OHEM,
    }
    return TrainConfig(model, preprocessing, task, **{**fields, **changes})


def _paper(model: str) -> TrainConfig:
    """Return section 4 of the BiSeNet paper for one of its own backbones."""
    task = ClassesTask(Augmentation((1024, 1024), jitter=0.0), CITYSCAPES)
    changes = {"learning_rate": 2.5e-2, "weight_decay": 1e-4, "warmup": 0, "head_factor": 1.0}
    return _references(model, replace(_IMAGENET, pixel_budget=1024 * 2048), task, samples=1_280_000, **changes)


def _camvid(model: str, batch_size: int) -> TrainConfig:
    return TrainConfig(
        model,
        replace(_IMAGENET, pixel_budget=720 * 960),
        ClassesTask(Augmentation((640, 640), (1.0, 1.0), jitter=0.0)),
        samples=300 * 468,
        batch_size=batch_size,
        schedule="poly",
        learning_rate=1e-3,
        pretrained_factor=1.0,
        weight_decay=0.0,
        warmup=0,
        gradient_clip=0.0,
        loss=SoftmaxLoss(),
    )


_CITY_V1 = ClassesTask(Augmentation((1024, 1024), jitter=0.4), CITYSCAPES)
_CITY_V2 = ClassesTask(Augmentation((512, 1024), (0.25, 2.0), jitter=0.4), CITYSCAPES)
_FACE = ClassesTask(Augmentation((448, 448)), CELEBAMASK_HQ)
# What the reference has that is not ours: AMSGrad, and a rate that falls by 0.3 every hundred of 500 epochs.
_CONCAT_LOSS = BinaryLoss(w_dice=0.25, w_bce=0.75)

LOSSES: dict[str, Loss] = {
    "dice-bce": TrainConfig("", _IMAGENET).loss,
    "cross-entropy": SoftmaxLoss(),
    "ohem": _OHEM,
}
RECIPES: dict[str, Recipe] = {
    "people-mobilenetv2": Recipe(
        TrainConfig("bisenet-mobilenetv2", _SIGNED, samples=400_000, learning_rate=8e-4), "this project's"
    ),
    "people-resnet18": Recipe(
        TrainConfig(
            "bisenet-resnet18",
            _IMAGENET,
            PeopleTask(budgets=(61440, 98304, 147456)),
            samples=28_800,
            learning_rate=5e-4,
        ),
        "this project's",
    ),
    "people-xception39": Recipe(
        TrainConfig(
            "bisenet-xception39",
            _SIGNED,
            PeopleTask(teacher="bisenet-resnet18"),
            samples=100_000,
            learning_rate=2e-3,
        ),
        "this project's: half of each label by bisenet-resnet18",
    ),
    "people-concat-resnet18": Recipe(
        TrainConfig(
            "bisenet-concat-resnet18",
            _IMAGENET,
            samples=40_000,
            learning_rate=8e-4,
            weight_decay=1e-5,
            # One channel leads from the fusion to the classifier, whose two numbers would hardly move in 2,500 steps.
            head_factor=10.0,
            loss=_CONCAT_LOSS,
        ),
        "noisrucer's virtual background: 0.25 dice + 0.75 BCE, rate 8e-4; data, size and schedule are this project's",
    ),
    "face": Recipe(
        _references("bisenet-face", replace(_IMAGENET, pixel_budget=512 * 512), _FACE, samples=1_280_000),
        "zllrunning's face parsing: CelebAMask-HQ at 512 pixels, 80,000 steps of 16",
    ),
    "cityscapes-resnet18": Recipe(
        _references("bisenet-resnet18", _CITY, _CITY_V1, samples=1_280_000),
        "CoinCheung's BiSeNet V1: 80,000 steps of 16",
    ),
    "cityscapes-resnet101": Recipe(_paper("bisenet-resnet101"), "the BiSeNet paper"),
    "cityscapes-xception39": Recipe(_paper("bisenet-xception39"), "the BiSeNet paper"),
    "cityscapes-v2": Recipe(
        _references("bisenetv2", _CITY, _CITY_V2, learning_rate=5e-3, samples=2_400_000),
        "CoinCheung's BiSeNet V2: 150,000 steps of 16",
    ),
    "camvid-concat-resnet18": Recipe(
        _camvid("bisenet-concat-resnet18", 12),
        "ooooverflow's BiSeNet on CamVid: Adam, 300 epochs; softmax cross-entropy in place of BCE for each class",
    ),
    "camvid-concat-resnet101": Recipe(
        _camvid("bisenet-concat-resnet101", 6),
        "ooooverflow's BiSeNet on CamVid: Adam, 300 epochs; softmax cross-entropy in place of BCE for each class",
    ),
}


def find_recipe(name: str) -> TrainConfig:
    """Return the committed recipe of a name.

    Raises:
        ModelError: there is no such recipe; the message lists them.
    """
    if name not in RECIPES:
        raise ModelError(f"There is no recipe named '{name}'; choose one of: {', '.join(sorted(RECIPES))}.")
    return RECIPES[name].config


def recipe(model: str, *, several: bool = False, **changes: Any) -> TrainConfig:
    """Return the committed recipe of a model, or the project's default where it has none, with `changes`.

    Args:
        model: a name of `list_models`.
        several: whether several classes are learnt and not people.
        **changes: as in `changed`.

    Raises:
        ModelError: there is no such model.
        DataError: as in `changed`.
    """
    check_name(model)
    task = ClassesTask if several else PeopleTask
    for known in RECIPES.values():
        if known.config.model == model and isinstance(known.config.task, task):
            return changed(known.config, **changes)
    default = TrainConfig(model, _IMAGENET)
    if several:
        default = _references(model, _IMAGENET, ClassesTask(Augmentation((512, 512))))
    return changed(default, **changes)


def changed(config: TrainConfig, **changes: Any) -> TrainConfig:
    """Return a run with other values for some fields, wherever they belong.

    With another crop the network's input has as many pixels as the crop.

    Args:
        config: to change.
        **changes: fields of `TrainConfig`, of its task, of the task's augmentation or of the loss.

    Raises:
        DataError: the run's task or loss has no such field.
    """
    run, task, loss = config, config.task, changes.pop("loss", config.loss)
    for name, value in changes.items():
        if name in _names(run):
            run = replace(run, **{name: value})
        elif name in _names(task):
            task = replace(task, **{name: value})
        elif isinstance(task, ClassesTask) and name in _names(task.augmentation):
            task = replace(task, augmentation=replace(task.augmentation, **{name: value}))
        elif name in _names(loss):
            loss = replace(loss, **{name: value})
        else:
            raise DataError(
                f"A run that learns {task.name} has no --{_WORDS.get(name, name.replace('_', '-'))}; leave it out."
            )
    if isinstance(task, ClassesTask) and "crop" in changes:
        pixels = task.augmentation.crop[0] * task.augmentation.crop[1]
        run = replace(run, preprocessing=replace(run.preprocessing, pixel_budget=pixels))
    return replace(run, task=task, loss=loss)


def _names(values: Any) -> set[str]:
    return {field.name for field in dataclasses.fields(values)}
