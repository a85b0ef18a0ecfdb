"""An ONNX graph as lists and dictionaries that are easy to change."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, ValueInfoProto, helper, numpy_helper

from bisenet.errors import WeightsError
from bisenet.onnx_runtime import onnxruntime

_OPSET = 18
_IR_VERSION = 8


@dataclass
class Graph:
    """A network with one input and one output.

    Attributes:
        nodes: in an order in which they can run.
        constants: by name.
        input: name, type and shape.
        output: name, type and shape.
    """

    nodes: list[NodeProto]
    constants: dict[str, NDArray[Any]]
    input: ValueInfoProto
    output: ValueInfoProto

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a published graph; its weights come along, and batch norms and other constants are folded.

        Raises:
            WeightsError: it cannot be loaded.
        """
        with tempfile.TemporaryDirectory() as folder:
            options = _options(onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC)
            options.optimized_model_filepath = str(Path(folder) / "folded.onnx")
            try:
                onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            except Exception as error:
                raise WeightsError(f"{path} cannot be loaded ({error}); publish it again.") from error
            graph = onnx.load(options.optimized_model_filepath).graph
        constants = {tensor.name: numpy_helper.to_array(tensor).copy() for tensor in graph.initializer}
        return cls(list(graph.node), constants, graph.input[0], graph.output[0])

    def copy(self) -> Self:
        """Return a graph whose lists and dictionaries are its own."""
        nodes = []
        for node in self.nodes:
            nodes.append(NodeProto())
            nodes[-1].CopyFrom(node)
        return type(self)(nodes, dict(self.constants), self.input, self.output)

    def to_model(self, outputs: Iterable[str] | None = None) -> ModelProto:
        """Return what can be stored or run; `outputs` are names to hand out instead of the graph's output."""
        values = [self.output] if outputs is None else [ValueInfoProto(name=name) for name in outputs]
        constants = [numpy_helper.from_array(value, name) for name, value in self.constants.items()]
        graph = helper.make_graph(self.nodes, "bisenet", [self.input], values, constants)
        opsets = [helper.make_opsetid("", _OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="bisenet")

    def readers(self, name: str) -> list[NodeProto]:
        """Return the nodes that read a tensor."""
        return [node for node in self.nodes if name in node.input]

    def drop_unused(self) -> None:
        """Remove nodes and constants that the output does not depend on."""
        wanted = {self.output.name}
        kept = []
        for node in reversed(self.nodes):
            if wanted.intersection(node.output):
                wanted.update(node.input)
                kept.append(node)
        self.nodes = kept[::-1]
        self.constants = {name: value for name, value in self.constants.items() if name in wanted}


class Session:
    """Runs a graph as it stands, without ONNX Runtime's optimisations, so that every tensor can be looked at.

    Args:
        graph: what to run.
        tensors: names of those that are wanted, besides the graph's output.
    """

    def __init__(self, graph: Graph, tensors: Iterable[str] = ()) -> None:
        options = _options(onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL)
        self._outputs = sorted({graph.output.name, *tensors})
        model = graph.to_model(self._outputs).SerializeToString()
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._input = graph.input.name

    def __call__(self, value: NDArray[np.generic]) -> dict[str, NDArray[np.float32]]:
        """Map the graph's input to its output and the wanted tensors, by name."""
        return dict(zip(self._outputs, self._session.run(self._outputs, {self._input: value}), strict=True))


def _options(level: onnxruntime.GraphOptimizationLevel) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = level
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
