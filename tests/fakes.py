"""Stand-ins for cameras, segmenters, sinks and pyvirtualcam's backends."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import cv2
import numpy as np
import pytest
import pyvirtualcam.camera

from app.core.compositing.processor import Processor
from app.core.errors import DeviceError
from app.core.look import Look
from app.core.stats import Stats
from app.core.types import Alpha, Composite, Frame, FrameRequest, Rgb, Segmenter, Size
from app.devices import virtual_camera

# Occurs in no background and no slate, so that a single leaked pixel is found.
SECRET = (255, 0, 254)
SMALL = Size(64, 48)
_PATIENCE = 20.0


def plain(colour: tuple[int, int, int], size: Size = SMALL) -> Rgb:
    """Return a picture of one colour."""
    return np.full((size.height, size.width, 3), colour, np.uint8)


def leaked(rgb: Rgb) -> int:
    """Count pixels of the secret colour."""
    return int((rgb == np.array(SECRET, np.uint8)).all(axis=2).sum())


class FakeSource:
    """A camera that shows one colour and can be lost after some frames."""

    def __init__(self, rgb: Rgb | None = None, frames: int | None = None, period: float = 0.002) -> None:
        self._rgb = plain(SECRET) if rgb is None else rgb
        self._left = frames
        self._period = period
        self.closed = threading.Event()
        self.reader: str = ""

    def read(self) -> Rgb:
        """Return a fresh copy, or fail once the frames are used up."""
        time.sleep(self._period)
        self.reader = threading.current_thread().name
        if self._left is not None:
            if self._left == 0:
                raise DeviceError("The fake camera is gone.", "Plug it in.")
            self._left -= 1
        return self._rgb.copy()

    def close(self) -> None:
        """Note that it was closed."""
        self.closed.set()


@dataclass
class FakeSegmenter:
    """Answers with `alpha` everywhere, or with whatever `answer` makes of the frame and its number."""

    alpha: float = 0.0
    answer: Callable[[Rgb, int], Alpha] | None = None
    calls: int = 0
    details: list[float] = field(default_factory=list)
    look: Look | None = None

    def __call__(self, frame: Frame, look: Look, detail: float = 1.0) -> Alpha:
        """Return a matte."""
        rgb = frame.rgb
        self.calls += 1
        self.details.append(detail)
        self.look = look
        if self.answer is not None:
            return self.answer(rgb, self.calls - 1)
        return np.full(rgb.shape[:2], round(255 * self.alpha), np.uint8)

    def describe(self) -> str:
        """Name it."""
        return "fake"


class FrameSteps:
    """Counts the frames that processors begin, so that a test can wait for a number of them."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._since = 0.0
        self._begun = 0

    def begin(self, frame: Frame) -> None:
        """Count a frame whose processing begins."""
        with self._condition:
            if frame.captured_at > self._since:
                self._begun += 1
                self._condition.notify_all()

    def step(self, frames: int = 1) -> None:
        """Wait until `frames` frames that were captured after this call are shown; fail where they never come.

        A frame is shown before the next one begins, and takes the settings that are in use at its capture or later.
        """
        with self._condition:
            self._since, self._begun = time.perf_counter(), 0
            if not self._condition.wait_for(lambda: self._begun > frames, _PATIENCE):
                pytest.fail(f"{self._begun} of {frames + 1} frames came in {_PATIENCE:g} seconds")


class SteppedProcessor(Processor):
    """A CPU processor for a live camera that counts its frames in `steps`."""

    def __init__(self, segmenter: Segmenter, stats: Stats, steps: FrameSteps) -> None:
        super().__init__(segmenter, stats, live=True)
        self._steps = steps

    def process(self, request: FrameRequest) -> Composite:
        """Count the frame, then process it."""
        self._steps.begin(request.frame)
        return super().process(request)


@dataclass
class FakeSink:
    """Keeps copies of what was written."""

    fail_after: int | None = None
    watchers: tuple[str, ...] | None = ()
    written: list[Composite] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def __str__(self) -> str:
        return "fake sink"

    def write(self, composite: Composite) -> None:
        """Keep it, or fail."""
        if self.fail_after is not None and len(self.written) >= self.fail_after:
            raise DeviceError("The fake sink broke.", "Mend it.")
        self.written.append(composite)

    def viewers(self) -> tuple[str, ...] | None:
        """Return who is said to watch."""
        return self.watchers

    def close(self) -> None:
        """Note that it was closed."""
        self.closed.set()


class FakeCapture:
    """A cv2.VideoCapture that gives pictures, the last for ever, until it is lost; it waits whenever it is told to."""

    def __init__(self, *pictures: Any) -> None:
        self.pictures = list(pictures)
        self.settings: dict[int, float] = {}
        self.order: list[int] = []
        self.opened = True
        self.lost = False
        self.may_read = threading.Event()
        self.may_read.set()
        self.released = threading.Event()

    def isOpened(self) -> bool:  # noqa: N802
        """Say whether it opened."""
        return self.opened

    def set(self, key: int, value: float) -> bool:
        """Note the wish."""
        self.order.append(key)
        self.settings[key] = value
        return True

    def get(self, key: int) -> float:
        """Return what was granted."""
        # Drivers keep their own size and rate, whatever `set` returned.
        kept = {cv2.CAP_PROP_FRAME_WIDTH: 640.0, cv2.CAP_PROP_FRAME_HEIGHT: 480.0, cv2.CAP_PROP_FPS: 25.0}
        return kept.get(key, self.settings.get(key, 0.0))

    def read(self) -> tuple[bool, Any]:
        """Give the next picture."""
        self.may_read.wait()
        time.sleep(0.001)
        if not self.pictures or self.lost:
            return False, None
        return True, self.pictures.pop(0) if len(self.pictures) > 1 else self.pictures[0]

    def release(self) -> None:
        """Note it."""
        self.released.set()


class FakeBackend:
    """A backend of pyvirtualcam that keeps the frames of the newest camera."""

    frames: ClassVar[list[Rgb]] = []
    opened: ClassVar[list[dict[str, Any]]] = []
    closed: ClassVar[int] = 0
    failure: ClassVar[str] = ""

    def __init__(self, **options: Any) -> None:
        if FakeBackend.failure:
            raise RuntimeError(FakeBackend.failure)
        FakeBackend.opened.append(options)
        self._shape = (options["height"], options["width"], 3)
        self._device = options["device"] or "fake0"

    @classmethod
    def install(cls, monkeypatch: pytest.MonkeyPatch) -> None:
        """Make it the only kind of virtual camera of this system, and forget everything."""
        monkeypatch.setitem(pyvirtualcam.camera.BACKENDS, "fake", cls)
        kind = virtual_camera.Handler("fake", "Fake Camera", ("Get one.",))
        monkeypatch.setattr(virtual_camera, "handlers", lambda: (kind,))
        cls.frames, cls.opened, cls.closed, cls.failure = [], [], 0, ""

    def close(self) -> None:
        """Count it."""
        FakeBackend.closed += 1

    def send(self, frame: Rgb) -> None:
        """Copy the frame: pyvirtualcam hands on a view."""
        FakeBackend.frames.append(frame.reshape(self._shape).copy())

    def device(self) -> str:
        """Name it."""
        return str(self._device)

    def native_fourcc(self) -> None:
        """Tell nothing."""
