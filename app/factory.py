"""Builds the parts of the application from its configuration: sources, sinks, backgrounds, processors, the pipeline.

Every mistake that can be found without opening a device is raised here, before a thread starts.
"""

from collections.abc import Sequence

from app.backgrounds.bundled import assets as assets
from app.backgrounds.bundled import bundled_backgrounds as bundled_backgrounds
from app.backgrounds.open import open_background as open_background
from app.config import DEMO, AppConfig
from app.core.advice import Steps
from app.core.opening import OpenProcessor
from app.core.pipeline.capture import OpenSource
from app.core.pipeline.governor import Governor
from app.core.pipeline.output import OpenSink
from app.core.pipeline.pipeline import Pipeline
from app.core.types import Background, Codec, Size
from app.devices.cameras import CameraInfo as CameraInfo
from app.devices.cameras import camera_signs as camera_signs
from app.devices.cameras import find_again, find_camera, forbidden_camera
from app.devices.cameras import list_cameras as list_cameras
from app.devices.media.film_source import FilmSource
from app.devices.media.pictures import PictureSource, is_picture, read_picture
from app.devices.media.user_files import find_file
from app.devices.media.video_background import first_pictures
from app.devices.virtual_camera_setup import virtual_camera_readiness as virtual_camera_readiness
from app.devices.virtual_cameras import virtual_camera_opener
from app.devices.webcam import CameraSource
from app.inference import import_engines as import_engines
from app.inference import processor_opener
from app.language import _
from app.machine import machine as machine
from app.machine import models_in as models_in


def source_opener(camera: str | None, size: Size, fps: int, codec: Codec = Codec.MJPG) -> OpenSource:
    """Return a function that opens a source.

    Args:
        camera: number, path or part of the name of a camera, a video or picture file, `demo`, or None for the first
            camera, or the demo clip if there is no camera.
        size: requested from a camera.
        fps: likewise.
        codec: likewise.

    Raises:
        DeviceError: there is no such camera.
        ConfigError: the file cannot be used.
    """
    if camera is None:
        cameras = list_cameras()
        camera = cameras[0].key if cameras else DEMO
    path = assets() / "demo.mp4" if camera == DEMO else find_file(camera)
    if path is None or camera.isdecimal():
        wanted = find_camera(camera)
        # Looked up at every opening, since a camera may have another key after it was plugged in again.
        return lambda: CameraSource(find_again(wanted), size, fps, codec)
    if is_picture(path):
        read_picture(path)
        return lambda: PictureSource(path, fps)
    first_pictures(path, 1)
    return lambda: FilmSource(path)


def describe_source(camera: str | None) -> Steps:
    """Return a sentence, then what to do, if the demo clip plays because no camera is available; else nothing."""
    if camera is not None or list_cameras():
        return ()
    if (refused := forbidden_camera()) is not None:
        return (_("The demo clip is playing. {refused}").format(refused=refused.args[0]), *refused.steps)
    return (_("No camera was found, so the demo clip is playing; plug one in and choose it."),)


def sink_opener(words: Sequence[str], size: Size, fps: int) -> OpenSink:
    """Return a function that opens virtual cameras.

    Args:
        words: devices, labels or `pipewire`; none for all kinds that are usable here.
        size: of every composite.
        fps: of the output.

    Raises:
        DeviceError: there is none; the hint says how to get one.
    """
    return virtual_camera_opener(words, size, fps)


def source_of(config: AppConfig) -> OpenSource:
    """Return a function that opens the configured source; raises as `source_opener`."""
    return source_opener(config.camera, config.camera_size or config.size, config.fps, config.codec)


def sink_of(config: AppConfig) -> OpenSink:
    """Return a function that opens the configured virtual cameras, or all that are usable; raises as `sink_opener`."""
    return sink_opener(config.virtual_camera or (), config.size, config.fps)


def background_of(config: AppConfig, *, live: bool = True) -> Background:
    """Return the configured background; raises as `open_background`."""
    return open_background(config.background, config.fit, config.slide_seconds, live)


def processor_of(config: AppConfig, *, live: bool = True) -> OpenProcessor:
    """Return a function that opens the configured processor; raises as `processor_opener`."""
    size = config.size if live else None
    return processor_opener(
        config.model, config.device, live=live, detail=config.detail, threads=config.threads, size=size
    )


def build_pipeline(config: AppConfig) -> Pipeline:
    """Return the pipeline of a configuration, not yet started.

    Raises:
        ConfigError: background, file, model or weights cannot be used.
        DeviceError: there is no such camera or virtual camera.
    """
    sink = None
    if config.virtual_camera is not None:
        sink = sink_of(config)
    return Pipeline(
        source_of(config),
        processor_of(config),
        sink,
        background_of(config),
        config.size,
        config.fps,
        config.look,
        Governor(config.cpu_budget, config.fps),
        config.on_demand,
        config.corrections,
    )
