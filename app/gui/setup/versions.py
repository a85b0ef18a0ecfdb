"""Versions and licences of this program and the libraries that it uses; plain data, no Qt."""

import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata

from app.language import N_, _

_PACKAGE = "bisenet-bg"
_IS_FOR_GPU = re.compile(r"""extra == ["']cuda["']""")
_MAX_LICENCE_LENGTH = 160
_CLASSIFIER_PREFIX = "License :: OSI Approved :: "
LICENCE_NOTES = (
    N_("bisenet-bg is free software under the MIT licence."),
    N_(
        "pyvirtualcam, which feeds the virtual camera, is under GPL-2.0: anyone who distributes both together must "
        "comply with it."
    ),
    N_(
        "The bundled pictures were drawn for this project; the demo clip shows a public-domain portrait by NASA "
        "(assets/CREDITS.md)."
    ),
    N_("The models have research weights: several of the datasets that they were trained on allow research use only."),
    N_("Nothing leaves this computer: the program does not access the network."),
)


@dataclass(frozen=True)
class Component:
    """A library.

    Attributes:
        name: name of its package.
        version: installed version; "" if it is not installed.
        licence: as stated by its package.
    """

    name: str
    version: str
    licence: str

    @property
    def with_version(self) -> str:
        """Name and version, or that it is not installed."""
        return f"{self.name} {self.version}" if self.version else _("{name} is not installed").format(name=self.name)


def our_version() -> str:
    """Return the version of bisenet-bg."""
    return metadata.version(_PACKAGE)


def components() -> list[Component]:
    """Return Python, the required libraries, and those for the GPU if they are installed, without importing them."""
    used = [line for line in metadata.requires(_PACKAGE) or () if "extra ==" not in line or _IS_FOR_GPU.search(line)]
    names = {re.split(r"[^\w.-]", line, maxsplit=1)[0]: ";" in line for line in used}
    found = [_component(name) for name in sorted(names, key=str.lower)]
    # What stands under a condition is not needed everywhere.
    libraries = [library for library in found if library.version or not names[library.name]]
    return [Component("Python", platform.python_version(), "PSF-2.0"), *libraries]


def versions_text(engine: str, libraries: Sequence[Component]) -> str:
    """Return all versions as text, one a line.

    Args:
        engine: the model in use and the processor that it runs on; may be empty.
        libraries: from `components`.
    """
    lines = [
        _("bisenet-bg {version} on {system} {machine}").format(
            version=our_version(), system=platform.system(), machine=platform.machine()
        )
    ]
    lines += [_("Model: {engine}").format(engine=engine)] * bool(engine)
    return "\n".join([*lines, *(library.with_version for library in libraries)])


def _component(name: str) -> Component:
    try:
        package = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return Component(name, "", "")
    classifiers = [text for text in package.get_all("Classifier", ()) if text.startswith(_CLASSIFIER_PREFIX)]
    # Some packages put the full text of the licence into this field.
    stated = next((package[field] for field in ("License-Expression", "License") if field in package), "")
    short = stated if len(stated) <= _MAX_LICENCE_LENGTH else ""
    classified = ", ".join(text.removeprefix(_CLASSIFIER_PREFIX) for text in classifiers)
    return Component(name, package["Version"], short or classified or _("see the package"))
