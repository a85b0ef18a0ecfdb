"""Numbered pictures of a video."""

import os
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import ConfigError
from app.devices.media.pictures import read_picture
from app.render.picture_sequence import PictureSequence, is_sequence_name
from tests.clips import write_video
from tests.fakes import plain
from tests.sound_clips import Tone, write_with_sound
from tests.sound_table import rendered


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("%05d.png", True),
        ("me-%d.jpg", True),
        ("%3d.webp", True),
        ("%05d.mp4", False),
        ("me.png", False),
        ("%d-%d.png", False),
        ("%d.heic", False),
        ("%d.ico", False),
        ("%d.j2k", False),
        ("%d.jfif", True),
        ("100%.png", False),
    ],
)
def test_names(name: str, expected: bool) -> None:
    assert is_sequence_name(Path("frames") / name) is expected


def test_pictures_are_numbered_from_one(tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    source.touch()
    sequence = PictureSequence(tmp_path / "50% %03d.png", source)
    for grey in (10, 20):
        sequence.write(plain((grey, grey, grey)))
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["50% 001.png", "50% 002.png", "a.mp4"]
    assert (read_picture(tmp_path / "50% 002.png") == 20).all()


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no folder"):
        PictureSequence(tmp_path / "absent" / "%d.png", tmp_path / "a.mp4").write(plain((1, 1, 1)))


@pytest.mark.parametrize(
    ("source", "pattern"),
    [("00001.png", "%05d.png"), ("me 7.png", "me %d.png"), ("me    7.png", "me %4d.png"), ("123456.png", "%05d.png")],
)
def test_the_input_is_never_replaced(tmp_path: Path, source: str, pattern: str) -> None:
    """An animated PNG is a video with the name of a picture."""
    path = tmp_path / source
    frames = [Image.new("RGB", (64, 48), (grey,) * 3) for grey in (20, 90, 160)]
    frames[0].save(path, "PNG", save_all=True, append_images=frames[1:])
    content = path.read_bytes()
    with pytest.raises(ConfigError, match=r"would replace the input file\. Choose another output\."):
        rendered(path, tmp_path / pattern)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == content


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_the_input_is_not_replaced_through_a_link(tmp_path: Path) -> None:
    source = write_video(tmp_path / "a.mp4", [90] * 3)
    (tmp_path / "2.png").symlink_to(source)
    with pytest.raises(ConfigError, match="would replace the input file"):
        rendered(source, tmp_path / "%d.png")
    assert not (tmp_path / "1.png").exists()


@pytest.mark.parametrize("other", ["0.png", "00007.png", "7.jpg", "a7.png"])
def test_names_that_are_not_of_the_sequence_do_not_matter(tmp_path: Path, other: str) -> None:
    source = tmp_path / other
    frames = [Image.new("RGB", (64, 48), (grey,) * 3) for grey in (20, 90)]
    frames[0].save(source, "PNG", save_all=True, append_images=frames[1:], duration=100)
    rendered(source, tmp_path / "%d.png")
    assert {"1.png", "2.png"} < {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize(("choice", "warnings"), [("copy", ["Numbered pictures have no sound."]), ("none", [])])
def test_the_missing_sound_is_said(tmp_path: Path, choice: str, warnings: list[str]) -> None:
    source = write_with_sound(tmp_path / "a.mkv", [Tone()], frames=3)
    assert rendered(source, tmp_path / "%d.png", choice) == warnings
    assert rendered(write_video(tmp_path / "b.mp4", [90] * 3), tmp_path / "%d.png", choice) == []


def test_pictures_of_a_longer_run_are_named(tmp_path: Path) -> None:
    target = tmp_path / "%02d.png"
    assert rendered(write_video(tmp_path / "long.mp4", [20, 40, 60, 80]), target) == []
    (warning,) = rendered(write_video(tmp_path / "short.mp4", [20, 40]), target)
    assert warning.startswith("late: 2 pictures of an earlier run remain from 03.png on")
    assert rendered(tmp_path / "long.mp4", target) == []
