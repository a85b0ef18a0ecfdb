"""Measuring a segmenter on a folder of pictures with masks."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from bisenet import metrics
from bisenet.data.folder import IGNORED, list_pairs, read_mask, read_rgb

_WITH_PEOPLE = {
    "person_iou": metrics.person_iou,
    "mean_iou": metrics.mean_iou,
    "boundary_iou": metrics.boundary_iou,
    "mad": metrics.mean_absolute_difference,
}
_WITHOUT_PEOPLE = {"false_person": metrics.person_fraction, "mad": metrics.mean_absolute_difference}


def evaluate(
    segment: Callable[[NDArray[np.uint8]], NDArray[np.float32]], folder: Path, progress: bool = False
) -> dict[str, float]:
    """Return the mean over all pictures of each metric, and their count as `images`.

    Args:
        segment: maps RGB uint8 (H, W, 3) to a matte, float32 (H, W).
        folder: `images` and `masks`, or pictures without people, for which `false_person` is what counts.
        progress: show a progress bar.

    Raises:
        DataError: the folder or a picture cannot be used.
    """
    pairs = list_pairs(folder)
    measures = _WITH_PEOPLE if pairs[0].mask is not None else _WITHOUT_PEOPLE
    rows = []
    for pair in tqdm(pairs, unit="picture", disable=not progress):
        rgb = read_rgb(pair.image)
        mask = read_mask(pair, rgb.shape[:2])
        matte = segment(rgb)
        rows.append([measure(matte, mask == 255, mask != IGNORED) for measure in measures.values()])
    means = np.array(rows).mean(axis=0)
    return {
        **{name: round(float(mean), 4) for name, mean in zip(measures, means, strict=True)},
        "images": len(pairs),
    }
