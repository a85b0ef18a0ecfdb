"""Measures the automatic removal of furniture: how much room is shown over time, and how much of the person is lost.

    python -m benchmarks.furniture ../shared/data

Each clip runs twice through what the application shows of a camera by its defaults, once with `learn_furniture` off.
The room is what the largest model of the manifest calls background, farther than 2% of the diagonal from its outline;
room shown is the mean alpha over it. The person is what that model calls one, as far from the outline; person lost is
the mean alpha that learning takes away there, and "worst" its largest value in one frame. For every clip the last frame
is laid side by side into `build/furniture`: the camera, without, with.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.compositing.backgrounds import ColourBackground
from app.core.compositing.processor import Processor
from app.core.look import DEFAULT_LOOK
from app.core.stats import Stats
from app.core.types import Composite, Frame, FrameRequest, Rgb
from app.devices.media.decoded_frames import rgb_of
from app.devices.media.video_reader import VideoReader
from app.inference import BisenetSegmenter
from benchmarks.quality.sheets import make_folder
from benchmarks.quality.tables import markdown
from bisenet.arguments import Parser
from bisenet.data.clips import list_clips
from bisenet.errors import BisenetError, DataError
from bisenet.evaluation import metrics
from bisenet.inference.segmenter import DEFAULT_ON_CUDA, LIVE_DETAIL, Segmenter

_SPAN = 2.0
_EVERY = 5
_LOOKS = (replace(DEFAULT_LOOK, learn_furniture=False), DEFAULT_LOOK)
_BACKGROUND = ColourBackground(0, 177, 64)


def main() -> int:
    """Measure, print and draw; return 0, or 2 for the user's mistakes."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="holds clips/")
    parser.add_argument("--out", type=Path, default=Path("build/furniture"))
    parser.add_argument("--engine", default="auto", help="auto, onnx or onnx-int8")
    options = parser.parse_args()
    try:
        make_folder(options.out)
        clips = list_clips(options.data / "clips")
        if not clips:
            raise DataError(f"{options.data / 'clips'} holds no .mp4 clip; give the folder that holds clips/.")
        judge = Segmenter(DEFAULT_ON_CUDA, device="cpu")
        rows = [row for clip in clips for row in _rows(clip, judge, options)]
    except BisenetError as error:
        print(f"furniture: {error}", file=sys.stderr)
        return 2
    spans = max(len(row) for row in rows) - 2
    heads = ["clip", "", *(f"{number * _SPAN:g} s on" for number in range(spans))]
    print(markdown(heads, ([*row, *[""] * (len(heads) - len(row))] for row in rows)))
    return 0


def _rows(clip: Path, judge: Segmenter, options: argparse.Namespace) -> list[list[str]]:
    """Return the lines of a clip: room shown without and with learning, and person lost."""
    processors = [
        Processor(BisenetSegmenter(None, "cpu", options.engine, LIVE_DETAIL), Stats(), live=True) for _ in _LOOKS
    ]
    spans: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    last: list[Rgb] = []
    for index, (frame, composites) in enumerate(_composites(clip, processors)):
        last = [frame.rgb, *(composite.rgb for composite in composites)]
        if index % _EVERY:
            continue
        person = judge(frame.rgb) > 0.5
        far = metrics.far_from_outlines(person, np.ones_like(person))
        off, on = (_alpha(composite, frame) for composite in composites)
        room, body = far & ~person, far & person
        spans[int(frame.captured_at / _SPAN)].append((_mean(off, room), _mean(on, room), _mean(off - on, body)))
    path = options.out / f"{clip.stem}.png"
    if not cv2.imwrite(str(path), cv2.cvtColor(np.hstack(last), cv2.COLOR_RGB2BGR)):
        raise DataError(f"{path} cannot be written; choose another --out.")
    without, learnt, lost = (
        [f"{100 * np.mean([each[kind] for each in values]):.2f}%" for values in spans.values()] for kind in range(3)
    )
    worst = 100 * max(each[2] for values in spans.values() for each in values)
    return [
        [clip.stem, "room shown without", *without],
        [clip.stem, "room shown with", *learnt],
        [clip.stem, f"person lost (worst {worst:.2f}%)", *lost],
    ]


def _composites(clip: Path, processors: list[Processor]) -> Iterator[tuple[Frame, list[Composite]]]:
    with VideoReader(clip) as reader:
        for index, (picture, seconds) in enumerate(reader.frames()):
            frame = Frame(rgb_of(picture), index, seconds)
            yield (
                frame,
                [
                    processor.process(FrameRequest(frame, _BACKGROUND, frame.size, look))
                    for processor, look in zip(processors, _LOOKS, strict=True)
                ],
            )


def _alpha(composite: Composite, frame: Frame) -> NDArray[np.float32]:
    if composite.matte is None:
        return np.zeros((frame.size.height, frame.size.width), np.float32)
    size = (frame.size.width, frame.size.height)
    alpha = cv2.resize(composite.matte.alpha, size, interpolation=cv2.INTER_LINEAR)
    return alpha.astype(np.float32) / np.float32(255)


def _mean(values: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    return float(values[where].mean()) if where.any() else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
