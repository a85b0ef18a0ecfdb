"""Deinterlacing decoded video frames."""

from collections.abc import Iterator
from contextlib import suppress

import av
from av.filter import Graph

# Computes one frame from each pair of fields; progressive frames pass unchanged.
_FILTER, _OPTIONS = "bwdif", "mode=send_frame:parity=auto:deint=interlaced"


class Deinterlacer:
    """Turns interlaced frames into progressive ones; a video that has none is passed through untouched."""

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._like: av.VideoFrame | None = None

    def add(self, frame: av.VideoFrame) -> Iterator[av.VideoFrame]:
        """Yield the frames that are ready; the filter needs the next frame too, so an interlaced one comes later."""
        if self._like is not None and _shape(self._like) != _shape(frame):
            yield from self.flush()
        if self._graph is None:
            if not frame.interlaced_frame:
                yield frame
                return
            self._graph, self._like = _graph(frame), frame
        self._graph.vpush(frame)
        yield from self._ready(self._graph)

    def flush(self) -> Iterator[av.VideoFrame]:
        """Yield the remaining frames."""
        if self._graph is not None:
            self._graph.vpush(None)
            yield from self._ready(self._graph)
            self._graph = self._like = None

    def _ready(self, graph: Graph) -> Iterator[av.VideoFrame]:
        unit = self._like.time_base if self._like is not None else None
        with suppress(av.error.BlockingIOError, av.error.EOFError):
            while True:
                frame = graph.vpull()
                if unit and frame.time_base:
                    # The filter halves the unit of time, for fields.
                    ratio = frame.time_base / unit
                    frame.pts = None if frame.pts is None else round(frame.pts * ratio)
                    frame.duration, frame.time_base = round(frame.duration * ratio), unit
                yield frame


def _shape(frame: av.VideoFrame) -> tuple[int, int, str]:
    return frame.width, frame.height, frame.format.name


def _graph(frame: av.VideoFrame) -> Graph:
    graph = Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
    graph.link_nodes(source, graph.add(_FILTER, _OPTIONS), graph.add("buffersink")).configure()
    return graph
