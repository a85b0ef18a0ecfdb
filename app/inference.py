"""The adapter between the application and the library `bisenet`: models, devices, and the processors that use them."""

from contextlib import suppress
from importlib import import_module

import cv2

from app.core.compositing.processor import Processor
from app.core.errors import GpuError
from app.core.look import Look
from app.core.opening import GpuHistory, GpuOpening, OpenProcessor
from app.core.stats import Stats
from app.core.types import Alpha, Frame, FrameProcessor, Size
from app.language import _
from app.machine import library_errors
from bisenet.errors import BisenetError
from bisenet.extras import has_torch
from bisenet.inference import segmenter as inference
from bisenet.inference.edge import Finish
from bisenet.inference.gpu import first_line, gpu_problem
from bisenet.inference.hardware import default_threads, has_cuda_driver
from bisenet.inference.video import VideoSegmenter
from bisenet.manifest import find_person_card

# Shared by all processors of this process, since they use the same GPU.
_GPU = GpuHistory()


class BisenetSegmenter:
    """The library's segmenter as a `Segmenter` of the pipeline.

    Args:
        model: name or folder; None for the default model of the device.
        device: `auto`, `cpu` or `cuda`.
        engine: `auto`, `torch`, `onnx` or `onnx-int8`.
        detail: share of the usual number of pixels that the network sees.
        threads: for the network and all other work on frames; None for at most two, and live for one besides the
            network.
        live: whether frames may take a slightly older matte of the network, moved along.

    Raises:
        ConfigError: model, device, engine or weights cannot be used.
    """

    def __init__(
        self,
        model: str | None,
        device: str,
        engine: str = "auto",
        detail: float = 1.0,
        threads: int | None = None,
        *,
        live: bool = False,
    ) -> None:
        _limit_opencv(threads, live=live)
        with library_errors():
            segmenter = inference.Segmenter(model, device, engine, threads)
        self._description = segmenter.description
        self._segment = VideoSegmenter(segmenter, carries=live)
        self._source = 0
        self._detail = detail

    def __call__(self, frame: Frame, look: Look, detail: float = 1.0) -> Alpha:
        """Map a frame to a matte of its size or a half, quarter, ... of it; see `VideoSegmenter`."""
        if frame.source != self._source:
            self._source = frame.source
            self._segment.forget()
        settings = Finish(*look.band, look.grow, look.feather)
        return self._segment(
            frame.rgb, frame.captured_at, settings, look.steadiness, detail * self._detail, frame.halved
        )

    def describe(self) -> str:
        """Return the names of model, engine and device."""
        return self._description


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
    """Return a function that opens the processor, or with a GPU the pair of the GPU's processor and its CPU fallback.

    Args:
        model: name or folder; None for the default model of the device that is used.
        device: `auto`, `cpu` or `cuda`.
        engine: `auto`, `torch`, `onnx` or `onnx-int8`.
        live: whether frames come from a camera; the network then sees somewhat fewer pixels.
        detail: share of the usual number of pixels that the network sees; CUDA always uses all.
        threads: CPU threads; None for at most two.
        size: of the frames if known, so that the GPU can prepare for it.

    Raises:
        ConfigError: there is no such trained model, device or engine, the model does not segment people, or its
            weights are damaged.
    """
    wants_gpu = engine in ("auto", "torch") and (
        device == "cuda" or (device == "auto" and has_cuda_driver() and has_torch())
    )
    # If the user chose no model, the CPU fallback uses its own default.
    names = [model] if model else [inference.DEFAULT_ON_CPU, *([inference.DEFAULT_ON_CUDA] if wants_gpu else [])]
    with library_errors():
        for name in names:
            find_person_card(name).verify()
    # An engine chosen for the GPU may be missing on the CPU.
    on_cpu = ("cpu", "auto") if wants_gpu else (device, engine)

    def open_on_gpu(stats: Stats) -> FrameProcessor:
        return _cuda_processor(model or inference.DEFAULT_ON_CUDA, stats, live=live, threads=threads, size=size)

    def open_on_cpu(stats: Stats) -> FrameProcessor:
        pixels = detail * (inference.LIVE_DETAIL if live else 1.0)
        return Processor(BisenetSegmenter(model, *on_cpu, pixels, threads, live=live), stats, live=live)

    return GpuOpening(open_on_gpu, open_on_cpu, _GPU, is_explicit=device == "cuda") if wants_gpu else open_on_cpu


def import_engines(device: str) -> None:
    """Import the inference engines ahead of time, since an import blocks all other threads.

    Args:
        device: `auto`, `cpu` or `cuda`, where the first model will run.
    """
    import_module("bisenet.inference.engines.onnx_engine")
    if device != "cpu" and has_cuda_driver() and has_torch():
        # A broken torch is reported when a processor is opened with it.
        with suppress(Exception):
            import_module("app.cuda.opening")


def _cuda_processor(model: str, stats: Stats, *, live: bool, threads: int | None, size: Size | None) -> FrameProcessor:
    _limit_opencv(threads, live=live)
    if not has_cuda_driver():
        raise GpuError(_("There is no CUDA device here."))
    if problem := gpu_problem():
        raise GpuError(_("The GPU cannot be used. {problem}").format(problem=problem))
    try:
        # Importing torch takes seconds, and the CPU does not need it.
        from app.cuda.opening import open_on_cuda

        return open_on_cuda(model, stats, live=live, threads=threads, size=size)
    except GpuError:
        raise
    except BisenetError as error:
        raise GpuError(_("The GPU cannot be used. {problem}").format(problem=error.problem)) from error
    except Exception as error:
        # Whatever it is, the CPU can take over; its weights were verified by `processor_opener`.
        raise GpuError(_("The GPU cannot be used: “{problem}”.").format(problem=first_line(error))) from error


def _limit_opencv(threads: int | None, *, live: bool) -> None:
    """Set the number of threads that OpenCV uses in this process; by default it would take every core.

    Live the stages run at the same time, each in its own thread. More threads would save no time there, but wait
    actively between their pieces of work, which costs a tenth to a third of all processor time.

    Args:
        threads: as the user chose; None for the default.
        live: whether frames come from a camera.
    """
    cv2.setNumThreads(threads or (1 if live else default_threads()))
