"""Measuring a segmenter on folders of pictures with masks, of rooms without people, and of clips."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from bisenet.data.clips import list_clips, read_frames
from bisenet.data.folder import IGNORED, Pair, is_picture, list_pairs, read_mask, read_rgb
from bisenet.errors import DataError
from bisenet.evaluation import metrics

Segment = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
_WITH_PEOPLE = {
    "person_iou": metrics.person_iou,
    "mean_iou": metrics.mean_iou,
    "boundary_iou": metrics.boundary_iou,
    "mad": metrics.mean_absolute_difference,
    "gradient": metrics.gradient_error,
    "room_shown": metrics.room_shown,
    "doubt": metrics.doubt,
}
_WITHOUT_PEOPLE = {
    "false_person": metrics.person_fraction,
    "mad": metrics.mean_absolute_difference,
    "room_shown": metrics.room_shown,
    "doubt": metrics.doubt,
}
_DIGITS = 5


@dataclass(frozen=True)
class Score:
    """The scores of a segmenter on one picture or clip.

    Attributes:
        path: of the picture or clip.
        values: by metric: `person_iou`, `mean_iou`, `boundary_iou`, `mad`, `gradient`, `room_shown` and `doubt` where
            people are, `false_person`, `mad`, `room_shown` and `doubt` where nobody is, `flicker` of a clip.
    """

    path: Path
    values: dict[str, float]


def find_sets(folders: Iterable[Path]) -> dict[str, Path]:
    """Return the sets among `folders` and right below them, by name.

    Raises:
        DataError: a folder is missing or holds no set, or two sets have the same name.
    """
    sets: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise DataError(f"There is no folder {folder}; give one that holds images or clips.")
        found = [folder] if _is_set(folder) else sorted(path for path in folder.iterdir() if _is_set(path))
        if not found:
            raise DataError(f"The folder {folder} holds no .jpg, .png, .webp or .mp4 file; give another one.")
        for path in found:
            name = path.resolve().name
            if name in sets:
                raise DataError(f"{sets[name]} and {path} are both called {name}; measure one at a time.")
            sets[name] = path
    return sets


def score(segment: Segment, folder: Path, progress: bool = False) -> list[Score]:
    """Return the metrics of every picture or clip of one set, in name order.

    Args:
        segment: maps RGB uint8 (H, W, 3) to a matte, float32 (H, W).
        folder: `images` and `masks`; or pictures without people; or clips.
        progress: show a progress bar.

    Raises:
        DataError: the folder, a picture or a clip cannot be used.
    """
    clips = list_clips(folder)
    if clips:
        bar = tqdm(clips, unit="clip", disable=not progress)
        return [Score(path, {"flicker": _flicker_of(segment, path)}) for path in bar]
    pairs = tqdm(list_pairs(folder), unit="picture", disable=not progress)
    return [Score(pair.image, _measure(segment, pair)) for pair in pairs]


def summary(scores: Sequence[Score]) -> dict[str, float]:
    """Return the mean over the pictures or clips of each metric, and their count as `images` or `clips`."""
    names = scores[0].values.keys()
    means = {name: float(np.mean([one.values[name] for one in scores])) for name in names}
    count = "clips" if "flicker" in names else "images"
    return {**{name: round(mean, _DIGITS) for name, mean in means.items()}, count: len(scores)}


def evaluate(segment: Segment, folder: Path, progress: bool = False) -> dict[str, float]:
    """Return the `summary` of the `score` of one set.

    Raises:
        DataError: the folder, a picture or a clip cannot be used.
    """
    return summary(score(segment, folder, progress))


def _is_set(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    pictures = (path for path in folder.iterdir() if is_picture(path))
    return (folder / "images").is_dir() or any(pictures) or bool(list_clips(folder))


def _measure(segment: Segment, pair: Pair) -> dict[str, float]:
    measures = _WITHOUT_PEOPLE if pair.mask is None else _WITH_PEOPLE
    rgb = read_rgb(pair.image)
    mask = read_mask(pair, rgb.shape[:2])
    matte = segment(rgb)
    return {name: measure(matte, mask == 255, mask != IGNORED) for name, measure in measures.items()}


def _flicker_of(segment: Segment, clip: Path) -> float:
    changes = []
    previous = None
    for rgb in read_frames(clip):
        now = segment(rgb), metrics.still_luma(rgb)
        if previous is not None:
            changes.append(metrics.flicker(now[0], previous[0], now[1], previous[1]))
        previous = now
    if not changes:
        raise DataError(f"{clip} has fewer than two frames; give a clip of two or more.")
    return float(np.mean(changes))
