"""The desktop's own file dialog, by the portal's interface FileChooser."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

from app.desktop.portal import ACCEPTED, Portal, Results

INTERFACE = "org.freedesktop.portal.FileChooser"
# The version from which it can choose folders.
VERSION = 3
_GLOB, _MIME_TYPE = 0, 1


@dataclass(frozen=True)
class FileQuery:
    """What to choose.

    Attributes:
        title: of the dialog.
        folder: choose a folder in place of files.
        start: folder in which it begins, "" for the desktop's choice.
        filters: name of each kind of file, and what belongs to it: MIME types, such as "image/*", or patterns of
            names, which are case-sensitive. The first kind is active.
        parent: window above which it opens, as the portal names it; "" for none.
    """

    title: str
    folder: bool = False
    start: str = ""
    filters: Sequence[tuple[str, Sequence[str]]] = ()
    parent: str = ""


def choose_files(portal: Portal, query: FileQuery, take: Callable[[list[str]], object]) -> str:
    """Open the dialog and return the path of its request; `take` gets the chosen paths, none if it was cancelled.

    Raises:
        BusError: the portal refused.
    """
    # Without a block on the window, so that its keys and buttons keep working.
    options: dict[str, tuple[str, object]] = {"modal": ("b", False), "multiple": ("b", not query.folder)}
    if query.folder:
        options["directory"] = ("b", True)
    if query.filters:
        filters = [
            (name, [(_MIME_TYPE if "/" in kind else _GLOB, kind) for kind in kinds]) for name, kinds in query.filters
        ]
        options["filters"] = ("a(sa(us))", filters)
    if query.start:
        options["current_folder"] = ("ay", os.fsencode(query.start) + b"\0")

    def answer(code: int, results: Results) -> None:
        uris = results.get("uris", ("as", []))[1] if code == ACCEPTED else []
        take([path for path in map(_path, uris) if path])

    return portal.ask(f"{INTERFACE}.OpenFile", "ssa{sv}", (query.parent, query.title), options, answer)


def _path(uri: str) -> str:
    parts = urlsplit(uri)
    return os.fsdecode(unquote_to_bytes(parts.path)) if parts.scheme == "file" else ""
