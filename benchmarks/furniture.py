"""Furniture that is learnt while the picture runs: how much of the room is shown over time, with and without.

    python -m benchmarks.furniture ../shared/data

Each clip runs twice through what the application shows of a camera by its defaults, once with `learn_furniture` off.
The room is what the largest model of the manifest calls background, farther than 2 % of the diagonal from its outline;
room shown is the mean alpha over it. For every clip the last frame is laid side by side into
`build/furniture`: the camera, without, with.
"""

import argparse
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from app.core.backgrounds import ColourBackground
from app.core.look import DEFAULT_LOOK
from app.core.processor import Processor
from app.core.stats import Stats
from app.core.types import Frame, Rgb
from app.factory import BisenetSegmenter
from benchmarks.sheets import make_folder
from benchmarks.tables import markdown
from bisenet import metrics
from bisenet.arguments import Parser
from bisenet.data.clips import list_clips, read_frames
from bisenet.errors import BisenetError
from bisenet.inference.segmenter import DEFAULT_ON_CUDA, LIVE_DETAIL, Segmenter

_FPS = 25.0
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
        judge = Segmenter(DEFAULT_ON_CUDA, device="cpu")
        rows = [row for clip in list_clips(options.data / "clips") for row in _rows(clip, judge, options)]
    except BisenetError as error:
        print(f"furniture: {error}", file=sys.stderr)
        return 2
    spans = max(len(row) for row in rows) - 2
    heads = ["clip", "learning", *(f"{number * _SPAN:g} s on" for number in range(spans))]
    print(markdown(heads, ([*row, *[""] * (len(heads) - len(row))] for row in rows)))
    return 0


def _rows(clip: Path, judge: Segmenter, options: argparse.Namespace) -> list[list[str]]:
    """Return a line of the table without and one with learning."""
    size = None
    processors = [
        Processor(BisenetSegmenter(None, "cpu", options.engine, LIVE_DETAIL), Stats(), live=True) for _ in _LOOKS
    ]
    shown: list[dict[int, list[float]]] = [defaultdict(list) for _ in _LOOKS]
    last: list[Rgb] = []
    for index, rgb in enumerate(read_frames(clip)):
        frame = Frame(rgb, index, index / _FPS)
        size = frame.size
        composites = [
            processor.process(frame, _BACKGROUND, size, look)
            for processor, look in zip(processors, _LOOKS, strict=True)
        ]
        last = [rgb, *(composite.rgb for composite in composites)]
        if index % _EVERY:
            continue
        person = judge(rgb) > 0.5
        for composite, spans in zip(composites, shown, strict=True):
            if composite.matte is not None:
                alpha = cv2.resize(composite.matte.alpha, (size.width, size.height), interpolation=cv2.INTER_LINEAR)
                matte = alpha.astype(np.float32) / np.float32(255)
                far = metrics.far_from_outlines(person, np.ones_like(person)) & ~person
                spans[int(index / _FPS / _SPAN)].append(float(matte[far].mean()))
    cv2.imwrite(str(options.out / f"{clip.stem}.png"), cv2.cvtColor(np.hstack(last), cv2.COLOR_RGB2BGR))
    return [
        [clip.stem, "on" if look.learn_furniture else "off", *(f"{100 * np.mean(v):.2f} %" for v in spans.values())]
        for look, spans in zip(_LOOKS, shown, strict=True)
    ]


if __name__ == "__main__":
    raise SystemExit(main())
