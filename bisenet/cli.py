"""The `bisenet` command: soften, train, evaluate, publish, quantise."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from bisenet import __version__
from bisenet.arguments import Parser, count, positive, rate
from bisenet.errors import BisenetError

_EXAMPLES = """examples:
  bisenet train --model bisenet-resnet18 --data data/train --pretrained resnet18.safetensors --out run.pt
  bisenet train --model bisenet-resnet18 --data data/train --out run.pt --resume
  bisenet train --model bisenet-resnet18 --data data/train --from weights/bisenet-resnet18.safetensors --out run.pt
  torchrun --nproc-per-node 2 -m bisenet train --model bisenet-resnet18 --data data/train --out run.pt
  bisenet publish run.pt --folder weights
  bisenet quantise bisenet-mobilenetv2 --data data/train --folder weights
  bisenet evaluate data/val data/clips --model bisenet-resnet18
  bisenet evaluate data/val/portraits --model bisenet-resnet18 --json
"""

# Names of options that differ from what they set.
_OPTIONS = {"start": "from", "shares": "share"}
# Typed as argparse's own stubs type it; the class has no public name.
_Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status: 0, 2 for the user's mistakes, 130 when interrupted."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        return status
    except BisenetError as error:
        print(f"bisenet: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("bisenet: stopped.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="bisenet",
        description="Train and measure binary BiSeNet person segmenters.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bisenet {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_training(commands)
    _add_measuring(commands)
    return parser


def _add_training(commands: _Commands) -> None:
    train = commands.add_parser("train", help="train a model, or go on where a checkpoint stands")
    train.add_argument("--model", required=True, help="architecture to train")
    train.add_argument("--data", required=True, type=Path, help="folder that holds the training sets")
    train.add_argument("--out", required=True, type=Path, help="checkpoint to write")
    start = train.add_mutually_exclusive_group()
    start.add_argument("--pretrained", type=Path, help="ImageNet weights of the backbone")
    # torchrun reads a word like --start as its own, so this one is called otherwise.
    start.add_argument("--from", dest="start", type=Path, help="weights of an earlier run to start from")
    train.add_argument("--labels", type=Path, help="folder of soft labels, written by `bisenet soften`")
    train.add_argument("--teacher", help="trained model whose mattes are mixed into the labels")
    train.add_argument("--teacher-share", type=_share, help="of the labels that is the teacher's, above 0 to 1")
    train.add_argument(
        "--share",
        dest="shares",
        action="append",
        type=_named_share,
        metavar="SET=WEIGHT",
        help="weight of a training set in the mixture; may be given several times",
    )
    train.add_argument("--degraded", type=_share, help="share of the pictures made as bad as a webcam's, above 0 to 1")
    train.add_argument("--resume", action="store_true", help="go on from --out, with the recipe stored there")
    train.add_argument("--samples", type=positive, help="pictures to see in the whole run")
    train.add_argument("--batch-size", type=positive)
    train.add_argument("--learning-rate", type=rate)
    train.add_argument("--seed", type=count)
    train.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    train.add_argument("--threads", type=positive, default=2, help="CPU threads (default 2)")
    train.add_argument("--workers", type=count, default=1, help="processes that prepare pictures (default 1)")
    train.add_argument("--save-every", type=positive, default=200, help="steps between checkpoints (default 200)")
    train.set_defaults(run=_train)

    soft = commands.add_parser("soften", help="write soft labels of the training sets whose masks are coarse")
    soft.add_argument("--data", required=True, type=Path, help="folder that holds the training sets")
    soft.add_argument("--network", required=True, type=Path, help="U2-Net as an ONNX file")
    soft.add_argument("--out", required=True, type=Path, help="folder to write; labels that are there stay")
    soft.add_argument("--threads", type=positive, default=2, help="CPU threads (default 2)")
    soft.set_defaults(run=_soften)


def _add_measuring(commands: _Commands) -> None:
    evaluate = commands.add_parser("evaluate", help="measure a trained model on pictures and clips")
    evaluate.add_argument(
        "folders",
        metavar="folder",
        type=Path,
        nargs="+",
        help="a set (images/ and masks/, or pictures without people, or .mp4 clips), or a folder of sets",
    )
    evaluate.add_argument("--model", required=True, help="trained model")
    evaluate.add_argument("--weights", type=Path, help="folder of another manifest")
    evaluate.add_argument("--device", default="auto", help="auto, cpu or cuda")
    evaluate.add_argument("--engine", default="auto", help="auto, torch, onnx or onnx-int8")
    evaluate.add_argument("--json", action="store_true", help="print JSON, a line for each set")
    evaluate.set_defaults(run=_evaluate)

    publish = commands.add_parser("publish", help="write weights, ONNX graph and manifest entry of a checkpoint")
    publish.add_argument(
        "checkpoints", metavar="checkpoint", type=Path, nargs="+", help="or published weights; several are averaged"
    )
    publish.add_argument("--folder", type=Path, default=Path("weights"), help="holds the manifest (default weights)")
    publish.add_argument("--pixel-budget", type=positive, help="input size in pixels, if not the recipe's")
    publish.set_defaults(run=_publish)

    quantise = commands.add_parser(
        "quantise", help="write the int8 graph of a published model, for CPUs that have VNNI"
    )
    quantise.add_argument("model", help="trained model")
    quantise.add_argument("--data", required=True, type=Path, help="folder that holds the training sets")
    quantise.add_argument("--folder", type=Path, default=Path("weights"), help="holds the manifest (default weights)")
    quantise.add_argument("--pictures", type=positive, default=8, help="to look at in each set (default 8)")
    quantise.add_argument("--seed", type=count, default=0)
    quantise.add_argument("--default", action="store_true", help="let fit processors run it where no engine is chosen")
    quantise.set_defaults(run=_quantise)


def _share(text: str) -> float:
    share = rate(text)
    if share > 1:
        raise argparse.ArgumentTypeError(f"{text} is more than 1")
    return share


def _named_share(text: str) -> tuple[str, float]:
    name, _, weight = text.partition("=")
    return name, rate(weight)


def _train(options: argparse.Namespace) -> int:
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


def _soften(options: argparse.Namespace) -> int:
    from bisenet.data.saliency import SaliencyNetwork, write_soft_labels

    network = SaliencyNetwork(options.network, options.threads)
    count = write_soft_labels(network, options.data, options.out, progress=sys.stderr.isatty())
    print(f"{count} soft labels are in {options.out}; give them to `bisenet train --labels`.")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from bisenet.evaluate import evaluate, find_sets
    from bisenet.inference.segmenter import Segmenter

    segmenter = Segmenter(options.model, options.device, options.engine, weights=options.weights)
    for name, folder in find_sets(options.folders).items():
        scores = evaluate(segmenter, folder, progress=sys.stderr.isatty())
        if options.json:
            print(json.dumps({"model": options.model, "folder": name, **scores}))
        else:
            print(name, *(f"  {metric:14} {value}" for metric, value in scores.items()), sep="\n")
    return 0


def _publish(options: argparse.Namespace) -> int:
    try:
        from bisenet.publish import publish
    except ModuleNotFoundError as error:
        raise BisenetError(f"Publishing needs {error.name}; run `pip install -e '.[train]'` in the project.") from error

    name = publish(options.checkpoints, options.folder, options.pixel_budget)
    print(f"{name} is in {options.folder}; measure it with benchmarks/quality.py.")
    return 0


def _quantise(options: argparse.Namespace) -> int:
    try:
        from bisenet.quantise.quantise import quantise
    except ModuleNotFoundError as error:
        raise BisenetError(f"Quantising needs {error.name}; run `pip install -e '.[train]'` in the project.") from error

    path = quantise(
        options.model,
        options.data,
        options.folder,
        options.pictures,
        options.seed,
        default=options.default,
        progress=sys.stderr.isatty(),
    )
    print(f"{path} is written; measure it with benchmarks/quality.py.")
    return 0
