"""Files are recognised by their content, whatever they are called."""

from pathlib import Path

import av
import numpy as np
import pillow_heif
import pytest
from PIL import Image

from app.devices.media.file_content import Content, content_of
from app.devices.media.pictures import is_picture, pictures_in, read_picture
from app.devices.media.video_background import is_moving
from tests.clips import write_gif, write_video

RED = (200, 30, 10)
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "AVIF", "HEIF", "ICO", "JPEG2000")


def write_format(path: Path, name: str) -> Path:
    """Write a red picture of 32 x 32 pixels in one of Pillow's formats."""
    pillow_heif.register_heif_opener(thumbnails=False)
    options = {"sizes": [(32, 32)]} if name == "ICO" else {}
    Image.new("RGB", (32, 32), RED).save(path, name, **options)
    return path


@pytest.mark.parametrize("name", ["photo", "photo.jfif", "photo.mp4", "photo.txt"])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_is_one_under_any_name(tmp_path: Path, kind: str, name: str) -> None:
    path = write_format(tmp_path / name, kind)
    assert is_picture(path)
    assert not is_moving(path)
    assert np.abs(read_picture(path)[16, 16].astype(int) - RED).max() <= 6


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "webm", "avi", "ts", "mpg", "flv", "ogv", "wmv"])
def test_a_video_is_one_under_any_name(tmp_path: Path, suffix: str) -> None:
    codecs = {"mpg": "mpeg2video", "ogv": "libvpx", "webm": "libvpx-vp9", "flv": "flv1", "wmv": "wmv2"}
    path = tmp_path / f"a.{suffix}"
    with av.open(str(path), "w") as container:
        video = container.add_stream(codecs.get(suffix, "libx264"), rate=25)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"  # type: ignore[union-attr]
        for _ in range(5):
            container.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")))  # type: ignore[union-attr,arg-type]
        container.mux(video.encode(None))  # type: ignore[union-attr]
    for name in ("film", "film.jpg"):
        copy = tmp_path / name
        copy.write_bytes(path.read_bytes())
        assert is_moving(copy)
        assert not is_picture(copy)


def test_animations_move(tmp_path: Path) -> None:
    pictures = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime")]
    kinds = {"WEBP": Content.ANIMATED_PICTURE, "PNG": Content.ANIMATION, "AVIF": Content.ANIMATED_PICTURE}
    for kind, content in kinds.items():
        path = tmp_path / kind
        pictures[0].save(path, kind, save_all=True, append_images=pictures[1:], duration=100)
        assert content_of(path) is content
        assert is_moving(path)
    assert is_moving(write_gif(tmp_path / "a.gif", [(RED, 10)]).rename(tmp_path / "gif"))


def test_without_known_content_the_name_decides(tmp_path: Path) -> None:
    assert is_picture(tmp_path / "absent.jpg")
    assert is_moving(tmp_path / "absent.mp4")
    (tmp_path / "text.png").write_text("This is text.")
    assert is_picture(tmp_path / "text.png")
    (tmp_path / "text").write_text("This is text.")
    assert not is_picture(tmp_path / "text")
    assert not is_moving(tmp_path / "text")
    (tmp_path / "folder.mp4").mkdir()
    assert not is_moving(tmp_path / "folder.mp4")


def test_a_folders_pictures_are_found_under_any_name(tmp_path: Path) -> None:
    expected = [write_format(tmp_path / name, "JPEG") for name in ("a.jfif", "b", "c.mp4", "d.jpe")]
    write_video(tmp_path / "film.mp4", [90, 90])
    (tmp_path / "notes.txt").write_text("This is text.")
    assert pictures_in(tmp_path) == expected


@pytest.mark.parametrize(
    "text",
    ["The free software people", "Use skip lines", "far wide and more", "a   moov", "mdatmdatmdat", "BMI of people"],
)
def test_a_text_is_neither_picture_nor_video(tmp_path: Path, text: str) -> None:
    (tmp_path / "notes").write_text(text + "\n" + "more text\n" * 500)
    assert content_of(tmp_path / "notes") is None


@pytest.mark.parametrize("box", [b"\0\0\0\x08wide", b"\0\0\0\x01mdat", b"\0\0\0\0mdat", b"\0\0\0\x10free"])
def test_a_video_may_begin_with_any_box(tmp_path: Path, box: bytes) -> None:
    (tmp_path / "film").write_bytes(box + bytes(64))
    assert content_of(tmp_path / "film") is Content.VIDEO
