import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.errors import ConfigError
from app.core.types import Size
from app.devices.pictures import PictureSource, is_picture, pictures_in, read_picture, write_picture
from app.devices.user_files import find_folder
from tests.fakes import plain


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_colours_survive_writing_and_reading(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"ä b.{suffix}"
    write_picture(path, plain((200, 100, 50), Size(32, 16)))
    assert np.abs(read_picture(path).astype(int) - (200, 100, 50)).max() <= 3


def test_a_picture_with_alpha_or_grey_becomes_rgb(tmp_path: Path) -> None:
    for channels in (1, 4):
        path = tmp_path / f"{channels}.png"
        cv2.imwrite(str(path), np.full((8, 9, channels), 128, np.uint8))
        assert read_picture(path).shape == (8, 9, 3)


@pytest.mark.parametrize("content", [b"this is text", b"\xff\xd8\xff\xe0 half a jpeg"])
def test_what_is_no_picture_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.jpg"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="not a picture"):
        read_picture(path)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "none.png", "There is no file"), (tmp_path, "is a folder")):
        with pytest.raises(ConfigError, match=message):
            read_picture(path)
    with pytest.raises(ConfigError, match="cannot be written"):
        write_picture(tmp_path / "absent" / "x.png", plain((1, 2, 3)))
    with pytest.raises(ConfigError):
        write_picture(tmp_path / "x.unknown", plain((1, 2, 3)))


def test_as_a_source_it_plays_for_ever(tmp_path: Path) -> None:
    write_picture(tmp_path / "x.png", plain((1, 2, 3)))
    source = PictureSource(tmp_path / "x.png", fps=1000)
    assert (source.read() == source.read()).all()
    source.close()
    assert is_picture(Path("A.JPG"))
    assert not is_picture(Path("a.mp4"))


def test_alpha_survives_writing(tmp_path: Path) -> None:
    rgba = np.random.default_rng(0).integers(0, 256, (6, 8, 4), dtype=np.uint8)
    write_picture(tmp_path / "x.png", rgba)
    bgra = cv2.imread(str(tmp_path / "x.png"), cv2.IMREAD_UNCHANGED)
    assert bgra is not None
    assert (bgra[..., [2, 1, 0, 3]] == rgba).all()


def test_a_folders_pictures_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.png", "A.JPG", "c.jpeg", "notes.txt", "clip.mp4"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.png").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
    assert [path.name for path in pictures_in(tmp_path)] == ["A.JPG", "b.png", "c.jpeg"]
    with pytest.raises(ConfigError, match="cannot be read"):
        pictures_in(tmp_path / "absent")
    assert find_folder(str(tmp_path)) == tmp_path
    assert [find_folder(text) for text in ("", "~nosuchuser", "x" * 300, str(tmp_path / "b.png"))] == [None] * 4
