"""Thumbnails of backgrounds, and their badges."""

from pathlib import Path

import pytest

from app.backgrounds.spec import KINDS, parse
from app.core.errors import ConfigError
from app.gui.imaging.thumbnails import PAINTERS, SIZE, Badge, badge, thumbnail
from tests.clips import write_gif, write_video
from tests.gui.strip import picture


def test_every_kind_has_a_painter() -> None:
    assert set(PAINTERS) == set(KINDS)


@pytest.mark.parametrize("word", ["none", "blur", "blur:10", "blur:100", "#27303f", "transparent"])
def test_thumbnails_have_one_size(word: str) -> None:
    assert thumbnail(parse(word)).size() == SIZE
    assert badge(parse(word).path) is Badge.NONE


@pytest.mark.parametrize(("name", "expected"), [("a.gif", Badge.FILM), ("folder", Badge.FOLDER), ("b.png", Badge.NONE)])
def test_videos_and_folders_are_marked(tmp_path: Path, name: str, expected: Badge) -> None:
    (tmp_path / "folder").mkdir()
    assert badge(parse(str(tmp_path / name)).path) is expected


@pytest.mark.parametrize("name", ["a.gif", "a.mp4", "slideshow:"])
def test_videos_and_folders_show_their_first_picture(tmp_path: Path, name: str) -> None:
    if name == "a.gif":
        write_gif(tmp_path / name, [((255, 165, 0), 10), ((0, 0, 200), 10)])
    elif name == "a.mp4":
        write_video(tmp_path / name, [160, 20])
    else:
        picture(tmp_path / "1.png")
    text = str(tmp_path / name) if name.startswith("a.") else f"{name}{tmp_path}"
    image = thumbnail(parse(text))
    assert image.size() == SIZE
    colour = image.pixelColor(100, 70)
    expected = (160, 160, 160) if name == "a.mp4" else (255, 165, 0)
    assert max(abs(a - b) for a, b in zip((colour.red(), colour.green(), colour.blue()), expected, strict=True)) <= 4


def test_a_broken_file_has_no_thumbnail(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"nothing")
    with pytest.raises(ConfigError, match="not a picture"):
        thumbnail(parse(str(broken)))
