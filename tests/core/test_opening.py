"""How often a GPU may fail, and what is said of it; how the CPU takes over."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from app.core.compositing.backgrounds import ColourBackground
from app.core.errors import ConfigError, ErrorKind, GpuError
from app.core.failover import FailoverProcessor, opened
from app.core.look import DEFAULT_LOOK, Look
from app.core.opening import GpuHistory, GpuOpening, Open
from app.core.stats import Stats
from app.core.types import Composite, CutOut, Frame, FrameProcessor, FrameRequest, Matte, Size
from tests.fakes import SMALL, plain

GREEN = ColourBackground(0, 177, 64)


@dataclass
class Fake:
    """A processor that does what it is asked for until it fails."""

    name: str
    error: GpuError | None = None
    closed: bool = False
    done: list[str] = field(default_factory=list)
    heeds_detail: bool = True
    on_gpu: bool = False

    def process(self, request: FrameRequest) -> Composite:
        self._work("composite")
        return Composite(request.frame.rgb.copy(), self._matte(request.frame))

    def cut_out(self, frame: Frame, size: Size, look: Look = DEFAULT_LOOK) -> CutOut:
        self._work("cut out")
        return CutOut(np.zeros((size.height, size.width, 4), np.uint8), self._matte(frame))

    def describe(self) -> str:
        return self.name

    def close(self) -> None:
        self.closed = True

    def _work(self, what: str) -> None:
        if self.error is not None:
            raise self.error
        self.done.append(what)

    def _matte(self, frame: Frame) -> Matte:
        return Matte(np.zeros(frame.rgb.shape[:2], np.uint8), frame)


class Clock:
    """Stands still but for what is added."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def giving(processor: FrameProcessor) -> Open:
    return lambda stats: processor


def refusing(stats: Stats) -> FrameProcessor:
    raise GpuError("The graphics card failed (no kernels).")


def frame() -> Frame:
    return Frame(plain((1, 2, 3)), 0, 0.0)


@pytest.mark.parametrize("work", ["composite", "cut out"])
def test_what_the_gpu_fails_at_is_done_by_the_cpu(work: str) -> None:
    gpu, cpu, told = Fake("gpu", heeds_detail=False, on_gpu=True), Fake("cpu"), list[GpuError]()
    both = FailoverProcessor(GpuOpening(giving(gpu), giving(cpu), GpuHistory()), Stats(), told.append)
    do: Callable[[], object] = lambda: both.process(FrameRequest(frame(), GREEN, SMALL))  # noqa: E731
    if work == "cut out":
        do = lambda: both.cut_out(frame(), SMALL)  # noqa: E731
    do()
    assert (both.describe(), both.heeds_detail, both.on_gpu, told) == ("gpu", False, True, [])
    gpu.error = GpuError("The graphics card failed (lost).")
    do()
    do()
    assert (gpu.done, cpu.done) == ([work], [work, work])
    assert (both.describe(), both.heeds_detail, both.on_gpu, gpu.closed) == ("cpu", True, False, True)
    (error,) = told
    assert error.args[0] == "The graphics card failed (lost). The CPU takes over."
    assert (error.__traceback__, error.__context__, error.__cause__) == (None, None, None)
    both.close()
    assert cpu.closed


def test_a_gpu_that_cannot_be_opened_is_told_before_the_cpu_is_opened() -> None:
    order: list[str] = []

    def on_cpu(stats: Stats) -> FrameProcessor:
        order.append("cpu")
        return Fake("cpu")

    both = opened(GpuOpening(refusing, on_cpu, GpuHistory()), Stats(), lambda error: order.append("told"))
    assert order == ["told", "cpu"]
    assert both.describe() == "cpu"


def test_what_needs_no_gpu_is_opened_as_it_is() -> None:
    cpu = Fake("cpu")
    assert opened(giving(cpu), Stats(), lambda error: None) is cpu


def test_three_failures_within_an_hour_are_enough() -> None:
    clock = Clock()
    history = GpuHistory(clock)
    for minute in (0, 20, 40):
        assert not history.is_given_up
        clock.now = 60.0 * minute
        history.note_failure()
    assert history.is_given_up
    clock.now = 60.0 * 61
    assert not history.is_given_up
    history.note_failure()
    assert history.is_given_up
    clock.now = 60.0 * 81
    assert not history.is_given_up


def test_a_gpu_that_is_given_up_is_not_opened() -> None:
    history = GpuHistory(lambda: 0.0)
    told: list[GpuError] = []
    opening = GpuOpening(refusing, giving(Fake("cpu")), history)
    for _ in range(3):
        opening.check()
        opened(opening, Stats(), told.append)
    with pytest.raises(ConfigError, match="three times within an hour"):
        opening.check()
    never = GpuOpening(lambda stats: pytest.fail("it was opened"), giving(Fake("cpu")), history)
    opened(never, Stats(), told.append)
    assert [error.kind for error in told] == [
        ErrorKind.OTHER,
        ErrorKind.OTHER,
        ErrorKind.GIVEN_UP,
        ErrorKind.GIVEN_UP,
    ]
    assert all("not used" in str(error) for error in told[2:])


def test_who_asked_for_the_gpu_by_name_is_told_louder() -> None:
    told: list[GpuError] = []
    opened(GpuOpening(refusing, giving(Fake("cpu")), GpuHistory(), is_explicit=True), Stats(), told.append)
    assert told[0].is_explicit
    assert told[0].args[0] == (
        "WARNING: --device cuda could not be honoured. "
        "The graphics card failed (no kernels). The CPU does all the work."
    )
