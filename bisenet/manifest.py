"""The manifest of trained weights: the files of each model, their checksums and preprocessing."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, Self

from bisenet.classes import Classes
from bisenet.errors import DataError, ModelError, WeightsError
from bisenet.files import checksum, replacing
from bisenet.language import N_, _, ngettext
from bisenet.preprocess import Preprocessing

MANIFEST = "manifest.json"
# Of the classes that an error repeats.
_MOST_NAMED = 3
_GIVE_PUBLISHED = N_("Give a folder that bisenet publish wrote.")


@dataclass(frozen=True)
class ModelCard:
    """One entry of the manifest.

    Attributes:
        name: of the model.
        architecture: a name of `list_models`.
        weights: path of the safetensors file.
        graph: path of the ONNX graph that reads it.
        int8: path of the int8 graph, which holds weights of its own, or None.
        int8_by_default: whether a processor that supports it runs it by default.
        checksums: sha256 by file name.
        preprocessing: how the network wants its input.
        classes: of its output; None where it finds people and nothing else.
        resampling: of its upsampling, where it is not the architecture's own.
        facts: the entry as it stands, with recipe, data sources and metrics.
        title: its name in a list with installed models.
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
    resampling: str | None
    facts: dict[str, Any]
    title: str

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
            dict(entry["sha256"]),
            Preprocessing.from_dict(entry["preprocessing"]),
            Classes.from_dict(entry["classes"]) if "classes" in entry else None,
            entry.get("resampling"),
            entry,
            name,
        )

    @property
    def num_classes(self) -> int:
        """Channels of the network's output."""
        return 1 if self.classes is None else len(self.classes)

    def verify(self, *files: Path) -> None:
        """Check files against the manifest.

        Args:
            files: of this model; all of them if none is named.

        Raises:
            DataError: a file cannot be read.
            WeightsError: a file is missing or damaged.
        """
        of_model = (path for path in (self.weights, self.graph, self.int8) if path is not None)
        advice = _("Install bisenet-bg again.") if _is_installed(self.weights.parent) else _("Publish the model again.")
        for path in files or of_model:
            if not path.is_file():
                raise WeightsError(_("The weights file {path} is missing.").format(path=path), advice)
            if checksum(path) != self.checksums.get(path.name):
                raise WeightsError(
                    _("The weights file {path} is damaged (its sha256 is not the manifest's).").format(path=path),
                    advice,
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
    try:
        if not (folder / MANIFEST).is_file():
            advice = _("Install bisenet-bg again.") if _is_installed(folder) else _(_GIVE_PUBLISHED)
            raise WeightsError(
                _("There is no {manifest} in {folder}.").format(manifest=MANIFEST, folder=folder), advice
            )
        return {name: ModelCard.from_dict(name, entry, folder) for name, entry in read_entries(folder).items()}
    except (DataError, OSError, ValueError, OverflowError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, error) from error


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
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(folder, error) from error


def find_card(word: str, folder: Path | None = None) -> ModelCard:
    """Return the card of a trained model.

    Args:
        word: a name in the manifest. Of the installed one also FOLDER, which `bisenet publish` wrote and which holds
            one model, or FOLDER/NAME: a word is a name first, and a path where it has a separator or names what is
            there.
        folder: holds the manifest; None takes the installed one.

    Raises:
        ModelError: there are no weights of that name or in that folder; the message lists what there is.
        WeightsError: the manifest is missing or damaged.
    """
    path = path_of(word) if folder is None else None
    if path is not None:
        try:
            return _card_at(path)
        except OSError as error:
            raise ModelError(
                _("{path} cannot be read ({strerror}).").format(path=path, strerror=error.strerror),
                _("Give another folder."),
            ) from error
    cards = read_manifest(folder)
    if word not in cards:
        advice = (
            _("Choose one of: {models}.")
            if folder
            else _("Choose one of: {models}; or give a folder that bisenet publish wrote.")
        )
        raise ModelError(
            _("There is no trained model named '{word}'.").format(word=word),
            advice.format(models=", ".join(sorted(cards))),
        )
    return cards[word]


def find_person_card(word: str, folder: Path | None = None) -> ModelCard:
    """Return the card of a trained model that finds people and nothing else, as `find_card` finds it.

    Raises:
        ModelError: as `find_card`, or its output has several classes.
        WeightsError: as `find_card`.
    """
    card = find_card(word, folder)
    if card.classes is not None:
        names = ", ".join([*card.classes.names[:_MOST_NAMED], *["..."] * (len(card.classes) > _MOST_NAMED)])
        raise ModelError(
            ngettext(
                "{title} segments {count} class ({names}) and not people.",
                "{title} segments {count} classes ({names}) and not people.",
                len(card.classes),
            ).format(title=card.title, count=len(card.classes), names=names),
            _("Choose a model of one class (bisenet segment shows what this one finds)."),
        )
    return card


def path_of(word: str) -> Path | None:
    """Return the path that a model's word stands for, `~` expanded; None where it is a name.

    Raises:
        WeightsError: the installed manifest is missing or damaged.
    """
    path = Path(os.path.expanduser(word))  # noqa: PTH111 - a user who is not there is no error
    if os.path.basename(word) != word:  # noqa: PTH119 - a separator at the end counts
        return path
    return path if word and os.path.exists(path) and word not in read_manifest() else None  # noqa: PTH110 - as above


def words_in(folder: Path) -> list[str]:
    """Return the words for `find_card` of all models in a folder that `bisenet publish` wrote.

    Raises:
        ModelError: there is none.
        WeightsError: the manifest is missing or damaged.
    """
    names = sorted(read_manifest(folder))
    if not names:
        raise ModelError(_("There is no model in {folder}.").format(folder=folder), _("Publish one there."))
    return [str(folder)] if len(names) == 1 else [str(folder / name) for name in names]


def _card_at(path: Path) -> ModelCard:
    """Return the card of FOLDER or FOLDER/NAME; raises as `find_card`."""
    if path.is_file():
        raise ModelError(_("{path} is a file and no published model.").format(path=path), _(_GIVE_PUBLISHED))
    if path.is_dir():
        words = words_in(path)
        if len(words) > 1:
            raise ModelError(
                ngettext("There is {count} model in {path}.", "There are {count} models in {path}.", len(words)).format(
                    count=len(words), path=path
                ),
                _("Choose one of: {models}.").format(models=", ".join(words)),
            )
        (card,) = read_manifest(path).values()
    elif (path.parent / MANIFEST).is_file():
        card = find_card(path.name, path.parent)
    else:
        raise ModelError(_("There is no folder {path}.").format(path=path), _("Give one that bisenet publish wrote."))
    return replace(card, title=f"{card.weights.parent.resolve().name}/{card.name}")


def _is_installed(folder: Path) -> bool:
    return folder.resolve() == weights_folder().resolve()


def _damaged(folder: Path, error: Exception) -> WeightsError:
    return WeightsError(
        _("The manifest in {folder} cannot be read ({error}).").format(folder=folder, error=_reason(error)),
        _("Install bisenet-bg again.") if _is_installed(folder) else _("Publish the model into another folder."),
    )


def _reason(error: Exception) -> str:
    """Return why a manifest cannot be read, for the parentheses of a sentence."""
    match error:
        case OSError():
            return error.strerror or type(error).__name__
        case KeyError():
            return _("the entry {entry} is missing").format(entry=error)
        case json.JSONDecodeError():
            return _("line {line} is not JSON").format(line=error.lineno)
        case UnicodeDecodeError() | RecursionError():
            return _("it is not JSON")
    return _("a value in it is not valid")


@contextmanager
def writing_entry(folder: Path, name: str, entry: dict[str, Any]) -> Iterator[None]:
    """Put one entry into the manifest of `folder`, keeping the others, once the context is left without an error.

    Within it the entry's files are to be renamed to their places: no more room is needed by then, so the old manifest
    stays with its old files where the disk is full.

    Raises:
        DataError: nothing can be written there.
        WeightsError: the manifest is damaged.
    """
    models = dict(sorted({**read_entries(folder), name: entry}.items()))
    with replacing(folder / MANIFEST) as beside:
        beside.write_text(json.dumps({"models": models}, indent=2) + "\n", encoding="utf-8")
        yield


def write_entry(folder: Path, name: str, entry: dict[str, Any]) -> None:
    """Put one entry into the manifest of `folder`, whose files lie there already.

    Raises:
        DataError, WeightsError: as `writing_entry`.
    """
    with writing_entry(folder, name, entry):
        pass
