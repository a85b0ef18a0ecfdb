"""The window's pipeline, which may be built anew without showing anybody who is hidden."""

import threading
from collections.abc import Callable

from app.core.pipeline import Pipeline


class Running:
    """Holds the pipeline of the moment. `pause` may be called from any thread, the rest belongs to one.

    Args:
        build: returns a pipeline that is not started.

    Raises:
        BisenetBgError: it cannot be built.
    """

    def __init__(self, build: Callable[[], Pipeline]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._paused = False
        self._pipeline = build()

    @property
    def pipeline(self) -> Pipeline:
        """The newest one."""
        return self._pipeline

    def pause(self, paused: bool) -> None:
        """Show a slate from now on, or no longer, whatever pipeline comes."""
        with self._lock:
            self._paused = paused
            self._pipeline.pause(paused)

    def replacement(self) -> Pipeline:
        """Stop the pipeline, which shows a slate from then on, and return another for `use`; slow, in any thread.

        Raises:
            BisenetBgError: it cannot be built.
        """
        self._pipeline.stop()
        return self._build()

    def use(self, fresh: Pipeline) -> None:
        """Start a pipeline in place of the one before; who is hidden stays so."""
        with self._lock:
            fresh.pause(self._paused)
            self._pipeline = fresh
        fresh.start()
