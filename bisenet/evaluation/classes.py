"""Measuring a segmentation into classes on folders of pictures with class masks."""

import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from bisenet.classes import Classes
from bisenet.data.class_masks import ClassSet, Split
from bisenet.data.class_set import is_root, open_class_set, own_classes
from bisenet.data.clips import list_clips
from bisenet.errors import DataError
from bisenet.evaluation.confusion import ClassScores, ConfusionMatrix
from bisenet.media.overlay import draw_overlay, side_by_side
from bisenet.media.pictures import make_folder, write_bytes, write_picture

Labels = NDArray[np.uint8]
Segment = Callable[[NDArray[np.uint8]], Labels]
# Takes a picture's path, the picture, and its class indices as they should be and as they were found.
Show = Callable[[Path, NDArray[np.uint8], Labels, Labels], None]
_NOT_COUNTED = 255
_DIGITS = 5
_MEANS = ("mean_iou", "mean_f1", "pixel_accuracy", "mean_accuracy", "frequency_weighted_iou")


def states_classes(folder: Path) -> bool:
    """Return whether a folder or one right below it says which classes its masks have.

    Raises:
        DataError: a `classes.json` cannot be used.
    """
    return any(own_classes(place) is not None for place in _places(folder))


def find_class_sets(
    folders: Iterable[Path], classes: Classes | None = None, split: Split | None = None
) -> dict[str, ClassSet]:
    """Return the sets among `folders` and right below them, by name.

    Args:
        folders: as `open_class_set` reads them, or that hold such folders.
        classes: of the masks; None takes what each set states.
        split: part of Cityscapes or CelebAMask-HQ; None takes the validation pictures.

    Raises:
        DataError: a folder cannot be used or has no such part, or two sets have the same name.
    """
    sets: dict[str, ClassSet] = {}
    for folder in folders:
        if list_clips(folder):
            raise DataError(f"{folder} holds clips, which have no masks; give a folder with images/ and masks/.")
        found = [place for place in _places(folder) if is_root(place) or (place / "masks").is_dir()]
        for path in found or [folder]:
            name = path.resolve().name
            if name in sets:
                raise DataError(f"Two sets are called {name}; measure one at a time.")
            root = is_root(path)
            if split is not None and not root:
                raise DataError(f"{path} has no parts; leave out --split, or give the folder of the {split} pictures.")
            sets[name] = open_class_set(path, classes, split or ("val" if root else None))
    return sets


def measure(
    segment: Segment, classes: Classes, pictures: ClassSet, show: Show | None = None, progress: bool = False
) -> ClassScores:
    """Return the scores of a segmentation on a set.

    Args:
        segment: maps RGB uint8 (H, W, 3) to indices of `classes`, uint8 (H, W).
        classes: of the model; the set's must have the same names, in any order.
        pictures: with their masks.
        show: called for each picture; the indices are those of `classes`, 255 where a pixel does not count.
        progress: show a progress bar.

    Raises:
        DataError: the set has other classes, or a picture or mask cannot be used.
    """
    table = indices_by_name(pictures.classes, classes)
    matrix = ConfusionMatrix(len(classes))
    for index in tqdm(range(len(pictures)), unit="picture", disable=not progress):
        rgb, mask = pictures.read(index)
        target, found = table[mask], segment(rgb)
        matrix.add(found, target, target != _NOT_COUNTED)
        if show is not None:
            show(pictures.paths[index], rgb, target, found)
    return matrix.scores()


def indices_by_name(theirs: Classes, ours: Classes) -> Labels:
    """Return a table, uint8 (256,), from the values of masks to indices of `ours`; 255 is what does not count.

    Raises:
        DataError: the names are not the same.
    """
    if set(theirs.names) != set(ours.names):
        differences = [
            f"{where} alone {'has' if where == 'the set' else 'finds'} {', '.join(sorted(names))}"
            for where, names in (
                ("the set", set(theirs.names) - set(ours.names)),
                ("the model", set(ours.names) - set(theirs.names)),
            )
            if names
        ]
        raise DataError(
            f"The set and the model have different classes ({'; '.join(differences)}); choose another model or set."
        )
    table = np.full(256, _NOT_COUNTED, np.uint8)
    table[: len(theirs)] = [ours.names.index(name) for name in theirs.names]
    return table


def as_values(scores: ClassScores, classes: Classes) -> dict[str, Any]:
    """Return scores as JSON values: the means, and `classes` with `share`, `iou` and `f1` of each; NaN becomes None."""
    by_class = {
        name: {"share": _json(scores.share[index]), "iou": _json(scores.iou[index]), "f1": _json(scores.f1[index])}
        for index, name in enumerate(classes.names)
    }
    return {**{name: _json(getattr(scores, name)) for name in _MEANS}, "classes": by_class}


def as_table(scores: ClassScores, classes: Classes) -> str:
    """Return scores as a Markdown table whose columns are aligned: a line for each class, then the means."""
    rows = [("class", "share", "IoU", "F1")]
    for name, share, iou, f1 in zip(classes.names, scores.share, scores.iou, scores.f1, strict=True):
        rows.append((name, _shown(share), _shown(iou), _shown(f1)))
    rows.append(("mean of those present", "", _shown(scores.mean_iou), _shown(scores.mean_f1)))
    first = max(len(row[0]) for row in rows)
    lines = [f"| {name:{first}} | {share:>6} | {iou:>6} | {f1:>6} |" for name, share, iou, f1 in rows]
    lines.insert(1, f"|{'-' * (first + 2)}|{'-' * 7}:|{'-' * 7}:|{'-' * 7}:|")
    accuracies = f"Pixel accuracy {_shown(scores.pixel_accuracy)}, mean accuracy {_shown(scores.mean_accuracy)}"
    return "\n".join([*lines, "", f"{accuracies}, frequency-weighted IoU {_shown(scores.frequency_weighted_iou)}."])


class OverlayFolder:
    """Writes what a segmentation found into a folder: overlays of pictures, and the table.

    Args:
        folder: created if missing.
        classes: whose colours are taken.

    Raises:
        DataError: the folder cannot be made.
    """

    def __init__(self, folder: Path, classes: Classes) -> None:
        make_folder(folder)
        self._folder = folder
        self._classes = classes

    def __call__(self, path: Path, rgb: NDArray[np.uint8], target: Labels, found: Labels) -> None:
        """Write `NAME.jpg`: the picture, its classes as they should be and as they were found.

        Raises:
            DataError: it cannot be written.
        """
        overlays = (draw_overlay(rgb, labels, self._classes) for labels in (target, found))
        write_picture(self._folder / f"{path.stem}.jpg", side_by_side(rgb, *overlays))

    def write_table(self, scores: ClassScores) -> None:
        """Write `table.md` and `table.json`.

        Raises:
            DataError: they cannot be written.
        """
        values = json.dumps(as_values(scores, self._classes), indent=2)
        for name, text in (("table.md", as_table(scores, self._classes)), ("table.json", values)):
            write_bytes(self._folder / name, f"{text}\n".encode())


def _places(folder: Path) -> list[Path]:
    """Return a folder and, if it is no set itself, those right below it."""
    if not folder.is_dir() or is_root(folder) or (folder / "images").is_dir():
        return [folder]
    return [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]


def _json(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), _DIGITS)


def _shown(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}"
