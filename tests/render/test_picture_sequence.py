"""Numbered pictures of a video."""

from pathlib import Path

import pytest

from app.core.errors import ConfigError
from app.devices.media.pictures import read_picture
from app.render.picture_sequence import PictureSequence, is_sequence_name
from tests.fakes import plain


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("%05d.png", True),
        ("me-%d.jpg", True),
        ("%3d.webp", True),
        ("%05d.mp4", False),
        ("me.png", False),
        ("%d-%d.png", False),
        ("100%.png", False),
    ],
)
def test_names(name: str, expected: bool) -> None:
    assert is_sequence_name(Path("frames") / name) is expected


def test_pictures_are_numbered_from_one(tmp_path: Path) -> None:
    sequence = PictureSequence(tmp_path / "50% %03d.png")
    for grey in (10, 20):
        sequence.write(plain((grey, grey, grey)))
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["50% 001.png", "50% 002.png"]
    assert (read_picture(tmp_path / "50% 002.png") == 20).all()


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no folder"):
        PictureSequence(tmp_path / "absent" / "%d.png").write(plain((1, 1, 1)))
