"""The user's own backgrounds and favourite keys, without Qt."""

from pathlib import Path

from app.backgrounds.catalogue import CatalogueEntry, find_entry, list_entries
from app.gui.backgrounds.collection import favourites, key_of, on_key, with_own, without
from app.settings.model import Settings

BEACH, CITY = Path("/data/beach.jpg"), Path("/data/night-city.jpg")


def found(word: str, *own: str) -> CatalogueEntry:
    entry = find_entry(list_entries([BEACH, CITY], own), word)
    assert entry is not None
    return entry


def test_the_initial_favourites_are_bundled_and_never_the_room() -> None:
    entries = list_entries([BEACH, CITY], ["/me/a.png"])
    first = favourites(Settings(), entries)
    assert first == ("blur:10", "blur", "beach.jpg", "night-city.jpg", "#27303f", "#e9e2d6", "#00b140", "", "")
    chosen = Settings(favourites=("", "beach.jpg", "none"))
    assert favourites(chosen, entries) == ("", "beach.jpg", *[""] * 7)


def test_a_background_is_on_one_key_at_most() -> None:
    words = on_key(("blur", "beach.jpg", "", "", "", "", "", "", ""), found("beach"), 9)
    assert words == ("blur", "", "", "", "", "", "", "", "beach.jpg")
    assert key_of(words, found("beach")) == 9
    assert key_of(on_key(words, found("beach"), 0), found("beach")) == 0
    assert key_of(("", "beach"), found("beach")) == 2


def test_no_background_is_added_twice() -> None:
    entries = list_entries([BEACH, CITY], ["/me/a.png"], ["beach.jpg"])
    settings = Settings(own=("/me/a.png",), removed=("beach.jpg",))
    words = ["/me/a.png", "/me/b.png", "/me/b.png", "#00b140", "beach.jpg"]
    assert with_own(settings, words, entries) == {"own": ("/me/a.png", "/me/b.png"), "removed": ()}


def test_removing_leaves_the_other_keys_as_they_were() -> None:
    settings = Settings(own=("/me/a.png", "/me/b.png"))
    words = favourites(settings, list_entries([BEACH, CITY], settings.own))
    assert without(settings, found("/me/a.png", "/me/a.png"), words) == {"own": ("/me/b.png",)}
    changes = without(settings, found("beach"), words)
    assert changes == {"removed": ("beach.jpg",), "favourites": ("blur:10", "blur", "", *words[3:])}
