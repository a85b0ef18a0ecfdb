"""The entries of the gallery."""

from pathlib import Path

import pytest

from app.backgrounds.bundled import bundled_backgrounds
from app.backgrounds.catalogue import CatalogueEntry, Origin, entry_of, find_entry, list_entries, title_of

BEACH, CITY = Path("/data/beach.jpg"), Path("/data/night-city.jpg")


def words(*own: str, removed: tuple[str, ...] = (), in_use: str = "") -> list[str]:
    return [entry.word for entry in list_entries([BEACH, CITY], own, removed, in_use)]


def found(word: str, *own: str) -> CatalogueEntry:
    entry = find_entry(list_entries([BEACH, CITY], own), word)
    assert entry is not None
    return entry


def test_the_room_blurs_own_bundled_pictures_and_colours_are_in_this_order() -> None:
    assert words("/me/a.png", "#ff0000", in_use="/me/b.png") == [
        *("none", "blur:10", "blur"),
        *("/me/a.png", "#ff0000", "/me/b.png"),
        *("beach.jpg", "night-city.jpg"),
        *("#27303f", "#e9e2d6", "#00b140"),
    ]


def test_a_background_that_has_an_entry_gets_no_temporary_one() -> None:
    for word in ("none", "blur:70", "beach", "#00B140", "/me/a.png"):
        assert words("/me/a.png", in_use=word) == words("/me/a.png")


def test_a_removed_one_is_gone_and_comes_back_under_its_own_name_while_it_is_in_use() -> None:
    assert "beach.jpg" not in words(removed=("beach.jpg",))
    again = list_entries([BEACH, CITY], (), ("beach.jpg",), "beach")
    assert find_entry(again, "beach.jpg") == found("beach")


@pytest.mark.parametrize("word", ["beach.jpg", "beach", "Beach.JPG"])
def test_a_bundled_picture_is_found_by_name(word: str) -> None:
    assert found(word).word == "beach.jpg"
    assert found(word).path == BEACH


@pytest.mark.parametrize(
    ("word", "expected"),
    [("blur", "blur"), ("blur:70", "blur"), ("blur:1", "blur"), ("blur:10", "blur:10"), ("none", "none")],
)
def test_the_entry_of_blur_stands_for_any_strength(word: str, expected: str) -> None:
    assert found(word).word == expected


def test_an_own_file_is_found_by_its_path_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    own = str(tmp_path / "beach.png")
    for word in (own, "beach.png", "~/beach.png", f"slideshow:{own}"):
        assert found(word, own).origin is Origin.OWN
    assert found("beach", own).origin is Origin.BUNDLED


def test_a_file_is_not_taken_for_a_word_of_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for word in ("none", "blur"):
        assert found(word, str(tmp_path / word)).origin is Origin.FIXED


def test_every_background_has_a_title() -> None:
    titles = [("blur:10", "Slight blur"), ("blur:11", "Blur"), ("#E9E2D6", "Linen"), ("#123456", "#123456")]
    for word, title in [
        *titles,
        ("none", "None"),
        ("beach.jpg", "Beach"),
        ("slideshow:/me/my-holidays", "My holidays"),
    ]:
        assert title_of(word) == title


@pytest.mark.usefixtures("pseudo_language")
def test_titles_are_in_the_language_of_the_moment() -> None:
    entries = list_entries(bundled_backgrounds(), ["/me/beach.jpg"])
    english = {entry.title for entry in entries if not entry.title.startswith("⟦")}
    assert english == {"Beach"}
    for word in ("none", "blur", "blur:10", "#00b140", "beach", "night-city.jpg"):
        assert title_of(word).startswith("⟦")


def test_the_room_alone_can_have_no_key_and_what_is_always_there_cannot_be_removed() -> None:
    entries = list_entries([BEACH], ["/me/a.png"])
    assert [entry.word for entry in entries if not entry.may_have_key] == ["none"]
    assert [entry.word for entry in entries if not entry.is_removable] == ["none", "blur:10", "blur"]
    assert entry_of("/me/b.png").is_removable
