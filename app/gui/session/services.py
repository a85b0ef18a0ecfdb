"""What the window needs from the rest of the application; the module `app.factory` is one such thing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app.config import AppConfig
from app.core.opening import OpenProcessor
from app.core.pipeline.capture import OpenSource
from app.core.pipeline.output import OpenSink
from app.core.pipeline.pipeline import Pipeline
from app.core.types import Background
from app.devices.virtual_camera_setup import Readiness


class Camera(Protocol):
    """One camera to choose from."""

    @property
    def key(self) -> str:
        """What opens it, for instance "/dev/video0"."""

    @property
    def name(self) -> str:
        """What people call it."""


class Machine(Protocol):
    """What of this computer can be chosen."""

    @property
    def models(self) -> Sequence[str]:
        """Names of the installed models, the one with the least work first."""

    @property
    def cuda(self) -> bool:
        """Whether there is a CUDA device."""

    @property
    def cores(self) -> int:
        """How many cores this process may use."""


class Services(Protocol):
    """Makes the things that the session hands to a pipeline. All of these may be slow, none touches Qt."""

    def import_engines(self, device: str) -> None:
        """Import what computes on `auto`, `cpu` or `cuda`, for the start, while nobody waits for the window."""

    def build_pipeline(self, config: AppConfig) -> Pipeline:
        """Return a pipeline that is not started; raises `ConfigError`."""

    def list_cameras(self) -> Sequence[Camera]:
        """Return the cameras that are plugged in."""

    def machine(self) -> Machine:
        """Return what can be chosen about model and processor; raises `ConfigError`."""

    def models_in(self, folder: str) -> Sequence[str]:
        """Return the words for the models in a folder of the user's; raises `ConfigError`."""

    def camera_signs(self) -> object:
        """Return what differs once a camera has come or gone; opens none."""

    def background_of(self, config: AppConfig) -> Background:
        """Return a configuration's background; raises `ConfigError`."""

    def source_of(self, config: AppConfig) -> OpenSource:
        """Return what opens its source; raises `DeviceError` and `ConfigError`."""

    def processor_of(self, config: AppConfig) -> OpenProcessor:
        """Return what opens its processor; raises `ConfigError`."""

    def describe_source(self, camera: str | None) -> str:
        """Return a sentence about what will play for `camera`, empty where nothing needs saying."""

    def sink_of(self, config: AppConfig) -> OpenSink:
        """Return what opens its virtual camera, the first that is free where it names none; raises `DeviceError`."""

    def bundled_backgrounds(self) -> Sequence[Path]:
        """Return the bundled pictures in the order in which they are shown."""

    def virtual_camera_readiness(self) -> Readiness:
        """Return how far this computer is from a virtual camera that can be started; changes nothing."""
