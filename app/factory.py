"""The one place that knows all parts: it turns words of the command line into sources, sinks and processors.

Everything that can be found wrong without opening a device is found here, at once, before a thread starts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import cv2

from app.config import AppConfig
from app.core.backgrounds import ColourBackground, ImageBackground
from app.core.blur import BlurBackground
from app.core.capture import OpenSource
from app.core.errors import ConfigError
from app.core.look import Look
from app.core.output import OpenSink
from app.core.pipeline import Pipeline
from app.core.processor import Processor
from app.core.stats import Stats
from app.core.types import Alpha, Background, FrameProcessor, Rgb, Size
from app.core.worker import OpenProcessor
from app.devices.cameras import CameraInfo as CameraInfo
from app.devices.cameras import CameraSource, find_again, find_camera, forbidden_camera
from app.devices.cameras import list_cameras as list_cameras
from app.devices.pictures import PictureSource, find_file, is_picture, read_picture
from app.devices.videos import VideoReader, VideoSource
from app.devices.virtual_camera import VirtualCameraSink, find_virtual_camera
from bisenet.errors import BisenetError
from bisenet.inference import segmenter as inference
from bisenet.inference.edge import Finish
from bisenet.inference.hardware import default_threads, has_cuda_driver
from bisenet.inference.video import VideoSegmenter
from bisenet.manifest import find_card

DEMO = "demo"
_FIRST_BACKGROUND = "beach.jpg"


class BisenetSegmenter:
    """The library's segmenter as the pipeline wants it.

    Raises:
        ConfigError: model, device or weights cannot be used.
    """

    def __init__(self, model: str | None, device: str) -> None:
        # OpenCV would take every core for resizing and blending; what the network may use is enough for them too.
        cv2.setNumThreads(default_threads())
        with _library_errors():
            segmenter = inference.Segmenter(model, device)
        self._description = segmenter.description
        self._segment = VideoSegmenter(segmenter)

    def __call__(self, rgb: Rgb, look: Look) -> Alpha:
        """Map RGB uint8 (H, W, 3) to a matte of its size or a half, quarter, ... of it."""
        return self._segment(rgb, Finish(*look.band, look.grow, look.feather), steadiness=1 - look.crispness)

    def describe(self) -> str:
        """Return model, engine and device."""
        return self._description


def assets() -> Path:
    """Return the folder of the bundled files."""
    return Path(str(resources.files("app.assets")))


def bundled_backgrounds() -> list[Path]:
    """Return the bundled pictures by name, the beach first."""
    paths = (assets() / "backgrounds").glob("*.jpg")
    return sorted(paths, key=lambda path: (path.name != _FIRST_BACKGROUND, path.name))


def open_background(text: str) -> Background:
    """Return the background that a word means.

    Args:
        text: a file, a bundled name such as `beach.jpg` or `beach`, a colour such as `#00b140`, `blur` or
            `blur:STRENGTH` with a strength of 1 to 100.

    Raises:
        ConfigError: it means nothing, or the file cannot be read.
    """
    if text.startswith("#"):
        return _colour(text)
    if text == "blur":
        return BlurBackground()
    if text.startswith("blur:"):
        return _blur(text.removeprefix("blur:"))
    bundled = {name: picture for picture in bundled_backgrounds() for name in (picture.name, picture.stem)}
    path = find_file(text) or bundled.get(text)
    if path is None:
        names = ", ".join(picture.name for picture in bundled_backgrounds())
        raise ConfigError(f"There is no background '{text}'.", f"Give a file, #rrggbb, blur, or one of: {names}.")
    return ImageBackground(read_picture(path))


def _colour(text: str) -> Background:
    digits = text.removeprefix("#")
    try:
        if len(digits) != 6:
            raise ValueError(text)
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        raise ConfigError(f"'{text}' is not a colour.", "Write it as #rrggbb, for instance #00b140.") from None
    return ColourBackground(red, green, blue)


def _blur(text: str) -> Background:
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise ConfigError(f"'{text}' is not a blur strength.", "Give a number from 1 to 100, for instance blur:50.")
    return BlurBackground(int(text))


def source_opener(camera: str | None, size: Size, fps: int) -> OpenSource:
    """Return what opens the source that a word means.

    Args:
        camera: number, path or part of the name of a camera, a video or picture file, `demo`, or None for the first
            camera, and for the demo clip where there is none.
        size: what a camera is asked for.
        fps: likewise.

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
        # Looked up again at every opening: after a re-plug the same camera may be another device.
        return lambda: CameraSource(find_again(wanted), size, fps)
    if is_picture(path):
        read_picture(path)
        return lambda: PictureSource(path, fps)
    VideoReader(path).close()
    return lambda: VideoSource(path)


def describe_source(camera: str | None) -> str:
    """Return a sentence for the user where the source is not what one would expect, else ""."""
    if camera is not None or list_cameras():
        return ""
    if (refused := forbidden_camera()) is not None:
        return f"The demo clip is playing. {refused}"
    return "No camera was found, so the demo clip is playing; plug one in and choose it."


def sink_opener(device: str, size: Size, fps: int) -> OpenSink:
    """Return what opens the virtual camera.

    Args:
        device: a device, or "" for the first that is free.
        size: of every composite.
        fps: of the output.

    Raises:
        DeviceError: there is none; the hint says how to get one.
    """
    found = find_virtual_camera(device)
    return lambda: VirtualCameraSink(found, size, fps)


def processor_opener(model: str | None, device: str) -> OpenProcessor:
    """Return what opens the processor: on CUDA the one that keeps the whole frame there.

    Raises:
        ConfigError: there is no such trained model or device, or the weights are damaged.
    """
    if device == "cuda" and not has_cuda_driver():
        raise ConfigError("There is no CUDA device here.", "Choose --device cpu or auto.")
    with _library_errors():
        find_card(model or inference.default_model(device)).verify()

    def open_processor(stats: Stats) -> FrameProcessor:
        with _library_errors():
            on_cuda = inference.choose_device(device) == "cuda"
        if on_cuda:
            return _cuda_processor(model, stats)
        return Processor(BisenetSegmenter(model, device), stats)

    return open_processor


def _cuda_processor(model: str | None, stats: Stats) -> FrameProcessor:
    # torch takes seconds to import and the CPU does without.
    from app.cuda.processor import CudaProcessor
    from bisenet.inference.tensors.network import load_network

    with _library_errors():
        return CudaProcessor(load_network(model or inference.DEFAULT_ON_CUDA, "cuda"), stats)


def build_pipeline(config: AppConfig) -> Pipeline:
    """Return the pipeline of a configuration, not yet started.

    Raises:
        ConfigError: background, file, model or weights cannot be used.
        DeviceError: there is no such camera or virtual camera.
    """
    sink = None
    if config.virtual_camera is not None:
        sink = sink_opener(config.virtual_camera, config.size, config.fps)
    return Pipeline(
        source_opener(config.camera, config.size, config.fps),
        processor_opener(config.model, config.device),
        sink,
        open_background(config.background),
        config.size,
        config.fps,
        config.look,
    )


@contextmanager
def _library_errors() -> Iterator[None]:
    try:
        yield
    except BisenetError as error:
        raise ConfigError(str(error)) from error
