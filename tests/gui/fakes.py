"""The services of the window, without hardware."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app import factory
from app.config import AppConfig
from app.core.advice import Steps
from app.core.compositing.backgrounds import ColourBackground, ImageBackground
from app.core.errors import BisenetBgError, ConfigError, DeviceError
from app.core.opening import OpenProcessor
from app.core.pipeline.capture import OpenSource
from app.core.pipeline.governor import Governor
from app.core.pipeline.output import OpenSink
from app.core.pipeline.pipeline import Pipeline
from app.core.stats import Stats
from app.core.types import Alpha, Background, Blur, FrameProcessor, Rgb, Room, Source
from app.devices.virtual_camera_setup import Readiness, Stage
from tests.fakes import FakeSegmenter, FakeSink, FakeSource, FrameSteps, SteppedProcessor, plain

Colour = tuple[int, int, int]


def left_half(rgb: Rgb, number: int) -> Alpha:
    """Find a person in the left half."""
    alpha = np.zeros(rgb.shape[:2], np.uint8)
    alpha[:, : rgb.shape[1] // 2] = 255
    return alpha


def no_memory(rgb: Rgb, number: int) -> Alpha:
    """Fail as a model does that finds no memory."""
    raise MemoryError("no room")


@dataclass(frozen=True)
class FakeCamera:
    """A camera to choose."""

    key: str
    name: str


@dataclass(frozen=True)
class FakeMachine:
    """A computer."""

    models: tuple[str, ...]
    no_cuda: Steps
    cores: int


@dataclass
class FakeServices:
    """Satisfies `app.gui.session.services.Services`, and records what it made from which settings."""

    cameras: list[FakeCamera] = field(default_factory=lambda: [FakeCamera("/dev/video0", "Front")])
    colours: dict[str | None, Colour] = field(
        default_factory=lambda: {
            None: (200, 0, 0),
            "/dev/video0": (200, 0, 0),
            "/dev/video1": (0, 0, 200),
            "demo": (0, 200, 0),
        }
    )
    pictures: list[Path] = field(default_factory=list)
    find_person: Callable[[Rgb, int], Alpha] = left_half
    notice: Steps = ()
    source_error: BisenetBgError | None = None
    sink_error: BisenetBgError | None = None
    pipelines: list[Pipeline] = field(default_factory=list)
    sinks: list[FakeSink] = field(default_factory=list)
    segmenters: list[FakeSegmenter] = field(default_factory=list)
    sources: list[AppConfig] = field(default_factory=list)
    processors: list[AppConfig] = field(default_factory=list)
    backgrounds: list[AppConfig] = field(default_factory=list)
    models: tuple[str, ...] = ("small", "middle", "large")
    no_cuda: Steps = ()
    cores: int = 4
    readiness: Readiness = field(default_factory=lambda: Readiness("linux", Stage.LOADED, "Fake Camera"))
    listed: int = 0
    listing_allowed: threading.Event = field(default_factory=threading.Event)
    steps: FrameSteps = field(default_factory=FrameSteps)

    def __post_init__(self) -> None:
        self.listing_allowed.set()

    @property
    def pipeline(self) -> Pipeline:
        """The newest pipeline."""
        return self.pipelines[-1]

    def import_engines(self, device: str) -> None:
        """Nothing computes."""

    def build_pipeline(self, config: AppConfig) -> Pipeline:
        """Return a pipeline of fakes."""
        pipeline = Pipeline(
            self.source_of(config),
            self.processor_of(config),
            None,
            self.background_of(config),
            config.size,
            config.fps,
            config.look,
            Governor(config.cpu_budget, config.fps),
            corrections=config.corrections,
        )
        self.pipelines.append(pipeline)
        return pipeline

    def processor_of(self, config: AppConfig) -> OpenProcessor:
        """Return what opens a processor that finds `find_person`'s person; the model "broken" cannot be opened.

        Whether a model's folder can be used, the program itself says.
        """
        if config.model is not None and Path(config.model).is_absolute():
            factory.processor_of(config)
        self.processors.append(config)

        def open_processor(stats: Stats) -> FrameProcessor:
            if config.model == "broken":
                raise ConfigError("The model is damaged.", "Choose another.")
            self.segmenters.append(FakeSegmenter(answer=self.find_person))
            return SteppedProcessor(self.segmenters[-1], stats, self.steps)

        return open_processor

    def machine(self) -> FakeMachine:
        """Return what can be chosen."""
        return FakeMachine(self.models, self.no_cuda, self.cores)

    def models_in(self, folder: str) -> Sequence[str]:
        """Return the models of a folder, as the program itself."""
        return factory.models_in(folder)

    def list_cameras(self) -> Sequence[FakeCamera]:
        """Return the cameras, when allowed to."""
        self.listing_allowed.wait(5)
        self.listed += 1
        return self.cameras

    def camera_signs(self) -> object:
        """Return the cameras as they are now."""
        return tuple(self.cameras)

    def background_of(self, config: AppConfig) -> Background:
        """Return the room, blur, a colour, or white for any picture that exists."""
        text = config.background
        self.backgrounds.append(config)
        if text == "none":
            return Room()
        if text.startswith("blur"):
            return Blur(int(text.partition(":")[2] or Blur.strength))
        if text.startswith("#"):
            return ColourBackground(*bytes.fromhex(text[1:]))
        if text not in {path.name for path in self.pictures} and not Path(text).exists():
            raise ConfigError(f"There is no picture {text}.", "Choose another.")
        return ImageBackground(plain((255, 255, 255)))

    def source_of(self, config: AppConfig) -> OpenSource:
        """Return what opens a camera of one colour, or fails as an unplugged one does; or fail at once."""
        camera = config.camera
        self.sources.append(config)
        if self.source_error and camera != "demo":
            raise self.source_error

        def open_source() -> Source:
            if camera not in self.colours:
                raise DeviceError(f"The camera {camera} is gone.", "Plug it in.")
            return FakeSource(plain(self.colours[camera]))

        return open_source

    def describe_source(self, camera: str | None) -> Steps:
        """Return the notice."""
        return self.notice

    def sink_of(self, config: AppConfig) -> OpenSink:
        """Return what opens a sink, or fail."""
        if self.sink_error:
            raise self.sink_error

        def open_sink() -> FakeSink:
            self.sinks.append(FakeSink())
            return self.sinks[-1]

        return open_sink

    def bundled_backgrounds(self) -> Sequence[Path]:
        """Return the pictures."""
        return self.pictures

    def virtual_camera_readiness(self) -> Readiness:
        """Return what was set."""
        return self.readiness
