"""The window's pipeline, which may be built anew without showing anybody who is hidden."""

import threading
from collections.abc import Callable

from app.core.corrections.room_learning import RoomLearner
from app.core.pipeline.pipeline import Pipeline


class LivePipeline:
    """Holds the pipeline of the moment. `pause` may be called from any thread, the rest belongs to one.

    Args:
        pipeline: the first one, not started.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._lock = threading.Lock()
        self._paused = False
        self._lesson: RoomLearner | None = None
        self._pipeline = pipeline

    @property
    def pipeline(self) -> Pipeline:
        """The newest one."""
        return self._pipeline

    def pause(self, paused: bool) -> None:
        """Show a slate from now on, or no longer, whatever pipeline comes."""
        with self._lock:
            self._paused = paused
            self._pipeline.pause(paused)

    def learn(self, lesson: RoomLearner | None) -> None:
        """Show a lesson every frame and everybody else a slate, whatever pipeline comes; or for None no longer."""
        self._lesson = lesson
        self._pipeline.learn(lesson)

    def replacement(self, build: Callable[[], Pipeline]) -> Pipeline:
        """Stop the pipeline, which shows a slate from then on, and return another for `use`; slow, in any thread.

        Args:
            build: returns a pipeline that is not started.

        Raises:
            BisenetBgError: it cannot be built.
        """
        self._pipeline.stop()
        return build()

    def use(self, fresh: Pipeline) -> None:
        """Start a pipeline in place of the one before; who is hidden or learns stays so."""
        if self._lesson is not None:
            fresh.learn(self._lesson)
        with self._lock:
            fresh.pause(self._paused)
            self._pipeline = fresh
        fresh.start()
