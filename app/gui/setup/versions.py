"""What this program is made of: plain data, no Qt."""

import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata

_OURS = "bisenet-bg"
_LONGEST_LICENCE = 160
_PREFIX = "License :: OSI Approved :: "
NOTES = (
    "bisenet-bg is free software under the MIT licence.",
    "pyvirtualcam, which feeds the virtual camera, is under GPL-2.0: who passes on both together keeps to that too.",
    "The bundled pictures are drawn by this project; the demo clip shows a portrait by NASA in the public domain "
    "(assets/CREDITS.md).",
    "The models' weights are research weights: several of the sets that they learned from allow research use only.",
    "Nothing leaves this computer: at run time there is no network access.",
)


@dataclass(frozen=True)
class Component:
    """A library that is used.

    Attributes:
        name: of its package.
        version: that is installed; empty where none is.
        licence: as its package names it.
    """

    name: str
    version: str
    licence: str


def our_version() -> str:
    """Return the version of bisenet-bg."""
    return metadata.version(_OURS)


def components() -> list[Component]:
    """Return Python and the libraries that bisenet-bg asks for; none is imported for that."""
    needed = [need for need in metadata.requires(_OURS) or () if "extra ==" not in need]
    names = [re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needed]
    found = [_component(name) for name in sorted(names, key=str.lower)]
    return [Component("Python", platform.python_version(), "PSF-2.0"), *found]


def versions(engine: str, known: Sequence[Component]) -> str:
    """Return all versions as text.

    Args:
        engine: the model in use and on what it runs; may be empty.
        known: from `components`.
    """
    lines = [f"bisenet-bg {our_version()} on {platform.system()} {platform.machine()}"]
    lines += [f"Model: {engine}"] * bool(engine)
    return "\n".join([*lines, *(f"{part.name} {part.version or 'is missing'}" for part in known)])


def _component(name: str) -> Component:
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return Component(name, "", "")
    classified = [word.removeprefix(_PREFIX) for word in facts.get_all("Classifier", ()) if word.startswith(_PREFIX)]
    # Some put the whole licence into the field of its name.
    stated = next((facts[name] for name in ("License-Expression", "License") if name in facts), "")
    short = stated if len(stated) <= _LONGEST_LICENCE else ""
    return Component(name, facts["Version"], short or ", ".join(classified) or "see its package")
