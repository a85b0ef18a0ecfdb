"""`bisenet train`: train a model, or resume from a checkpoint."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bisenet.arguments import count, positive, rate
from bisenet.commands.option_types import Commands, factor, named_share, share, size, torch_device
from bisenet.errors import BisenetError

if TYPE_CHECKING:
    from bisenet.training.config import TrainConfig

# Options that change the recipe, by the name of what they change; the rest is where a run reads and writes.
_CHANGES = (
    *("samples", "batch_size", "learning_rate", "seed", "optimizer", "schedule", "weight_decay", "warmup"),
    *("teacher", "teacher_share", "shares", "degraded", "crop", "scales", "jitter", "alpha", "class_weights"),
)
# Names of options that differ from what they set.
_OPTIONS = {"start": "from", "shares": "share"}


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("train", help="train a model, or resume from a checkpoint")
    command.add_argument("--recipe", help="committed recipe; without other options it is only described")
    command.add_argument("--model", help="architecture to train, by its recipe for the data if no --recipe is given")
    command.add_argument(
        "--data", type=Path, help="folder that holds the training sets, or pictures of several classes"
    )
    command.add_argument("--out", type=Path, help="checkpoint to write")
    command.add_argument("--classes", help="of the masks: a classes.json, cityscapes, celebamask-hq or face-parsing")
    start = command.add_mutually_exclusive_group()
    start.add_argument("--pretrained", type=Path, help="ImageNet weights of the backbone")
    # torchrun reads a word like --start as its own, so this one is called otherwise.
    start.add_argument("--from", dest="start", type=Path, help="weights of an earlier run to start from")
    command.add_argument("--resume", action="store_true", help="resume from --out, with the recipe stored there")
    _add_recipe(command)
    _add_people(command)
    _add_classes(command)
    machine = command.add_argument_group("the machine")
    machine.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    machine.add_argument("--threads", type=positive, default=2, help="CPU threads (default 2)")
    machine.add_argument("--workers", type=count, default=1, help="processes that prepare pictures (default 1)")
    machine.add_argument("--save-every", type=positive, default=200, help="steps between checkpoints (default 200)")
    command.set_defaults(run=run)


def _add_recipe(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("changes to the recipe")
    group.add_argument("--samples", type=positive, help="pictures to see in the whole run")
    group.add_argument("--batch-size", type=positive)
    group.add_argument("--learning-rate", type=rate, help="peak of the schedule")
    group.add_argument("--optimizer", choices=("adamw", "sgd"))
    group.add_argument("--schedule", choices=("cosine", "poly"))
    group.add_argument("--weight-decay", type=rate)
    group.add_argument("--warmup", type=count, help="steps of linear warm-up")
    group.add_argument("--loss", choices=("dice-bce", "cross-entropy", "ohem"))
    group.add_argument("--alpha", type=rate, help="weight of every auxiliary output in the loss")
    group.add_argument("--seed", type=count)


def _add_people(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("people")
    group.add_argument("--labels", type=Path, help="folder of soft labels, written by `bisenet soften`")
    group.add_argument("--teacher", help="trained model whose mattes are mixed into the labels")
    group.add_argument("--teacher-share", type=share, help="of the labels that is the teacher's, above 0 to 1")
    group.add_argument(
        "--share",
        dest="shares",
        action="append",
        type=named_share,
        metavar="SET=WEIGHT",
        help="weight of a training set in the mixture; may be given several times",
    )
    group.add_argument("--degraded", type=share, help="share of the pictures degraded to webcam quality, above 0 to 1")


def _add_classes(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("several classes")
    group.add_argument("--crop", type=size, metavar="WIDTHxHEIGHT", help="what the network sees of a picture")
    group.add_argument("--scales", type=rate, nargs=2, metavar=("LEAST", "MOST"), help="range of the scale")
    group.add_argument("--jitter", type=factor, help="strength of random colour changes, 0 to 1")
    group.add_argument("--class-weights", type=rate, nargs="+", metavar="WEIGHT", help="of each class in the loss")


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    from bisenet.training.describe import describe
    from bisenet.training.recipes import RECIPES, find_recipe

    if options.recipe is not None and options.data is None and options.out is None:
        config = find_recipe(options.recipe)
        print(f"{options.recipe}: settings are {RECIPES[options.recipe].source}.", *describe(config), sep="\n  ")
        return 0
    _check(options)
    return _train(options)


def _check(options: argparse.Namespace) -> None:
    for name in ("data", "out"):
        if getattr(options, name) is None:
            raise BisenetError(f"A run needs --{name}; see `bisenet train --help`.")
    if options.recipe is None and options.model is None and not options.resume:
        raise BisenetError("A run needs --model or --recipe; see `bisenet train --help`.")
    names = (*_CHANGES, "recipe", "loss", "classes", "pretrained", "start")
    given = [name for name in names if getattr(options, name) is not None]
    if options.resume and given:
        listed = ", ".join(f"--{_OPTIONS.get(name, name.replace('_', '-'))}" for name in given)
        raise BisenetError(f"A resumed run keeps its own recipe; leave out {listed} or start a new run.")
    if options.scales is not None and options.scales[0] > options.scales[1]:
        raise BisenetError("--scales are the smallest and the largest; give them in that order.")
    if not options.data.is_dir():
        raise BisenetError(f"There is no folder {options.data}; give the folder of your pictures to --data.")
    if options.out.is_dir():
        raise BisenetError(f"{options.out} is a folder; give a file name in it.")
    if options.out.exists() and not options.resume:
        raise BisenetError(f"{options.out} holds a run already; go on with it by --resume, or choose another --out.")
    if not options.out.parent.is_dir():
        raise BisenetError(f"There is no folder {options.out.parent}; make it or choose another --out.")
    if options.labels is not None and not options.labels.is_dir():
        raise BisenetError(f"There is no folder {options.labels}; write it by `bisenet soften` or leave out --labels.")


def _train(options: argparse.Namespace) -> int:
    import cv2
    import torch

    from bisenet.training.describe import describe
    from bisenet.training.loop import RunPlaces, resumed_config, train
    from bisenet.training.memory import keep_freed_memory
    from bisenet.training.precision import choose_precision
    from bisenet.training.world import join_world

    device = torch_device(options.device)
    keep_freed_memory()
    # OpenCV's own threads would fight with the loader's processes.
    cv2.setNumThreads(1)
    torch.set_num_threads(options.threads)
    config, state = (
        resumed_config(options.out, options.model, options.labels) if options.resume else (_config(options), None)
    )
    with join_world(device) as (world, device):
        places = RunPlaces(
            options.data,
            options.out,
            device,
            options.labels,
            options.pretrained,
            options.start,
            options.workers,
            options.save_every,
            world,
        )
        if world.leads:
            name = str(choose_precision(device)).removeprefix("torch.")
            print(*describe(config), f"Training on {device} in {name}.", sep="\n", file=sys.stderr)
        train(config, places, state)
    return 0


def _config(options: argparse.Namespace) -> "TrainConfig":
    """Return the recipe that the options name, with their changes."""
    from bisenet.classes import find_classes
    from bisenet.data.class_set import own_classes
    from bisenet.training.recipes import LOSSES, changed, find_recipe, recipe
    from bisenet.training.tasks import PeopleTask

    changes: dict[str, Any] = {name: getattr(options, name) for name in _CHANGES if getattr(options, name) is not None}
    if options.shares is not None:
        changes["shares"] = dict(options.shares)
    if options.model is not None and options.recipe is not None:
        changes["model"] = options.model
    for name in ("scales", "class_weights"):
        if name in changes:
            changes[name] = tuple(changes[name])
    if options.loss is not None:
        changes["loss"] = LOSSES[options.loss]
    classes = own_classes(options.data) if options.classes is None else find_classes(options.classes)
    if classes is not None:
        changes["classes"] = classes
    if options.recipe is None:
        config = recipe(options.model, several=classes is not None)
    else:
        config = find_recipe(options.recipe)
    if options.classes is None and classes is not None and isinstance(config.task, PeopleTask):
        raise BisenetError(
            f"{options.data} states several classes, which {options.recipe} does not learn; choose another recipe."
        )
    return changed(config, **changes)
