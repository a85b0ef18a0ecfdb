"""Describes a run in words, for the user who starts it."""

from bisenet.losses import BinaryLoss
from bisenet.training.config import Loss, TrainConfig
from bisenet.training.tasks import PeopleTask, Task


def describe(config: TrainConfig) -> list[str]:
    """Return what a run will do, a line for each part."""
    outputs = "people" if config.classes is None else f"{len(config.classes)} classes"
    if not isinstance(config.task, PeopleTask) and config.classes is None:
        outputs = "the classes of the data"
    return [
        f"model      {config.model}, learns {outputs}",
        f"pictures   {_pictures(config.task)}",
        f"loss       {_loss(config.loss)}",
        f"optimizer  {_optimizer(config)}",
        f"length     {config.samples:,} samples, {config.steps:,} steps of {config.batch_size}, seed {config.seed}",
    ]


def _pictures(task: Task) -> str:
    if isinstance(task, PeopleTask):
        sizes = ", ".join(f"{budget:,}" for budget in task.budgets)
        teacher = f"; {task.teacher} makes {task.teacher_share:.0%} of each label" if task.teacher else ""
        return f"people, in inputs of {sizes} pixels, {task.degraded:.0%} as bad as a webcam's{teacher}"
    augmentation = task.augmentation
    height, width = augmentation.crop
    low, high = augmentation.scales
    return (
        f"crops of {width}x{height}, scale {low:g} to {high:g}, {augmentation.mirror:.0%} mirrored, "
        f"colours changed by up to {augmentation.jitter:.0%}"
    )


def _loss(loss: Loss) -> str:
    auxiliary = f", auxiliary outputs times {loss.alpha:g}"
    if isinstance(loss, BinaryLoss):
        return f"{loss.w_dice:g} dice + {loss.w_bce:g} binary cross-entropy{auxiliary}"
    hard = f" over pixels below {loss.threshold:g}, at least {loss.min_kept:.2%} (OHEM)" if loss.ohem else ""
    weights = ", classes weighted" if loss.class_weights else ""
    return f"softmax cross-entropy{hard}{weights}{auxiliary}"


def _optimizer(config: TrainConfig) -> str:
    name = f"SGD with momentum {config.momentum:g}" if config.optimizer == "sgd" else "AdamW"
    return (
        f"{name}, rate {config.learning_rate:g} after {config.warmup} steps of warm-up, then {config.schedule}, "
        f"heads times {config.head_factor:g}, pretrained times {config.pretrained_factor:g}, "
        f"weight decay {config.weight_decay:g}"
    )
