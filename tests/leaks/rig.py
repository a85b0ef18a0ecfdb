"""A live pipeline before watched cameras and sinks, and the operations on it with what they must bring about."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from app.core.compositing.backgrounds import ColourBackground
from app.core.compositing.processor import Processor
from app.core.errors import DeviceError
from app.core.opening import Open, OpenProcessor
from app.core.pipeline.governor import Governor
from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.status import SinkState
from app.core.types import Alpha, Background, Rgb, Room, Segmenter, Size
from tests.fakes import SMALL, FakeSegmenter
from tests.leaks.judge import Judge, WatchedFilm, WatchedSink
from tests.leaks.studio import PATIENCE, Camera, Studio, find_person

FPS = 1000
# Instead of 1.5 s, and of seconds between two tries to open a camera.
STALE_AFTER = 0.3
BACK_OFF = (0.01,)
GREEN = ColourBackground(0, 177, 64)


def processing(segmenter: Callable[[], Segmenter]) -> Open:
    """Return what opens the CPU's processor with a segmenter."""
    return lambda stats: Processor(segmenter(), stats, live=True)


def finding(find: Callable[[Rgb, int], Alpha] = find_person) -> Open:
    """Return what opens a processor that asks `find` for the matte of each frame."""
    return processing(lambda: FakeSegmenter(answer=find))


def raising(error: BaseException) -> Callable[..., Any]:
    """Return what raises `error`, whatever it is called with."""

    def trouble(*_: object) -> Any:
        raise error

    return trouble


@dataclass
class Rig:
    """One run: a studio, the camera that is read, the judge of all that goes out."""

    size: Size = SMALL
    background: Background = GREEN
    processor: OpenProcessor = field(default_factory=finding)
    governor: Governor | None = None
    spoil: Callable[[Rgb], Rgb] = lambda rgb: rgb
    sink_trouble: Callable[[], None] = lambda: None
    film_trouble: Callable[[], None] = lambda: None
    studio: Studio = field(default_factory=Studio)
    judge: Judge = field(default_factory=Judge)

    def __post_init__(self) -> None:
        self.cameras = [Camera(self.studio)]
        self.camera.spoil = self.spoil
        self.pipeline = self.build()

    @property
    def camera(self) -> Camera:
        """The camera that was chosen last."""
        return self.cameras[-1]

    def open_sink(self) -> WatchedSink:
        """Return a sink that the judge watches."""
        return WatchedSink(self.judge, self.sink_trouble)

    def open_film(self) -> WatchedFilm:
        """Return a film that the judge watches."""
        return WatchedFilm(self.judge, self.film_trouble)

    def only_film(self) -> None:
        """Record, and send nothing to a device: the judge allows for one pair of hands."""
        self.pipeline.set_sink(None)
        self.wait(lambda: self.pipeline.status().sink is SinkState.OFF)
        self.pipeline.set_recording(self.open_film)

    def build(self) -> Pipeline:
        """Return a pipeline on the newest camera."""
        camera = self.camera
        return Pipeline(
            lambda: camera, self.processor, self.open_sink, self.background, self.size, FPS, governor=self.governor
        )

    def pause(self) -> None:
        """Pause; from then on slates are due."""
        self.pipeline.pause(True)
        self.judge.block("pause")
        self.judge.only_since(self.studio.newest)

    def resume(self) -> None:
        """End the pause; frames from before stay forbidden."""
        self.judge.unblock("pause")
        self.judge.only_since(self.studio.newest)
        self.pipeline.pause(False)

    def open_room(self) -> None:
        """Show the room, by explicit wish, and wait until it is seen."""
        self.judge.open_room()
        self.pipeline.set_background(Room())
        self.wait(lambda: self.judge.newest.room > 0)

    def close_room(self) -> None:
        """Put another background before the room; from then on no pixel of it is due."""
        self.pipeline.set_background(GREEN)
        self.judge.close_room()

    def switch_camera(self, size: Size = SMALL) -> None:
        """Choose a new camera; frames of the old one are forbidden."""
        old, camera = self.camera, Camera(self.studio, self.camera.name + 1, size)
        self.cameras.append(camera)
        oldest = self.studio.newest + 1
        self.pipeline.set_source(lambda: camera)
        self.judge.only_since(oldest, not_of=old.name)

    def lose_camera(self) -> None:
        """Let the camera fail once and wait until it is known; what it gave before is forbidden."""
        lost = []

        def fail(rgb: Rgb) -> Rgb:
            self.camera.spoil = lambda rgb: rgb
            lost.append(self.studio.newest)
            raise DeviceError("The camera is gone.", "Plug it in.")

        self.camera.spoil = fail
        self.wait(lambda: bool(lost))
        self.wait(lambda: self.studio.newest > lost[0])
        self.judge.only_since(lost[0])

    def restart(self) -> None:
        """Stop, and go on with another pipeline, as the window does after an error."""
        assert self.pipeline.stop() == []
        self.judge.only_since(self.studio.newest + 1)
        self.pipeline = self.build()
        self.pipeline.start()

    def wait_failed(self) -> None:
        """Wait for the pipeline's error; from then on slates are due for ever."""
        self.wait(lambda: self.pipeline.status().error is not None)
        self.judge.block("failure")

    def wait_stale(self, last: int) -> None:
        """Wait until the composite of frame `last`, which is in work or done by now, is stale; slates are due then."""
        time.sleep(STALE_AFTER)
        self.judge.block("stale")
        self.judge.only_since(last + 1)

    def frames(self, number: int = 100) -> None:
        """Wait until the sink was given so many pictures more: they never stop."""
        enough = self.judge.frames + number
        self.wait(lambda: self.judge.frames >= enough)

    def person(self, since: int | None = None) -> None:
        """Wait until a person is shown, of a frame that is read after this call."""
        oldest = self.studio.newest if since is None else since
        self.wait(lambda: self.judge.newest.person > 0 and self.judge.newest.number >= oldest)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition.

        Raises:
            TimeoutError: it never came.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            # Cleared before the test: a picture that comes in between must not be lost.
            self.judge.arrived.clear()
            if condition():
                return
            if time.monotonic() > deadline:
                raise TimeoutError("the condition never came")
            # Not every condition comes with a picture.
            self.judge.arrived.wait(0.01)


OpenRig = Callable[..., AbstractContextManager[Rig]]
Case = Callable[[OpenRig], None]
