"""Frame in, composite out: the steps that the live pipeline, `render` and `bench` share."""

from app.core.colour import Tint
from app.core.compositor import compose, layers_of
from app.core.look import DEFAULT_LOOK, Look
from app.core.placing import place
from app.core.stats import Stats
from app.core.types import Background, Composite, Frame, Matte, Segmenter, Size


class Processor:
    """Segments one frame after another and lays the person over a background, on the CPU."""

    def __init__(self, segmenter: Segmenter, stats: Stats) -> None:
        self._segmenter = segmenter
        self._stats = stats
        self._tint: Tint | None = None

    def describe(self) -> str:
        """Return what the segmenter says of itself."""
        return self._segmenter.describe()

    def process(self, frame: Frame, background: Background, size: Size, look: Look = DEFAULT_LOOK) -> Composite:
        """Return the composite of `frame` at the output's `size`.

        Raises:
            StageError: the matte is not one of this frame.
        """
        if look.flip:
            frame = frame.flipped()
        with self._stats.timed("segment"):
            matte = Matte(self._segmenter(frame.rgb, look), frame)
        with self._stats.timed("background"):
            picture = background.picture(matte, size)
        with self._stats.timed("composite"):
            layers, self._tint = layers_of(place(matte, size, look), picture, look, self._tint)
            return Composite(compose(layers, picture), matte)
