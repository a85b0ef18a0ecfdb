"""Writes a network into a folder of published models: weights, graph and manifest entry."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from torch import nn

from bisenet.classes import Classes
from bisenet.errors import DataError, ModelError
from bisenet.export import write_graph, write_weights
from bisenet.files import checksum
from bisenet.load import load_weights
from bisenet.manifest import read_entries, writing_entry
from bisenet.preprocess import Preprocessing

# What a file may be called everywhere, and what no word of the command line takes for a path or an option.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
_INT8 = ".int8"
# The licence of weights of whose origin nobody said anything.
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Description:
    """The manifest entry of a network, apart from its files.

    Attributes:
        architecture: a name of `list_models`.
        preprocessing: how the network wants its input.
        classes: of its output; None where it finds people and nothing else.
        resampling: of its upsampling, where it is not the architecture's own.
        facts: the entry's other values: recipes, sources, licence, data.
    """

    architecture: str
    preprocessing: Preprocessing
    classes: Classes | None
    resampling: str | None
    facts: dict[str, Any]


def check_model_name(name: str) -> None:
    """Check that a model can be published under a name.

    Raises:
        ModelError: it cannot be.
    """
    if not _NAME.fullmatch(name) or name.endswith(_INT8):
        rule = f"a letter or digit first, then letters, digits, dots and dashes, and no '{_INT8}' at the end"
        raise ModelError(f"A model cannot be called '{name}'; choose a --name with {rule}.")


def write_published(model: nn.Module, name: str, folder: Path, description: Description) -> None:
    """Write fp16 weights, the graph that reads them, and the manifest entry; an older model of that name is replaced.

    The metrics and the int8 graph of the older one are dropped, since they are of other weights.

    Args:
        model: what to publish; its weights are rounded to half precision.
        name: of the entry and, with a suffix, of the files.
        folder: holds the manifest; made if absent.
        description: of the model.

    Raises:
        DataError: the folder cannot be written to; what is published stays.
        ModelError: the name cannot be used, or is that of a model of people here and of several classes there.
        WeightsError: the manifest is damaged, or the weights are not finite in half precision.
    """
    check_model_name(name)
    with _staging(folder) as staging:
        old = read_entries(folder).get(name, {})
        if old and ("classes" in old) != (description.classes is not None):
            there, new = ("several classes", "people") if "classes" in old else ("people", "several classes")
            raise ModelError(
                f"{name} in {folder} finds {there}, and the new one {new}; choose another --name or --folder."
            )
        weights, graph = staging / f"{name}.safetensors", staging / f"{name}.onnx"
        write_weights(model, weights)
        # Trace what is stored, so that both engines round to fp16 alike.
        load_weights(model, weights)
        write_graph(model, description.preprocessing, weights, graph)
        entry: dict[str, Any] = {
            "architecture": description.architecture,
            "weights": weights.name,
            "graph": graph.name,
            "sha256": {path.name: checksum(path) for path in (weights, graph)},
            "preprocessing": asdict(description.preprocessing),
            "parameters": sum(parameter.numel() for parameter in model.parameters()),
        }
        if description.classes is not None:
            entry["classes"] = description.classes.to_dict()
        if description.resampling is not None:
            entry["resampling"] = description.resampling
        with writing_entry(folder, name, {**entry, **description.facts}):
            for path in (weights, graph):
                path.replace(folder / path.name)
        if "int8" in old:
            (folder / old["int8"]["graph"]).unlink(missing_ok=True)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Yield a folder inside `folder`, which is made if absent and whose manifest must be sound."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        read_entries(folder)
        with tempfile.TemporaryDirectory(prefix=".publishing-", dir=folder) as staging:
            yield Path(staging)
    except OSError as error:
        raise DataError(f"{folder} cannot be written to ({error.strerror}); choose another --folder.") from error
