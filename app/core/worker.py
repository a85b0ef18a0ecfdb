"""The worker thread's work: every frame through the processor, the newest composite onto the screen."""

import time
from collections.abc import Callable

from app.core.look import Look
from app.core.mailbox import Mailbox
from app.core.screen import Screen
from app.core.stats import Stats
from app.core.status import StatusBoard
from app.core.types import Background, Frame, FrameProcessor

OpenProcessor = Callable[[Stats], FrameProcessor]


class Worker:
    """Owns the processor: opens and uses it in the thread that calls `run`."""

    def __init__(
        self,
        open_processor: OpenProcessor,
        background: Background,
        look: Look,
        frames: Mailbox[Frame],
        screen: Screen,
        board: StatusBoard,
        stats: Stats,
    ) -> None:
        self._open_processor = open_processor
        self._frames = frames
        self._screen = screen
        self._board = board
        self._stats = stats
        # Read once per frame and replaced whole, so a frame never sees half a change.
        self.background = background
        self.look = look

    def run(self) -> None:
        """Process frames until the mailbox is closed."""
        processor = self._open_processor(self._stats)
        self._board.set(engine=processor.describe())
        while (frame := self._frames.take()) is not None:
            composite = processor.process(frame, self.background, self._screen.size, self.look)
            self._screen.show(composite)
            now = time.perf_counter()
            self._stats.tick("processed", now)
            self._stats.add("latency", now - frame.captured_at)
