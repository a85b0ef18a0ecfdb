"""ONNX Runtime on the CPU, in float and in int8."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bisenet.errors import WeightsError
from bisenet.inference.engines import Engine
from bisenet.language import _
from bisenet.onnx_runtime import onnxruntime
from bisenet.preprocess import Preprocessing


class OnnxEngine(Engine):
    """Runs an exported graph.

    Args:
        graph: written by `bisenet.export.write_graph`, beside its weights.
        preprocessing: how it wants its input.
        threads: how many CPU threads it may use.

    Raises:
        WeightsError: the graph cannot be loaded.
    """

    name = "ONNX Runtime"
    device = "CPU"

    def __init__(self, graph: Path, preprocessing: Preprocessing, threads: int) -> None:
        self._session = _open(graph, threads)
        self._preprocessing = preprocessing

    def probabilities(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Map RGB uint8 (h, w, 3) to each class's share, float32 (C, h, w) in [0, 1]."""
        (shares,) = self._session.run(None, {"image": self._preprocessing.normalise(rgb)[None]})
        return np.asarray(shares[0], np.float32)


class Int8Engine(Engine):
    """Runs the int8 form of a graph, which takes the picture as it is.

    Its weights are such that no sum overflows on any processor, so that the matte is the same on all.

    Args:
        graph: written by `bisenet.quantise`.
        threads: how many CPU threads it may use.

    Raises:
        WeightsError: the graph cannot be loaded.
    """

    name = "ONNX Runtime int8"
    device = "CPU"

    def __init__(self, graph: Path, threads: int) -> None:
        self._session = _open(graph, threads)

    def probabilities(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Map RGB uint8 (h, w, 3) to each class's share, float32 (C, h, w) in [0, 1]."""
        (shares,) = self._session.run(None, {"picture": cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA)[None]})
        return np.asarray(shares[0], np.float32)


def _open(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin between two frames would burn a core for nothing.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise WeightsError(
            _("{graph} cannot be loaded ({error}); install bisenet-bg again.").format(graph=graph, error=error)
        ) from error
