"""The one place that knows all parts: it turns words of the command line into sources, sinks and processors.

Everything that can be found wrong without opening a device is found here, at once, before a thread starts.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import cv2

from app.backgrounds.open import assets as assets
from app.backgrounds.open import bundled_backgrounds as bundled_backgrounds
from app.backgrounds.open import open_background as open_background
from app.config import DEMO, AppConfig
from app.core.compositing.processor import Processor
from app.core.errors import ConfigError, GpuError
from app.core.look import Look
from app.core.opening import GpuHistory, GpuOpening, OpenProcessor
from app.core.pipeline.capture import OpenSource
from app.core.pipeline.governor import Governor
from app.core.pipeline.output import OpenSink
from app.core.pipeline.pipeline import Pipeline
from app.core.stats import Stats
from app.core.types import Alpha, Background, Codec, Frame, FrameProcessor, Size
from app.devices.cameras import CameraInfo as CameraInfo
from app.devices.cameras import camera_signs as camera_signs
from app.devices.cameras import find_again, find_camera, forbidden_camera
from app.devices.cameras import list_cameras as list_cameras
from app.devices.media.pictures import PictureSource, is_picture, read_picture
from app.devices.media.user_files import find_file
from app.devices.media.video_background import first_pictures
from app.devices.media.video_reader import VideoSource
from app.devices.virtual_camera import VirtualCameraSink, find_virtual_camera
from app.devices.virtual_camera_setup import virtual_camera_readiness as virtual_camera_readiness
from app.devices.webcam import CameraSource
from bisenet.errors import BisenetError
from bisenet.inference import segmenter as inference
from bisenet.inference.edge import Finish
from bisenet.inference.gpu import first_line, gpu_problem
from bisenet.inference.hardware import available_cores, default_threads, has_cuda_driver
from bisenet.inference.video import VideoSegmenter
from bisenet.manifest import find_person_card, read_manifest, words_in

# One for the process, whatever is opened on its GPU.
_GPU = GpuHistory()


class BisenetSegmenter:
    """The library's segmenter as the pipeline wants it.

    Args:
        model: its name or folder; None takes the best for the device.
        device: `auto`, `cpu` or `cuda`.
        engine: `auto`, `torch`, `onnx` or `onnx-int8`.
        detail: share of the usual number of pixels that the network sees.
        threads: for it and for all other work on frames; None for two at most.

    Raises:
        ConfigError: model, device, engine or weights cannot be used.
    """

    def __init__(
        self, model: str | None, device: str, engine: str = "auto", detail: float = 1.0, threads: int | None = None
    ) -> None:
        # OpenCV would take every core for resizing and blending; what the network may use is enough for them too.
        cv2.setNumThreads(threads or default_threads())
        with _library_errors():
            segmenter = inference.Segmenter(model, device, engine, threads)
        self._description = segmenter.description
        self._segment = VideoSegmenter(segmenter)
        self._source = 0
        self._detail = detail

    def __call__(self, frame: Frame, look: Look, detail: float = 1.0) -> Alpha:
        """Map a frame to a matte of its size or a half, quarter, ... of it; see `VideoSegmenter`."""
        if frame.source != self._source:
            self._source = frame.source
            self._segment.forget()
        settings = Finish(*look.band, look.grow, look.feather)
        return self._segment(frame.rgb, frame.captured_at, settings, look.steadiness, detail * self._detail)

    def describe(self) -> str:
        """Return model, engine and device."""
        return self._description


@dataclass(frozen=True)
class Machine:
    """What of this computer can be chosen.

    Attributes:
        models: names of the installed models that find people, the one with the least work first.
        cuda: whether there is a CUDA device.
        cores: how many of them this process may use.
    """

    models: tuple[str, ...]
    cuda: bool
    cores: int


def machine() -> Machine:
    """Return what can be chosen about model and processor.

    Raises:
        ConfigError: the manifest of the models cannot be read.
    """
    with _library_errors():
        cards = [card for card in read_manifest().values() if card.classes is None]
    ordered = sorted(cards, key=lambda card: (card.facts.get("parameters", 0), card.name))
    return Machine(tuple(card.name for card in ordered), has_cuda_driver(), available_cores())


def models_in(folder: str) -> tuple[str, ...]:
    """Return the words for `processor_opener` of all models in a folder that `bisenet publish` wrote.

    Raises:
        ConfigError: there is none, or the manifest cannot be read.
    """
    with _library_errors():
        return tuple(words_in(Path(folder)))


def source_opener(camera: str | None, size: Size, fps: int, codec: Codec = Codec.MJPG) -> OpenSource:
    """Return what opens the source that a word means.

    Args:
        camera: number, path or part of the name of a camera, a video or picture file, `demo`, or None for the first
            camera, and for the demo clip where there is none.
        size: what a camera is asked for.
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
        # Looked up again at every opening: after a re-plug the same camera may be another device.
        return lambda: CameraSource(find_again(wanted), size, fps, codec)
    if is_picture(path):
        read_picture(path)
        return lambda: PictureSource(path, fps)
    first_pictures(path, 1)
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
        device: a device, a label, or "" for the first that is free.
        size: of every composite.
        fps: of the output.

    Raises:
        DeviceError: there is none; the hint says how to get one.
    """
    find_virtual_camera(device)
    # Looked up again at every opening: after a loss it may be another node.
    return lambda: VirtualCameraSink(find_virtual_camera(device), size, fps)


def processor_opener(
    model: str | None,
    device: str,
    engine: str = "auto",
    *,
    live: bool = True,
    detail: float = 1.0,
    threads: int | None = None,
    size: Size | None = None,
) -> OpenProcessor:
    """Return what opens the processor: with a GPU the one that keeps the whole frame there, and the CPU's beside it.

    Args:
        model: its name or folder; None takes the best for the device that works.
        device: `auto`, `cpu` or `cuda`.
        engine: `auto`, `torch`, `onnx` or `onnx-int8`.
        live: whether frames come from a camera, for which the network sees a little fewer pixels.
        detail: share of the usual number of pixels that the network sees; CUDA takes them all.
        threads: CPU threads; None for two at most.
        size: of the frames, where that is known; the GPU prepares itself for it.

    Raises:
        ConfigError: there is no such trained model, device or engine, the model does not find people, or the weights
            are damaged.
    """
    wants_gpu = engine in ("auto", "torch") and (device == "cuda" or (device == "auto" and has_cuda_driver()))
    # The CPU goes on with its own model where none was chosen.
    names = [model] if model else [inference.DEFAULT_ON_CPU, *([inference.DEFAULT_ON_CUDA] if wants_gpu else [])]
    with _library_errors():
        for name in names:
            find_person_card(name).verify()
    # Without a GPU its engine may not be there either.
    on_cpu = ("cpu", "auto") if wants_gpu else (device, engine)

    def open_on_gpu(stats: Stats) -> FrameProcessor:
        return _on_gpu(model or inference.DEFAULT_ON_CUDA, stats, live=live, threads=threads, size=size)

    def open_on_cpu(stats: Stats) -> FrameProcessor:
        pixels = detail * (inference.LIVE_DETAIL if live else 1.0)
        return Processor(BisenetSegmenter(model, *on_cpu, pixels, threads), stats, live=live)

    return GpuOpening(open_on_gpu, open_on_cpu, _GPU, is_insisted=device == "cuda") if wants_gpu else open_on_cpu


def _on_gpu(model: str, stats: Stats, *, live: bool, threads: int | None, size: Size | None) -> FrameProcessor:
    cv2.setNumThreads(threads or default_threads())
    if not has_cuda_driver():
        raise GpuError("There is no CUDA device here.")
    if problem := gpu_problem():
        raise GpuError(f"The GPU cannot be used: {problem}.")
    try:
        # torch takes seconds to import and the CPU does without.
        from app.cuda.opening import open_on_cuda

        return open_on_cuda(model, stats, live=live, threads=threads, size=size)
    except GpuError:
        raise
    except Exception as error:
        # Whatever it is, the CPU can go on; its weights were verified when the processor was asked for.
        raise GpuError(f"The GPU cannot be used: {first_line(error).removesuffix('.')}.") from error


def import_engines(device: str) -> None:
    """Import what computes, so that opening a model does not: an import keeps all other threads waiting meanwhile.

    Args:
        device: `auto`, `cpu` or `cuda`, where the first model will run.
    """
    import_module("bisenet.inference.engines.onnx_engine")
    if device != "cpu" and has_cuda_driver():
        # What is wrong with torch is told when it is to compute.
        with suppress(Exception):
            import_module("app.cuda.opening")


def source_of(config: AppConfig) -> OpenSource:
    """Return what opens the configuration's source; raises as `source_opener`."""
    return source_opener(config.camera, config.camera_size or config.size, config.fps, config.codec)


def sink_of(config: AppConfig) -> OpenSink:
    """Return what opens its virtual camera, the first that is free where it names none; raises as `sink_opener`."""
    return sink_opener(config.virtual_camera or "", config.size, config.fps)


def background_of(config: AppConfig, *, live: bool = True) -> Background:
    """Return its background; raises as `open_background`."""
    return open_background(config.background, config.fit, config.slide_seconds, live)


def processor_of(config: AppConfig, *, live: bool = True) -> OpenProcessor:
    """Return what opens its processor; raises as `processor_opener`."""
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


@contextmanager
def _library_errors() -> Iterator[None]:
    try:
        yield
    except BisenetError as error:
        raise ConfigError(str(error)) from error
