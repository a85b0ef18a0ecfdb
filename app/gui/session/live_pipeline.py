"""The pipeline in use; replacing it never shows a hidden user."""

import threading
from collections.abc import Callable

from app.core.corrections.room_learning import RoomLearner
from app.core.pipeline.pipeline import Pipeline


class LivePipeline:
    """Holds the pipeline in use. `pause` may be called from any thread, the rest from one.

    Args:
        pipeline: the first one, not started yet.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._lock = threading.Lock()
        self._paused = False
        self._learner: RoomLearner | None = None
        self._pipeline = pipeline

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline in use."""
        return self._pipeline

    def pause(self, paused: bool) -> None:
        """Start or stop showing a slate; later pipelines do the same."""
        with self._lock:
            self._paused = paused
            self._pipeline.pause(paused)

    def learn(self, learner: RoomLearner | None) -> None:
        """Pass every frame to a learner while others see a slate; None ends that. Later pipelines do the same."""
        self._learner = learner
        self._pipeline.learn(learner)

    def replacement(self, build: Callable[[], Pipeline]) -> Pipeline:
        """Stop the pipeline, which then shows a slate, and return a new one for `use`; slow, may run in any thread.

        Args:
            build: returns a pipeline that is not started.

        Raises:
            BisenetBgError: it cannot be built.
        """
        self._pipeline.stop()
        return build()

    def use(self, pipeline: Pipeline) -> None:
        """Start a pipeline in place of the previous one; a hidden user stays hidden, and a learner keeps learning."""
        if self._learner is not None:
            pipeline.learn(self._learner)
        with self._lock:
            pipeline.pause(self._paused)
            self._pipeline = pipeline
        pipeline.start()
