"""The quality card as a page: what was measured, how, on what, and what it gets wrong."""

import platform
from collections.abc import Collection, Mapping
from importlib.metadata import version
from pathlib import Path

from benchmarks.quality import tables
from benchmarks.quality.contenders import REFERENCE, int8_name
from bisenet.inference.segmenter import DEFAULT_ON_CPU, DEFAULT_ON_CUDA, LIVE_DETAIL
from bisenet.manifest import ModelCard

COMMAND = "python -m benchmarks.quality DATA --write"
SUMMARY = "## Summary"
_LIMITS = Path(__file__).with_name("limits.md")
_PUBLISHED = Path(__file__).with_name("published.md")
_PACKAGES = ("mediapipe", "numpy", "onnxruntime", "opencv-python")
_HEAD = f"""# Quality card

Written by

```
{COMMAND}
```

which measures every model of the manifest and MediaPipe's selfie segmentation in one run on the same pictures and
clips, none of which was ever trained on. Do not edit it; the words on the limits come from
`benchmarks/quality/limits.md`, and `benchmarks/quality/command.py` says what to install.
"""
_METHOD = f"""## How it was measured

- Means over the pictures of a set, not over its pixels; over the clips, after the mean over a clip's frames.
- IoU and boundary IoU (Cheng et al., CVPR 2021; a band of 2% of the diagonal) at a threshold of 0.5. MAD is the mean
  absolute difference of matte and mask, the gradient error that of Rhemann et al. (CVPR 2009; sigma 1.4, in thousands).
  Pixels whose label is unsure do not count. The masks are hard, so MAD and gradient error also charge a soft edge where
  a soft one is right.
- Room shown and doubt, on pixels farther than 2% of the diagonal from the label's outline and from pixels whose label
  is unsure, after the stretch of 0.2 to 0.8 to 0 to 1 that live pictures get: the mean alpha over background, and the
  share of pixels whose alpha lies between 0.1 and 0.9.
- False person: the share of an empty room's pixels above 0.5.
- Flicker: the mean change of the matte from frame to frame where the picture did not change (blurred luma within one
  level of 255), in thousandths.
- Ours run as shipped for the CPU, `{DEFAULT_ON_CPU}` being its default; CUDA's default `{DEFAULT_ON_CUDA}` runs there
  in half precision, which is not what is measured here. int8 is the form for processors with int8 dot
  products; live it sees {100 * LIVE_DETAIL:.0f}% of the pixels. What is shown is held steady in time besides, which is
  not measured here. MediaPipe's mattes are taken as they come.
- ± is the standard error of the mean of the differences; pictures of one person are not independent, so it is too
  small for webcam.
"""
_VALIDATION = """The validation sets come from EG1800's official test list (portraits), COCO (homes), webcam demo
footage of people of whom no frame is trained on (webcam, clips), and rooms of the Houses dataset (empty). No picture of
them is part of this project."""


def page(results: tables.Results, groups: Mapping[str, Mapping[str, set[Path]]], cards: Mapping[str, ModelCard]) -> str:
    """Return the card in Markdown.

    Args:
        results: scores by contender and set; the reference is among the contenders.
        groups: of each set, by its name.
        cards: of our models among the contenders.
    """
    figures = tables.summaries(results)
    parts = [_HEAD, SUMMARY, tables.summary_table(figures)]
    parts += ["## Far from outlines", tables.decided_table(figures)]
    parts += [f"## Difference to {REFERENCE}", tables.difference_table(results, REFERENCE)]
    for set_name, of_groups in groups.items():
        size = tables.size(figures[REFERENCE][set_name])
        parts += [f"## {set_name}: {size}", tables.set_table(figures, set_name)]
        parts.append(tables.group_table(results, set_name, of_groups))
    parts += ["## Published figures of others", _PUBLISHED.read_text(encoding="utf-8").strip()]
    parts += ["## What it gets wrong", _LIMITS.read_text(encoding="utf-8").strip(), _METHOD, _with_what(cards, results)]
    parts += ["## Data and licence", *_terms(cards)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def checksum_lines(cards: Mapping[str, ModelCard], measured: Collection[str]) -> list[str]:
    """Return lines that name the measured files, for the contenders `measured`."""
    files = {card.name: (card, card.weights) for card in cards.values()}
    files |= {int8_name(card): (card, card.int8) for card in cards.values() if card.int8 is not None}
    return [
        f"- `{name}`: {path.name}, sha256 {card.checksums[path.name]}"
        for name, (card, path) in files.items()
        if name in measured
    ]


def _with_what(cards: Mapping[str, ModelCard], measured: Collection[str]) -> str:
    packages = ", ".join(f"{package} {version(package)}" for package in _PACKAGES)
    lines = checksum_lines(cards, measured)
    return "\n".join(["Measured were:", "", *lines, f"- by Python {platform.python_version()}, {packages}"])


def _terms(cards: Mapping[str, ModelCard]) -> list[str]:
    sources: dict[str, str] = {}
    for card in cards.values():
        sources.update(card.facts["data"])
    licences = sorted({card.facts["licence"] for card in cards.values()})
    return [" ".join(licences), tables.data_table(sources), _VALIDATION]
