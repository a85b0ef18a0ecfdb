"""Another model while the pipeline runs: a slate until its first frame is through, and the old one where it fails."""

import threading

import pytest

from app.core.errors import ConfigError
from app.core.stats import Stats
from app.core.types import FrameProcessor
from tests.core.rig import Wait, processing, running
from tests.fakes import SMALL, FakeSegmenter, leaked

WHOLE = SMALL.width * SMALL.height


def test_a_slate_is_shown_until_the_other_model_has_a_frame(wait_until: Wait) -> None:
    may_open = threading.Event()

    def slowly(stats: Stats) -> FrameProcessor:
        may_open.wait(10)
        return processing(lambda: FakeSegmenter(alpha=0.0))(stats)

    with running(segmenter=lambda: FakeSegmenter(alpha=1.0)) as pipeline:
        wait_until(lambda: leaked(pipeline.current().rgb) == WHOLE)
        pipeline.set_processor(slowly)
        assert pipeline.current().is_slate
        sent = pipeline.status().dropped
        wait_until(lambda: pipeline.status().dropped > sent + 20)
        assert pipeline.current().is_slate
        may_open.set()
        wait_until(lambda: not pipeline.current().is_slate)
        assert leaked(pipeline.current().rgb) == 0


def refused(stats: Stats) -> FrameProcessor:
    raise ConfigError("There is no such model.", "Choose another.")


def test_one_that_cannot_be_opened_leaves_the_one_before(wait_until: Wait) -> None:
    with running(segmenter=lambda: FakeSegmenter(alpha=1.0)) as pipeline:
        wait_until(lambda: not pipeline.current().is_slate)
        pipeline.set_processor(refused)
        wait_until(lambda: pipeline.status().model_error is not None)
        wait_until(lambda: leaked(pipeline.current().rgb) == WHOLE)
        assert pipeline.status().error is None
        pipeline.set_processor(processing(FakeSegmenter))
        wait_until(lambda: pipeline.status().model_error is None)
        wait_until(lambda: not pipeline.current().is_slate)
        assert leaked(pipeline.current().rgb) == 0


@pytest.mark.parametrize("budget", [None, 0.3])
def test_the_budget_is_told(budget: float | None, wait_until: Wait) -> None:
    with running() as pipeline:
        pipeline.set_cpu_budget(0.8)
        wait_until(lambda: pipeline.status().effort.budget == 0.8)
        pipeline.set_cpu_budget(budget)
        wait_until(lambda: pipeline.status().effort.budget == budget)
