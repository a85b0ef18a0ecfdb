"""The main entry point of the library: a frame in, a matte out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from bisenet.errors import DataError, ModelError
from bisenet.extras import has_torch
from bisenet.inference.engines.build import build_engine, choose_engine
from bisenet.inference.gpu import gpu_problem
from bisenet.inference.hardware import default_threads, has_cuda_driver
from bisenet.inference.matte import guided_upsample
from bisenet.language import _
from bisenet.manifest import find_person_card
from bisenet.preprocess import halve, resize_to

DEFAULT_ON_CUDA = "bisenet-resnet18"
DEFAULT_ON_CPU = "bisenet-mobilenetv2"
# Edges are drawn at no less than this height and width; a larger frame's matte is enlarged from there.
_GUIDE_SIZE = (360, 480)
# and at no less than this fraction of the frame's.
_MOST_TIMES = 16
# Share of the usual pixels for a live picture on the CPU: of people at webcams its mattes are as good,
# at two thirds of the cost of a 16:9 frame; on others they are a little worse. See the quality card.
LIVE_DETAIL = 0.85
# ONNX Runtime's sigmoid of a large number may be this much above 1.
ROUNDING = 1e-5
DEVICES = ("auto", "cpu", "cuda")
Value = TypeVar("Value", np.uint8, np.float32)
# Returns the smallest exact half, quarter, ... of a frame, RGB uint8, that has at least that height and width.
Halves = Callable[[int, int], NDArray[np.uint8]]
ENGINES = ("auto", "torch", "onnx", "onnx-int8")


@dataclass(frozen=True)
class View:
    """The parts of a frame that are used.

    Attributes:
        rgb: the network's input before it is normalised, uint8 (h, w, 3).
        grey: its intensity, uint8 (h / 2, w / 2).
        guide: the intensity whose edges the matte follows, uint8, the frame's size or a half, quarter, ... of it.
    """

    rgb: NDArray[np.uint8]
    grey: NDArray[np.uint8]
    guide: NDArray[np.uint8]


class Segmenter:
    """Finds people in frames.

    Args:
        model: a trained model of one class as `find_card` takes it: its name, or a folder that `bisenet publish` wrote;
            None takes `bisenet-resnet18` on CUDA and `bisenet-mobilenetv2` on the CPU.
        device: `auto`, `cpu` or `cuda`.
        engine: `auto`, `torch`, `onnx` or `onnx-int8`; auto is torch on CUDA and ONNX Runtime on the CPU, where torch
            is not even imported, in int8 if the manifest says so and the processor has instructions for it.
        threads: CPU threads; None takes at most two.
        weights: folder of a manifest; None takes the installed weights.

    Raises:
        ModelError: the model, device or engine is unknown or not there, or the model has several classes.
        WeightsError: the weights are missing or damaged.
    """

    def __init__(
        self,
        model: str | None = None,
        device: str = "auto",
        engine: str = "auto",
        threads: int | None = None,
        weights: Path | None = None,
    ) -> None:
        device = choose_device(device, engine)
        self.card = find_person_card(model or default_model(device), weights)
        engine = choose_engine(engine, device, self.card)
        self._engine = build_engine(self.card, device, engine, threads or default_threads())
        self._preprocess = self.card.preprocessing

    @property
    def description(self) -> str:
        """The names of model, engine and device, the same in every language."""
        return f"{self.card.title}, {self._engine.name}, {self._engine.device}"

    def __call__(self, frame: NDArray[np.uint8], detail: float = 1.0) -> NDArray[np.float32]:
        """Map a frame, RGB uint8 (H, W, 3) of any size, to a matte, float32 (H, W), 0 background .. 1 person.

        Args:
            frame: what to segment.
            detail: as in `view`.

        Raises:
            DataError: the frame is not such an array.
            ModelError: the network's answer is damaged.
        """
        view = self.view(frame, detail)
        return fit_to_frame(self.infer(view), view, *frame.shape[:2])

    def view(self, frame: NDArray[np.uint8], detail: float = 1.0, halves: Halves | None = None) -> View:
        """Prepare a frame, RGB uint8 (H, W, 3) of any size.

        Args:
            frame: what to segment.
            detail: share of the usual number of pixels that the network sees, 0 < detail <= 1.
            halves: gives the frame's halves to a caller that has computed them already; None computes them.

        Raises:
            DataError: the frame is not such an array.
        """
        check_frame(frame)
        preprocess = replace(self._preprocess, pixel_budget=round(detail * self._preprocess.pixel_budget))
        return view_at(frame, *preprocess.input_size(*frame.shape[:2]), halves)

    def infer(self, view: View) -> NDArray[np.float32]:
        """Return the network's matte at half the size of its input, float32 (h / 2, w / 2) in [0, 1].

        The networks draw at a quarter or an eighth and enlarge, so nothing is lost, and what follows costs a quarter.

        Raises:
            ModelError: the network's answer is damaged.
        """
        matte = self._engine(view.rgb)
        # NaN fails the comparisons too; a matte of another shape might be stretched over the picture unnoticed.
        if matte.shape != view.rgb.shape[:2] or not (matte.min() >= -ROUNDING and matte.max() <= 1 + ROUNDING):
            raise ModelError(_("{title} gave a damaged matte; choose another model.").format(title=self.card.title))
        return halved(np.clip(matte, 0, 1))

    def enlarge(self, matte: NDArray[np.float32], view: View) -> NDArray[np.float32]:
        """Take the network's matte to the size of the view's guide, along its edges; float32."""
        return guided_upsample(matte, view.grey, view.guide)


def check_frame(frame: NDArray[np.uint8]) -> None:
    """Check that a frame is RGB uint8 (H, W, 3).

    Raises:
        DataError: it is another array.
    """
    if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8 or 0 in frame.shape:
        raise DataError(
            _("A frame is RGB uint8 (H, W, 3), not {dtype} {shape}; convert it first.").format(
                dtype=frame.dtype, shape=frame.shape
            )
        )


def view_at(frame: NDArray[np.uint8], height: int, width: int, halves: Halves | None = None) -> View:
    """Return the view of a frame, RGB uint8 (H, W, 3), whose input for the network has that size.

    `halves` is as in `Segmenter.view`.
    """
    least = least_guide(frame.shape[0], frame.shape[1])
    guide = halve(frame, *least) if halves is None else halves(*least)
    small = resize_to(guide, height, width)
    grey, guide_grey = (np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8) for rgb in (small, guide))
    return View(small, halved(grey), guide_grey)


def fit_to_frame(matte: NDArray[np.float32], view: View, height: int, width: int) -> NDArray[np.float32]:
    """Take a matte at half the size of the network's input to a frame's size along its edges, float32 in [0, 1]."""
    full = guided_upsample(matte, view.grey, view.guide)
    np.clip(full, 0, 1, out=full)
    if full.shape == (height, width):
        return full
    return np.asarray(cv2.resize(full, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def halved(picture: NDArray[Value]) -> NDArray[Value]:
    """Return a picture of one channel at half its height and width."""
    size = (picture.shape[1] // 2, picture.shape[0] // 2)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), picture.dtype)


def least_guide(height: int, width: int) -> tuple[int, int]:
    """Return the least height and width of the guide of a frame of that size."""
    return max(_GUIDE_SIZE[0], height // _MOST_TIMES), max(_GUIDE_SIZE[1], width // _MOST_TIMES)


def default_model(device: str) -> str:
    """Return the model that fits `auto`, `cpu` or `cuda`, without importing torch."""
    fast = device == "cuda" or (device == "auto" and has_cuda_driver() and has_torch())
    return DEFAULT_ON_CUDA if fast else DEFAULT_ON_CPU


def choose_device(device: str, engine: str = "auto") -> str:
    """Return `cpu` or `cuda` for `auto`, `cpu` or `cuda`; torch is imported only where there is a driver to ask for.

    Args:
        device: the requested one; `auto` is CUDA where PyTorch can compute on it.
        engine: likewise; the ONNX engines run on the CPU.

    Raises:
        ModelError: there is no such device or engine, they do not go together, or CUDA was asked for and cannot be
            used.
    """
    if device not in DEVICES:
        raise ModelError(
            _("There is no device '{device}'; choose one of: {devices}.").format(
                device=device, devices=", ".join(DEVICES)
            )
        )
    if engine not in ENGINES:
        raise ModelError(
            _("There is no engine '{engine}'; choose one of: {engines}.").format(
                engine=engine, engines=", ".join(ENGINES)
            )
        )
    if engine.startswith("onnx"):
        if device == "cuda":
            raise ModelError(_("The ONNX engines run on the CPU only; choose --device cpu or the torch engine."))
        return "cpu"
    if device == "cpu" or (device == "auto" and not has_cuda_driver()):
        return "cpu"
    problem = gpu_problem() if has_cuda_driver() else _("There is no CUDA device.")
    if not problem:
        return "cuda"
    if device == "cuda":
        raise ModelError(_("CUDA cannot be used. {problem}").format(problem=problem), _("Choose --device cpu or auto."))
    return "cpu"
