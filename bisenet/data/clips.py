"""Folders of video clips."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bisenet.errors import DataError


def list_clips(folder: Path) -> list[Path]:
    """Return the .mp4 files of a folder in name order; empty if there is no such folder."""
    return sorted(path for path in folder.glob("*") if path.suffix.lower() == ".mp4")


def read_frames(path: Path) -> Iterator[NDArray[np.uint8]]:
    """Yield a clip's frames, RGB uint8 (H, W, 3).

    Raises:
        DataError: the file is no video, or damaged.
    """
    # Only clips need it; a machine that trains may lack it.
    import av

    try:
        # A colon in a relative name would be taken for a protocol.
        with av.open(str(path.absolute())) as container:
            if not container.streams.video:
                raise DataError(f"{path} holds no picture; remove it or give another clip.")
            for frame in container.decode(video=0):
                yield np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
    except (av.FFmpegError, OSError) as error:
        raise DataError(f"{path} cannot be read as a video ({error.strerror}); remove or replace it.") from error
