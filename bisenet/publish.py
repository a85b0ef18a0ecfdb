"""Publishes training checkpoints as an entry of the manifest."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from bisenet.errors import DataError
from bisenet.load import load_weights
from bisenet.network_file import NetworkFile
from bisenet.published import NOT_STATED, Description, write_published

LICENCE = "Research weights: several of the training sets allow research use only."
OWN_TERMS = "its own terms"
_IMAGENET, _DEEPLAB, _SOFT_LABELS = "ImageNet start", "COCO and VOC start", "edges of soft labels"
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
    _IMAGENET: "backbone weights trained on ImageNet",
    _DEEPLAB: "MobileNetV2 of a DeepLab trained on COCO and PASCAL VOC, Apache-2.0",
    _SOFT_LABELS: "U2-Net (Qin et al. 2020), Apache-2.0",
}


def publish(
    checkpoints: Sequence[Path],
    folder: Path,
    pixel_budget: int | None = None,
    name: str | None = None,
    licence: str | None = None,
) -> str:
    """Write weights, graph and manifest entry of a checkpoint's averaged weights; return the model's name.

    The weights of several checkpoints are averaged once more, which generalises better than the last of them where each
    run started from the one before (Wortsman et al., "Model soups", ICML 2022). Published weights count as often as
    they have recipes, so that every run of the manifest has the same weight. The metrics and the int8 graph of an older
    entry are dropped, since they are of other weights.

    Args:
        checkpoints: written by `bisenet train`, or published `.safetensors` with their manifest beside them; all of one
            model and with the same classes; the last one's input is taken.
        folder: holds the manifest; made if absent.
        pixel_budget: the network's input size in pixels; None keeps the last one's.
        name: to publish under; None takes that of the last published weights or the architecture's.
        licence: of the weights; None keeps that of the last published weights, else takes what follows from the data
            that the entry lists.

    Of a run that finds people the entry lists the sets that it drew from: with the terms of `DATA_SOURCES`, or with its
    own if a set is not among them. Where a run may have learnt from more (from the weights that it started from, from a
    teacher, or as a run of an earlier version, which did not record its sets), all of `DATA_SOURCES` are listed too,
    unless a licence is given. Of the data of a run with classes nothing is claimed.

    Raises:
        DataError: a checkpoint cannot be read or cannot be averaged with the others, or the folder cannot be written
            to; what is published stays.
        ModelError, WeightsError: a checkpoint or a manifest does not fit this version, or published weights are not
            their manifest's.
    """
    parts = [NetworkFile.read(path) for path in checkpoints]
    last = parts[-1]
    _check_alike(parts)
    model = last.build()
    _load_mean(model, parts)
    preprocessing = replace(last.preprocessing, pixel_budget=pixel_budget or last.preprocessing.pixel_budget)
    name = name or last.name
    facts = _facts(parts, licence)
    write_published(
        model, name, folder, Description(last.architecture, preprocessing, last.classes, last.resampling, facts)
    )
    return name


def _check_alike(parts: Sequence[NetworkFile]) -> None:
    """Check that weights can be averaged.

    Raises:
        DataError: they are of several kinds.
    """
    for what, value in _KINDS.items():
        if any(value(part) != value(parts[-1]) for part in parts):
            found = ", ".join(sorted({str(value(part)) for part in parts}))
            raise DataError(f"The checkpoints are of several {what} ({found}); give those of one.")


def _class_names(part: NetworkFile) -> str:
    return "people" if part.classes is None else " ".join(part.classes.names)


# What weights must have in common to be averaged.
_KINDS: dict[str, Callable[[NetworkFile], object]] = {
    "models": lambda part: part.architecture,
    "sets of classes": _class_names,
    "ways of upsampling": lambda part: part.resampling or "the architecture's own",
}


def _facts(parts: Sequence[NetworkFile], licence: str | None) -> dict[str, Any]:
    """Return what the manifest says of the weights' origin; of data that nobody named nothing is claimed."""
    sources = [source for part in parts for source in part.facts.get("sources", [])]
    data: dict[str, str] = {}
    for part in parts:
        data.update(part.facts["data"] if "data" in part.facts else _data_of_run(part, all_doubtful=licence is None))
    follows = LICENCE if data.keys() & DATA_SOURCES.keys() else NOT_STATED
    return {
        "recipes": [recipe for part in parts for recipe in part.facts["recipes"]],
        **({"sources": sources} if sources else {}),
        "licence": licence or parts[-1].facts.get("licence", follows),
        "data": data,
    }


def _data_of_run(part: NetworkFile, *, all_doubtful: bool) -> dict[str, str]:
    """Return what a checkpoint learnt from and its terms, by name.

    Args:
        part: a checkpoint.
        all_doubtful: list all of `DATA_SOURCES` where it may have learnt from more than is known.
    """
    if part.classes is not None:
        return {}
    (recipe,) = part.facts["recipes"]
    task = recipe["task"]
    sets = task["sets"]
    if sets is None:
        return dict(DATA_SOURCES) if all_doubtful else {}
    used = {*sets, *([_SOFT_LABELS] if task["soft_labels"] else [])}
    if recipe["pretrained"] and not recipe["start"]:
        used |= {_IMAGENET, *([_DEEPLAB] if part.architecture == "bisenet-mobilenetv2" else [])}
    listed = {name: terms for name, terms in DATA_SOURCES.items() if used.intersection(name.split(", "))}
    if all_doubtful and (recipe["start"] or task["teacher"]):
        listed = DATA_SOURCES
    named = {name for names in DATA_SOURCES for name in names.split(", ")}
    return {**listed, **{name: OWN_TERMS for name in sets if name not in named}}


def _load_mean(model: nn.Module, parts: Sequence[NetworkFile]) -> None:
    runs = sum(part.runs for part in parts)
    sums: dict[str, Tensor] = {}
    for part in parts:
        load_weights(model, part.path)
        for name, value in model.state_dict().items():
            sums[name] = sums.get(name, 0) + value * (part.runs / runs)
    model.load_state_dict(sums)
