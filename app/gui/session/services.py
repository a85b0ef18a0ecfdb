"""Interface through which the window uses the rest of the application; the module `app.factory` implements it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app.config import AppConfig
from app.core.advice import Steps
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
        """The word that opens it, for instance "/dev/video0"."""

    @property
    def name(self) -> str:
        """Its display name."""


class Machine(Protocol):
    """The models and processors of this computer."""

    @property
    def models(self) -> Sequence[str]:
        """Names of the installed models, the fastest first."""

    @property
    def no_cuda(self) -> Steps:
        """Why CUDA cannot be chosen, and what to do; empty where it can."""

    @property
    def cores(self) -> int:
        """How many cores this process may use."""


class Services(Protocol):
    """Builds the parts of a pipeline for the session. All methods may be slow; none touches Qt."""

    def import_engines(self, device: str) -> None:
        """Import the engines of `auto`, `cpu` or `cuda` before the window opens, since an import blocks all threads."""

    def build_pipeline(self, config: AppConfig) -> Pipeline:
        """Return a pipeline that is not started yet; raises `ConfigError`."""

    def list_cameras(self) -> Sequence[Camera]:
        """Return the cameras that are plugged in."""

    def machine(self) -> Machine:
        """Return the models and processors to choose from; raises `ConfigError`."""

    def models_in(self, folder: str) -> Sequence[str]:
        """Return the names of the models in one of the user's folders; raises `ConfigError`."""

    def camera_signs(self) -> object:
        """Return a value that differs once a camera came or went; opens none."""

    def background_of(self, config: AppConfig) -> Background:
        """Return the background of a configuration; raises `ConfigError`."""

    def source_of(self, config: AppConfig) -> OpenSource:
        """Return a function that opens the source; raises `DeviceError` and `ConfigError`."""

    def processor_of(self, config: AppConfig) -> OpenProcessor:
        """Return a function that opens the processor; raises `ConfigError`."""

    def describe_source(self, camera: str | None) -> Steps:
        """Return a sentence about the source of `camera`, then what to do; nothing if it is the expected one."""

    def sink_of(self, config: AppConfig) -> OpenSink:
        """Return a function that opens the virtual camera, the first free one by default; raises `DeviceError`."""

    def bundled_backgrounds(self) -> Sequence[Path]:
        """Return the bundled pictures in the order of the gallery."""

    def virtual_camera_readiness(self) -> Readiness:
        """Return which step is missing before a virtual camera can be started; changes nothing."""
