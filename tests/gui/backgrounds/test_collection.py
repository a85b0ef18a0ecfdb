"""What the gallery offers, and what the user keeps of it, without Qt."""

from pathlib import Path

import pytest

from app.backgrounds.catalogue import CatalogueEntry, Kind, Origin, choice_of, find, offer
from app.gui.backgrounds.collection import favourites, key_of, on_key, with_own, without
from app.settings.model import Settings

BEACH, CITY = Path("/data/beach.jpg"), Path("/data/night-city.jpg")


def keys(*own: str, removed: tuple[str, ...] = (), passing: str = "") -> list[str]:
    return [choice.key for choice in offer([BEACH, CITY], own, removed, passing)]


def found(text: str, *own: str) -> CatalogueEntry:
    choice = find(offer([BEACH, CITY], own), text)
    assert choice is not None
    return choice


def test_none_blurs_own_pictures_and_colours_are_offered_in_this_order() -> None:
    assert keys("/me/a.png", "#ff0000", passing="/me/b.png") == [
        *("none", "blur:10", "blur"),
        *("/me/a.png", "#ff0000", "/me/b.png"),
        *("beach.jpg", "night-city.jpg"),
        *("#27303f", "#e9e2d6", "#00b140"),
    ]


def test_what_is_on_offer_does_not_pass() -> None:
    for word in ("none", "blur:70", "beach", "#00B140", "/me/a.png"):
        assert keys("/me/a.png", passing=word) == keys("/me/a.png")


def test_a_removed_one_is_gone_and_passes_under_its_own_name() -> None:
    assert "beach.jpg" not in keys(removed=("beach.jpg",))
    again = offer([BEACH, CITY], (), ("beach.jpg",), "beach")
    assert find(again, "beach.jpg") == found("beach")


@pytest.mark.parametrize("text", ["beach.jpg", "beach", "Beach.JPG"])
def test_a_bundled_picture_is_found_by_name(text: str) -> None:
    assert found(text).key == "beach.jpg"


@pytest.mark.parametrize(
    ("text", "key"),
    [("blur", "blur"), ("blur:70", "blur"), ("blur:1", "blur"), ("blur:10", "blur:10"), ("none", "none")],
)
def test_any_strength_is_blur(text: str, key: str) -> None:
    assert found(text).key == key


def test_an_own_file_is_found_by_its_place_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    own = str(tmp_path / "beach.png")
    for text in (own, "beach.png", "~/beach.png", f"slideshow:{own}"):
        assert found(text, own).origin is Origin.OWN
    assert found("beach", own).origin is Origin.BUNDLED


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("#123456", Kind.COLOUR, "#123456"),
        ("/home/me/my_garden.png", Kind.PICTURE, "My garden"),
        ("slideshow:/home/me/my-holidays", Kind.PICTURE, "My holidays"),
    ],
)
def test_what_is_not_on_offer_gets_a_title(text: str, kind: Kind, title: str) -> None:
    assert find(offer([]), text) is None
    assert (choice_of(text).kind, choice_of(text).title) == (kind, title)


def test_the_first_favourites_are_what_everybody_has_but_never_the_room() -> None:
    offered = offer([BEACH, CITY], ["/me/a.png"])
    first = favourites(Settings(), offered)
    assert first == ("blur:10", "blur", "beach.jpg", "night-city.jpg", "#27303f", "#e9e2d6", "#00b140", "", "")
    chosen = Settings(favourites=("", "beach.jpg"))
    assert favourites(chosen, offered) == ("", "beach.jpg", *[""] * 7)


def test_a_background_is_on_one_key_at_most() -> None:
    words = on_key(("blur", "beach.jpg", "", "", "", "", "", "", ""), found("beach"), 9)
    assert words == ("blur", "", "", "", "", "", "", "", "beach.jpg")
    assert key_of(words, found("beach")) == 9
    assert key_of(on_key(words, found("beach"), 0), found("beach")) == 0
    assert key_of(("", "beach"), found("beach")) == 2


def test_what_is_kept_is_kept_once() -> None:
    offered = offer([BEACH, CITY], ["/me/a.png"], ["beach.jpg"])
    settings = Settings(own=("/me/a.png",), removed=("beach.jpg",))
    words = ["/me/a.png", "/me/b.png", "/me/b.png", "#00b140", "beach.jpg"]
    assert with_own(settings, words, offered) == {"own": ("/me/a.png", "/me/b.png"), "removed": ()}


def test_removing_leaves_the_other_keys_as_they_were() -> None:
    settings = Settings(own=("/me/a.png", "/me/b.png"))
    words = favourites(settings, offer([BEACH, CITY], settings.own))
    assert without(settings, found("/me/a.png", "/me/a.png"), words) == {"own": ("/me/b.png",)}
    changes = without(settings, found("beach"), words)
    assert changes == {"removed": ("beach.jpg",), "favourites": ("blur:10", "blur", "", *words[3:])}
