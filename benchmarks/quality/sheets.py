"""Contact sheets: pictures beside what each contender cuts out of them. They stay out of the project."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.tables import LOWER_IS_BETTER, Results
from bisenet.data.clips import list_clips, read_frames
from bisenet.data.folder import Pair, list_pairs, read_mask, read_rgb
from bisenet.errors import DataError
from bisenet.evaluation.people import Score, Segment

Rgb = NDArray[np.uint8]
_BOX = (320, 260)
_CAPTION = 18
_ROWS = 5
_WORST = 10
_SOME = 15
_FRAMES_OF_A_CLIP = 4
_GREEN = np.array([0, 177, 64], np.float32)


def make_folder(out: Path) -> None:
    """Make a folder for the sheets if there is none.

    Raises:
        DataError: it cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"The folder {out} cannot be made ({error.strerror}); give another --sheets.") from error


def draw_sheets(results: Results, sets: Mapping[str, Path], segments: Mapping[str, Segment], out: Path) -> None:
    """Write the sheets of every set as JPEG files of five rows each; a row is the picture, its mask and the cut-outs.

    `SET-worst-MODEL-N.jpg` holds the ten pictures on which a contender is worst by its first metric, the worst first;
    `SET-some-N.jpg` fifteen pictures, or four frames of each clip, evenly from the first to the last.

    Args:
        results: scores by contender and set.
        sets: their folders by name.
        segments: the contenders to draw.
        out: folder for the sheets; made if absent.

    Raises:
        DataError: a picture or clip cannot be read, or a sheet cannot be written.
    """
    make_folder(out)
    for name, folder in sets.items():
        if clips := list_clips(folder):
            _write_pages([_row(rgb, None, text, segments) for rgb, text in _frames(clips)], out / f"{name}-some")
            continue
        pairs = list_pairs(folder)
        some = [pairs[index] for index in _evenly(len(pairs), _SOME)]
        _write_pages([_picture_row(pair, "", segments) for pair in some], out / f"{name}-some")
        for model in segments:
            rows = [_picture_row(pair, text, segments) for pair, text in _worst(results[model][name], pairs)]
            _write_pages(rows, out / f"{name}-worst-{model}")


def _picture_row(pair: Pair, text: str, segments: Mapping[str, Segment]) -> Rgb:
    rgb = read_rgb(pair.image)
    mask = None if pair.mask is None else np.asarray(read_mask(pair, rgb.shape[:2]) / 255, np.float32)
    return _row(rgb, mask, f"{pair.image.stem} {text}", segments)


def _row(rgb: Rgb, mask: NDArray[np.float32] | None, text: str, segments: Mapping[str, Segment]) -> Rgb:
    tiles = [_tile(rgb, text)]
    if mask is not None:
        tiles.append(_tile(_on_green(rgb, mask), "mask (unsure: half)"))
    tiles += [_tile(_on_green(rgb, segment(rgb)), name) for name, segment in segments.items()]
    return np.concatenate(tiles, axis=1)


def _worst(scores: Sequence[Score], pairs: Sequence[Pair]) -> Iterator[tuple[Pair, str]]:
    """Yield the pictures with the worst first metric, and that metric in words."""
    by_image = {pair.image: pair for pair in pairs}
    metric = next(iter(scores[0].values))
    ranked = sorted(scores, key=lambda score: score.values[metric], reverse=metric in LOWER_IS_BETTER)
    for score in ranked[:_WORST]:
        yield by_image[score.path], f"{metric} {score.values[metric]:.3f}"


def _frames(clips: Sequence[Path]) -> Iterator[tuple[Rgb, str]]:
    for clip in clips:
        frames = list(read_frames(clip))
        for index in _evenly(len(frames), _FRAMES_OF_A_CLIP):
            yield frames[index], f"{clip.stem} frame {index}"


def _evenly(length: int, count: int) -> list[int]:
    return [int(index) for index in np.linspace(0, length - 1, min(length, count)).round()]


def _on_green(rgb: Rgb, matte: NDArray[np.float32]) -> Rgb:
    alpha = matte[..., None]
    return np.asarray(rgb * alpha + _GREEN * (1 - alpha), np.uint8)


def _tile(rgb: Rgb, text: str) -> Rgb:
    width, height = _BOX
    scale = min(width / rgb.shape[1], height / rgb.shape[0])
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:height, :width]
    tile = np.zeros((small.shape[0] + _CAPTION, width, 3), np.uint8)
    tile[: small.shape[0], : small.shape[1]] = small
    cv2.putText(tile, text, (2, small.shape[0] + 13), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (255, 255, 255), 1, cv2.LINE_AA)
    return tile


def _write_pages(rows: Sequence[Rgb], stem: Path) -> None:
    for number, first in enumerate(range(0, len(rows), _ROWS), start=1):
        page = np.concatenate(rows[first : first + _ROWS], axis=0)
        if not cv2.imwrite(f"{stem}-{number}.jpg", cv2.cvtColor(page, cv2.COLOR_RGB2BGR)):
            raise DataError(f"{stem}-{number}.jpg cannot be written; give another --sheets.")
