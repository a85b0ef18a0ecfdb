"""Compares live mattes that are carried along with mattes of the network at every frame, on real clips.

    python -m benchmarks.carried DATA

`DATA` holds `clips/`. Both follow the same frames in the form that runs live, with the same steadiness. For each clip:
the shares of frames that took the last matte moved or as it was, the person IoU of both mattes as mean and least value,
and how much each changes from one frame to the next, which is mostly flicker.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from app.core.look import DEFAULT_LOOK
from bisenet.data.clips import list_clips, read_frames
from bisenet.evaluation.metrics import person_iou
from bisenet.inference.edge import Finish
from bisenet.inference.segmenter import LIVE_DETAIL, Segmenter
from bisenet.inference.video import VideoSegmenter

_RATE = 25


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.carried", description=__doc__)
    parser.add_argument("data", type=Path, help="folder that holds clips/")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    segmenter = Segmenter(device="cpu", threads=1)
    print("| clip | carried | as it was | IoU with the network's: mean, least | change between frames: network, live |")
    print("|---|---|---|---|---|")
    for clip in list_clips(options.data / "clips"):
        print(_row(clip, segmenter))


def _row(clip: Path, segmenter: Segmenter) -> str:
    always, live = VideoSegmenter(segmenter), VideoSegmenter(segmenter, carries=True)
    finish = Finish(*DEFAULT_LOOK.band, DEFAULT_LOOK.grow, DEFAULT_LOOK.feather)
    agreement, changes = [], []
    before = None
    for number, rgb in enumerate(read_frames(clip)):
        mattes = [video(rgb, number / _RATE, finish, DEFAULT_LOOK.steadiness, LIVE_DETAIL) for video in (always, live)]
        network, carried = ((matte / np.float32(255)).astype(np.float32) for matte in mattes)
        agreement.append(person_iou(carried, network > 0.5, np.ones(network.shape, bool)))
        if before is not None:
            changes.append(
                [np.abs(now.astype(int) - then).mean() / 255 for now, then in zip(mattes, before, strict=True)]
            )
        before = mattes
    frames = len(agreement)
    flicker, flicker_live = np.mean(changes, axis=0)
    return (
        f"| {clip.stem} | {live.carried / frames:.0%} | {live.reused / frames:.0%} "
        f"| {np.mean(agreement):.4f}, {np.min(agreement):.4f} | {1000 * flicker:.2f}‰, {1000 * flicker_live:.2f}‰ |"
    )


if __name__ == "__main__":
    main()
