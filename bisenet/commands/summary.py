"""`bisenet summary`: counts parameters and multiply-adds of networks, and times them."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from bisenet.arguments import positive, rate
from bisenet.commands.option_types import Commands, torch_device

if TYPE_CHECKING:
    from bisenet.summary import ModelSummary, SizeCost

_MODEL_WIDTH, _WIDTH = 31, 20


def add(commands: Commands) -> None:
    """Declare the subcommand."""
    command = commands.add_parser(
        "summary",
        help="print what networks cost: parameters, multiply-adds, frames a second",
        description="Print what networks cost: parameters with and without the auxiliary heads, and at each size the "
        "multiply-adds of a picture in billions (G), which papers call GFLOPs, and the frames a second (fps) that "
        "PyTorch makes here, one picture at a time in float32.",
    )
    command.add_argument("models", metavar="model", nargs="*", help="architectures (default all)")
    command.add_argument("--num-classes", type=positive, default=19, help="classes (default 19, as Cityscapes has)")
    command.add_argument(
        "--sizes", type=_sizes, help="pictures, WIDTHxHEIGHT,... (default 640x360,1024x512,1280x720,2048x1024)"
    )
    command.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    command.add_argument("--threads", type=positive, help="CPU threads (default PyTorch's choice)")
    command.add_argument("--no-timing", action="store_true", help="leave out frames a second")
    command.add_argument("--seconds", type=rate, default=3.0, help="that the timing of a size may take (default 3)")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON, a line for each model")
    form.add_argument("--markdown", action="store_true", help="print a table in Markdown")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand; return its exit status."""
    import torch

    from bisenet.models import check_name, list_models
    from bisenet.summary import PAPER_SIZES, Size, summarise

    names = options.models or list_models()
    for name in names:
        check_name(name)
    chosen = torch_device(options.device)
    if options.threads is not None:
        torch.set_num_threads(options.threads)
    device = None if options.no_timing else chosen
    sizes = PAPER_SIZES if options.sizes is None else [Size(*size) for size in options.sizes]
    if not options.json:
        _print_row(["model", "parameters", "for inference", *map(str, sizes)], options.markdown)
        if options.markdown:
            _print_row(["---"] + ["---:"] * (2 + len(sizes)), markdown=True)
    for name in names:
        summary = summarise(name, options.num_classes, sizes, device, options.seconds)
        if options.json:
            where = {"device": str(device), "threads": torch.get_num_threads()} if device is not None else {}
            print(json.dumps({**where, **_fields(summary)}), flush=True)
            continue
        _print_row(_cells(summary), options.markdown)
        for cost in summary.costs:
            if cost.problem is not None:
                print(f"bisenet: {name}: {cost.problem}", file=sys.stderr)
    return 0


def _sizes(text: str) -> list[tuple[int, int]]:
    """Read `WIDTHxHEIGHT,...`."""
    sizes = []
    for word in text.split(","):
        width, _, height = word.partition("x")
        if not (width.isdecimal() and height.isdecimal() and min(int(width), int(height)) >= 32):
            raise argparse.ArgumentTypeError(f"{word} is not WIDTHxHEIGHT of at least 32x32")
        sizes.append((int(width), int(height)))
    return sizes


def _cells(summary: "ModelSummary") -> list[str]:
    counts = [f"{summary.parameters:,}", f"{summary.inference_parameters:,}"]
    return [summary.model, *counts, *map(_cell, summary.costs)]


def _cell(cost: "SizeCost") -> str:
    figures = [] if cost.multiply_adds is None else [f"{cost.multiply_adds / 1e9:.1f} G"]
    figures += [] if cost.frames_per_second is None else [f"{cost.frames_per_second:.3g} fps"]
    return ", ".join(figures if cost.problem is None else [*figures, "-"])


def _fields(summary: "ModelSummary") -> dict[str, object]:
    fields = asdict(summary)
    costs = [{**cost.size._asdict(), **asdict(cost)} for cost in summary.costs]
    return {**fields, "costs": [{key: value for key, value in cost.items() if key != "size"} for cost in costs]}


def _print_row(cells: Sequence[str], markdown: bool) -> None:
    if markdown:
        print(f"| {' | '.join(cells)} |", flush=True)
        return
    first, *rest = cells
    print(first.ljust(_MODEL_WIDTH) + "".join(cell.rjust(_WIDTH) for cell in rest), flush=True)
