"""The library's front door: a frame in, a matte out."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bisenet.errors import DataError, ModelError
from bisenet.inference.engines import Engine
from bisenet.inference.hardware import default_threads, has_cuda_driver, has_int8_dot_product
from bisenet.inference.matte import guided_upsample
from bisenet.manifest import ModelCard, find_card
from bisenet.preprocess import halve

DEFAULT_ON_CUDA = "bisenet-resnet18"
DEFAULT_ON_CPU = "bisenet-mobilenetv2"
# Edges are drawn at no less than this height and width; a larger frame's matte is enlarged from there.
_GUIDE_SIZE = (360, 480)
DEVICES = ("auto", "cpu", "cuda")
ENGINES = ("auto", "torch", "onnx", "onnx-int8")


class Segmenter:
    """Finds people in frames.

    Args:
        model: name of a trained model; None takes `bisenet-resnet18` on CUDA and `bisenet-mobilenetv2` on the CPU.
        device: `auto`, `cpu` or `cuda`.
        engine: `auto`, `torch`, `onnx` or `onnx-int8`; auto is torch on CUDA and ONNX Runtime on the CPU, where torch
            is not even imported, in int8 if the manifest says so and the processor has instructions for it.
        threads: CPU threads; None takes at most two.
        weights: folder of a manifest; None takes the installed weights.

    Raises:
        ModelError: the model, device or engine is unknown or not there.
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
        device = _choose_device(device)
        _check_engine(engine, device)
        self.card = find_card(model or default_model(device), weights)
        engine = _choose_engine(engine, device, self.card)
        self._engine = _build_engine(self.card, device, engine, threads or default_threads())
        self._preprocess = self.card.preprocessing

    @property
    def description(self) -> str:
        """Model, engine and device in a few words."""
        return f"{self.card.name}, {self._engine.name} on {self._engine.device}"

    def __call__(self, frame: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Map a frame, RGB uint8 (H, W, 3) of any size, to a matte, float32 (H, W), 0 background .. 1 person.

        Raises:
            DataError: the frame is not such an array.
        """
        if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8 or 0 in frame.shape:
            raise DataError(f"A frame is RGB uint8 (H, W, 3), not {frame.dtype} {frame.shape}; convert it first.")
        guide = halve(frame, *_GUIDE_SIZE)
        small = self._preprocess.resize(guide)
        matte = guided_upsample(self._engine(small), small, guide)
        if guide.shape == frame.shape:
            return matte
        full = cv2.resize(matte, (frame.shape[1], frame.shape[0]), interpolation=cv2.INTER_LINEAR)
        return np.asarray(full, np.float32)


def default_model(device: str) -> str:
    """Return the model that fits `auto`, `cpu` or `cuda`, without importing torch."""
    fast = device == "cuda" or (device == "auto" and has_cuda_driver())
    return DEFAULT_ON_CUDA if fast else DEFAULT_ON_CPU


def _choose_device(device: str) -> str:
    if device not in DEVICES:
        raise ModelError(f"There is no device '{device}'; choose one of: {', '.join(DEVICES)}.")
    if device != "auto":
        return device
    if not has_cuda_driver():
        return "cpu"
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _check_engine(engine: str, device: str) -> None:
    if engine not in ENGINES:
        raise ModelError(f"There is no engine '{engine}'; choose one of: {', '.join(ENGINES)}.")
    if engine.startswith("onnx") and device == "cuda":
        raise ModelError("The ONNX engines run on the CPU only; choose --device cpu or the torch engine.")


def _choose_engine(engine: str, device: str, card: ModelCard) -> str:
    if engine == "onnx-int8" and card.int8 is None:
        raise ModelError(f"{card.name} has no int8 form; choose the onnx engine, or make one by `bisenet quantise`.")
    if engine != "auto":
        return engine
    if device == "cuda":
        return "torch"
    return "onnx-int8" if card.int8_by_default and has_int8_dot_product() else "onnx"


def _build_engine(card: ModelCard, device: str, engine: str, threads: int) -> Engine:
    if engine == "onnx-int8" and card.int8 is not None:
        from bisenet.inference.engines.onnx_engine import Int8Engine

        card.verify(card.int8)
        return Int8Engine(card.int8, threads)
    card.verify(card.weights, card.graph)
    if engine == "onnx":
        from bisenet.inference.engines.onnx_engine import OnnxEngine

        return OnnxEngine(card.graph, card.preprocessing, threads)
    from bisenet.inference.engines.torch_engine import TorchEngine
    from bisenet.load import load_weights
    from bisenet.models import create_model

    model = create_model(card.architecture)
    load_weights(model, card.weights)
    return TorchEngine(model, card.preprocessing, device, threads)
