"""What the gallery offers: plain data, no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.config import SLIDESHOW


class Kind(Enum):
    """How a choice is drawn."""

    BLUR = "blur"
    COLOUR = "colour"
    PICTURE = "picture"


@dataclass(frozen=True)
class Choice:
    """One background.

    Attributes:
        key: what `--background` accepts.
        title: what stands under the thumbnail.
        kind: how it is drawn.
        path: of a picture, video or folder of pictures; None for the rest.
    """

    key: str
    title: str
    kind: Kind
    path: Path | None = None


_BLURS = (Choice("blur:10", "Slight blur", Kind.BLUR), Choice("blur", "Blur", Kind.BLUR))
_COLOURS = (
    Choice("#27303f", "Slate", Kind.COLOUR),
    Choice("#e9e2d6", "Linen", Kind.COLOUR),
    Choice("#00b140", "Green", Kind.COLOUR),
)


def choices(pictures: Iterable[Path]) -> list[Choice]:
    """Return what is always on offer: blur, the bundled pictures, and colours."""
    offered = [Choice(path.name, _title(path), Kind.PICTURE, path) for path in pictures]
    return [*_BLURS, *offered, *_COLOURS]


def find(offered: Iterable[Choice], text: str) -> Choice | None:
    """Return the one of `offered` that `text` names, with or without a file's suffix; any blur is one of these."""
    wanted, known = text.lower(), list(offered)
    exact = next((c for c in known if wanted in (c.key.lower(), Path(c.key).stem.lower())), None)
    if exact is None and wanted.partition(":")[0] == "blur":
        return next((c for c in known if c.key == "blur"), None)
    return exact


def choice_of(text: str) -> Choice:
    """Return a choice for any background that the command line accepts."""
    if text.startswith("#"):
        return Choice(text, text, Kind.COLOUR)
    if text.partition(":")[0] == "blur":
        return Choice(text, f"Blur {text.partition(':')[2]}".strip(), Kind.BLUR)
    path = Path(text.removeprefix(SLIDESHOW))
    return Choice(text, _title(path), Kind.PICTURE, path)


def _title(path: Path) -> str:
    words = path.stem.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:] if words else path.name
