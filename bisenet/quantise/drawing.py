"""Draws the pictures that a model is calibrated on; labels are not used."""

from pathlib import Path

from numpy.random import Generator

from bisenet.data.class_set import is_root, open_class_set
from bisenet.data.folder import is_picture, list_pairs
from bisenet.data.sources import find_sources
from bisenet.errors import DataError

_OF_EACH_SET = 8
_OF_CLASSES = 64
_MASKS = "masks"


def draw_of_people(data: Path, count: int | None, rng: Generator) -> dict[str, list[Path]]:
    """Return `count` pictures, or 8, of each training set that lies in a folder or is one, by the set's name.

    Raises:
        DataError: there is none, or one is empty.
    """
    root, sources = find_sources(data, {})
    return {
        source.name: _some([pair.image for pair in list_pairs(root / source.name)], count or _OF_EACH_SET, rng)
        for source in sources
    }


def draw_of_classes(data: Path, count: int | None, rng: Generator) -> dict[str, list[Path]]:
    """Return `count` pictures, or 64, of a data set with classes or of a folder with pictures, by the folder's name.

    Raises:
        DataError: there is no such folder, or no picture in it.
    """
    if not data.is_dir():
        raise DataError(f"There is no folder {data}; give another --data.")
    if is_root(data):
        paths = list(open_class_set(data, split="train").paths)
    else:
        below = sorted(path for path in data.rglob("*") if is_picture(path) and path.is_file())
        paths = [path for path in below if _MASKS not in path.relative_to(data).parts]
    if not paths:
        raise DataError(f"{data} holds no .jpg, .png or .webp picture; give another --data.")
    return {data.resolve().name: _some(paths, count or _OF_CLASSES, rng)}


def _some(paths: list[Path], count: int, rng: Generator) -> list[Path]:
    return [paths[index] for index in rng.permutation(len(paths))[:count]]
