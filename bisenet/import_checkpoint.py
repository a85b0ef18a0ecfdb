"""Publishes the checkpoint of a public implementation as a model."""

from dataclasses import dataclass
from pathlib import Path

from bisenet import preprocess
from bisenet.classes import CITYSCAPES, FACE_PARSING, Classes
from bisenet.errors import DataError, WeightsError
from bisenet.files import checksum
from bisenet.load import WeightsFile, put_weights, read_weights
from bisenet.preprocess import Preprocessing, Rgb
from bisenet.published import NOT_STATED, Description, check_model_name, write_published
from bisenet.trained import build_network

# RGB mean and scale, and number of classes, of COCO-Stuff as CoinCheung's BiSeNet trains it.
_COCO = ((0.46962251, 0.4464104, 0.40718787), (0.27469736, 0.27012361, 0.28515933))
_COCO_CLASSES = 171
# Input of a network that finds people, who sit before a webcam.
_PEOPLE_BUDGET = 256 * 384
# What a checkpoint of `bisenet train` holds and no other.
_OURS = frozenset({"config", "ema"})


@dataclass(frozen=True)
class _Source:
    """What the public checkpoints of an architecture have in common.

    Attributes:
        prefix: of the architectures' names.
        classes: of those with as many outputs.
        pixel_budget: at which the source runs them.
        normalisation: mean and scale of their input.
        resampling: where it is not the architecture's own.
    """

    prefix: str
    classes: Classes | None
    pixel_budget: int
    normalisation: tuple[Rgb, Rgb] = preprocess.IMAGENET
    resampling: str | None = None


# Sources: zllrunning's face parsing and facexlib; CoinCheung's BiSeNet; ooooverflow's BiSeNet (CamVid); our own recipe;
# of all others the authors' TorchSeg. The first whose prefix fits counts.
_SOURCES = (
    _Source("bisenet-face", FACE_PARSING, 512 * 512),
    _Source("bisenetv2", CITYSCAPES, 512 * 1024, preprocess.CITYSCAPES),
    _Source("bisenet-concat", None, 720 * 960),
    _Source("bisenet-mobilenetv2", None, _PEOPLE_BUDGET, preprocess.SIGNED),
    _Source("", CITYSCAPES, 768 * 1536, resampling="aligned"),
)


@dataclass(frozen=True)
class Overrides:
    """What the user states about a checkpoint; None takes the known values of its public source.

    Attributes:
        classes: of its output.
        pixel_budget: input size in pixels.
        mean: RGB mean of its input, of values in [0, 1].
        std: RGB scale of its input.
        resampling: of all its upsampling.
        licence: of the weights.
    """

    classes: Classes | None = None
    pixel_budget: int | None = None
    mean: Rgb | None = None
    std: Rgb | None = None
    resampling: str | None = None
    licence: str | None = None


def import_checkpoint(
    path: Path,
    architecture: str,
    num_classes: int,
    folder: Path,
    name: str | None = None,
    overrides: Overrides = Overrides(),
) -> Description:
    """Publish a checkpoint of facexlib, zllrunning, CoinCheung, TorchSeg or ooooverflow; return the assumptions made.

    One output makes a model of people. The entry names the file and its sha256; it has no recipe, since none is known.

    Args:
        path: as `load_weights` reads it.
        architecture: a name of `list_models`.
        num_classes: channels of its output.
        folder: holds the manifest; made if absent.
        name: to publish under; None takes the architecture's.
        overrides: values to use instead of those of the source.

    Raises:
        DataError: the classes are not as many, or the folder cannot be written to.
        ModelError: there is no such architecture, or the name or resampling cannot be used.
        WeightsError: the file cannot be read or does not fit, or is a checkpoint that `bisenet publish` takes.
    """
    name = name or architecture
    check_model_name(name)
    classes = _classes(architecture, num_classes, overrides.classes)
    source = _source(architecture)
    file = read_weights(path)
    if file.entries >= _OURS:
        raise WeightsError(f"{path} is a checkpoint of `bisenet train`; give it to `bisenet publish`.")
    resampling = overrides.resampling or (source.resampling if _may_be_public(file) else None)
    model = build_network(architecture, num_classes, resampling)
    put_weights(model, file, auxiliary=False)
    description = Description(
        architecture,
        _preprocessing(architecture, num_classes, overrides),
        classes,
        resampling,
        {
            "recipes": [],
            "sources": [{"file": path.name, "sha256": checksum(path)}],
            "licence": overrides.licence or NOT_STATED,
            "data": {},
        },
    )
    write_published(model, name, folder, description)
    return description


def _source(architecture: str) -> _Source:
    return next(source for source in _SOURCES if architecture.startswith(source.prefix))


def _may_be_public(file: WeightsFile) -> bool:
    """Say whether weights may be those of a public implementation, none of which writes safetensors."""
    return file.path.suffix != ".safetensors"


def _classes(architecture: str, num_classes: int, given: Classes | None) -> Classes | None:
    """Return the classes of the output; None for people.

    Raises:
        DataError: those that are given are not as many.
    """
    if given is not None:
        if len(given) != num_classes:
            raise DataError(
                f"There are {len(given)} classes for {num_classes} outputs; give --num-classes {len(given)}."
            )
        return given
    if num_classes == 1:
        return None
    known = _source(architecture).classes
    if known is not None and len(known) == num_classes:
        return known
    return Classes.from_dict({"names": [f"class {index}" for index in range(num_classes)]})


def _preprocessing(architecture: str, num_classes: int, overrides: Overrides) -> Preprocessing:
    """Return how a public checkpoint wants its input."""
    source = _source(architecture)
    mean, std = _COCO if num_classes == _COCO_CLASSES else source.normalisation
    budget = _PEOPLE_BUDGET if num_classes == 1 else source.pixel_budget
    return Preprocessing(overrides.mean or mean, overrides.std or std, overrides.pixel_budget or budget)
