"""The training loop, in a few named steps."""

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import Dataset
from tqdm import tqdm

from bisenet.errors import DataError, WeightsError
from bisenet.files import checksum
from bisenet.models import create_model
from bisenet.training.checkpoint import Run, read_checkpoint, save_checkpoint
from bisenet.training.config import TrainConfig
from bisenet.training.ema import Ema
from bisenet.training.loading import batches
from bisenet.training.optimizer import build_optimizer, set_learning_rate
from bisenet.training.precision import autocast, choose_precision, keep_strided_depthwise_in_float32
from bisenet.training.pretrained import load_pretrained, load_start
from bisenet.training.tasks import Item, PeopleTask
from bisenet.training.teacher import Teacher, mix_labels
from bisenet.training.world import World

_CALIBRATION_IMAGES = 64


@dataclass
class RunPlaces:
    """Paths, device and processes of a run.

    Attributes:
        data: folder that holds the training sets.
        labels: folder of soft labels that `bisenet soften` wrote, or None.
        checkpoint: file to write.
        device: of the network.
        pretrained: ImageNet weights of the backbone, or None for a random start.
        start: weights of an earlier run, or None; those that fit are loaded.
        workers: processes that prepare pictures.
        save_every: steps between checkpoints.
        world: the processes that share the run.
    """

    data: Path
    checkpoint: Path
    device: torch.device
    labels: Path | None = None
    pretrained: Path | None = None
    start: Path | None = None
    workers: int = 1
    save_every: int = 200
    world: World = field(default_factory=World)


def resumed_config(
    checkpoint: Path, model: str | None = None, labels: Path | None = None
) -> tuple[TrainConfig, dict[str, Any]]:
    """Return the recipe of a run that goes on, and its checkpoint's content.

    Args:
        checkpoint: written by an earlier process of the run.
        model: that it must be of; None takes any.
        labels: folder of soft labels, which a run has from its beginning or never.

    Raises:
        DataError: it is no checkpoint, of another model, or a run with other labels.
    """
    state = read_checkpoint(checkpoint)
    config = TrainConfig.from_dict(state["config"])
    if model not in (None, config.model):
        raise DataError(f"{checkpoint} is a run of {config.model}; give --model {config.model}.")
    softened = isinstance(config.task, PeopleTask) and config.task.soft_labels
    if softened != (labels is not None):
        advice = "give" if softened else "leave out"
        raise DataError(f"{checkpoint} is a run with other labels; {advice} --labels.")
    return config, state


def train(config: TrainConfig, places: RunPlaces, state: dict[str, Any] | None = None) -> None:
    """Train to the end of the recipe; alone or as one of torchrun's processes.

    Args:
        config: of the run.
        places: where it reads and writes.
        state: content of the checkpoint to go on from; None starts a new run.

    Raises:
        BisenetError: the processes cannot share a batch.
        DataError: the data or the checkpoint cannot be used, or the loss is no number any more.
        ModelError: the recipe's teacher is not there.
        WeightsError: the weights to start from cannot be used.
    """
    places.world.check(config.batch_size)
    torch.manual_seed(config.seed)
    if state is None:
        config = replace(config, task=config.task.prepared(places.data, places.labels))
        config.check()
    if config.steps == 0:
        raise DataError(f"{config.samples} samples are less than one batch of {config.batch_size}; give more.")
    dataset = config.task.open(
        places.data,
        places.labels,
        config.preprocessing,
        length=config.samples,
        batch_size=config.batch_size,
        seed=config.seed,
    )
    if places.start is not None:
        config = replace(config, start=checksum(places.start))
    model, pretrained = build_model(config, places, dataset)
    if state is not None:
        pretrained = set(state["pretrained"])
    run = Run(model, Ema(model, config.averaging), build_optimizer(model, pretrained, config), pretrained)
    if state is not None:
        run.restore(state)
    run_steps(config, places, dataset, run)


def build_model(config: TrainConfig, places: RunPlaces, dataset: Dataset[Item]) -> tuple[nn.Module, set[str]]:
    """Return the model on its device and the names of its parameters that did not start at random."""
    model = create_model(config.model, config.task.outputs)
    loaded: set[str] = set()
    if places.start is not None:
        loaded = load_start(model, places.start)
    elif places.pretrained is not None:
        backbone = dict(model.named_children()).get("context_path")
        if backbone is None:
            raise WeightsError(f"{config.model} has no backbone that ImageNet weights fit; leave out --pretrained.")

        def images() -> Tensor:
            items = [dataset[i * config.batch_size][0] for i in range(_CALIBRATION_IMAGES)]
            size = items[0].shape[1:]
            return torch.cat([nn.functional.interpolate(item[None], size=size, mode="bilinear") for item in items])

        loaded = {f"context_path.{key}" for key in load_pretrained(backbone, places.pretrained, images)}
    return model.to(places.device, memory_format=torch.channels_last), loaded  # type: ignore[call-overload]


def train_step(
    model: nn.Module,
    optimizer: Optimizer,
    batch: Item,
    config: TrainConfig,
    precision: torch.dtype | None = None,
) -> float:
    """Take one optimizer step in `precision`, or in the device's own; return the loss."""
    image, target, valid = batch
    with autocast(image.device, precision):
        outputs = model(image)
    loss = config.loss(outputs, target, valid)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    if config.gradient_clip:
        nn.utils.clip_grad_norm_(model.parameters(), config.gradient_clip)
    optimizer.step()
    return float(loss.detach())


def run_steps(config: TrainConfig, places: RunPlaces, dataset: Dataset[Item], run: Run) -> None:
    """Take the steps that are left, with a progress bar and checkpoints.

    Raises:
        BisenetError: the processes cannot share a batch.
        DataError: the loss is no number any more.
        ModelError: the recipe's teacher is not there.
    """
    world = places.world
    run.model.train()
    if places.device.type == "cpu" and choose_precision(places.device) is torch.bfloat16:
        keep_strided_depthwise_in_float32(run.model)
    network = world.spread(run.model)
    people = config.task if isinstance(config.task, PeopleTask) else None
    teacher = Teacher(people.teacher, config.preprocessing).to(places.device) if people and people.teacher else None
    rest = world.shard(run.step * config.batch_size, config.steps * config.batch_size, config.batch_size)
    loader = batches(dataset, rest, config.batch_size // world.size, places.workers, places.device.type == "cuda")
    smooth: float | None = None
    with tqdm(total=config.steps, initial=run.step, unit="step", dynamic_ncols=True, disable=not world.leads) as bar:
        for batch in loader:
            rate = set_learning_rate(run.optimizer, config, run.step)
            image, target, valid = (part.to(places.device, non_blocking=True) for part in batch)
            image = image.contiguous(memory_format=torch.channels_last)
            if people and teacher:
                with autocast(places.device):
                    matte = teacher(image)
                target, valid = mix_labels(matte, target, valid, people.teacher_share)
            loss = train_step(network, run.optimizer, (image, target, valid), config)
            if not math.isfinite(loss):
                raise DataError(f"The loss became {loss} at step {run.step}; start again with a lower --learning-rate.")
            run.ema.update(run.model, run.step)
            run.step += 1
            smooth = loss if smooth is None else 0.98 * smooth + 0.02 * loss
            bar.set_postfix(loss=f"{smooth:.4f}", lr=f"{rate:.2e}", refresh=False)
            bar.update()
            if world.leads and (run.step % places.save_every == 0 or run.step == config.steps):
                save_checkpoint(places.checkpoint, config, run)
