"""Groups the pictures of a validation set, as far as the data allow."""

from collections.abc import Callable
from pathlib import Path

import cv2

from bisenet.data.clips import list_clips
from bisenet.data.folder import IGNORED, Pair, list_pairs, read_mask, read_rgb

_DARK = 80
_SHARES = (0, 15, 30, 100)


def groups_of(name: str, folder: Path) -> dict[str, set[Path]]:
    """Return the pictures or clips of each group of a set; one may be in several groups.

    `webcam` is grouped by person and `empty` by room, as the files' names say, and `homes` by the share of the
    picture that is person, from the masks; nothing comparable is known about `portraits`. All are grouped by light,
    the picture's mean luma being below 80 of 255 or not. Each clip is its own group.

    Args:
        name: of the set.
        folder: of the set.

    Raises:
        DataError: the folder or a picture cannot be used.
    """
    clips = list_clips(folder)
    if clips:
        return {clip.stem: {clip} for clip in clips}
    pairs = list_pairs(folder)
    found: dict[str, set[Path]] = {}
    for label in (_LABELS[name], _light) if name in _LABELS else (_light,):
        labels = {pair.image: label(pair) for pair in pairs}
        for group in sorted(set(labels.values())):
            found[group] = {image for image, its_label in labels.items() if its_label == group}
    return found


def _person(pair: Pair) -> str:
    return f"person {pair.image.stem.split('_')[0]}"


def _room(pair: Pair) -> str:
    return pair.image.stem.split("_")[-1]


def _share(pair: Pair) -> str:
    mask = read_mask(pair, read_rgb(pair.image).shape[:2])
    percent = 100 * (mask == 255).sum() / max(1, (mask != IGNORED).sum())
    low = max(edge for edge in _SHARES[:-1] if edge <= percent)
    high = min(edge for edge in _SHARES if edge > low)
    return f"person {low} to {high}%"


def _light(pair: Pair) -> str:
    luma = cv2.cvtColor(read_rgb(pair.image), cv2.COLOR_RGB2GRAY).mean()
    return f"dark (luma below {_DARK})" if luma < _DARK else "bright"


_LABELS: dict[str, Callable[[Pair], str]] = {"webcam": _person, "empty": _room, "homes": _share}
