"""What the user keeps of backgrounds, as changes to the settings: plain data and pure functions, no Qt."""

from collections.abc import Iterable, Sequence

from app.backgrounds.catalogue import CatalogueEntry, Origin, find
from app.config import ROOM
from app.settings.model import FAVOURITES, Settings


def favourites(settings: Settings, offered: Iterable[CatalogueEntry]) -> tuple[str, ...]:
    """Return the words on the keys 1 to 9, "" where there is none.

    Before the user has put anything on a key, they are the first backgrounds that everybody has.
    """
    if any(settings.favourites):
        # Settings from elsewhere may say what this window does not let anybody do.
        words = ["" if word == ROOM else word for word in settings.favourites[:FAVOURITES]]
    else:
        words = [c.key for c in offered if c.may_have_key and c.origin in (Origin.FIXED, Origin.BUNDLED)][:FAVOURITES]
    return (*words, *[""] * (FAVOURITES - len(words)))


def on_key(words: Sequence[str], choice: CatalogueEntry, number: int) -> tuple[str, ...]:
    """Return the words on the keys with a choice on key `number`, 1 to 9, alone; 0 takes it off all keys."""
    kept = ["" if find([choice], word) else word for word in words]
    if number:
        kept[number - 1] = choice.key
    return tuple(kept)


def key_of(words: Sequence[str], choice: CatalogueEntry) -> int:
    """Return the number of the key that a choice is on, 0 for none."""
    return next((number for number, word in enumerate(words, 1) if word and find([choice], word)), 0)


def with_own(settings: Settings, words: Iterable[str], offered: Sequence[CatalogueEntry]) -> dict[str, tuple[str, ...]]:
    """Return the change that keeps backgrounds; what is on offer already is not kept twice.

    Args:
        settings: before.
        words: that the user added.
        offered: what is on offer, without what passes.
    """
    own, removed = list(settings.own), list(settings.removed)
    for word in words:
        if word in removed:
            removed.remove(word)
        elif find(offered, word) is None and word not in own:
            own.append(word)
    return {"own": tuple(own), "removed": tuple(removed)}


def without(settings: Settings, choice: CatalogueEntry, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the change that removes a background.

    Args:
        settings: before.
        choice: that goes.
        words: what is on the keys; where the choice is on one, the others stay as they are.
    """
    changes: dict[str, tuple[str, ...]] = {}
    if choice.origin is Origin.OWN:
        changes["own"] = tuple(word for word in settings.own if word != choice.key)
    elif choice.origin is Origin.BUNDLED:
        changes["removed"] = (*settings.removed, choice.key)
    if key_of(words, choice):
        changes["favourites"] = on_key(words, choice, 0)
    return changes
