"""Geometry, colours and transparency of decoded frames."""

import struct
from fractions import Fraction
from io import BytesIO
from itertools import product
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image, ImageOps

from app.core.types import Rgb, Size
from app.devices.media.decoded_frames import rgb_of
from app.devices.media.video_background import first_pictures
from bisenet.media.decoded_frames import DecodedFrame
from tests.clips import write_coded

PQ, HLG, BT2020, BT2020_MATRIX = 16, 18, 9, 9
WHITE_NITS = 203.0
SLATE = (39, 48, 63)
CORNERS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))


def four_colours(width: int = 64, height: int = 48) -> Rgb:
    """Return red, green above blue, white."""
    picture = np.zeros((height, width, 3), np.uint8)
    for (y, x), colour in zip(product((0, 1), (0, 1)), CORNERS, strict=True):
        picture[y * height // 2 : (y + 1) * height // 2, x * width // 2 : (x + 1) * width // 2] = colour
    return picture


def write_picture_video(path: Path, picture: Rgb, aspect: Fraction | None = None) -> Path:
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=10, options={"crf": "1"})
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = picture.shape[1], picture.shape[0], "yuv444p"
        if aspect is not None:
            video.codec_context.sample_aspect_ratio = aspect
        for _ in range(3):
            container.mux(video.encode(VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(video.encode(None))
    return path


def set_matrix(path: Path, a: int, b: int, c: int, d: int) -> None:
    """Write the display matrix of an mp4 file's first track."""
    data = bytearray(path.read_bytes())
    matrix = (a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    struct.pack_into(">9i", data, data.index(b"tkhd") + 4 + 40, *matrix)
    path.write_bytes(data)


@pytest.mark.parametrize(("a", "b", "c", "d"), [(x, 0, 0, y) for x in (1, -1) for y in (1, -1)])
def test_a_display_matrix_mirrors(tmp_path: Path, a: int, b: int, c: int, d: int) -> None:
    path = write_picture_video(tmp_path / "a.mp4", four_colours())
    set_matrix(path, a, b, c, d)
    expected = four_colours()[::d, ::a]
    assert np.abs(first_pictures(path, 1)[0].astype(int) - expected).max() < 8


@pytest.mark.parametrize(("b", "c"), list(product((1, -1), (1, -1))))
def test_a_display_matrix_turns_and_mirrors(tmp_path: Path, b: int, c: int) -> None:
    path = write_picture_video(tmp_path / "a.mp4", four_colours())
    set_matrix(path, 0, b, c, 0)
    expected = four_colours().transpose(1, 0, 2)[::b, ::c]
    shown = first_pictures(path, 1)[0]
    assert shown.shape == (64, 48, 3)
    assert np.abs(shown.astype(int) - expected).max() < 8


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_of_the_frames_turns_and_mirrors(tmp_path: Path, orientation: int) -> None:
    exif, jpeg = Image.Exif(), BytesIO()
    exif[0x0112] = orientation
    Image.fromarray(four_colours()).save(jpeg, "JPEG", quality=98, subsampling=0, exif=exif)
    path = tmp_path / "a.avi"
    write_coded(path, "mjpeg", "yuvj444p", jpeg.getvalue())
    shown, expected = first_pictures(path, 1)[0], np.asarray(ImageOps.exif_transpose(Image.open(jpeg)))
    assert shown.shape == expected.shape
    assert np.abs(shown.astype(int) - expected).max() < 8


@pytest.mark.parametrize(
    ("aspect", "is_turned", "shape"),
    [
        (Fraction(2), False, (48, 128, 3)),
        (Fraction(1, 2), False, (96, 64, 3)),
        (Fraction(2), True, (128, 48, 3)),
        (Fraction(1, 2), True, (64, 96, 3)),
        (Fraction(90), False, (48, 64, 3)),
    ],
)
def test_pixels_become_square(tmp_path: Path, aspect: Fraction, is_turned: bool, shape: tuple[int, int, int]) -> None:
    path = write_picture_video(tmp_path / "a.mp4", four_colours(), aspect)
    if is_turned:
        set_matrix(path, 0, 1, -1, 0)
    assert first_pictures(path, 1)[0].shape == shape


def test_covering_counts_square_pixels() -> None:
    frame = DecodedFrame(VideoFrame.from_ndarray(four_colours(), format="rgb24"), Fraction(2))
    assert rgb_of(frame, Size(64, 24)).shape == (24, 64, 3)


def pq_code(nits: float) -> float:
    """Return the PQ signal, 0 .. 1, of SMPTE ST 2084."""
    power = (nits / 10_000) ** (2610 / 16384)
    return float(((3424 / 4096 + 2413 / 128 * power) / (1 + 2392 / 128 * power)) ** (2523 / 32))


def hlg_code(nits: float) -> float:
    """Return the HLG signal, 0 .. 1, of a grey on a display of 1000 nits, as ITU-R BT.2100 defines."""
    scene = (nits / 1000) ** (1 / 1.2)
    return float(np.sqrt(3 * scene) if scene <= 1 / 12 else 0.17883277 * np.log(12 * scene - 0.28466892) + 0.55991073)


def hdr_grey(code: float, transfer: int) -> VideoFrame:
    """Return a grey frame of ten bits."""
    planes = np.full((24 + 12, 32), 512, np.uint16)
    planes[:24] = round(64 + 876 * code)
    frame = VideoFrame.from_ndarray(planes, format="yuv420p10le")
    frame.color_trc, frame.color_primaries, frame.colorspace = transfer, BT2020, BT2020_MATRIX
    frame.color_range = 1
    return frame


@pytest.mark.parametrize("gamma", [2.2, 2.4])
@pytest.mark.parametrize("grey", [96, 128, 160, 192, 224, 255])
@pytest.mark.parametrize(("transfer", "code_of"), [(PQ, pq_code), (HLG, hlg_code)])
def test_hdr_greys_are_those_of_the_standard_picture(gamma: float, grey: int, transfer: int, code_of: object) -> None:
    assert callable(code_of)
    code = code_of(WHITE_NITS * (grey / 255) ** gamma)
    shown = rgb_of(DecodedFrame(hdr_grey(code, transfer)))
    assert np.abs(shown.astype(int) - grey).max() <= 5


def test_hdr_highlights_are_white_and_black_is_black() -> None:
    assert rgb_of(DecodedFrame(hdr_grey(pq_code(4000), PQ))).min() == 255
    assert rgb_of(DecodedFrame(hdr_grey(0, PQ))).max() == 0


def test_wide_colours_become_those_of_a_standard_display() -> None:
    # Pure green of BT.709 at diffuse white, in linear BT.2020.
    codes = [pq_code(WHITE_NITS * light) for light in (0.3293, 0.9195, 0.0880)]
    picture = np.full((16, 16, 3), [round(65535 * code) for code in codes], np.uint16)
    frame = VideoFrame.from_ndarray(picture, format="rgb48le")
    frame.color_trc, frame.color_primaries = PQ, BT2020
    assert np.abs(rgb_of(DecodedFrame(frame))[8, 8].astype(int) - (0, 255, 0)).max() <= 12


def test_hidden_colours_do_not_bleed_when_a_frame_is_scaled() -> None:
    rgba: NDArray[np.uint8] = np.full((40, 40, 4), (255, 0, 255, 0), np.uint8)
    rgba[:, 20:] = (0, 200, 0, 255)
    frame = DecodedFrame(VideoFrame.from_ndarray(rgba, format="rgba"))
    # Three source pixels a pixel, so that one of them straddles the border.
    shown = rgb_of(frame, Size(13, 13)).astype(int)
    between = (shown[..., 0] <= max(SLATE[0], 0) + 1) & (shown[..., 2] <= SLATE[2] + 1)
    assert between.all()
    assert tuple(shown[6, 0]) == SLATE


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux lists the threads of a process")
def test_a_conversion_starts_no_threads(tmp_path: Path) -> None:
    """They would live as long as the frame does."""
    source = write_picture_video(tmp_path / "a.mp4", np.zeros((720, 1280, 3), np.uint8))
    with av.open(str(source)) as container:
        frame = next(container.decode(video=0))
        before = set(Path("/proc/self/task").iterdir())
        assert rgb_of(DecodedFrame(frame)).shape == (720, 1280, 3)
        assert set(Path("/proc/self/task").iterdir()) <= before
