"""Measures the cost of training: preparing a sample, a step and a teacher's answer, in milliseconds per sample.

    OMP_WAIT_POLICY=PASSIVE python -m benchmarks.training ../shared/data/train

Run it with nothing else at work. A step is measured in the precision that `bisenet train` takes on this processor and
in float32, with one thread and with two.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import torch
from torch import Tensor
from torch.utils.data import default_collate

from benchmarks.quality.tables import markdown
from bisenet.arguments import Parser
from bisenet.errors import BisenetError
from bisenet.models import create_model
from bisenet.training.config import TrainConfig
from bisenet.training.loop import train_step
from bisenet.training.memory import keep_freed_memory
from bisenet.training.optimizer import build_optimizer
from bisenet.training.precision import autocast, choose_precision, keep_strided_depthwise_in_float32
from bisenet.training.recipes import recipe
from bisenet.training.tasks import PeopleTask
from bisenet.training.teacher import Teacher

_MODELS = ("bisenet-mobilenetv2", "bisenet-resnet18", "bisenet-xception39")
_TEACHER = "bisenet-resnet18"
_THREADS = (1, 2)
_SAMPLES = 200
_STEPS = 4
_CPU = torch.device("cpu")


def main() -> int:
    """Measure and print; return 0, or 2 for the user's mistakes."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="holds the training sets")
    parser.add_argument("--labels", type=Path, help="soft labels, written by `bisenet soften`")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    keep_freed_memory()
    try:
        rows = [["preparing", *[_preparing(options.data, options.labels)] * len(_THREADS)]]
    except BisenetError as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    for model in _MODELS:
        rows += [[f"a step of `{model}`, {name}", *cells] for name, cells in _steps(model)]
    rows.append([f"`{_TEACHER}` as teacher", *(_teacher(threads) for threads in _THREADS)])
    print(markdown(["milliseconds a sample", *(f"{threads} threads" for threads in _THREADS)], rows))
    return 0


def _preparing(data: Path, labels: Path | None) -> str:
    config = recipe(_MODELS[0])
    dataset = config.task.open(
        data, labels, config.preprocessing, length=2 * _SAMPLES, batch_size=config.batch_size, seed=0
    )
    samples = iter(range(2 * _SAMPLES))
    return _milliseconds(lambda: dataset[next(samples)], _SAMPLES, 1)


def _steps(model: str) -> list[tuple[str, list[str]]]:
    config = recipe(model)
    batch = _batch(_largest(config), config.batch_size)
    rows = []
    for dtype in dict.fromkeys((choose_precision(_CPU), torch.float32)):
        cells = []
        for threads in _THREADS:
            torch.set_num_threads(threads)
            network = create_model(model).to(memory_format=torch.channels_last).train()  # type: ignore[call-overload]
            if dtype is torch.bfloat16:
                keep_strided_depthwise_in_float32(network)
            optimizer = build_optimizer(network, set(), config)

            def step() -> None:
                train_step(network, optimizer, batch, config, dtype)  # noqa: B023 - called before the next turn

            cells.append(_milliseconds(step, _STEPS, config.batch_size))
        rows.append((str(dtype).removeprefix("torch."), cells))
    return rows


def _teacher(threads: int) -> str:
    torch.set_num_threads(threads)
    config = recipe(_MODELS[0])
    teacher = Teacher(_TEACHER, config.preprocessing)
    image, _, _ = _batch(_largest(config), config.batch_size)

    def answer() -> None:
        with autocast(_CPU):
            teacher(image)

    return _milliseconds(answer, _STEPS, config.batch_size)


def _largest(config: TrainConfig) -> int:
    """Return the pixels of the largest input of a recipe of people."""
    return max(config.task.budgets) if isinstance(config.task, PeopleTask) else 0


def _batch(pixels: int, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return a batch of 16:9 with somebody in its middle."""
    height = round((pixels * 9 / 16) ** 0.5 / 32) * 32
    width = round(pixels / height / 32) * 32
    image = torch.randn(3, height, width)
    target = torch.zeros(1, height, width)
    target[:, height // 4 :, width // 3 : width * 2 // 3] = 1
    image, target, valid = default_collate([(image, target, torch.ones_like(target))] * size)
    return image.contiguous(memory_format=torch.channels_last), target, valid


def _milliseconds(work: Callable[[], object], times: int, samples: int) -> str:
    """Return how long a sample takes when `work` does so many at once; a first round warms up."""
    work()
    began = time.perf_counter()
    for _ in range(times):
        work()
    return f"{1000 * (time.perf_counter() - began) / times / samples:.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
