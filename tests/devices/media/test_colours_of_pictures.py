"""Transparency and colour profiles of pictures, and formats other than JPEG, PNG and WebP."""

import struct
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms

from app.core.errors import ConfigError
from app.devices.media.pictures import read_picture

SLATE = (39, 48, 63)


def png(depth: int, colour_type: int, row: bytes, transparent: bytes, palette: bytes = b"") -> bytes:
    """Return a PNG of 8 x 1 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 1, depth, colour_type, 0, 0, 0))
    colours = chunk(b"PLTE", palette) if palette else b""
    pixels = chunk(b"IDAT", zlib.compress(b"\0" + row)) + chunk(b"IEND", b"")
    hidden = chunk(b"tRNS", transparent) if transparent else b""
    return b"\x89PNG\r\n\x1a\n" + header + colours + hidden + pixels


@pytest.mark.parametrize(
    ("depth", "colour_type", "row", "transparent", "palette"),
    [
        (8, 3, b"\0" * 4 + b"\1" * 4, b"\0\xff", bytes([255, 0, 255, 0, 0, 0])),
        (1, 0, b"\xf0", b"\0\1", b""),
        (2, 0, b"\xff\0", b"\0\3", b""),
        (4, 0, b"\xff\xff\0\0", b"\0\x0f", b""),
        (8, 0, b"\xc8" * 4 + b"\0" * 4, b"\0\xc8", b""),
        (16, 0, b"\xc8\1" * 4 + b"\0\0" * 4, b"\xc8\1", b""),
        (8, 2, b"\xff\0\xff" * 4 + b"\0\0\0" * 4, b"\0\xff\0\0\0\xff", b""),
        (16, 2, b"\xc8\1\0\0\xc8\1" * 4 + bytes(24), b"\xc8\1\0\0\xc8\1", b""),
        (8, 4, b"\xff\0" * 4 + b"\0\xff" * 4, b"", b""),
        (8, 6, b"\xff\0\xff\0" * 4 + b"\0\0\0\xff" * 4, b"", b""),
    ],
)
def test_transparent_pixels_of_every_kind_of_png_hide_their_colour(
    tmp_path: Path, depth: int, colour_type: int, row: bytes, transparent: bytes, palette: bytes
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(depth, colour_type, row, transparent, palette))
    rgb = read_picture(path)
    assert [tuple(pixel) for pixel in rgb[0, :4]] == [SLATE] * 4
    assert not rgb[0, 4:].any()


@pytest.mark.parametrize("kind", ["WEBP", "TIFF", "AVIF", "ICO", "JPEG2000", "HEIF"])
def test_transparent_pixels_of_other_formats_hide_their_colour(tmp_path: Path, kind: str) -> None:
    pillow_heif.register_heif_opener(thumbnails=False)
    path = tmp_path / "a"
    image = Image.new("RGBA", (64, 64), (255, 0, 255, 0))
    image.paste((0, 200, 0, 255), (32, 0, 64, 64))
    kinds: dict[str, dict[str, Any]] = {"WEBP": {"lossless": True, "exact": True}, "ICO": {"sizes": [(64, 64)]}}
    image.save(path, kind, **kinds.get(kind, {}))
    rgb = read_picture(path)
    assert np.abs(rgb[32, 8].astype(int) - SLATE).max() <= 2
    assert np.abs(rgb[32, 56].astype(int) - (0, 200, 0)).max() <= 6


def test_half_transparent_pixels_are_mixed(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (201, 100, 41, 128)).save(tmp_path / "a.png")
    assert np.abs(read_picture(tmp_path / "a.png").astype(int) - (120, 74, 52)).max() <= 1


def swapped_profile() -> bytes:
    """Return an sRGB profile whose red and green primaries are exchanged, under another name."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = data.index(b"rXYZ", 128), data.index(b"gXYZ", 128)
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(data).replace(b"s\0R\0G\0B", b"X\0R\0G\0B")


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_a_colour_profile_is_converted(tmp_path: Path, mode: str, kind: str) -> None:
    path = tmp_path / "a"
    image = Image.new("RGB", (16, 16), (204, 51, 0)).convert(mode)
    image.save(path, kind, icc_profile=swapped_profile(), **({"lossless": True} if kind == "WEBP" else {}))
    assert np.abs(read_picture(path)[8, 8].astype(int) - (51, 204, 0)).max() <= 4


@pytest.mark.parametrize(
    ("inks", "rgb"), [((0, 255, 255, 0), (255, 0, 0)), ((255, 0, 255, 0), (0, 255, 0)), ((0, 0, 0, 255), (0, 0, 0))]
)
def test_printing_inks_with_a_profile_of_other_colours_ignore_it(
    tmp_path: Path, inks: tuple[int, ...], rgb: tuple[int, ...]
) -> None:
    Image.new("CMYK", (16, 16), inks).save(tmp_path / "a.jpg", icc_profile=swapped_profile())
    assert np.abs(read_picture(tmp_path / "a.jpg")[8, 8].astype(int) - rgb).max() <= 4


@pytest.mark.parametrize("profile", [b"no profile", swapped_profile()[:200]])
def test_a_damaged_profile_is_ignored(tmp_path: Path, profile: bytes) -> None:
    Image.new("RGB", (8, 8), (220, 40, 30)).save(tmp_path / "a.png", icc_profile=profile)
    assert tuple(read_picture(tmp_path / "a.png")[4, 4]) == (220, 40, 30)


def test_a_profile_of_another_kind_of_colours_is_ignored(tmp_path: Path) -> None:
    Image.new("L", (8, 8), 90).save(tmp_path / "a.png", icc_profile=swapped_profile())
    assert np.abs(read_picture(tmp_path / "a.png").astype(int) - 90).max() <= 1


@pytest.mark.parametrize("missing", [2, 300, 2000])
def test_a_jpeg_without_its_last_bytes_is_read(tmp_path: Path, missing: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (96, 128, 3), np.uint8)
    data = cv2.imencode(".jpg", pixels)[1].tobytes()
    whole, cut = tmp_path / "whole.jpg", tmp_path / "cut.jpg"
    whole.write_bytes(data)
    cut.write_bytes(data[:-missing])
    assert (read_picture(cut)[:40] == read_picture(whole)[:40]).all()


def test_an_icon_that_belies_its_size_costs_no_memory(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", len(header)) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    body = b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    dib = struct.pack("<IiiHHIIiiII", 40, 60_000, 120_000, 1, 24, 0, 0, 0, 0, 0, 0)
    for content in (body, dib):
        table = struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(content), 22)
        (tmp_path / "a.ico").write_bytes(table + content)
        with pytest.raises(ConfigError, match="60000x"):
            read_picture(tmp_path / "a.ico")


def test_a_heic_picture_is_turned_as_the_camera_was_held(tmp_path: Path) -> None:
    pillow_heif.register_heif_opener(thumbnails=False)
    image = Image.new("RGB", (64, 32), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "a.heic", exif=exif.tobytes())
    assert read_picture(tmp_path / "a.heic").shape == (64, 32, 3)
