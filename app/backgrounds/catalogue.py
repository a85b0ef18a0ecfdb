"""What the gallery offers: plain data, no Qt."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.config import ROOM, SLIDESHOW


class Kind(Enum):
    """How a choice is drawn."""

    ROOM = "room"
    BLUR = "blur"
    COLOUR = "colour"
    PICTURE = "picture"


class Origin(Enum):
    """Where a choice comes from: always there, added by the user, bundled, or in use without being one of these."""

    FIXED = "fixed"
    OWN = "own"
    BUNDLED = "bundled"
    PASSING = "passing"


@dataclass(frozen=True)
class CatalogueEntry:
    """One background.

    Attributes:
        key: what `--background` accepts.
        title: what stands under the thumbnail.
        kind: how it is drawn.
        origin: where it comes from.
        path: of a picture, video or folder of pictures; None for the rest.
    """

    key: str
    title: str
    kind: Kind
    origin: Origin = Origin.FIXED
    path: Path | None = None

    @property
    def may_go(self) -> bool:
        """Whether the user can remove it."""
        return self.origin is not Origin.FIXED

    @property
    def may_have_key(self) -> bool:
        """Whether a key can choose it: no single key shall open the room by accident."""
        return self.kind is not Kind.ROOM


_SLIGHT, _BLUR = CatalogueEntry("blur:10", "Slight blur", Kind.BLUR), CatalogueEntry("blur", "Blur", Kind.BLUR)
_FIXED = (CatalogueEntry(ROOM, "None", Kind.ROOM), _SLIGHT, _BLUR)
_COLOURS = (
    CatalogueEntry("#27303f", "Slate", Kind.COLOUR, Origin.BUNDLED),
    CatalogueEntry("#e9e2d6", "Linen", Kind.COLOUR, Origin.BUNDLED),
    CatalogueEntry("#00b140", "Green", Kind.COLOUR, Origin.BUNDLED),
)


def offer(
    pictures: Iterable[Path], own: Sequence[str] = (), removed: Sequence[str] = (), passing: str = ""
) -> list[CatalogueEntry]:
    """Return all choices in the order of the gallery.

    Args:
        pictures: the bundled ones.
        own: words of the backgrounds that the user added.
        removed: words of bundled ones that the user does not want to see.
        passing: a word that is to be on offer too, for as long as it is given; "" for none.
    """
    bundled = [CatalogueEntry(path.name, _title(path), Kind.PICTURE, Origin.BUNDLED, path) for path in pictures]
    bundled += _COLOURS
    own_ones = [choice_of(word, Origin.OWN) for word in own]
    seen = [choice for choice in bundled if choice.key not in removed]
    passing_ones = []
    if passing and find([*_FIXED, *own_ones, *seen], passing) is None:
        known = find(bundled, passing)
        passing_ones = [choice_of(passing) if known is None else known]
    return [*_FIXED, *own_ones, *passing_ones, *seen]


def find(offered: Iterable[CatalogueEntry], text: str) -> CatalogueEntry | None:
    """Return the one of `offered` that `text` names: a bundled file also without its suffix, a blur of any strength."""
    if text.partition(":")[0] == "blur":
        text = _SLIGHT.key if text == _SLIGHT.key else _BLUR.key
    return next((choice for choice in offered if _means(text, choice)), None)


def title_of(text: str) -> str:
    """Return what a background is called, whatever is on offer."""
    known = find((*_FIXED, *_COLOURS), text)
    return choice_of(text).title if known is None else known.title


def choice_of(text: str, origin: Origin = Origin.PASSING) -> CatalogueEntry:
    """Return a choice for any background that the command line accepts and that is not always there."""
    if text.startswith("#"):
        return CatalogueEntry(text, text, Kind.COLOUR, origin)
    path = Path(text.removeprefix(SLIDESHOW))
    return CatalogueEntry(text, _title(path), Kind.PICTURE, origin, path)


def _means(text: str, choice: CatalogueEntry) -> bool:
    if choice.key.lower() == text.lower() and (choice.path is None or choice.origin is Origin.BUNDLED):
        return True
    if choice.origin is Origin.BUNDLED:
        return Path(choice.key).stem.lower() == text.lower()
    return choice.path is not None and _place(text) == _place(choice.key)


def _place(text: str) -> Path:
    path = Path(text.removeprefix(SLIDESHOW))
    with suppress(RuntimeError):
        path = path.expanduser()
    return path.absolute()


def _title(path: Path) -> str:
    words = path.stem.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:] if words else path.name
