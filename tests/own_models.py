"""Folders as `bisenet publish` writes them, made of the installed models without any training."""

import json
import shutil
from pathlib import Path
from typing import Any

from bisenet.inference.segmenter import DEFAULT_ON_CPU
from bisenet.manifest import MANIFEST, find_card, write_entry


def publish_copy(folder: Path, name: str = DEFAULT_ON_CPU, model: str = DEFAULT_ON_CPU, **more: Any) -> Path:
    """Write an installed model to a folder, beside those that are there; return the folder.

    Args:
        folder: made if absent.
        name: of the copy.
        model: what is copied, without its int8 form.
        more: entries of its manifest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    card = find_card(model)
    for path in (card.weights, card.graph):
        shutil.copyfile(path, folder / path.name)
    write_entry(folder, name, {key: value for key, value in card.facts.items() if key != "int8"} | more)
    return folder


def damage(file: Path) -> None:
    """Change the last byte of a file."""
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def write_manifest(folder: Path, value: object) -> Path:
    """Write a manifest that may be none; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = value if isinstance(value, str) else json.dumps(value)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return folder
