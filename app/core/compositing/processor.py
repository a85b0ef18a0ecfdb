"""The CPU's frame processor: frame in, composite out, for the live pipeline, `render` and `bench`."""

from dataclasses import replace

import numpy as np

from app.core.border_fade import place_person
from app.core.compositing.backgrounds import picture_of
from app.core.compositing.blur import blurred_room
from app.core.compositing.colour import ColourStatistics
from app.core.compositing.compositor import compose, cut_out, person_layer
from app.core.compositing.passthrough import passthrough
from app.core.corrections.apply import corrected
from app.core.corrections.model import NO_CORRECTIONS, Corrections
from app.core.furniture import FurnitureLearner
from app.core.look import DEFAULT_LOOK, Look
from app.core.placement import cropped_to_fill
from app.core.stats import Stats
from app.core.types import Blur, Composite, CutOut, Frame, FrameRequest, Matte, Room, Segmenter, Size


class Processor:
    """Segments frames and composites the person over a background, on the CPU; satisfies `FrameProcessor`.

    Args:
        segmenter: computes the mattes.
        stats: receives the durations.
        live: whether the frames come from a camera, so that furniture is learnt if the look says so.
    """

    def __init__(self, segmenter: Segmenter, stats: Stats, *, live: bool = False) -> None:
        self._furniture = FurnitureLearner() if live else None
        self._segmenter = segmenter
        self._stats = stats
        self._statistics: ColourStatistics | None = None
        self._source = 0

    @property
    def heeds_detail(self) -> bool:
        """Whether a smaller `detail` costs less CPU time; it does, since the network sees fewer pixels."""
        return True

    @property
    def on_gpu(self) -> bool:
        """Whether the network runs on the GPU; it does not."""
        return False

    def close(self) -> None:
        """Do nothing: this holds no device memory."""

    def describe(self) -> str:
        """Return the segmenter's description."""
        return self._segmenter.describe()

    def process(self, request: FrameRequest) -> Composite:
        """Return the composite of the request's frame, at its output size.

        Raises:
            StageError: the matte does not belong to this frame, or the background gives no picture.
        """
        frame, background, size, look = request.frame, request.background, request.size, request.look
        if isinstance(background, Room):
            with self._stats.timed("composite"):
                return passthrough(frame, size, look)
        frame = cropped_to_fill(frame, size, look)
        matte = self._segment(frame, look, request.detail, request.corrections)
        with self._stats.timed("background"):
            if isinstance(background, Blur):
                picture = blurred_room(matte, size, background.strength, whole_frame=look.whole_frame)
            else:
                picture = picture_of(background, frame.captured_at, size)
        if frame.source != self._source:
            self._source, self._statistics = frame.source, None
        with self._stats.timed("composite"):
            layer, self._statistics = person_layer(place_person(matte, size, look), picture, look, self._statistics)
            return Composite(compose(layer, picture), matte)

    def cut_out(self, frame: Frame, size: Size, look: Look = DEFAULT_LOOK) -> CutOut:
        """Return the person alone at the output's `size`; settings that need a background are ignored.

        Raises:
            StageError: the matte does not belong to this frame.
        """
        return cut_out_of(self._segment(cropped_to_fill(frame, size, look), look), size, look)

    def _segment(
        self, frame: Frame, look: Look, detail: float = 1.0, corrections: Corrections = NO_CORRECTIONS
    ) -> Matte:
        if look.flip:
            frame = frame.flipped()
        with self._stats.timed("segment"):
            alpha = self._segmenter(frame, look, detail)
            if self._furniture is not None and look.learn_furniture:
                self._furniture.see(alpha, frame)
                corrections = self._furniture.with_learnt(corrections, frame)
            return Matte(corrected(alpha, frame, corrections), frame)


def cut_out_of(matte: Matte, size: Size, look: Look) -> CutOut:
    """Return the person alone at the output's `size`, placed and decontaminated as `look` says."""
    nothing = np.zeros((size.height, size.width, 3), np.uint8)
    layer, _ = person_layer(place_person(matte, size, look), nothing, replace(look, light_wrap=0, colour_match=0))
    return CutOut(cut_out(layer), matte)
