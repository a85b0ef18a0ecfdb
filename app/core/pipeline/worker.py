"""The worker thread: processes frames and shows the newest composite on the screen."""

import time
from dataclasses import replace

from app.core.compositing.backgrounds import ColourBackground
from app.core.corrections.model import NO_CORRECTIONS, Corrections
from app.core.corrections.room_learning import RoomLearner
from app.core.errors import BisenetBgError, GpuError
from app.core.failover import opened
from app.core.look import Look
from app.core.opening import OpenProcessor
from app.core.pipeline.governor import Governor
from app.core.pipeline.mailbox import Mailbox
from app.core.pipeline.screen import Screen
from app.core.pipeline.slowdown import SlowdownWatch
from app.core.pipeline.status import StatusBoard
from app.core.stats import Stats
from app.core.types import Background, Frame, FrameProcessor, FrameRequest
from app.language import N_

# While the room is learnt nothing is shown, but the mattes are needed; with `Room` there would be none.
_UNSEEN = ColourBackground(0, 0, 0)


class Worker:
    """Owns processor and background: both are opened and used in the thread that calls `run`.

    Attributes:
        background, look, corrections: read once per frame and replaced as a whole, so that no frame sees half a change.
        lesson: receives every frame with its uncorrected matte; while there is one, nothing is shown.
        open_processor: read once per frame. If the new processor cannot be opened, the old one stays, and the status
            says why. If the GPU fails, a slate is shown until the CPU has processed a frame, and the status says why.
    """

    def __init__(
        self,
        open_processor: OpenProcessor,
        background: Background,
        look: Look,
        frames: Mailbox[Frame],
        screen: Screen,
        board: StatusBoard,
        stats: Stats,
        governor: Governor,
        slowdown: SlowdownWatch,
        corrections: Corrections = NO_CORRECTIONS,
    ) -> None:
        self._frames = frames
        self._screen = screen
        self._board = board
        self._stats = stats
        self._governor = governor
        self._slowdown = slowdown
        self.open_processor = open_processor
        self.background = background
        self.look = look
        self.corrections = corrections
        self.lesson: RoomLearner | None = None
        self._facts: tuple[str, bool, bool] | None = None

    def run(self) -> None:
        """Process frames until the mailbox is closed."""
        opening, background = self.open_processor, self.background
        processor = self._opened(opening)
        self._announce(processor)
        try:
            while (frame := self._frames.take()) is not None:
                if (wanted := self.background) is not background:
                    background.close()
                    background = wanted
                if self.open_processor is not opening:
                    opening = self.open_processor
                    processor = self._switched(opening, processor)
                    self._announce(processor)
                    # Opening takes long; newer frames have arrived.
                    continue
                self._slowdown.took(frame.source, self._frames.dropped, self._governor.effort.rate)
                # For a skipped frame the last composite stays, unchanged.
                if not self._governor.admits():
                    continue
                detail, lesson = self._governor.effort.detail, self.lesson
                size, look, corrections = self._screen.size, self.look, self.corrections.at(frame.source)
                with self._slowdown.processing(on_gpu=processor.on_gpu):
                    if lesson is None:
                        self._screen.show(
                            processor.process(FrameRequest(frame, background, size, look, detail, corrections))
                        )
                    else:
                        alone = replace(look, learn_furniture=False)
                        matte = processor.process(FrameRequest(frame, _UNSEEN, size, alone, detail)).matte
                        if matte is not None:
                            lesson.see(matte)
                self._announce(processor)
                now = time.perf_counter()
                self._stats.tick("processed", now)
                self._stats.add("latency", now - frame.captured_at)
        finally:
            background.close()
            processor.close()

    def _switched(self, opening: OpenProcessor, before: FrameProcessor) -> FrameProcessor:
        gpu_error = self._board.get().gpu_error
        self._board.set(gpu_error=None)
        try:
            processor = self._opened(opening)
        except BisenetBgError as error:
            self._board.set(model_error=error, gpu_error=gpu_error)
            return before
        before.close()
        self._board.set(model_error=None)
        return processor

    def _opened(self, opening: OpenProcessor) -> FrameProcessor:
        return opened(opening, self._stats, self._continue_without_gpu)

    def _continue_without_gpu(self, error: GpuError) -> None:
        text = N_("Continuing on the CPU") if self.lesson is None else N_("Back in a moment")
        self._screen.clear(text, time.perf_counter())
        self._board.set(gpu_error=error)

    def _announce(self, processor: FrameProcessor) -> None:
        """Update status and governor if the active processor has changed."""
        # A processor that falls back to the CPU stays the same object, but states other facts.
        facts = (processor.describe(), processor.on_gpu, processor.heeds_detail)
        if facts != self._facts:
            self._facts = facts
            self._governor.set_steps(details=processor.heeds_detail)
            self._board.set(engine=processor.describe(), on_gpu=processor.on_gpu)
