import json
from pathlib import Path
from typing import Any

import pytest

from bisenet.classes import CELEBAMASK_HQ, CITYSCAPES, FACE_PARSING, KNOWN, Classes, find_classes, read_classes
from bisenet.errors import DataError


def test_classes_are_read_as_they_were_written(tmp_path: Path) -> None:
    for known in KNOWN.values():
        (tmp_path / "classes.json").write_text(json.dumps(known.to_dict()))
        assert read_classes(tmp_path / "classes.json") == known
        assert find_classes(str(tmp_path)) == known


def test_names_alone_are_enough() -> None:
    classes = Classes.from_dict({"names": ["ground", "leaf", "stem"]})
    assert len(set(classes.colours)) == 3
    assert classes.colours[0] == (0, 0, 0)
    assert (classes.mirrored, classes.ignored) == ((0, 1, 2), 255)


def test_known_classes_have_a_name_and_a_colour_each() -> None:
    assert find_classes("cityscapes") is CITYSCAPES
    for classes in KNOWN.values():
        assert len(classes) == len(set(classes.names)) == len(set(classes.colours)) == 19


@pytest.mark.parametrize("classes", [CELEBAMASK_HQ, FACE_PARSING])
def test_a_mirror_swaps_left_and_right(classes: Classes) -> None:
    for index, name in enumerate(classes.names):
        other = name.replace("left", "R").replace("right", "left").replace("R", "right")
        assert classes.names[classes.mirrored[index]] == other


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"names": ["one"]}, "there are 1"),
        ({"names": ["a", "a", "b"]}, "the same name"),
        ({"colours": [[0, 0, 0]]}, "1 colours for 3 names"),
        ({"colours": [[0, 0, 0], [1, 2, 3], [0, 0, 256]]}, "not between 0 and 255"),
        ({"swapped": [[0, 1], [1, 2]]}, "names a class twice"),
        ({"swapped": [[0, 3]]}, "not there"),
        ({"swapped": [[0]]}, "cannot be used"),
        ({"ignored": 2}, "not between 3 and 255"),
        ({"palette": []}, "unknown entry 'palette'"),
        ({"names": None}, "names is no list"),
        ({"names": "abc"}, "names is no list"),
        ({"names": ["a", " ", "c"]}, "' ' is empty"),
        ({"names": ["a", "b\n", "c"]}, "cannot be printed"),
        ({"colours": [[0, 0, 0.5]] * 3}, "a colour has 0.5 for a whole number"),
        ({"colours": "red"}, "colours is no list"),
        ({"colours": [[0, 0]] * 3}, "not red, green and blue"),
        ({"swapped": [["a", "b"]]}, 'has "a" for a whole number'),
        ({"swapped": 5}, "swapped is no list"),
        ({"ignored": float("inf")}, "ignored has Infinity"),
        ({"ignored": True}, "ignored has true"),
    ],
)
def test_contradictions_are_named(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "classes.json"
    path.write_text(json.dumps({"names": ["a", "b", "c"], **change}))
    with pytest.raises(DataError, match=message) as raised:
        read_classes(path)
    assert str(path) in str(raised.value)


def test_files_that_hold_no_classes_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="one of: celebamask-hq, cityscapes, face-parsing"):
        find_classes("city")
    with pytest.raises(DataError, match="cannot be read"):
        find_classes(str(tmp_path))
    for text, message in (
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "contains no names"),
        ("{}", "have no 'names'"),
    ):
        (tmp_path / "classes.json").write_text(text)
        with pytest.raises(DataError, match=message):
            find_classes(str(tmp_path / "classes.json"))


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "classes.json").write_text(json.dumps({"names": ["a", "b"]}), encoding="utf-8-sig")
    assert read_classes(tmp_path / "classes.json").names == ("a", "b")
