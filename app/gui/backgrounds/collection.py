"""The user's own backgrounds and favourite keys, as changes to the settings: pure functions, no Qt."""

from collections.abc import Iterable, Sequence

from app.backgrounds.catalogue import CatalogueEntry, Origin, find_entry
from app.backgrounds.spec import parse
from app.settings.model import FAVOURITES, Settings


def favourites(settings: Settings, entries: Iterable[CatalogueEntry]) -> tuple[str, ...]:
    """Return the words on the keys 1 to 9, "" for a free key.

    Until the user puts a background on a key, the keys hold the first fixed and bundled entries.

    Args:
        settings: of the user.
        entries: of the gallery.
    """
    if any(settings.favourites):
        # A settings file that was edited by hand may put the room on a key, which the window never does.
        words = ["" if parse(word).shows_room else word for word in settings.favourites[:FAVOURITES]]
    else:
        usual = [entry for entry in entries if entry.origin in (Origin.FIXED, Origin.BUNDLED)]
        words = [entry.word for entry in usual if entry.may_have_key][:FAVOURITES]
    return (*words, *[""] * (FAVOURITES - len(words)))


def on_key(words: Sequence[str], entry: CatalogueEntry, number: int) -> tuple[str, ...]:
    """Return the words on the keys with an entry on key `number`, 1 to 9, and on no other; 0 takes it off all keys."""
    kept = ["" if find_entry([entry], word) else word for word in words]
    if number:
        kept[number - 1] = entry.word
    return tuple(kept)


def key_of(words: Sequence[str], entry: CatalogueEntry) -> int:
    """Return the number of the key that an entry is on, 0 for none."""
    return next((number for number, word in enumerate(words, 1) if word and find_entry([entry], word)), 0)


def with_own(settings: Settings, words: Iterable[str], entries: Sequence[CatalogueEntry]) -> dict[str, tuple[str, ...]]:
    """Return the settings that change when backgrounds are added, by their absolute forms; none is added twice.

    Args:
        settings: before the change.
        words: of the backgrounds that the user added.
        entries: of the gallery, without a temporary one.
    """
    own, removed = list(settings.own), list(settings.removed)
    for word in words:
        absolute = str(parse(word).absolute())
        if word in removed:
            removed.remove(word)
        elif find_entry(entries, word) is None and absolute not in own:
            own.append(absolute)
    return {"own": tuple(own), "removed": tuple(removed)}


def without(settings: Settings, entry: CatalogueEntry, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the settings that change when a background is removed.

    Args:
        settings: before the change.
        entry: to remove.
        words: on the keys; if the entry is on one of them, the others stay as they are.
    """
    changes: dict[str, tuple[str, ...]] = {}
    if entry.origin is Origin.OWN:
        changes["own"] = tuple(word for word in settings.own if word != entry.word)
    elif entry.origin is Origin.BUNDLED:
        changes["removed"] = (*settings.removed, entry.word)
    if key_of(words, entry):
        changes["favourites"] = on_key(words, entry, 0)
    return changes
