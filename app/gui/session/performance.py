"""The last minute of frame rate and latency, for the graph; no Qt."""

from collections import deque
from dataclasses import dataclass

from app.core.pipeline.status import CameraState, Status
from app.language import _

SECONDS = 60.0


@dataclass(frozen=True)
class Figures:
    """Measurements at one moment.

    Attributes:
        fps: processed frames per second.
        latency: from camera to composite, milliseconds; None while no frame is processed.
    """

    fps: float
    latency: float | None

    @classmethod
    def of(cls, status: Status) -> "Figures":
        """Return the figures of a status; none while the camera is lost or the pipeline has failed."""
        works = status.error is None and status.camera is CameraState.RUNNING and status.processed_fps > 0
        return cls(status.processed_fps, status.latency.p50) if works else cls(0.0, None)


@dataclass(frozen=True)
class Point:
    """A point of the graph: 0 is left and bottom, 1 is right (now) and top."""

    x: float
    y: float


class PerformanceHistory:
    """Keeps `Figures` for `SECONDS`; moments are seconds of a clock that never goes back."""

    def __init__(self) -> None:
        self._kept: deque[tuple[float, Figures]] = deque()

    def add(self, moment: float, figures: Figures) -> None:
        """Add the figures of a moment, and drop those that are too old."""
        self._kept.append((moment, figures))
        while self._kept[0][0] < moment - SECONDS:
            self._kept.popleft()

    def fps(self) -> list[list[Point]]:
        """Return the frame rate as one line; its top is 30 fps, or the highest rate of the minute."""
        top = max([30.0, *(figures.fps for _, figures in self._kept)])
        return self._lines([figures.fps for _, figures in self._kept], top)

    def latency(self) -> list[list[Point]]:
        """Return the latency as lines, with a gap where no frame came; their top is 100 ms, or the longest latency."""
        values = [figures.latency for _, figures in self._kept]
        return self._lines(values, max([100.0, *(value for value in values if value is not None)]))

    def words(self) -> str:
        """Describe the graph in words."""
        rates = [figures.fps for _, figures in self._kept]
        times = [figures.latency for _, figures in self._kept if figures.latency is not None]
        if not times:
            return _("Nothing was measured in the last minute.")
        return _(
            "In the last minute: {lowest_fps:.0f} to {highest_fps:.0f} frames per second, {shortest:.0f} to "
            "{longest:.0f} ms from camera to picture."
        ).format(lowest_fps=min(rates), highest_fps=max(rates), shortest=min(times), longest=max(times))

    def _lines(self, values: list[float | None] | list[float], top: float) -> list[list[Point]]:
        lines: list[list[Point]] = [[]]
        for (moment, _sample), value in zip(self._kept, values, strict=True):
            if value is not None:
                lines[-1].append(Point(1 - (self._kept[-1][0] - moment) / SECONDS, value / top))
            elif lines[-1]:
                lines.append([])
        return [line for line in lines if line]
