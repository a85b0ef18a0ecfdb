"""The names of the programs that view the virtual camera, as text."""

from collections.abc import Sequence

from app.language import _

# Stands among the names for a program whose name is unknown.
UNKNOWN_VIEWER = ""


def viewer_list(viewers: Sequence[str | None]) -> str:
    """Return the names as a list within a line."""
    return ", ".join(name or _("a program") for name in viewers)


def viewer_list_at_start(viewers: Sequence[str]) -> str:
    """Return the names as a list that begins a sentence, with capitals."""
    return ", ".join(name[:1].upper() + name[1:] if name else _("A program") for name in viewers)
