"""What the window needs from the rest of the application; the module `app.factory` is one such thing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app.config import AppConfig
from app.core.capture import OpenSource
from app.core.output import OpenSink
from app.core.pipeline import Pipeline
from app.core.types import Background, Fit, Size


class Camera(Protocol):
    """One camera to choose from."""

    @property
    def key(self) -> str:
        """What opens it, for instance "/dev/video0"."""

    @property
    def name(self) -> str:
        """What people call it."""


class Parts(Protocol):
    """Makes the things that the bridge hands to a pipeline. All of these may be slow, none touches Qt."""

    def build_pipeline(self, config: AppConfig) -> Pipeline:
        """Return a pipeline that is not started; raises `ConfigError`."""

    def list_cameras(self) -> Sequence[Camera]:
        """Return the cameras that are plugged in."""

    def open_background(self, text: str, mode: Fit, slide_seconds: float) -> Background:
        """Return the background that `text` names, fitted so, each slide shown so long; raises `ConfigError`."""

    def source_opener(self, camera: str | None, size: Size, fps: int) -> OpenSource:
        """Return what opens `camera`, asked for that size and rate; None is the first camera, else the demo clip."""

    def describe_source(self, camera: str | None) -> str:
        """Return a sentence about what will play for `camera`, empty where nothing needs saying."""

    def sink_opener(self, device: str, size: Size, fps: int) -> OpenSink:
        """Return what opens the virtual camera `device`, "" for the first free one; raises `DeviceError`."""

    def bundled_backgrounds(self) -> Sequence[Path]:
        """Return the bundled pictures in the order in which they are shown."""
