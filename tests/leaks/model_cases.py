"""Faults of the model: of any segmenter, and of the network behind the library's own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from app.core.errors import ConfigError
from app.core.stats import Stats
from app.core.types import Alpha, FrameProcessor, Rgb, Segmenter
from app.inference import BisenetSegmenter
from tests.fakes import FakeSegmenter
from tests.leaks.cases import case
from tests.leaks.rig import OpenRig, finding, processing, raising
from tests.leaks.studio import PATIENCE, find_person

Answer = Callable[[Alpha], object]

_NO_ROOM = raising(MemoryError("no room"))


_SPOILT: dict[str, Answer] = {
    "error": _NO_ROOM,
    "nothing": lambda alpha: None,
    "float": lambda alpha: alpha.astype(np.float32) / 255,
    "NaN": lambda alpha: np.full(alpha.shape, np.nan, np.float32),
    "logical": lambda alpha: alpha > 0,
    "one row less": lambda alpha: alpha[1:],
    "turned": lambda alpha: alpha.T,
    "one number": lambda alpha: np.full((1, 1), 255, np.uint8),
    "a list of mattes": lambda alpha: alpha[None],
    "empty": lambda alpha: alpha[:0],
}
# Of a network that found nobody so far: whatever was taken of these would show the room.
_DAMAGED: dict[str, Answer] = {
    "error": _NO_ROOM,
    "NaN": lambda matte: np.full(matte.shape, np.nan, np.float32),
    "one NaN": lambda matte: np.where(np.arange(matte.shape[1]) == 0, np.float32(np.nan), np.float32(1)) + 0 * matte,
    "beyond": lambda matte: np.full(matte.shape, 1.01, np.float32),
    "infinite": lambda matte: np.full(matte.shape, np.inf, np.float32),
    "one number": lambda matte: np.ones((2, 2), np.float32),
    "one row": lambda matte: np.ones((2, matte.shape[1]), np.float32),
    "turned": lambda matte: np.ones(matte.shape[::-1], np.float32),
    "smaller": lambda matte: np.ones((matte.shape[0] // 2, matte.shape[1] // 2), np.float32),
    "a list of mattes": lambda matte: np.ones((1, *matte.shape), np.float32),
}


@case
def the_matte_is_none(open_rig: OpenRig) -> None:
    for spoil in _SPOILT.values():
        asked = threading.Event()

        def find(rgb: Rgb, number: int, spoil: Answer = spoil, asked: threading.Event = asked) -> Alpha:
            alpha = find_person(rgb)
            return spoil(alpha) if asked.is_set() else alpha  # type: ignore[return-value]

        with open_rig(processor=finding(find)) as rig:
            rig.person()
            asked.set()
            rig.wait_failed()
            rig.frames(40)


@case
def the_networks_answer_is_damaged(open_rig: OpenRig) -> None:
    for spoil in _DAMAGED.values():
        asked = threading.Event()

        def answer(rgb: Rgb, spoil: Answer = spoil, asked: threading.Event = asked) -> NDArray[np.float32]:
            matte = np.zeros(rgb.shape[:2], np.float32)
            return spoil(matte) if asked.is_set() else matte  # type: ignore[return-value, arg-type]

        with _network(answer), open_rig(processor=processing(lambda: BisenetSegmenter(None, "cpu"))) as rig:
            rig.wait(lambda: not rig.pipeline.current().is_slate)
            asked.set()
            rig.wait_failed()
            rig.frames(40)


@contextmanager
def _network(answer: Callable[[Rgb], NDArray[np.float32]]) -> Iterator[None]:
    """Let the library's segmenter ask `answer` instead of a network."""
    engine = mock.Mock(side_effect=answer, device="CPU")
    engine.name = "fake"
    with mock.patch("bisenet.inference.segmenter.build_engine", return_value=engine):
        yield


@case
def the_model_cannot_be_opened(open_rig: OpenRig) -> None:
    def missing() -> Segmenter:
        raise FileNotFoundError("weights")

    def dumb(stats: Stats) -> FrameProcessor:
        return SimpleNamespace(describe=_NO_ROOM)

    for processor in (processing(missing), dumb):
        with open_rig(processor=processor) as rig:
            rig.judge.block("no model was ever there")
            rig.wait_failed()
            rig.frames(100)


@case
def the_model_hangs(open_rig: OpenRig) -> None:
    """The last composite is repeated until it is stale; the matte that comes at last is too old."""
    gate = threading.Event()
    gate.set()

    def find(rgb: Rgb, number: int) -> Alpha:
        gate.wait(PATIENCE)
        return find_person(rgb)

    with open_rig(processor=finding(find)) as rig:
        for _ in range(2):
            rig.person()
            gate.clear()
            rig.frames(10)
            rig.wait_stale(rig.studio.newest)
            rig.frames(60)
            rig.judge.unblock("stale")
            gate.set()
        rig.person()


@case
def the_model_is_slower_than_the_camera(open_rig: OpenRig) -> None:
    def find(rgb: Rgb, number: int) -> Alpha:
        time.sleep(0.02)
        return find_person(rgb)

    with open_rig(processor=finding(find)) as rig:
        for _ in range(3):
            rig.person()
            rig.frames(80)


@case
def the_model_writes_into_its_last_matte(open_rig: OpenRig) -> None:
    kept: list[Alpha] = []

    def find(rgb: Rgb, number: int) -> Alpha:
        alpha = find_person(rgb)
        if not kept:
            kept.append(alpha)
        kept[0][:] = alpha
        return kept[0]

    with open_rig(processor=finding(find)) as rig:
        for _ in range(3):
            rig.person()
            rig.frames(80)


@case
def another_model(open_rig: OpenRig) -> None:
    """The window stops the pipeline and builds another, after an error too."""
    with open_rig() as rig:
        for _ in range(3):
            rig.person()
            rig.processor = finding()
            rig.restart()
            rig.frames(40)
        rig.processor = processing(lambda: FakeSegmenter(answer=_NO_ROOM))
        rig.restart()
        rig.wait_failed()
        rig.frames(40)
        rig.processor = finding()
        rig.judge.unblock("failure")
        rig.restart()
        rig.person()


@case
def another_model_takes_over(open_rig: OpenRig) -> None:
    def refused(stats: Stats) -> FrameProcessor:
        raise ConfigError("There is no such model.", "Choose another.")

    with open_rig() as rig:
        for number in range(30):
            rig.person()
            oldest = rig.studio.newest
            rig.pipeline.set_processor(refused if number % 3 == 0 else finding(lambda rgb, number: find_person(rgb)))
            rig.judge.only_since(oldest)
            rig.frames(10)
