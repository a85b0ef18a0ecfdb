"""Checks that every network learns classes: each is trained on 40 drawn streets with the references' loss and schedule.

SGD with poly, OHEM and the sources' augmentation, at 192 x 96 pixels; then it is published and measured on the pictures
that it learnt from (to fit them is what is asked) and on ten others, in one look, in several and in sliding windows.
The table is for docs/models.md. Some minutes for each network on a CPU.
"""

import argparse
import json
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import cv2
import torch
from tqdm import tqdm

from benchmarks.quality.tables import markdown
from benchmarks.streets import draw_streets
from bisenet.arguments import Parser, positive, rate
from bisenet.classes import CITYSCAPES
from bisenet.cli import main as bisenet
from bisenet.errors import BisenetError
from bisenet.losses_multiclass import SoftmaxLoss
from bisenet.publish import publish
from bisenet.training.loop import RunPlaces, train
from bisenet.training.memory import keep_freed_memory
from bisenet.training.recipes import changed, recipe

_MODELS = (
    "bisenet-concat-resnet18",
    "bisenet-concat-resnet101",
    "bisenet-face",
    "bisenet-mobilenetv2",
    "bisenet-resnet18",
    "bisenet-resnet101",
    "bisenet-xception39",
    "bisenetv2",
)
_CROP = (96, 192)
_BATCH = 8
# Several scales are looked at through windows of the training's crop, as TorchSeg's evaluation does.
_LOOKS = {
    "one look": [],
    "three scales, mirrored": ["--scales", "1", "1.25", "1.5", "--mirrored", "--window", "192x96"],
    "windows of 128x64": ["--window", "128x64"],
    "one window": ["--window", "192x96"],
}


def main() -> int:
    """Train, publish and measure; return the exit status."""
    parser = Parser(prog="python -m benchmarks.classes", description=__doc__)
    parser.add_argument("models", nargs="*", metavar="model", help="default all eight")
    parser.add_argument("--samples", type=positive, default=3200, help="pictures a network sees (default 3200)")
    parser.add_argument("--learning-rate", type=rate, default=1e-2, help="peak of the schedule (default 0.01)")
    parser.add_argument("--warmup", type=positive, default=20, help="steps of warm-up (default 20)")
    parser.add_argument("--threads", type=positive, default=2, help="CPU threads (default 2)")
    options = parser.parse_args()
    keep_freed_memory()
    cv2.setNumThreads(1)
    torch.set_num_threads(options.threads)
    names = [f"{look}, {split}" for split in ("learnt", "others") for look in _LOOKS]
    rows = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "streets"
            draw_streets(data, 40, size=_CROP)
            draw_streets(data, 10, size=_CROP, split="val", seed=1)
            for model in tqdm(options.models or _MODELS, unit="network"):
                rows.append([f"`{model}`", *_measure(model, data, Path(folder) / model, options)])
                tqdm.write(" ".join(rows[-1]))
    except BisenetError as error:
        print(f"classes: {error}", file=sys.stderr)
        return 2
    print(markdown(["mIoU", *names], rows))
    return 0


def _measure(model: str, data: Path, folder: Path, options: argparse.Namespace) -> list[str]:
    """Return the mean IoU of each look on both splits."""
    folder.mkdir()
    config = changed(
        recipe(model, several=True),
        classes=CITYSCAPES,
        crop=_CROP,
        loss=SoftmaxLoss(ohem=True),
        optimizer="sgd",
        schedule="poly",
        samples=options.samples,
        batch_size=_BATCH,
        learning_rate=options.learning_rate,
        warmup=options.warmup,
        weight_decay=5e-4,
        pretrained_factor=1.0,
        head_factor=10.0,
        gradient_clip=0.0,
    )
    places = RunPlaces(data, folder / "run.pt", torch.device("cpu"), workers=0)
    train(config, places)
    publish([places.checkpoint], folder)
    return [
        f"{_evaluate(model, data, folder, split, more)['mean_iou']:.4f}"
        for split in ("train", "val")
        for more in _LOOKS.values()
    ]


def _evaluate(model: str, data: Path, folder: Path, split: str, more: list[str]) -> dict[str, Any]:
    with redirect_stdout(StringIO()) as out:
        status = bisenet(
            ["evaluate", str(data), "--split", split, "--model", model, "--weights", str(folder), "--json", *more]
        )
    if status:
        raise BisenetError(f"{model} cannot be measured; see what is said above.")
    return dict(json.loads(out.getvalue()))


if __name__ == "__main__":
    raise SystemExit(main())
