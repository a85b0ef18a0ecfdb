"""Builds the engine for a card of the manifest."""

from bisenet.errors import ModelError
from bisenet.extras import has_torch, how_to_add_torch
from bisenet.inference.engines import Engine
from bisenet.inference.hardware import has_fast_int8
from bisenet.language import _
from bisenet.manifest import ModelCard


def choose_engine(engine: str, device: str, card: ModelCard) -> str:
    """Return `torch`, `onnx` or `onnx-int8` for one of these or `auto`.

    Args:
        engine: the requested one; `auto` is torch on CUDA and ONNX Runtime on the CPU, in int8 if the manifest says so
            and the processor is faster in it.
        device: `cpu` or `cuda`, as `bisenet.inference.segmenter.choose_device` returns it.
        card: of the model.

    Raises:
        ModelError: the int8 form was asked for and the model has none.
    """
    if engine == "onnx-int8" and card.int8 is None:
        raise ModelError(
            _("{title} has no int8 form; choose the onnx engine, or make one by `bisenet quantise`.").format(
                title=card.title
            )
        )
    if engine != "auto":
        return engine
    if device == "cuda":
        return "torch"
    return "onnx-int8" if card.int8_by_default and has_fast_int8() else "onnx"


def build_engine(card: ModelCard, device: str, engine: str, threads: int) -> Engine:
    """Return an engine that has opened the model's files, which are verified first.

    Args:
        card: of the model.
        device: `cpu` or `cuda`.
        engine: `torch`, `onnx` or `onnx-int8`, as `choose_engine` returns it.
        threads: how many CPU threads it may use.

    Raises:
        DataError: a file cannot be read.
        ModelError: the engine `torch` was asked for, and PyTorch is not installed.
        WeightsError: a file is missing or damaged.
    """
    if engine == "onnx-int8" and card.int8 is not None:
        from bisenet.inference.engines.onnx_engine import Int8Engine

        card.verify(card.int8)
        return Int8Engine(card.int8, threads)
    card.verify(card.weights, card.graph)
    if engine == "onnx":
        from bisenet.inference.engines.onnx_engine import OnnxEngine

        return OnnxEngine(card.graph, card.preprocessing, threads)
    if not has_torch():
        raise ModelError(_("The engine torch needs PyTorch, which is not installed."), how_to_add_torch())
    from bisenet.inference.engines.torch_engine import TorchEngine
    from bisenet.trained import load_trained

    return TorchEngine(load_trained(card), card.preprocessing, device, threads)
