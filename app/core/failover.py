"""A processor that falls back to the CPU when the GPU fails."""

from collections.abc import Callable

from app.core.errors import GpuError
from app.core.look import DEFAULT_LOOK, Look
from app.core.opening import GpuOpening, OpenProcessor
from app.core.stats import Stats
from app.core.types import Composite, CutOut, Frame, FrameProcessor, FrameRequest, Size

Failed = Callable[[GpuError], None]


class FailoverProcessor:
    """Satisfies `FrameProcessor` with the GPU's processor until its first failure, and with the CPU's from then on.

    Args:
        opening: opens both processors.
        stats: receives the durations.
        failed: receives the error for the user, before the CPU's processor is opened; must remove everything that the
            GPU made from the screen.

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
        """Whether a smaller `detail` costs the active processor less CPU time."""
        return self._processor.heeds_detail

    @property
    def on_gpu(self) -> bool:
        """Whether the active processor's network runs on the GPU."""
        return self._processor.on_gpu

    def describe(self) -> str:
        """Return the active processor's description."""
        return self._processor.describe()

    def process(self, request: FrameRequest) -> Composite:
        """Return the composite; the CPU computes it if the GPU fails."""
        try:
            return self._processor.process(request)
        except GpuError as error:
            failure = self._opening.failed(error)
        self._continue_on_cpu(failure)
        return self._processor.process(request)

    def cut_out(self, frame: Frame, size: Size, look: Look = DEFAULT_LOOK) -> CutOut:
        """Return the person alone; the CPU computes it if the GPU fails."""
        try:
            return self._processor.cut_out(frame, size, look)
        except GpuError as error:
            failure = self._opening.failed(error)
        self._continue_on_cpu(failure)
        return self._processor.cut_out(frame, size, look)

    def close(self) -> None:
        """Close the active processor."""
        self._processor.close()

    def _opened(self) -> FrameProcessor:
        if self._opening.history.is_given_up:
            return self._on_cpu(self._opening.refusal())
        try:
            return self._opening.on_gpu(self._stats)
        except GpuError as error:
            failure = self._opening.failed(error)
        return self._on_cpu(failure)

    def _continue_on_cpu(self, failure: GpuError) -> None:
        before, self._processor = self._processor, self._on_cpu(failure)
        before.close()

    def _on_cpu(self, failure: GpuError) -> FrameProcessor:
        self._failed(failure)
        return self._opening.on_cpu(self._stats)


def opened(opening: OpenProcessor, stats: Stats, failed: Failed) -> FrameProcessor:
    """Open a processor, with a CPU fallback if the GPU was requested; arguments as for `FailoverProcessor`."""
    return FailoverProcessor(opening, stats, failed) if isinstance(opening, GpuOpening) else opening(stats)
