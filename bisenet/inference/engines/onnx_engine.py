"""ONNX Runtime on the CPU."""

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from bisenet.errors import WeightsError


class OnnxEngine:
    """Runs an exported graph.

    Args:
        graph: written by `bisenet.export.write_graph`, beside its weights.
        threads: how many CPU threads it may use.

    Raises:
        WeightsError: the graph cannot be loaded.
    """

    name = "ONNX Runtime"
    device = "CPU"

    def __init__(self, graph: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin between two frames would burn a core for nothing.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise WeightsError(f"{graph} cannot be loaded ({error}); install bisenet-bg again.") from error

    def __call__(self, image: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map float32 (1, 3, h, w) to a matte, float32 (h, w) in [0, 1]."""
        (matte,) = self._session.run(None, {"image": image})
        return np.asarray(matte[0, 0], np.float32)
