"""The manifest of the trained weights: which file belongs to which model, its checksum and its preprocessing."""

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Self

from bisenet.classes import Classes
from bisenet.errors import DataError, ModelError, WeightsError
from bisenet.files import checksum, replacing
from bisenet.preprocess import Preprocessing

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class ModelCard:
    """One entry of the manifest.

    Attributes:
        name: of the model.
        architecture: a name of `list_models`.
        weights: path of the safetensors file.
        graph: path of the ONNX graph that reads it.
        int8: path of the int8 graph, which holds weights of its own, or None.
        int8_by_default: whether it is what a fit processor runs.
        checksums: sha256 by file name.
        preprocessing: how the network wants its input.
        classes: of its output; None where it finds people and nothing else.
        facts: the entry as it stands, with recipe, data sources and metrics.
    """

    name: str
    architecture: str
    weights: Path
    graph: Path
    int8: Path | None
    int8_by_default: bool
    checksums: dict[str, str]
    preprocessing: Preprocessing
    classes: Classes | None
    facts: dict[str, Any]

    @classmethod
    def from_dict(cls, name: str, entry: dict[str, Any], folder: Path) -> Self:
        """Build from an entry of the manifest whose files lie in `folder`."""
        int8 = entry.get("int8")
        return cls(
            name,
            entry["architecture"],
            folder / entry["weights"],
            folder / entry["graph"],
            folder / int8["graph"] if int8 else None,
            bool(int8 and int8["default"]),
            entry["sha256"],
            Preprocessing.from_dict(entry["preprocessing"]),
            Classes.from_dict(entry["classes"]) if "classes" in entry else None,
            entry,
        )

    @property
    def num_classes(self) -> int:
        """Channels of the network's output."""
        return 1 if self.classes is None else len(self.classes)

    def check_finds_people(self) -> None:
        """Check that the model's one class is people.

        Raises:
            ModelError: it has other classes.
        """
        if self.classes is not None:
            advice = "choose a model of people, or give this one to `bisenet segment`"
            raise ModelError(f"{self.name} finds {self.num_classes} classes, not people alone; {advice}.")

    def verify(self, *files: Path) -> None:
        """Check that files are what the manifest says.

        Args:
            files: of this model; all of them if none is named.

        Raises:
            DataError: a file cannot be read.
            WeightsError: a file is missing or damaged.
        """
        of_model = (path for path in (self.weights, self.graph, self.int8) if path is not None)
        for path in files or of_model:
            if not path.is_file():
                raise WeightsError(f"The weights file {path} is missing; install bisenet-bg again.")
            if checksum(path) != self.checksums.get(path.name):
                raise WeightsError(
                    f"The weights file {path} is damaged (its sha256 is not the manifest's); install bisenet-bg again."
                )


def weights_folder() -> Path:
    """Return the folder of the installed weights."""
    return Path(str(resources.files("bisenet.weights")))


def read_manifest(folder: Path | None = None) -> dict[str, ModelCard]:
    """Return the trained models by name.

    Args:
        folder: holds the manifest and its files; None takes the installed one.

    Raises:
        WeightsError: the manifest is missing or damaged.
    """
    folder = folder or weights_folder()
    if not (folder / MANIFEST).is_file():
        raise WeightsError(f"There is no {MANIFEST} in {folder}; install bisenet-bg again.")
    try:
        return {name: ModelCard.from_dict(name, entry, folder) for name, entry in read_entries(folder).items()}
    except (DataError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(f"The manifest in {folder} cannot be read ({error}); install bisenet-bg again.") from error


def read_entries(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the manifest's entries by model as they stand; none where there is no manifest.

    Raises:
        WeightsError: the manifest is damaged.
    """
    try:
        entries = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["models"]
        return {str(name): dict(entry) for name, entry in entries.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"The manifest in {folder} cannot be read ({error}); install bisenet-bg again.") from error


def find_card(name: str, folder: Path | None = None) -> ModelCard:
    """Return the card of a trained model.

    Raises:
        ModelError: there are no weights of that name; the message lists the known ones.
        WeightsError: the manifest is missing or damaged.
    """
    cards = read_manifest(folder)
    if name not in cards:
        raise ModelError(f"There is no trained model named '{name}'; choose one of: {', '.join(sorted(cards))}.")
    return cards[name]


def write_entry(folder: Path, name: str, entry: dict[str, Any]) -> None:
    """Put one entry into the manifest of `folder`, keeping the others.

    Raises:
        DataError: nothing can be written there.
        WeightsError: the manifest is damaged.
    """
    models = dict(sorted({**read_entries(folder), name: entry}.items()))
    with replacing(folder / MANIFEST) as beside:
        beside.write_text(json.dumps({"models": models}, indent=2) + "\n", encoding="utf-8")
