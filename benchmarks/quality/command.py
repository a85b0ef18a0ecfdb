"""The quality card: every shipped model and MediaPipe on every validation set and clip, in one run.

    python3 -m venv build/benchmark
    build/benchmark/bin/pip install --constraint constraints.txt --editable '.[benchmark]'
    build/benchmark/bin/python -m benchmarks.quality ../shared/data --write

MediaPipe has an environment of its own: it needs an older protobuf than the training extra's onnx, and its OpenCV lies
over ours. The command prints the summary and draws contact sheets into build/quality; with --write it puts the models'
figures into the manifest and everything into QUALITY.md beside it. Without MediaPipe it measures our models alone and
writes nothing.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.quality.card import COMMAND, page
from benchmarks.quality.contenders import REFERENCE, int8_name, live_name, mediapipe, ours
from benchmarks.quality.groups import groups_of
from benchmarks.quality.sheets import draw_sheets, make_folder
from benchmarks.quality.tables import Results, decided_table, summaries, summary_table
from bisenet.arguments import Parser
from bisenet.errors import BisenetError, DataError
from bisenet.evaluation.people import find_sets, score
from bisenet.files import replacing
from bisenet.inference.segmenter import LIVE_DETAIL
from bisenet.manifest import read_manifest, write_entry

CARD = "QUALITY.md"


def main() -> int:
    """Measure, print, draw, and write where asked to; return 0, or 2 for the user's mistakes."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="holds val/ with the validation sets, and clips/")
    parser.add_argument("--weights", type=Path, default=Path("weights"), help="folder of the manifest")
    parser.add_argument("--sheets", type=Path, default=Path("build/quality"), help="folder for the contact sheets")
    parser.add_argument("--write", action="store_true", help="write the manifest's figures and QUALITY.md")
    options = parser.parse_args()
    try:
        _run(options.data, options.weights, options.sheets, options.write)
    except BisenetError as error:
        print(f"quality: {error}", file=sys.stderr)
        return 2
    return 0


def _run(data: Path, weights: Path, out: Path, write: bool) -> None:
    sets = find_sets([data / "val", data / "clips"])
    groups = {name: groups_of(name, folder) for name, folder in sets.items()}
    make_folder(out)
    segments = ours(weights)
    try:
        segments |= mediapipe()
    except DataError as error:
        if write:
            raise
        print(f"quality: {error}", file=sys.stderr)
    results: Results = {
        name: {set_name: score(segment, folder, progress=True) for set_name, folder in sets.items()}
        for name, segment in segments.items()
    }
    figures = summaries(results)
    print(summary_table(figures), decided_table(figures), sep="\n\n")
    if write:
        _write(results, groups, weights)
    shown = {*read_manifest(weights), REFERENCE}
    draw_sheets(results, sets, {name: segment for name, segment in segments.items() if name in shown}, out)


def _write(results: Results, groups: Mapping[str, Mapping[str, set[Path]]], weights: Path) -> None:
    cards = read_manifest(weights)
    text = page(results, groups, cards)
    figures = summaries(results)
    for name, card in cards.items():
        entry = {**card.facts, "metrics": {"command": COMMAND, "sets": figures[name]}}
        if int8_name(card) in figures:
            live = {"detail": LIVE_DETAIL, "metrics": {"command": COMMAND, "sets": figures[live_name(card)]}}
            measured = {"metrics": {"command": COMMAND, "sets": figures[int8_name(card)]}, "live": live}
            entry["int8"] = {**entry["int8"], **measured}
        write_entry(weights, name, entry)
    with replacing(weights / CARD) as beside:
        beside.write_text(text, encoding="utf-8")
