"""Frame in, composite out: the steps that the live pipeline, `render` and `bench` share."""

from app.core.compositor import compose
from app.core.stats import Stats
from app.core.types import Background, Composite, Frame, Matte, Segmenter, Size


class Processor:
    """Segments one frame after another and lays the person over a background."""

    def __init__(self, segmenter: Segmenter, stats: Stats) -> None:
        self._segmenter = segmenter
        self._stats = stats

    def segment(self, frame: Frame) -> Matte:
        """Return where the person is in `frame`.

        Raises:
            StageError: the matte is not one of this frame.
        """
        with self._stats.timed("segment"):
            return Matte(self._segmenter(frame.rgb), frame)

    def process(self, frame: Frame, background: Background, size: Size) -> Composite:
        """Return the composite of `frame` at the output's `size`.

        Raises:
            StageError: the matte is not one of this frame.
        """
        matte = self.segment(frame)
        with self._stats.timed("background"):
            picture = background.picture(matte, size)
        with self._stats.timed("composite"):
            return compose(matte, picture, size)
