"""A GPU that is lost over and over leaves no thread and no descriptor behind."""

import sys
import threading
from pathlib import Path

import pytest

from tests.leaks.cases import CASES, Trial
from tests.leaks.test_cases import MODULES

pytestmark = pytest.mark.slow

_NAMES = ("the_gpu_is_lost_at_replay_at_work", "the_gpu_is_lost_at_upload_at_the_start", "the_gpu_is_tried_again")


@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc")
def test_threads_and_descriptors_are_level() -> None:
    assert MODULES

    def used() -> tuple[int, int]:
        return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))

    counts = []
    for _ in range(4):
        for name in _NAMES:
            trial = Trial()
            trial.run(CASES[name])
            assert trial.leaked == 0
        counts.append(used())
    # The first round starts what libraries keep.
    assert counts[1] == counts[2] == counts[3]
