"""The training loop, in a few named steps."""

import math
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import AdamW, Optimizer
from tqdm import tqdm

from bisenet.data.dataset import WebcamDataset
from bisenet.errors import DataError, WeightsError
from bisenet.files import checksum
from bisenet.models import create_model
from bisenet.training.checkpoint import Run, read_checkpoint, save_checkpoint
from bisenet.training.config import TrainConfig
from bisenet.training.ema import Ema
from bisenet.training.loading import batches
from bisenet.training.precision import autocast, choose_precision, keep_strided_depthwise_in_float32
from bisenet.training.pretrained import load_pretrained, load_start
from bisenet.training.teacher import Teacher, mix_labels
from bisenet.training.world import World

_CALIBRATION_IMAGES = 64


@dataclass
class RunPlaces:
    """Where a run reads and writes, and on what it runs.

    Attributes:
        data: folder that holds the training sets.
        labels: folder of soft labels that `bisenet soften` wrote, or None.
        checkpoint: file to write, and to go on from where `resume` is set.
        device: of the network.
        pretrained: ImageNet weights of the backbone, or None for a random start.
        start: weights of an earlier run, or None; what fits of them is taken.
        resume: whether to go on from the checkpoint, with its recipe.
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
    resume: bool = False
    workers: int = 1
    save_every: int = 200
    world: World = field(default_factory=World)


def train(config: TrainConfig, places: RunPlaces) -> None:
    """Train from the start, or from the checkpoint, to the end of the recipe; alone or as one of torchrun's processes.

    Raises:
        BisenetError: the processes cannot share a batch.
        DataError: the data or the checkpoint cannot be used, or the loss is no number any more.
        ModelError: the recipe's teacher is not there.
        WeightsError: the weights to start from cannot be used.
    """
    places.world.check(config.batch_size)
    torch.manual_seed(config.seed)
    state = read_checkpoint(places.checkpoint) if places.resume else None
    if state is not None:
        stored = TrainConfig.from_dict(state["config"])
        if stored.model != config.model:
            raise DataError(f"{places.checkpoint} is a run of {stored.model}; give --model {stored.model}.")
        if stored.soft_labels != (places.labels is not None):
            advice = "give" if stored.soft_labels else "leave out"
            raise DataError(f"{places.checkpoint} is a run with other labels; {advice} --labels.")
        config = stored
    else:
        config = replace(config, soft_labels=places.labels is not None)
    if config.steps == 0:
        raise DataError(f"{config.samples} samples are less than one batch of {config.batch_size}; give more.")
    dataset = WebcamDataset(
        places.data,
        config.preprocessing,
        config.budgets,
        length=config.samples,
        batch_size=config.batch_size,
        seed=config.seed,
        shares=config.shares,
        degraded=config.degraded,
        labels=places.labels,
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


def build_model(config: TrainConfig, places: RunPlaces, dataset: WebcamDataset) -> tuple[nn.Module, set[str]]:
    """Return the model on its device and the names of its parameters that did not start at random."""
    model = create_model(config.model)
    loaded: set[str] = set()
    if places.start is not None and not places.resume:
        loaded = load_start(model, places.start)
    elif places.pretrained is not None and not places.resume:
        backbone = dict(model.named_children()).get("context_path")
        if backbone is None:
            raise WeightsError(f"{config.model} has no backbone that ImageNet weights fit; leave out --pretrained.")

        def images() -> Tensor:
            items = [dataset[i * config.batch_size][0] for i in range(_CALIBRATION_IMAGES)]
            size = items[0].shape[1:]
            return torch.cat([nn.functional.interpolate(item[None], size=size, mode="bilinear") for item in items])

        loaded = {f"context_path.{key}" for key in load_pretrained(backbone, places.pretrained, images)}
    return model.to(places.device, memory_format=torch.channels_last), loaded  # type: ignore[call-overload]


def build_optimizer(model: nn.Module, loaded: set[str], config: TrainConfig) -> AdamW:
    """Return AdamW with a lower rate for pretrained parameters and no decay for biases and batch norms."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        factor = config.pretrained_factor if name in loaded else 1.0
        decay = config.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((factor, decay), []).append(parameter)
    return AdamW(
        [
            {"params": parameters, "weight_decay": decay, "factor": factor}
            for (factor, decay), parameters in groups.items()
        ],
        lr=config.learning_rate,
    )


def set_learning_rate(optimizer: Optimizer, config: TrainConfig, step: int) -> float:
    """Warm up linearly, then follow a cosine to zero; return the rate of parameters that start at random."""
    warm = min(1.0, (step + 1) / max(1, config.warmup))
    rate = config.learning_rate * warm * 0.5 * (1 + math.cos(math.pi * step / config.steps))
    for group in optimizer.param_groups:
        group["lr"] = rate * group["factor"]
    return rate


def train_step(
    model: nn.Module,
    optimizer: Optimizer,
    batch: tuple[Tensor, Tensor, Tensor],
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
    nn.utils.clip_grad_norm_(model.parameters(), config.gradient_clip)
    optimizer.step()
    return float(loss.detach())


def run_steps(config: TrainConfig, places: RunPlaces, dataset: WebcamDataset, run: Run) -> None:
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
    teacher = Teacher(config.teacher, config.preprocessing).to(places.device) if config.teacher else None
    rest = world.shard(run.step * config.batch_size, config.steps * config.batch_size, config.batch_size)
    loader = batches(dataset, rest, config.batch_size // world.size, places.workers, places.device.type == "cuda")
    smooth: float | None = None
    with tqdm(total=config.steps, initial=run.step, unit="step", dynamic_ncols=True, disable=not world.leads) as bar:
        for batch in loader:
            rate = set_learning_rate(run.optimizer, config, run.step)
            image, target, valid = (part.to(places.device, non_blocking=True) for part in batch)
            image = image.contiguous(memory_format=torch.channels_last)
            if teacher is not None:
                with autocast(places.device):
                    matte = teacher(image)
                target, valid = mix_labels(matte, target, valid, config.teacher_share)
            loss = train_step(network, run.optimizer, (image, target, valid), config)
            if not math.isfinite(loss):
                raise DataError(f"The loss became {loss} at step {run.step}; start anew with a lower --learning-rate.")
            run.ema.update(run.model, run.step)
            run.step += 1
            smooth = loss if smooth is None else 0.98 * smooth + 0.02 * loss
            bar.set_postfix(loss=f"{smooth:.4f}", lr=f"{rate:.2e}", refresh=False)
            bar.update()
            if world.leads and (run.step % places.save_every == 0 or run.step == config.steps):
                save_checkpoint(places.checkpoint, config, run)
