"""The quality card's tables: Markdown from figures."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bisenet.evaluation.people import Score, summary

# By contender, then by set: a set's `summary`, or its scores.
Summaries = Mapping[str, Mapping[str, Mapping[str, float]]]
Results = Mapping[str, Mapping[str, Sequence[Score]]]

_HEADS = {
    "person_iou": "person IoU",
    "mean_iou": "mean IoU",
    "boundary_iou": "boundary IoU",
    "mad": "MAD",
    "gradient": "gradient error",
    "false_person": "false person",
    "room_shown": "room shown",
    "doubt": "doubt",
    "flicker": "flicker",
}
_PRINCIPAL = ("person_iou", "boundary_iou", "false_person", "flicker")
_FAR_FROM_OUTLINES = ("room_shown", "doubt")
LOWER_IS_BETTER = {"false_person", "room_shown", "doubt", "flicker"}
_PERCENT = {"false_person", "room_shown", "doubt"}
_SIZES = {"images": "pictures", "clips": "clips"}


def summaries(results: Results) -> dict[str, dict[str, dict[str, float]]]:
    """Return each set's means and size, by contender and set."""
    return {name: {set_name: summary(scores) for set_name, scores in sets.items()} for name, sets in results.items()}


def size(means: Mapping[str, float]) -> str:
    """Return the number of pictures or clips of a `summary`, in words."""
    return next(f"{means[name]} {word}" for name, word in _SIZES.items() if name in means)


def summary_table(figures: Summaries) -> str:
    """Return the principal metrics of every set, a line for each contender."""
    return _summary(figures, _PRINCIPAL)


def decided_table(figures: Summaries) -> str:
    """Return what is shown of the room and what is in doubt far from outlines, a line for each contender."""
    return _summary(figures, _FAR_FROM_OUTLINES)


def set_table(figures: Summaries, set_name: str) -> str:
    """Return all metrics of one set, a line for each contender."""
    metrics = [metric for metric in next(iter(figures.values()))[set_name] if metric not in _SIZES]
    rows = ([f"`{name}`", *(_cell(m, sets[set_name][m]) for m in metrics)] for name, sets in figures.items())
    return markdown(["model", *(_HEADS[metric] for metric in metrics)], rows)


def group_table(results: Results, set_name: str, groups: Mapping[str, set[Path]]) -> str:
    """Return the principal metrics of one set's groups, a line for each group."""
    rows = []
    for group, paths in groups.items():
        parts = [[score for score in sets[set_name] if score.path in paths] for sets in results.values()]
        cells = (_cells(means, _among(_PRINCIPAL, means)) for means in map(summary, parts))
        rows.append([group, str(len(paths)), *cells])
    return markdown(["group", "number", *(f"`{name}`" for name in results)], rows)


def difference_table(results: Results, reference: str) -> str:
    """Return each contender's mean difference to `reference` and its standard error, over pairs of the same picture."""
    others = {name: sets for name, sets in results.items() if name != reference}
    rows = []
    for set_name, theirs in results[reference].items():
        for metric in _among((*_PRINCIPAL, *_FAR_FROM_OUTLINES), theirs[0].values):
            their_values = np.array([score.values[metric] for score in theirs])
            cells = (
                _difference_cell(metric, np.array([score.values[metric] for score in sets[set_name]]) - their_values)
                for sets in others.values()
            )
            rows.append([set_name, _HEADS[metric], *cells])
    return markdown(["set", "metric", *(f"`{name}`" for name in others)], rows)


def data_table(sources: Mapping[str, str]) -> str:
    """Return the training data's sources and terms, a line for each."""
    return markdown(["training data", "source and terms"], (list(item) for item in sources.items()))


def _summary(figures: Summaries, metrics: Sequence[str]) -> str:
    sets = {name: _among(metrics, means) for name, means in next(iter(figures.values())).items()}
    sets = {name: own for name, own in sets.items() if own}
    heads = (f"{set_name}: {' / '.join(_HEADS[metric] for metric in own)}" for set_name, own in sets.items())
    rows = (
        [f"`{name}`", *(_cells(of_sets[set_name], own) for set_name, own in sets.items())]
        for name, of_sets in figures.items()
    )
    return markdown(["model", *heads], rows)


def _among(metrics: Sequence[str], means: Mapping[str, float]) -> list[str]:
    return [metric for metric in metrics if metric in means]


def _cells(means: Mapping[str, float], metrics: Sequence[str]) -> str:
    return " / ".join(_cell(metric, means[metric]) for metric in metrics)


def _cell(metric: str, value: float, sign: str = "") -> str:
    if metric in _PERCENT:
        return f"{100 * value:{sign}.2f}%"
    if metric == "flicker":
        return f"{1000 * value:{sign}.2f}‰"
    return f"{value:{sign}.2f}" if metric == "gradient" else f"{value:{sign}.3f}"


def _difference_cell(metric: str, differences: NDArray[np.float64]) -> str:
    mean = float(differences.mean())
    error = float(differences.std(ddof=1)) / len(differences) ** 0.5 if len(differences) > 1 else 0.0
    gain = -mean if metric in LOWER_IS_BETTER else mean
    verdict = "equal" if gain == 0 else "better" if gain > 0 else "**worse**"
    return f"{_cell(metric, mean, '+')} ± {_cell(metric, error)}, {verdict}"


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells."""
    lines = ("| " + " | ".join(cells) + " |" for cells in rows)
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *lines])
