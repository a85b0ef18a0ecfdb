"""What the gallery offers, without Qt."""

from pathlib import Path

import pytest

from app.gui.choices import Kind, choice_of, choices, find


def test_blur_pictures_and_colours_are_offered_in_this_order() -> None:
    kinds = [choice.kind for choice in choices([Path("night-city.jpg")])]
    assert kinds == [Kind.BLUR, Kind.BLUR, Kind.PICTURE, Kind.COLOUR, Kind.COLOUR, Kind.COLOUR]


@pytest.mark.parametrize("text", ["beach.jpg", "beach", "Beach.JPG"])
def test_a_bundled_picture_is_found_by_name(text: str) -> None:
    found = find(choices([Path("/data/beach.jpg")]), text)
    assert found is not None
    assert found.key == "beach.jpg"


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("#123456", Kind.COLOUR, "#123456"),
        ("/home/me/my_garden.png", Kind.PICTURE, "My garden"),
        ("slideshow:/home/me/my-holidays", Kind.PICTURE, "My holidays"),
    ],
)
def test_what_is_not_on_offer_gets_a_title(text: str, kind: Kind, title: str) -> None:
    assert find(choices([]), text) is None
    assert (choice_of(text).kind, choice_of(text).title) == (kind, title)


@pytest.mark.parametrize(("word", "key"), [("blur:10", "blur:10"), ("blur:11", "blur"), ("BLUR:70", "blur")])
def test_a_blur_of_any_strength_is_one_of_those_on_offer(word: str, key: str) -> None:
    found = find(choices([]), word)
    assert found is not None
    assert found.key == key
