"""The faults: each case does its worst to one run, or to several."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.leaks.judge import Judge
from tests.leaks.rig import Case, Rig

CASES: dict[str, Case] = {}


def case(function: Case) -> Case:
    """Add a function to the cases, by its name."""
    CASES[function.__name__] = function
    return function


class Trial:
    """Runs cases and counts what reached the sinks meanwhile."""

    def __init__(self) -> None:
        self._judges: list[Judge] = []

    @property
    def frames(self) -> int:
        """Pictures that reached a sink."""
        return sum(judge.frames for judge in self._judges)

    @property
    def leaked(self) -> int:
        """Pixels among them that must not have."""
        return sum(judge.leaked for judge in self._judges)

    def run(self, one: Case) -> None:
        """Run a case.

        Raises:
            TimeoutError: what it waits for never came.
        """
        one(self._open_rig)

    @contextmanager
    def _open_rig(self, **options: Any) -> Iterator[Rig]:
        rig = Rig(**options)
        self._judges.append(rig.judge)
        rig.pipeline.start()
        try:
            yield rig
        finally:
            for camera in rig.cameras:
                camera.gate.set()
            assert rig.pipeline.stop() == []
