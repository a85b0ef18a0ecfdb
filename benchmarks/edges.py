"""Compares edges and flicker before and after the refinement of mattes and colours.

    python -m benchmarks.edges ../shared/data

"Before" is the network's matte enlarged bilinearly, frame by frame, and blended as it is; "after" is what the
application shows with its defaults. For every clip, and for pictures if given, the windows in which both differ most
are laid side by side into `build/edges`: the camera, before, after.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from app.core.compositing.backgrounds import ImageBackground
from app.core.compositing.processor import Processor
from app.core.look import DEFAULT_LOOK, Look
from app.core.stats import Stats
from app.core.types import Alpha, Composite, Frame, FrameRequest, Rgb
from app.factory import assets
from app.inference import BisenetSegmenter
from benchmarks.quality.sheets import make_folder
from bisenet.arguments import Parser
from bisenet.data.clips import list_clips, read_frames
from bisenet.data.folder import read_rgb
from bisenet.errors import BisenetError
from bisenet.evaluation import metrics
from bisenet.inference.edge import Finish, finish
from bisenet.inference.segmenter import DEFAULT_ON_CPU, Segmenter

Step = Callable[[Frame], Composite]
_WINDOW = 0.35
_WINDOWS = 3
_SHOWN_HEIGHT = 320
_FRAMES = (30, 90)


class PlainSegmenter:
    """The network alone."""

    def __init__(self) -> None:
        self._segmenter = Segmenter(DEFAULT_ON_CPU, device="cpu")

    def __call__(self, frame: Frame, look: Look, detail: float = 1.0) -> Alpha:
        """Return the matte as the network draws it, enlarged."""
        matte = self._segmenter.infer(self._segmenter.view(frame.rgb))
        size = (frame.size.width, frame.size.height)
        return finish(np.asarray(cv2.resize(matte, size, interpolation=cv2.INTER_LINEAR), np.float32), Finish())

    def describe(self) -> str:
        """Name it."""
        return "plain"


def main() -> int:
    """Measure, print and draw; return 0, or 2 for the user's mistakes."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="holds clips/")
    parser.add_argument("pictures", type=Path, nargs="*", help="photographs to show as well")
    parser.add_argument("--background", type=Path, default=assets() / "backgrounds" / "beach.jpg")
    parser.add_argument("--out", type=Path, default=Path("build/edges"))
    options = parser.parse_args()
    try:
        make_folder(options.out)
        _run(
            list_clips(options.data / "clips"),
            options.pictures,
            ImageBackground(read_rgb(options.background)),
            options.out,
        )
    except BisenetError as error:
        print(f"edges: {error}", file=sys.stderr)
        return 2
    return 0


def _run(clips: list[Path], pictures: list[Path], background: ImageBackground, out: Path) -> None:
    print("| clip | flicker before | after |", "|---|---|---|", sep="\n")
    flickers = []
    for clip in clips:
        frames = [Frame(rgb, index, index / 30) for index, rgb in enumerate(read_frames(clip))]
        before, after = (_composites(step, frames) for step in _steps(background))
        flickers.append([flicker_of(composites) for composites in (before, after)])
        print(f"| {clip.stem} | {1000 * flickers[-1][0]:.2f}‰ | {1000 * flickers[-1][1]:.2f}‰ |")
        for index in (index for index in _FRAMES if index < len(frames)):
            _draw(before[index], after[index], out / f"{clip.stem}-{index}.png")
    if flickers:
        mean = 1000 * np.mean(flickers, axis=0)
        print(f"| mean | {mean[0]:.2f}‰ | {mean[1]:.2f}‰ |")
    for path in pictures:
        frame = Frame(read_rgb(path), 0, 0.0)
        before, after = ([step(frame)] for step in _steps(background))
        _draw(before[0], after[0], out / f"{path.stem}.png")


def _steps(background: ImageBackground) -> Iterator[Step]:
    for segmenter, look in (
        (PlainSegmenter(), Look(decontaminate=0)),
        (BisenetSegmenter(DEFAULT_ON_CPU, "cpu"), DEFAULT_LOOK),
    ):
        processor = Processor(segmenter, Stats())

        def step(frame: Frame, processor: Processor = processor, look: Look = look) -> Composite:
            return processor.process(FrameRequest(frame, background, frame.size, look))

        yield step


def _composites(step: Step, frames: list[Frame]) -> list[Composite]:
    return [step(frame) for frame in frames]


def flicker_of(composites: list[Composite]) -> float:
    """Return the mean flicker of the mattes that were shown, by `bisenet.evaluation.metrics.flicker`."""
    changes, previous = [], None
    for composite in composites:
        assert composite.matte is not None
        rgb = composite.matte.frame.rgb
        alpha = cv2.resize(composite.matte.alpha, (rgb.shape[1], rgb.shape[0])).astype(np.float32) / np.float32(255)
        now = np.asarray(alpha, np.float32), metrics.still_luma(rgb)
        if previous is not None:
            changes.append(metrics.flicker(now[0], previous[0], now[1], previous[1]))
        previous = now
    return float(np.mean(changes))


def _draw(before: Composite, after: Composite, path: Path) -> None:
    assert after.matte is not None
    columns = [after.matte.frame.rgb, before.rgb, after.rgb]
    difference = np.abs(before.rgb.astype(np.float32) - after.rgb).mean(axis=2)
    rows = [np.concatenate([_enlarged(rgb[window]) for rgb in columns], axis=1) for window in _windows(difference)]
    cv2.imwrite(str(path), cv2.cvtColor(np.concatenate(rows), cv2.COLOR_RGB2BGR))


def _windows(difference: "np.ndarray[tuple[int, int], np.dtype[np.float32]]") -> Iterator[tuple[slice, slice]]:
    """Yield the windows of largest mean difference that do not overlap."""
    side = max(8, round(_WINDOW * difference.shape[0]))
    sums = cv2.boxFilter(difference, -1, (side, side), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    sums = sums[: difference.shape[0] - side + 1, : difference.shape[1] - side + 1].copy()
    for _ in range(_WINDOWS):
        top, left = (int(i) for i in np.unravel_index(int(sums.argmax()), sums.shape))
        yield slice(top, top + side), slice(left, left + side)
        sums[max(0, top - side) : top + side, max(0, left - side) : left + side] = -1


def _enlarged(rgb: Rgb) -> Rgb:
    return np.asarray(cv2.resize(rgb, (_SHOWN_HEIGHT, _SHOWN_HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


if __name__ == "__main__":
    raise SystemExit(main())
