"""A folder as people have it: pictures, videos, sound, broken files, and others."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.stream import Disposition

from app.core.types import Size
from tests.clips import write_gif, write_video

# Each is "good", "broken", "sound" or "other", with the suffix of what is written and that of the name.
_KINDS = (
    ("good", ".jpg", ".jpg"),
    ("good", ".png", ".png"),
    ("good", ".webp", ".webp"),
    ("good", ".mp4", ".mp4"),
    ("good", ".webm", ".webm"),
    ("good", ".gif", ".gif"),
    ("broken", ".jpg", ".jpg"),
    ("broken", ".mp4", ".mp4"),
    ("other", ".txt", ".txt"),
    ("good", ".tif", ".tif"),
    ("good", ".png", ""),
    # A name that says nothing, or something wrong.
    ("broken", ".png", ".backup"),
    ("sound", ".m4a", ".m4a"),
    ("sound", ".ogg", ""),
)
KINDS = len(_KINDS)


def write_mixed_files(folder: Path, count: int) -> dict[str, list[str]]:
    """Write `count` small files, equally many of each kind, and return their names: good, broken, sound and others."""
    names: dict[str, list[str]] = {"good": [], "broken": [], "sound": [], "other": []}
    folder.mkdir(exist_ok=True)
    for index in range(count):
        sort, suffix, shown_suffix = _KINDS[index % KINDS]
        path = folder / f"{index:03d}{suffix}"
        _write(path, index)
        if sort == "broken":
            # The first bytes only, or nothing that its name promises; without a known name, the bytes say what it was.
            length = 30 if index % (2 * KINDS) < KINDS or not shown_suffix.startswith(suffix) else 0
            path.write_bytes(path.read_bytes()[:length] or b"This is no picture and no video.")
        names[sort].append(path.replace(path.with_suffix(shown_suffix)).name)
    return names


def write_sound(path: Path, has_cover: bool = False) -> Path:
    """Write a quarter of a second of sound, without pictures or with the cover of an album."""
    with av.open(str(path), "w", format="mp4" if has_cover else None) as container:
        codec = "vorbis" if path.suffix == ".ogg" else "aac"
        track: Any = container.add_stream(codec, rate=44100, layout="stereo", options={"strict": "experimental"})
        if has_cover:
            cover: Any = container.add_stream("mjpeg", rate=1)
            cover.width, cover.height, cover.pix_fmt = 64, 48, "yuvj420p"
            cover.disposition = Disposition.attached_pic
            picture = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 90, np.uint8), format="rgb24")
            container.mux([*cover.encode(picture), *cover.encode(None)])
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 11025), np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 44100, 0, Fraction(1, 44100)
        container.mux([*track.encode(frame), *track.encode(None)])
    return path


def _write(path: Path, index: int) -> None:
    if path.suffix == ".txt":
        path.write_text("Bring the cake.\n" * 40)
    elif path.suffix == ".gif":
        write_gif(path, [((200, 30, 30), 4), ((30, 200, 30), 4)])
    elif path.suffix in (".mp4", ".webm"):
        write_video(path, [60, 90, 120], size=Size(64 + 2 * index % 40, 48))
    elif path.suffix in (".m4a", ".ogg"):
        write_sound(path, has_cover=path.suffix == ".m4a")
    else:
        # Pictures of many sizes.
        noise = np.random.default_rng(index).integers(0, 255, (60 + index % 50, 80, 3), np.uint8)
        assert cv2.imwrite(str(path), noise)
