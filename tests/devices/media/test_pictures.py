import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.core.errors import ConfigError
from app.core.types import Size
from app.devices.media.pictures import (
    PictureSource,
    is_picture,
    missing_share,
    open_image,
    open_picture_file,
    pictures_in,
    read_picture,
    write_picture,
)
from app.devices.media.user_files import find_folder
from tests.bombs import SUFFIXES, write_bomb, write_png
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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_named_and_no_name_that_stands_in(tmp_path: Path) -> None:
    (tmp_path / ".writing-1.png").symlink_to("/dev/full")
    with pytest.raises(ConfigError, match=r"No space left.*Make room on the disk") as caught:
        write_picture(tmp_path / ".writing-1.png", plain((1, 2, 3)))
    assert ".writing" not in str(caught.value)


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


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_sixteen_bits_become_eight(tmp_path: Path, suffix: str) -> None:
    grey = np.linspace(0, 65535, 64).astype(np.uint16).reshape(8, 8)
    for name, pixels in (("grey", grey), ("colour", np.dstack([grey] * 3))):
        assert cv2.imwrite(str(tmp_path / f"{name}{suffix}"), pixels)
        assert np.abs(read_picture(tmp_path / f"{name}{suffix}") - grey[..., None] / 257.0).max() <= 1


def test_a_picture_is_turned_as_the_camera_was_held(tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 20), (200, 0, 0))
    image.paste((0, 0, 200), (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "phone.jpg", exif=exif)
    rgb = read_picture(tmp_path / "phone.jpg")
    assert rgb.shape == (40, 20, 3)
    assert rgb[5, 10, 2] > 150
    assert rgb[35, 10, 2] < 50


def test_a_thumbnail_may_read_a_smaller_picture(tmp_path: Path) -> None:
    write_picture(tmp_path / "large.jpg", plain((9, 99, 199), Size(1600, 900)))
    assert read_picture(tmp_path / "large.jpg", Size(264, 148)).shape == (225, 400, 3)
    assert read_picture(tmp_path / "large.jpg", Size(1601, 900)).shape == (900, 1600, 3)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux tells the peak of memory since the start")
@pytest.mark.parametrize("suffix", [*SUFFIXES, ".gif"])
@pytest.mark.slow
def test_a_picture_that_claims_too_much_costs_no_memory(tmp_path: Path, suffix: str) -> None:
    """60,000 x 60,000 pixels would be 10 GB; 12,000 x 12,000, which OpenCV and FFmpeg would decode, 400 MB."""
    write_picture(tmp_path / "small.png", plain((1, 2, 3)))
    bombs = [str(write_bomb(tmp_path / f"{side}{suffix}", side)) for side in (60_000, 12_000)]
    code = f"""
import re
from pathlib import Path
from app.core.errors import ConfigError
from app.devices.media.video_background import first_pictures
from app.devices.media.pictures import read_picture
read = (lambda path: first_pictures(path, 1)) if {suffix == ".gif"} else read_picture
peak = lambda: int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
read_picture(Path({str(tmp_path / "small.png")!r}))
before = peak()
for bomb in {bombs!r}:
    try:
        read(Path(bomb))
    except ConfigError as error:
        print(error)
print(peak() - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, second, megabytes = done.stdout.splitlines()
    assert "67 megapixels" in first or "at most 8K" in first
    assert "67 megapixels" in second or "at most 8K" in second
    assert int(megabytes) < 24


def test_the_largest_picture_is_just_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.devices.media.pictures._MOST_PIXELS", 600)
    assert read_picture(write_png(tmp_path / "a.png", 30, 20)).shape == (20, 30, 3)
    with pytest.raises(ConfigError, match="31x20 pixels"):
        read_picture(write_png(tmp_path / "b.png", 31, 20))


def test_what_a_file_holds_must_be_a_known_format(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.ppm")
    (tmp_path / "a.ppm").rename(tmp_path / "a.png")
    with pytest.raises(ConfigError, match="not a picture"):
        read_picture(tmp_path / "a.png")


def test_too_many_bytes_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        # A hole: it takes no room on the disk.
        file.truncate(200 * 2**20 + 1)
    with pytest.raises(ConfigError, match="larger than 200 MiB"):
        read_picture(path)


@settings(max_examples=400, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(suffix=st.sampled_from(SUFFIXES), data=st.data())
@pytest.mark.slow
def test_a_damaged_picture_is_read_or_refused(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (24, 32, 3), np.uint8)
    content = bytearray(cv2.imencode(suffix, pixels)[1].tobytes())
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)))):
        content[place] = value
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        rgb = read_picture(path)
    except ConfigError:
        return
    assert rgb.dtype == np.uint8
    assert rgb.shape[2] == 3


@pytest.mark.parametrize("is_progressive", [False, True])
def test_what_is_missing_at_the_end_of_a_jpeg_is_grey(tmp_path: Path, is_progressive: bool) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (256, 256, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "whole.jpg", progressive=is_progressive)
    data = (tmp_path / "whole.jpg").read_bytes()
    for share in (0.5, 0.9):
        (tmp_path / "cut.jpg").write_bytes(data[: int(share * len(data))])
        cut = read_picture(tmp_path / "cut.jpg")
        assert cut.shape == (256, 256, 3)
        if not is_progressive:
            whole = read_picture(tmp_path / "whole.jpg")
            assert np.array_equal(cut[:64], whole[:64])
            assert (cut[-4:] == cut[-1, -1]).all()


def test_a_jpeg_without_its_end_does_not_let_other_formats_pass(tmp_path: Path) -> None:
    """Also while another thread reads one."""
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    for name in ("cut.jpg", "cut.png"):
        Image.fromarray(noise).save(tmp_path / name)
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data[: len(data) // 2])
    with open_picture_file(tmp_path / "cut.jpg") as file:
        image = open_image(tmp_path / "cut.jpg", file)
        with pytest.raises(ConfigError, match="not a picture"):
            read_picture(tmp_path / "cut.png")
        image.load()


@pytest.mark.parametrize(("suffix", "longest"), [(".jpg", 65500), (".jfif", 65500), (".webp", 16383)])
def test_a_picture_too_large_for_its_format_is_refused(
    tmp_path: Path, suffix: str, longest: int, capfd: pytest.CaptureFixture[str]
) -> None:
    write_picture(tmp_path / f"most{suffix}", np.zeros((2, longest, 3), np.uint8))
    with pytest.raises(ConfigError, match=f"sides of at most {longest} pixels"):
        write_picture(tmp_path / f"more{suffix}", np.zeros((2, longest + 1, 3), np.uint8))
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize(("kept", "least", "most"), [(0.125, 0.7, 0.95), (0.5, 0.4, 0.6), (0.995, 0, 0), (1, 0, 0)])
def test_the_missing_share_of_a_jpeg(tmp_path: Path, mode: str, kept: float, least: float, most: float) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (400, 300, 3), dtype=np.uint8)
    path = tmp_path / "a.jpg"
    Image.fromarray(noise).convert(mode).save(path, quality=90)
    data = path.read_bytes()
    path.write_bytes(data[: round(kept * len(data))])
    assert least <= missing_share(path) <= most


def test_grey_pictures_that_are_whole_lack_nothing(tmp_path: Path) -> None:
    for name in ("a.jpg", "a.png"):
        Image.new("RGB", (64, 64), (128, 128, 128)).save(tmp_path / name)
        assert missing_share(tmp_path / name) == 0
