"""The entries of the gallery: plain data, no Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.backgrounds.spec import BLUR, ROOM, SLIGHT_BLUR, FileSpec, Spec, parse
from app.language import N_, _


class Origin(Enum):
    """Why an entry is in the gallery: always, added by the user, bundled, or only because it is in use."""

    FIXED = "fixed"
    OWN = "own"
    BUNDLED = "bundled"
    TEMPORARY = "temporary"


@dataclass(frozen=True)
class CatalogueEntry:
    """One background of the gallery.

    Attributes:
        word: as for `--background`.
        own_title: in English; "" for that of the background.
        spec: the background; for a bundled picture, by its path.
        origin: why it is in the gallery.
    """

    word: str
    own_title: str
    spec: Spec
    origin: Origin

    @property
    def title(self) -> str:
        """The text under the thumbnail, in the chosen language."""
        return _(self.own_title) if self.own_title else self.spec.title

    @property
    def path(self) -> Path | None:
        """Where its picture, video or folder is; None for the other kinds."""
        return self.spec.path

    @property
    def is_removable(self) -> bool:
        """Whether the user can remove it."""
        return self.origin is not Origin.FIXED

    @property
    def may_have_key(self) -> bool:
        """Whether a favourite key can choose it: no single key may show the room by accident."""
        return not self.spec.shows_room


def entry_of(word: str, origin: Origin = Origin.TEMPORARY, title: str = "") -> CatalogueEntry:
    """Return the entry of any background, under its own title unless an English one is given."""
    return CatalogueEntry(word, title, parse(word), origin)


_FIXED = (
    entry_of(ROOM, Origin.FIXED),
    entry_of(SLIGHT_BLUR, Origin.FIXED, N_("Slight blur")),
    entry_of(BLUR, Origin.FIXED),
)
_COLOURS = (
    entry_of("#27303f", Origin.BUNDLED, N_("Slate")),
    entry_of("#e9e2d6", Origin.BUNDLED, N_("Linen")),
    entry_of("#00b140", Origin.BUNDLED, N_("Green")),
)


# Titles of the bundled pictures, by their names without a suffix.
_PICTURES = {
    "aurora": N_("Aurora"),
    "beach": N_("Beach"),
    "forest": N_("Forest"),
    "library": N_("Library"),
    "loft": N_("Loft"),
    "mountains": N_("Mountains"),
    "night-city": N_("Night city"),
    "office": N_("Office"),
    "studio": N_("Studio"),
    "sunset": N_("Sunset"),
}


def list_entries(
    pictures: Iterable[Path], own: Sequence[str] = (), removed: Sequence[str] = (), in_use: str = ""
) -> list[CatalogueEntry]:
    """Return all entries in the order of the gallery.

    Args:
        pictures: paths of the bundled ones.
        own: words of the backgrounds that the user added.
        removed: words of the bundled ones that the user removed.
        in_use: a word that gets an entry even if it is none of these; "" for none.
    """
    bundled = [*map(_bundled, pictures), *_COLOURS]
    own_entries = [entry_of(word, Origin.OWN) for word in own]
    kept = [entry for entry in bundled if entry.word not in removed]
    temporary = []
    if in_use and find_entry([*_FIXED, *own_entries, *kept], in_use) is None:
        temporary = [find_entry(bundled, in_use) or entry_of(in_use)]
    return [*_FIXED, *own_entries, *temporary, *kept]


def find_entry(entries: Iterable[CatalogueEntry], word: str) -> CatalogueEntry | None:
    """Return the entry that a word names: a bundled file also without its suffix, blur at any strength."""
    spec = parse(word).tile
    return next((entry for entry in entries if _names(spec, entry)), None)


def title_of(word: str) -> str:
    """Return the title of a background, whether or not it is in the gallery."""
    return (find_entry((*_FIXED, *_COLOURS), word) or entry_of(word, title=_picture_title(word))).title


def _bundled(path: Path) -> CatalogueEntry:
    spec = FileSpec(str(path))
    return CatalogueEntry(path.name, _picture_title(path.name), spec, Origin.BUNDLED)


def _picture_title(word: str) -> str:
    """Return the English title of a bundled picture; "" for any other word."""
    path = Path(word)
    return _PICTURES.get(path.stem, "") if path.name == word else ""


def _names(spec: Spec, entry: CatalogueEntry) -> bool:
    if entry.origin is Origin.BUNDLED and entry.path is not None:
        return str(spec).lower() in (entry.word.lower(), Path(entry.word).stem.lower())
    return entry.spec.is_same(spec)
