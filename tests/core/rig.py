"""The live pipeline on fakes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.core.compositing.backgrounds import ColourBackground
from app.core.compositing.processor import Processor
from app.core.opening import Open
from app.core.pipeline.capture import OpenSource
from app.core.pipeline.governor import Governor
from app.core.pipeline.pipeline import Pipeline
from app.core.types import Segmenter
from tests.fakes import SMALL, FakeSegmenter, FakeSink, FakeSource

Wait = Callable[[Callable[[], bool]], None]
GREEN = (0, 177, 64)


def processing(segmenter: Callable[[], Segmenter]) -> Open:
    return lambda stats: Processor(segmenter(), stats)


@contextmanager
def running(
    source: OpenSource | None = None,
    segmenter: Callable[[], Segmenter] = FakeSegmenter,
    sink: Callable[[], FakeSink] | None = None,
    fps: float = 200,
    governor: Governor | None = None,
    on_demand: bool = False,
) -> Iterator[Pipeline]:
    background = ColourBackground(*GREEN)
    worker = processing(segmenter)
    pipeline = Pipeline(
        source or FakeSource, worker, sink, background, SMALL, fps, governor=governor, on_demand=on_demand
    )
    pipeline.start()
    try:
        yield pipeline
    finally:
        assert pipeline.stop() == []
        assert pipeline.stop() == []
