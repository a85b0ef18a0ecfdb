"""Dates and titles of rendered files; nothing that shows or locates the room."""

import struct
from pathlib import Path

import av
import pytest
from PIL import ExifTags, Image

from app.devices.media.metadata import copy_picture_metadata, video_metadata
from app.devices.media.pictures import read_picture, write_picture
from tests.clips import write_video
from tests.fakes import plain
from tests.sound_table import rendered

DATE = "2021:02:03 04:05:06"
THUMBNAIL = b"\xff\xd8\xff\xe0 a small picture of the room \xff\xd9"


def photo(path: Path) -> Path:
    """Write a turned JPEG photo with a date, a maker, and all that says or shows where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Sample Street 1"
    exif[0x0112], exif[0x010F], exif[0x0132] = 6, "Maker", DATE
    exif.get_ifd(0x8769).update({0x9003: DATE, 0x9011: "+05:45", 0x829A: 0.01, 0x927C: b"preview of the room"})
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 30.0, 0.0)})
    data = exif.tobytes()
    # Pillow writes no thumbnail: a second directory behind the first one, with place and length of a small JPEG.
    tiff = bytearray(data.removeprefix(b"Exif\0\0"))
    order = "<" if tiff[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (entries,) = struct.unpack_from(f"{order}H", tiff, first)
    struct.pack_into(f"{order}I", tiff, first + 2 + 12 * entries, len(tiff))
    place = len(tiff) + 2 + 2 * 12 + 4
    tiff += struct.pack(f"{order}HHHIIHHIII", 2, 0x0201, 4, 1, place, 0x0202, 4, 1, len(THUMBNAIL), 0)
    Image.fromarray(plain((90, 120, 150))).save(path, exif=b"Exif\0\0" + bytes(tiff) + THUMBNAIL)
    return path


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg", ".jpe", ".jfif", ".JPG", ".png"])
def test_a_picture_keeps_its_date_and_is_upright(tmp_path: Path, suffix: str) -> None:
    source, target = photo(tmp_path / "a.jpg"), tmp_path / f"o{suffix}"
    rendered(source, target)
    with Image.open(target) as image:
        image.load()
        exif = image.getexif()
        assert exif[0x010F] == "Maker"
        assert exif.get_ifd(0x8769)[0x9003] == DATE
        assert float(exif.get_ifd(0x8769)[0x829A]) == pytest.approx(0.01)
        assert 0x0112 not in exif
    assert read_picture(target).shape == read_picture(source).shape == (64, 48, 3)


@pytest.mark.parametrize("name", ["o.png", "o.jpg"])
def test_what_says_or_shows_the_place_is_left_out(tmp_path: Path, name: str) -> None:
    source, target = photo(tmp_path / "a.jpg"), tmp_path / name
    secrets = (THUMBNAIL, b"preview of the room", b"Sample Street", b"+05:45")
    with Image.open(source) as image:
        assert 0x8825 in image.getexif()
        assert image.getexif().get_ifd(ExifTags.IFD.IFD1)[0x0202] == len(THUMBNAIL)
    assert all(secret in source.read_bytes() for secret in secrets)
    rendered(source, target)
    with Image.open(target) as image:
        assert 0x8825 not in image.getexif()
        assert not image.getexif().get_ifd(ExifTags.IFD.IFD1)
    assert not any(secret in target.read_bytes() for secret in secrets)


@pytest.mark.parametrize("damage", [b"MM\x00\x2a\xff\xff\xff\xff", b"", b"II*\x00\x08\x00\x00\x00\xff\xff"])
def test_damaged_metadata_do_not_matter(tmp_path: Path, damage: bytes) -> None:
    source, target = tmp_path / "a.jpg", tmp_path / "o.png"
    Image.fromarray(plain((90, 120, 150))).save(source, exif=b"Exif\0\0" + damage)
    rendered(source, target)
    assert read_picture(target).shape == (48, 64, 3)


@pytest.mark.parametrize("suffix", [".bmp", ".webp", ".tif"])
def test_other_formats_stay_as_they_are(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"o{suffix}"
    write_picture(target, plain((1, 2, 3)))
    content = target.read_bytes()
    copy_picture_metadata(photo(tmp_path / "a.jpg"), target)
    assert target.read_bytes() == content


# The last one looks like UTF-8 that was read as Latin-1.
@pytest.mark.parametrize("title", ["Café 1 ü", "Ã©tude"])
@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".webm"])
def test_a_video_keeps_its_date_and_title(tmp_path: Path, suffix: str, title: str) -> None:
    plain_video, source, target = write_video(tmp_path / "a.mp4", [90] * 3), tmp_path / "b.mp4", tmp_path / f"o{suffix}"
    with av.open(str(plain_video)) as reading, av.open(str(source), "w") as writing:
        tags = {"creation_time": "2021-02-03T04:05:06.000000Z", "title": title, "location": "+52.5+13.4/"}
        writing.metadata.update(tags)
        stream = writing.add_stream_from_template(reading.streams.video[0])
        for packet in reading.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                writing.mux(packet)
    assert rendered(source, target) == []
    with av.open(str(target)) as container:
        found = {key.lower(): value for key, value in container.metadata.items()}
    assert found["creation_time"].startswith("2021-02-03T04:05:06")
    assert found["title"] == title
    assert "location" not in found


def test_tags_in_any_encoding() -> None:
    tags = {
        "title": "Café",
        "artist": "ü 漢",
        "rotate": "90",
        "date": "",
        "comment": "at home, Sample Street 1",
        "description": "my room",
    }
    assert video_metadata(tags) == {"title": "Café", "artist": "ü 漢"}
    assert video_metadata({"com.apple.quicktime.make": "Apple", "encoder": "Lavf"}) == {"make": "Apple"}
