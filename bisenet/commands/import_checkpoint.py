"""`bisenet import`: publish a checkpoint of a public implementation."""

import argparse
from pathlib import Path

from bisenet.arguments import positive
from bisenet.commands.option_types import Commands, add_folder, add_published, mean, scale
from bisenet.errors import BisenetError

_DESCRIPTION = """Publish a checkpoint of a public implementation, so that it can be run, quantised and exported:
zllrunning's face parsing and facexlib (bisenet-face), CoinCheung's BiSeNet V2 (bisenetv2), the authors' TorchSeg
(bisenet-resnet18, -resnet101, -xception39) and ooooverflow's BiSeNet (bisenet-concat-*). What the source is known for
is taken where no option says otherwise."""


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser(
        "import", help="publish a checkpoint of a public implementation", description=_DESCRIPTION
    )
    command.add_argument("checkpoint", type=Path, help="file that torch.save wrote, or .safetensors")
    command.add_argument("--model", required=True, help="its architecture")
    command.add_argument(
        "--num-classes", type=positive, help="channels of its output; 1 finds people (default: as many as --classes)"
    )
    command.add_argument("--classes", help="a classes.json, or face-parsing, celebamask-hq or cityscapes")
    add_folder(command)
    add_published(command, "not stated")
    command.add_argument("--pixel-budget", type=positive, help="input size in pixels")
    command.add_argument("--mean", type=mean, metavar="R,G,B", help="mean of the input, of values from 0 to 1")
    command.add_argument("--std", type=scale, metavar="R,G,B", help="scale of the input")
    command.add_argument(
        "--resampling", choices=("aligned", "half-pixel", "nearest"), help="of all upsampling (aligned for TorchSeg's)"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    from bisenet.classes import find_classes
    from bisenet.import_checkpoint import Overrides, import_checkpoint

    classes = find_classes(options.classes) if options.classes else None
    if classes is None and options.num_classes is None:
        raise BisenetError("The number of outputs is not known; give --num-classes, or --classes with their names.")
    name = options.name or options.model
    description = import_checkpoint(
        options.checkpoint,
        options.model,
        options.num_classes or len(classes or ()),
        options.folder,
        name,
        Overrides(classes, options.pixel_budget, options.mean, options.std, options.resampling, options.licence),
    )
    found, preprocessing = description.classes, description.preprocessing
    print(f"{name} is in {options.folder}; what was taken for granted, options can change:")
    print(f"  finds         {'people' if found is None else f'{len(found)} classes: ' + ', '.join(found.names)}")
    print(f"  mean, std     {_numbers(preprocessing.mean)}; {_numbers(preprocessing.std)}")
    print(f"  pixel budget  {preprocessing.pixel_budget}")
    print(f"  resampling    {description.resampling or 'as the architecture has it'}")
    return 0


def _numbers(values: tuple[float, float, float]) -> str:
    return ",".join(f"{value:g}" for value in values)
