"""A folder as people have it: pictures, videos, broken files, and others."""

from pathlib import Path

import cv2
import numpy as np

from app.core.types import Size
from tests.clips import write_gif, write_video

KINDS = 10


def write_mixed_files(folder: Path, count: int) -> dict[str, list[str]]:
    """Write `count` small files, a tenth of them of each kind, and return the names of the good, broken and others."""
    names: dict[str, list[str]] = {"good": [], "broken": [], "other": []}
    for index in range(count):
        kind, stem = index % KINDS, f"{index:03d}"
        suffix = (".jpg", ".png", ".webp", ".mp4", ".webm", ".gif", ".jpg", ".mp4", ".txt", ".tif")[kind]
        path = folder / f"{stem}{suffix}"
        if suffix == ".txt":
            path.write_text("Bring the cake.\n" * 40)
        elif suffix == ".gif":
            write_gif(path, [((200, 30, 30), 4), ((30, 200, 30), 4)])
        elif suffix in (".mp4", ".webm"):
            write_video(path, [60, 90, 120], size=Size(64 + 2 * index % 40, 48))
        else:
            # Pictures of many sizes.
            noise = np.random.default_rng(index).integers(0, 255, (60 + index % 50, 80, 3), np.uint8)
            assert cv2.imwrite(str(path), noise)
        is_broken = kind in (6, 7)
        if is_broken:
            # The first bytes only, or nothing that its name promises.
            path.write_bytes(
                path.read_bytes()[: 30 if index % 20 < KINDS else 0] or b"This is no picture and no video."
            )
        names["broken" if is_broken else "other" if suffix == ".txt" else "good"].append(path.name)
    return names
