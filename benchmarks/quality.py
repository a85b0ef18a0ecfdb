"""The quality card: every shipped model on every validation set.

    python benchmarks/quality.py ../shared/data/val --write

prints a table and, with --write, puts the figures into the manifest beside the command that made them.
"""

import argparse
from pathlib import Path
from typing import Any

from bisenet.evaluate import evaluate
from bisenet.inference.segmenter import Segmenter
from bisenet.manifest import read_manifest
from bisenet.publish import write_entry

SETS = ("portraits", "webcam", "homes", "empty")


def measure(name: str, data: Path, weights: Path) -> dict[str, dict[str, float]]:
    """Return the metrics of one model by set."""
    segmenter = Segmenter(name, device="cpu", weights=weights)
    return {folder: evaluate(segmenter, data / folder, progress=True) for folder in SETS}


def table(results: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return the results as a Markdown table."""
    lines = [
        "| model | portraits: IoU / boundary | webcam | homes | false person in empty rooms |",
        "|---|---|---|---|---|",
    ]
    for name, sets in results.items():
        people = " | ".join(f"{sets[s]['person_iou']:.3f} / {sets[s]['boundary_iou']:.3f}" for s in SETS[:3])
        lines.append(f"| `{name}` | {people} | {100 * sets['empty']['false_person']:.2f} % |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder that holds the validation sets")
    parser.add_argument("--weights", type=Path, default=Path("weights"), help="folder of the manifest")
    parser.add_argument("--write", action="store_true", help="put the figures into the manifest")
    options = parser.parse_args()
    results: dict[str, dict[str, dict[str, float]]] = {}
    for name, card in read_manifest(options.weights).items():
        results[name] = measure(name, options.data, options.weights)
        if options.write:
            entry: dict[str, Any] = dict(card.facts)
            entry["metrics"] = {"command": "python benchmarks/quality.py DATA/val --write", "sets": results[name]}
            write_entry(options.weights, name, entry)
    print(table(results))


if __name__ == "__main__":
    main()
