"""`bisenet train`: train a model, or go on where a checkpoint stands."""

import argparse
import sys
from pathlib import Path

from bisenet.arguments import count, positive, rate
from bisenet.commands.option_types import Commands, named_share, share
from bisenet.errors import BisenetError

# Names of options that differ from what they set.
_OPTIONS = {"start": "from", "shares": "share"}


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser("train", help="train a model, or go on where a checkpoint stands")
    command.add_argument("--model", required=True, help="architecture to train")
    command.add_argument("--data", required=True, type=Path, help="folder that holds the training sets")
    command.add_argument("--out", required=True, type=Path, help="checkpoint to write")
    start = command.add_mutually_exclusive_group()
    start.add_argument("--pretrained", type=Path, help="ImageNet weights of the backbone")
    # torchrun reads a word like --start as its own, so this one is called otherwise.
    start.add_argument("--from", dest="start", type=Path, help="weights of an earlier run to start from")
    command.add_argument("--labels", type=Path, help="folder of soft labels, written by `bisenet soften`")
    command.add_argument("--teacher", help="trained model whose mattes are mixed into the labels")
    command.add_argument("--teacher-share", type=share, help="of the labels that is the teacher's, above 0 to 1")
    command.add_argument(
        "--share",
        dest="shares",
        action="append",
        type=named_share,
        metavar="SET=WEIGHT",
        help="weight of a training set in the mixture; may be given several times",
    )
    command.add_argument("--degraded", type=share, help="share of the pictures made as bad as a webcam's, above 0 to 1")
    command.add_argument("--resume", action="store_true", help="go on from --out, with the recipe stored there")
    command.add_argument("--samples", type=positive, help="pictures to see in the whole run")
    command.add_argument("--batch-size", type=positive)
    command.add_argument("--learning-rate", type=rate)
    command.add_argument("--seed", type=count)
    command.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    command.add_argument("--threads", type=positive, default=2, help="CPU threads (default 2)")
    command.add_argument("--workers", type=count, default=1, help="processes that prepare pictures (default 1)")
    command.add_argument("--save-every", type=positive, default=200, help="steps between checkpoints (default 200)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    import cv2
    import torch

    from bisenet.training.loop import RunPlaces, train
    from bisenet.training.memory import keep_freed_memory
    from bisenet.training.precision import choose_precision
    from bisenet.training.recipes import recipe
    from bisenet.training.world import join_world

    names = ("samples", "batch_size", "learning_rate", "seed", "teacher", "teacher_share", "shares", "degraded")
    changes = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    if options.shares is not None:
        changes["shares"] = dict(options.shares)
    starts = [name for name in ("pretrained", "start") if getattr(options, name) is not None]
    if options.resume and (changes or starts):
        given = ", ".join(f"--{_OPTIONS.get(name, name.replace('_', '-'))}" for name in [*changes, *starts])
        raise BisenetError(f"A run goes on with its own recipe; leave out {given} or start a new one.")
    cuda = torch.cuda.is_available()
    if options.device == "cuda" and not cuda:
        raise BisenetError("PyTorch finds no CUDA device here; choose --device cpu or auto.")
    if options.out.is_dir():
        raise BisenetError(f"{options.out} is a folder; give a file name in it.")
    if not options.out.parent.is_dir():
        raise BisenetError(f"There is no folder {options.out.parent}; make it or choose another --out.")
    if options.labels is not None and not options.labels.is_dir():
        raise BisenetError(f"There is no folder {options.labels}; write it by `bisenet soften` or leave out --labels.")
    keep_freed_memory()
    # OpenCV's own threads would fight with the loader's processes.
    cv2.setNumThreads(1)
    torch.set_num_threads(options.threads)
    with join_world(torch.device("cuda" if cuda and options.device != "cpu" else "cpu")) as (world, device):
        places = RunPlaces(
            options.data,
            options.out,
            device,
            options.labels,
            options.pretrained,
            options.start,
            options.resume,
            options.workers,
            options.save_every,
            world,
        )
        config = recipe(options.model, **changes)
        if world.leads:
            name = str(choose_precision(device)).removeprefix("torch.")
            print(f"Training on {device} in {name}.", file=sys.stderr)
        train(config, places)
    return 0
