"""From a training checkpoint to an entry of the manifest."""

import hashlib
from dataclasses import asdict, replace
from pathlib import Path

from bisenet.export import write_graph, write_weights
from bisenet.load import load_weights
from bisenet.manifest import write_entry
from bisenet.models import create_model
from bisenet.training.checkpoint import read_checkpoint
from bisenet.training.config import TrainConfig

LICENCE = "Research weights: several of the training sets allow research use only."
DATA_SOURCES = {
    "portraits": "EG1800 (Shen et al. 2016), research use",
    "homes": "COCO val2017 and minis; pictures from Flickr under per-picture licences, annotations CC BY 4.0",
    "webcam": "public webcam demo footage, masks by RobustVideoMatting",
    "fullbody": "Clothing Co-Parsing (Yang et al. 2014), Apache-2.0 repository",
    "studio": "VITON, research use",
    "pets, animals": "PASCAL VOC 2012 and SBD, PASCAL VOC 2012 terms",
    "faces": "CelebAMask-HQ, research use",
    "hair": "Figaro1k pictures, masks by RobustVideoMatting, research use",
    "halfbody": "synthetic presenters, masks by RobustVideoMatting, Apache-2.0 repository",
    "rooms": "Houses dataset (Ahmed and Moustafa 2016)",
    "ImageNet start": "backbone weights trained on ImageNet",
}


def publish(checkpoint: Path, folder: Path, pixel_budget: int | None = None) -> str:
    """Write weights, graph and manifest entry of a checkpoint's averaged weights; return the model's name.

    The metrics of an older entry are dropped, since they were measured on other weights.

    Args:
        checkpoint: written by `bisenet train`.
        folder: holds the manifest; made if absent.
        pixel_budget: the network's input size in pixels; None keeps the recipe's.

    Raises:
        DataError: the checkpoint cannot be read.
    """
    state = read_checkpoint(checkpoint)
    config = TrainConfig.from_dict(state["config"])
    preprocessing = replace(config.preprocessing, pixel_budget=pixel_budget or config.preprocessing.pixel_budget)
    model = create_model(config.model)
    load_weights(model, checkpoint)
    folder.mkdir(parents=True, exist_ok=True)
    weights, graph = folder / f"{config.model}.safetensors", folder / f"{config.model}.onnx"
    write_weights(model, weights)
    # Trace what is stored, so that both engines round to fp16 alike.
    load_weights(model, weights)
    write_graph(model, preprocessing, weights, graph)
    entry = {
        "architecture": config.model,
        "weights": weights.name,
        "graph": graph.name,
        "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (weights, graph)},
        "preprocessing": asdict(preprocessing),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "recipe": {**config.to_dict(), "steps_taken": int(state["step"])},
        "licence": LICENCE,
        "data": DATA_SOURCES,
    }
    write_entry(folder, config.model, entry)
    return config.model
