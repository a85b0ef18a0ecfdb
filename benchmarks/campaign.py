"""Trains, publishes and measures within a time limit, from packed shards, on a machine borrowed for minutes.

    python -m benchmarks.campaign pack ../shared/data build/shards --labels build/labels
    python -m benchmarks.campaign train build/shards/*.tar --out OUT --minutes 8
    python -m benchmarks.campaign join OUT weights

`pack` runs where the data is. `train` runs where the GPU is, from the repository's root; the project need not be
installed there. It measures how many samples a second it takes, trains as many as fit, publishes into OUT, measures on
the validation sets of the first shard and cuts files that are too large to be sent into parts. `join` puts them
together again and into a folder of weights. A dry run takes a few minutes on a CPU:

    python -m benchmarks.campaign train build/shards/shard-00.tar --out build/dry --samples 96 --batch-size 16
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import cv2
import torch

from bisenet.arguments import Parser, count, positive, rate
from bisenet.data.pack import pack, unpack
from bisenet.errors import BisenetError, DataError
from bisenet.evaluation.people import find_sets, score, summary
from bisenet.files import replacing
from bisenet.inference.segmenter import LIVE_DETAIL, Segmenter
from bisenet.manifest import find_card, write_entry
from bisenet.publish import publish
from bisenet.training.config import TrainConfig
from bisenet.training.loop import RunPlaces, train
from bisenet.training.memory import keep_freed_memory
from bisenet.training.recipes import recipe

_PART = 15 * 2**20
_PROBES = (20, 80)
# Of the minutes, for what comes before and after the run itself.
_MARGIN = 75.0


def main() -> int:
    """Run one of the three commands; return 0, or 2 for the user's mistakes."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    packing = commands.add_parser("pack")
    packing.add_argument("data", type=Path, help="holds train/ and val/")
    packing.add_argument("out", type=Path)
    packing.add_argument("--labels", type=Path, help="soft labels, written by `bisenet soften`")
    packing.add_argument("--mebibytes", type=rate, default=20.0, help="of a shard (default 20)")
    packing.set_defaults(run=_pack)
    training = commands.add_parser("train")
    training.add_argument("shards", type=Path, nargs="+")
    training.add_argument("--out", type=Path, required=True)
    training.add_argument("--model", default="bisenet-mobilenetv2")
    training.add_argument("--from", dest="start", type=Path, help="weights to start from (default: the shipped ones)")
    training.add_argument("--minutes", type=rate, default=8.0, help="that all of it may take (default 8)")
    training.add_argument("--samples", type=positive, help="instead of as many as fit")
    training.add_argument("--batch-size", type=positive, default=64)
    training.add_argument("--learning-rate", type=rate, default=8e-4)
    training.add_argument("--workers", type=count, default=14)
    training.set_defaults(run=_train)
    joining = commands.add_parser("join")
    joining.add_argument("folder", type=Path, help="what `train` wrote")
    joining.add_argument("weights", type=Path)
    joining.set_defaults(run=_join)
    options = parser.parse_args()
    try:
        options.run(options)
    except BisenetError as error:
        print(f"campaign: {error}", file=sys.stderr)
        return 2
    return 0


def _pack(options: argparse.Namespace) -> None:
    shards = pack(options.data, options.out, options.mebibytes, options.labels, progress=sys.stderr.isatty())
    print(f"{len(shards)} shards are in {options.out}.")


def _train(options: argparse.Namespace) -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        unpack(options.shards, work)
        labels = work / "labels"
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        start = options.start or find_card(options.model, Path("weights")).weights
        places = RunPlaces(
            work / "train",
            work / "run.pt",
            device,
            labels=labels if labels.is_dir() else None,
            start=start,
            workers=options.workers if device.type == "cuda" else 0,
        )
        config = recipe(options.model, batch_size=options.batch_size, learning_rate=options.learning_rate)
        samples = options.samples or _fitting(config, places, began + 60 * options.minutes - _MARGIN)
        config = replace(config, samples=samples)
        train(config, places)
        for old in options.out.glob("*.part-*"):
            old.unlink()
        name = publish([places.checkpoint], options.out)
        print(json.dumps({"samples": samples, "seconds": round(time.monotonic() - began, 1)}))
        _measure(name, work / "val", options.out, device.type)
    for path in _files(options.out):
        _cut(path)


def _fitting(config: TrainConfig, places: RunPlaces, end: float) -> int:
    """Return how many samples can be trained until `end`, by two short runs."""
    seconds = []
    for steps in _PROBES:
        began = time.monotonic()
        train(replace(config, samples=steps * config.batch_size), places)
        seconds.append(time.monotonic() - began)
    rate = (_PROBES[1] - _PROBES[0]) * config.batch_size / max(seconds[1] - seconds[0], 1e-3)
    left = end - time.monotonic() - seconds[0]
    if left * rate < config.batch_size:
        raise DataError("There is no time left to train; give more --minutes.")
    return int(left * rate)


def _measure(name: str, val: Path, folder: Path, device: str) -> None:
    segmenter = Segmenter(name, device, weights=folder)
    figures = {
        set_name: summary(score(partial(segmenter, detail=LIVE_DETAIL), path))
        for set_name, path in find_sets([val]).items()
    }
    print(json.dumps(figures, indent=2))
    with replacing(folder / "figures.json") as beside:
        beside.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}; give the one that `train` wrote.")
    return sorted(path for path in folder.iterdir() if path.is_file())


def _cut(path: Path) -> None:
    """Cut a file that is too large to be sent into `NAME.part-NN`."""
    content = path.read_bytes()
    if len(content) <= _PART:
        return
    for number, offset in enumerate(range(0, len(content), _PART)):
        path.with_name(f"{path.name}.part-{number:02d}").write_bytes(content[offset : offset + _PART])
    path.unlink()


def _join(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder)
        for path in _files(options.folder):
            name, _, part = path.name.partition(".part-")
            if part:
                with (whole / name).open("ab") as file:
                    file.write(path.read_bytes())
            else:
                shutil.copy(path, whole)
        manifest = whole / "manifest.json"
        if not manifest.is_file():
            raise DataError(f"{options.folder} holds no manifest.json; give the folder that `train` wrote.")
        for name, entry in json.loads(manifest.read_text(encoding="utf-8"))["models"].items():
            card = find_card(name, whole)
            card.verify(card.weights, card.graph)
            for path in (card.weights, card.graph):
                with replacing(options.weights / path.name) as beside:
                    shutil.copy(path, beside)
            write_entry(options.weights, name, entry)
            print(f"{name} is in {options.weights}: {asdict(card.preprocessing)}")


if __name__ == "__main__":
    keep_freed_memory()
    cv2.setNumThreads(1)
    raise SystemExit(main())
