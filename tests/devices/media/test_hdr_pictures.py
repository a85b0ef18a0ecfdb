"""HDR pictures look like standard ones: AVIF, HEIC and PNG in PQ and HLG."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pillow_heif
import pytest
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from app.backgrounds.open import open_background
from app.core.compositing.backgrounds import ImageBackground
from app.core.types import Fit, Size
from app.devices.media.coded_colours import hdr_colours
from app.devices.media.film import open_film
from app.devices.media.pictures import read_picture
from tests.devices.media.test_decoded_frames import BT2020, BT2020_MATRIX, HLG, PQ, WHITE_NITS, hlg_code, pq_code

GREYS = (96, 160, 224, 255)
WIDTH, HEIGHT = 64 * len(GREYS), 64
CURVES = {PQ: pq_code, HLG: hlg_code}


def codes(transfer: int) -> NDArray[np.float64]:
    """Return a wedge of greys, (H, W), as signals 0 .. 1."""
    row = [CURVES[transfer](WHITE_NITS * (grey / 255) ** 2.3) for grey in GREYS]
    return np.tile(np.repeat(row, WIDTH // len(GREYS)), (HEIGHT, 1))


def write_avif(path: Path, transfer: int) -> Path:
    """Write the wedge with ten bits."""
    with av.open(str(path), "w", format="avif") as container:
        video = container.add_stream("libsvtav1", rate=1, options={"preset": "10", "crf": "10"})
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p10le"
        context = video.codec_context
        context.color_trc, context.color_primaries, context.colorspace = transfer, BT2020, BT2020_MATRIX
        context.color_range = 1
        planes = np.full((HEIGHT + HEIGHT // 2, WIDTH), 512, np.uint16)
        planes[:HEIGHT] = np.rint(64 + 876 * codes(transfer))
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p10le")
        frame.color_trc, frame.color_primaries, frame.colorspace = transfer, BT2020, BT2020_MATRIX
        frame.color_range = 1
        container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def write_heic(path: Path, transfer: int, orientation: int = 1) -> Path:
    """Write the wedge with ten bits."""
    pixels = np.repeat(np.rint(65535 * codes(transfer)).astype(np.uint16)[..., None], 3, axis=2)
    colours = {"color_primaries": BT2020, "transfer_characteristics": transfer, "matrix_coefficients": BT2020_MATRIX}
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = pillow_heif.from_bytes("RGB;16", (WIDTH, HEIGHT), pixels.tobytes())
    image.save(path, quality=-1, exif=exif.tobytes(), **colours)
    return path


def write_png(path: Path, transfer: int) -> Path:
    """Write the wedge with eight bits and a chunk of its colours."""
    data = BytesIO()
    Image.fromarray(np.repeat(np.rint(255 * codes(transfer)).astype(np.uint8)[..., None], 3, axis=2)).save(data, "PNG")
    chunk = b"cICP" + bytes([BT2020, transfer, 0, 1])
    packed = struct.pack(">I", 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    path.write_bytes(data.getvalue()[:33] + packed + data.getvalue()[33:])
    return path


def shown(rgb: NDArray[np.uint8]) -> NDArray[np.int_]:
    """Return the colours, (greys, 3), in the middle of each part of a wedge."""
    return rgb[HEIGHT // 2, 32 :: WIDTH // len(GREYS)].astype(int)


@pytest.mark.parametrize("transfer", [PQ, HLG])
@pytest.mark.parametrize("write", [write_avif, write_heic, write_png])
def test_greys_are_those_of_the_standard_picture(tmp_path: Path, transfer: int, write: object) -> None:
    assert callable(write)
    path = write(tmp_path / "a", transfer)
    expected = np.repeat(np.array(GREYS)[:, None], 3, axis=1)
    assert np.abs(shown(read_picture(path)) - expected).max() <= 5
    background = open_background(str(path), Fit.STRETCH)
    assert isinstance(background, ImageBackground)
    assert np.abs(shown(background.picture(0, Size(WIDTH, HEIGHT))) - expected).max() <= 5


@pytest.mark.parametrize("write", [write_avif, write_heic])
def test_all_ten_bits_are_used(tmp_path: Path, write: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(write)
    path = write(tmp_path / "a", PQ)
    monkeypatch.delattr("app.devices.media.pictures._in_standard")
    assert read_picture(path).shape == (HEIGHT, WIDTH, 3)


def test_a_turned_heic_is_upright(tmp_path: Path) -> None:
    assert read_picture(write_heic(tmp_path / "a", PQ, orientation=6)).shape == (WIDTH, HEIGHT, 3)


def test_an_animated_avif_is_tone_mapped(tmp_path: Path) -> None:
    path = tmp_path / "a.avif"
    grey = round(255 * pq_code(WHITE_NITS))
    pictures = [Image.new("RGB", (64, 64), (grey,) * 3) for _ in range(2)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=100, quality=100)
    data, place = path.read_bytes(), 0
    assert b"colrnclx" in data
    while (place := data.find(b"colrnclx", place)) >= 0:
        place += 8
        data = data[:place] + struct.pack(">HH", BT2020, PQ) + data[place + 4 :]
    path.write_bytes(data)
    with open_film(path) as film:
        picture = next(item[0] for item in film.items() if isinstance(item, tuple))
    assert picture.min() >= 250


def test_the_colours_of_another_picture_in_the_file_do_not_count(tmp_path: Path) -> None:
    """A gain map may be coded in PQ while the picture that viewers show is a standard one."""
    path = write_avif(tmp_path / "a", PQ)
    data = path.read_bytes()
    place = data.index(b"pitm") + 8
    path.write_bytes(data[:place] + struct.pack(">H", 9) + data[place + 2 :])
    with path.open("rb") as file:
        assert hdr_colours(file) is None


def test_cut_headers_have_no_colours_or_the_right_ones(tmp_path: Path) -> None:
    whole = write_avif(tmp_path / "a", PQ).read_bytes()
    for length in range(0, 500):
        found = hdr_colours(BytesIO(whole[:length]))
        assert found is None or (found.primaries, found.transfer) == (BT2020, PQ)
