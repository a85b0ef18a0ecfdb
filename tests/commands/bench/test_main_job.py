from collections.abc import Callable
from importlib import import_module

import numpy as np
import pytest

from app.commands.bench import main_job
from app.commands.bench.config import BenchConfig
from app.commands.bench.timing import Timing
from app.core.types import Size
from tests.commands.bench.conftest import Built

pytestmark = pytest.mark.slow

allocator_name: Callable[[], str] = import_module("numpy._core.multiarray").get_handler_name


def test_timed_frames_meet_neither_warm_up_nor_counting(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    allocators = []

    def measured(jobs: dict[str, object], seconds: float) -> dict[str, Timing]:
        allocators.append(allocator_name())
        return {name: Timing(np.array([20.0, 30.0]), np.array([10.0, 20.0])) for name in jobs}

    starts = iter((2.0, 1.0))
    monkeypatch.setattr(main_job, "start_up_seconds", lambda config: next(starts))
    monkeypatch.setattr(main_job, "interleave", measured)
    result = main_job.measure(BenchConfig(background="#000000", size=Size(640, 360)))
    assert allocators == ["default_allocator"]
    # No frame was timed here, so no stage may have a time.
    assert result["stages_ms"] == {}
    assert (result["fps"], result["cpu_ms_per_frame"], result["core_share_at_30_fps"]) == (40.0, 15.0, 0.45)
    assert result["start_up_seconds"] == {"first": 2.0, "second": 1.0}
    # At least the fake's matte and the composite, in every frame alike.
    assert result["buffers_per_frame"] >= 2
    assert result["buffers_per_frame"] == int(result["buffers_per_frame"])
    assert result["buffer_bytes_per_frame"] >= 640 * 360 * (4 + 3)
    assert built.asked == [(None, "auto", "auto")]
    assert allocator_name() == "default_allocator"
