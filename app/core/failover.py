"""A processor that goes on, on the CPU, when the GPU does not."""

from collections.abc import Callable

from app.core.errors import GpuError
from app.core.look import DEFAULT_LOOK, Look
from app.core.opening import GpuOpening, OpenProcessor
from app.core.stats import Stats
from app.core.types import Composite, CutOut, Frame, FrameProcessor, FrameRequest, Size

Failed = Callable[[GpuError], None]


class FailoverProcessor:
    """Satisfies `FrameProcessor`: the GPU's until its first failure, the CPU's from then on.

    Args:
        opening: opens both.
        stats: takes the times.
        failed: takes what the user is told, before the CPU's processor is opened; nothing that the GPU made may be
            shown after that.

    Raises:
        BisenetBgError: the model cannot be used, or the CPU's processor cannot be opened.
    """

    def __init__(self, opening: GpuOpening, stats: Stats, failed: Failed) -> None:
        self._opening = opening
        self._stats = stats
        self._failed = failed
        self._processor = self._opened()

    @property
    def heeds_detail(self) -> bool:
        """As the processor's at work."""
        return self._processor.heeds_detail

    def describe(self) -> str:
        """Return what the processor at work says of itself."""
        return self._processor.describe()

    def process(self, request: FrameRequest) -> Composite:
        """Return the composite; the CPU computes it if the GPU fails."""
        try:
            return self._processor.process(request)
        except GpuError as error:
            failure = self._opening.failed(error)
        self._go_on(failure)
        return self._processor.process(request)

    def cut_out(self, frame: Frame, size: Size, look: Look = DEFAULT_LOOK) -> CutOut:
        """Return the person alone, by the CPU where the GPU fails at it."""
        try:
            return self._processor.cut_out(frame, size, look)
        except GpuError as error:
            failure = self._opening.failed(error)
        self._go_on(failure)
        return self._processor.cut_out(frame, size, look)

    def close(self) -> None:
        """Let go of the processor at work."""
        self._processor.close()

    def _opened(self) -> FrameProcessor:
        if self._opening.history.is_given_up:
            return self._on_cpu(self._opening.refusal())
        try:
            return self._opening.on_gpu(self._stats)
        except GpuError as error:
            failure = self._opening.failed(error)
        return self._on_cpu(failure)

    def _go_on(self, failure: GpuError) -> None:
        before, self._processor = self._processor, self._on_cpu(failure)
        before.close()

    def _on_cpu(self, failure: GpuError) -> FrameProcessor:
        self._failed(failure)
        return self._opening.on_cpu(self._stats)


def opened(opening: OpenProcessor, stats: Stats, failed: Failed) -> FrameProcessor:
    """Open a processor, one that goes on without the GPU where that was wanted; arguments as for `FailoverProcessor`."""
    return FailoverProcessor(opening, stats, failed) if isinstance(opening, GpuOpening) else opening(stats)
