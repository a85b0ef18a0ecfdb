"""Turning and mirroring the frames of a video as its display matrix says."""

from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.filter import Graph
from av.sidedata.sidedata import SideDataContainer, Type
from numpy.typing import NDArray

_LAST_TYPE = max(cast(int, kind.value) for kind in Type)
_UNKNOWN_TYPES = range(_LAST_TYPE + 1, _LAST_TYPE + 9)


@dataclass(frozen=True)
class DisplayLayout:
    """How the rows and columns of a frame are shown.

    Attributes:
        is_turned: whether rows become columns; done first.
        mirrors_x: whether the result is mirrored left to right.
        mirrors_y: whether it is mirrored top to bottom.
    """

    is_turned: bool = False
    mirrors_x: bool = False
    mirrors_y: bool = False

    def applied(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return RGB uint8 (H, W, 3) as it is shown."""
        turned = rgb.transpose(1, 0, 2) if self.is_turned else rgb
        return np.ascontiguousarray(turned[:: -1 if self.mirrors_y else 1, :: -1 if self.mirrors_x else 1])


def display_layout(frame: av.VideoFrame) -> DisplayLayout:
    """Return the layout of a decoded frame: its matrix maps x, y to a * x + c * y, b * x + d * y."""
    try:
        side_data = cast(SideDataContainer, frame.side_data)
    except ValueError:
        side_data = cast(SideDataContainer, _with_known_side_data(frame).side_data)
    if Type.DISPLAYMATRIX not in side_data:
        return DisplayLayout()
    a, b, _, c, d, *_ = np.frombuffer(bytes(side_data[Type.DISPLAYMATRIX]), np.int32).tolist()
    if abs(b) + abs(c) > abs(a) + abs(d):
        return DisplayLayout(is_turned=True, mirrors_x=c < 0, mirrors_y=b < 0)
    return DisplayLayout(mirrors_x=a < 0, mirrors_y=d < 0)


def _with_known_side_data(frame: av.VideoFrame) -> av.VideoFrame:
    """Return a frame without the newer kinds of side data, such as EXIF, for which PyAV raises an error."""
    graph = Graph()
    graph.link_nodes(
        graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base or Fraction(1)
        ),
        *(graph.add("sidedata", f"mode=delete:type={number}") for number in _UNKNOWN_TYPES),
        graph.add("buffersink"),
    ).configure()
    graph.vpush(frame)
    return graph.vpull()
