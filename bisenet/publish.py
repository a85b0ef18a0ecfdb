"""From a training checkpoint to an entry of the manifest."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from torch import Tensor, nn

from bisenet.errors import DataError
from bisenet.export import write_graph, write_weights
from bisenet.files import checksum
from bisenet.load import load_weights
from bisenet.manifest import find_card, read_entries, write_entry
from bisenet.models import create_model
from bisenet.preprocess import Preprocessing
from bisenet.training.checkpoint import read_checkpoint
from bisenet.training.config import TrainConfig

LICENCE = "Research weights: several of the training sets allow research use only."
DATA_SOURCES = {
    "portraits": "EG1800 (Shen et al. 2016), research use",
    "homes": "COCO val2017 and minis; pictures from Flickr under per-picture licences, annotations CC BY 4.0",
    "homes_multi": "COCO val2017; pictures from Flickr under per-picture licences, masks by instance segmenters",
    "homes_boxed": "COCO train2017 and Open Images by way of a public export marked CC BY 4.0, masks likewise",
    "meeting": "public repository of pictures of a meeting room, masks likewise, research use",
    "objects": "product photographs of a public research set, research use",
    "webcam": "public webcam demo footage, masks by RobustVideoMatting",
    "fullbody": "Clothing Co-Parsing (Yang et al. 2014), Apache-2.0 repository",
    "studio": "VITON, research use",
    "pets, animals": "PASCAL VOC 2012 and SBD, PASCAL VOC 2012 terms",
    "faces": "CelebAMask-HQ, research use",
    "hair": "Figaro1k pictures, masks by RobustVideoMatting, research use",
    "halfbody": "synthetic presenters, masks by RobustVideoMatting, Apache-2.0 repository",
    "rooms": "Houses dataset (Ahmed and Moustafa 2016)",
    "ImageNet start": "backbone weights trained on ImageNet",
    "COCO and VOC start": "MobileNetV2 of a DeepLab trained on COCO and PASCAL VOC, Apache-2.0",
    "edges of soft labels": "U2-Net (Qin et al. 2020), Apache-2.0",
}


@dataclass(frozen=True)
class _Part:
    """What the mean is taken of: a run's checkpoint, or published weights, which are the mean of one run or several."""

    path: Path
    model: str
    preprocessing: Preprocessing
    recipes: list[dict[str, Any]]
    data: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a checkpoint, or the manifest beside published weights."""
        if path.suffix == ".safetensors":
            card = find_card(path.stem, path.parent)
            card.verify(card.weights)
            recipes, data = card.facts["recipes"], card.facts["data"]
            return cls(card.weights, card.architecture, card.preprocessing, recipes, data)
        state = read_checkpoint(path)
        config = TrainConfig.from_dict(state["config"])
        recipe = {**config.to_dict(), "steps_taken": int(state["step"])}
        return cls(path, config.model, config.preprocessing, [recipe], DATA_SOURCES)


def publish(checkpoints: Sequence[Path], folder: Path, pixel_budget: int | None = None) -> str:
    """Write weights, graph and manifest entry of a checkpoint's averaged weights; return the model's name.

    The weights of several checkpoints are averaged once more, which generalises better than the last of them where each
    run started from the one before (Wortsman et al., "Model soups", ICML 2022). Published weights count as often as
    they have recipes, so that every run of the manifest has the same weight. The metrics and the int8 graph of an older
    entry are dropped, since they are of other weights.

    Args:
        checkpoints: written by `bisenet train`, or published `.safetensors` with their manifest beside them; all of one
            model; the last one's input is taken.
        folder: holds the manifest; made if absent.
        pixel_budget: the network's input size in pixels; None keeps the last one's.

    Raises:
        DataError: a checkpoint cannot be read or is of another model, or the folder cannot be written to; what is
            published stays.
        ModelError, WeightsError: a checkpoint or a manifest does not fit this version, or published weights are not
            their manifest's.
    """
    parts = [_Part.read(path) for path in checkpoints]
    name, preprocessing = parts[-1].model, parts[-1].preprocessing
    if any(part.model != name for part in parts):
        models = ", ".join(sorted({part.model for part in parts}))
        raise DataError(f"The checkpoints are of several models ({models}); give those of one.")
    preprocessing = replace(preprocessing, pixel_budget=pixel_budget or preprocessing.pixel_budget)
    model = create_model(name)
    _load_mean(model, parts)
    with _staging(folder) as staging:
        weights, graph = staging / f"{name}.safetensors", staging / f"{name}.onnx"
        write_weights(model, weights)
        # Trace what is stored, so that both engines round to fp16 alike.
        load_weights(model, weights)
        write_graph(model, preprocessing, weights, graph)
        entry = {
            "architecture": name,
            "weights": weights.name,
            "graph": graph.name,
            "sha256": {path.name: checksum(path) for path in (weights, graph)},
            "preprocessing": asdict(preprocessing),
            "parameters": sum(parameter.numel() for parameter in model.parameters()),
            "recipes": [recipe for part in parts for recipe in part.recipes],
            "licence": LICENCE,
            "data": {source: terms for part in parts for source, terms in part.data.items()},
        }
        for path in (weights, graph):
            path.replace(folder / path.name)
        old = read_entries(folder).get(name, {})
        write_entry(folder, name, entry)
        if "int8" in old:
            (folder / old["int8"]["graph"]).unlink(missing_ok=True)
    return name


def _load_mean(model: nn.Module, parts: Sequence[_Part]) -> None:
    runs = sum(len(part.recipes) for part in parts)
    sums: dict[str, Tensor] = {}
    for part in parts:
        load_weights(model, part.path)
        for name, value in model.state_dict().items():
            sums[name] = sums.get(name, 0) + value * (len(part.recipes) / runs)
    model.load_state_dict(sums)


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
