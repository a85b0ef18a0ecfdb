"""The shape of rendered videos: --size, pixels that are not square, rotation, frames that change their size."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from app.core.types import Size
from app.devices.media.video_reader import VideoReader
from app.render.settings import RenderSettings
from tests.devices.media.test_decoded_frames import four_colours, set_matrix, write_picture_video
from tests.sound_table import rendered

# Of 96x48 pixels that are twice as wide as high: 192x48.
WIDE = Fraction(2)


@pytest.mark.parametrize(
    ("is_turned", "box", "expected"),
    [
        (False, None, Size(192, 48)),
        (False, Size(96, 96), Size(96, 24)),
        (False, Size(1000, 96), Size(192, 48)),
        (True, None, Size(48, 192)),
        (True, Size(96, 96), Size(24, 96)),
        (True, Size(24, 1000), Size(24, 96)),
    ],
)
def test_size_is_that_of_square_pixels_upright(
    tmp_path: Path, is_turned: bool, box: Size | None, expected: Size
) -> None:
    source = write_picture_video(tmp_path / "a.mp4", four_colours(96, 48), WIDE)
    if is_turned:
        set_matrix(source, 0, 1, -1, 0)
    rendered(source, tmp_path / "o.mp4", background="none", settings=RenderSettings(size=box))
    with av.open(str(tmp_path / "o.mp4")) as container:
        video = container.streams.video[0]
        assert Size(video.width, video.height) == expected
        assert video.sample_aspect_ratio in (None, 1)
    with VideoReader(tmp_path / "o.mp4") as reader:
        picture = next(item[0] for item in reader.items() if isinstance(item, tuple)).astype(int)
    whole = four_colours(expected.width, expected.height)
    if is_turned:
        whole = np.rot90(four_colours(expected.height, expected.width), -1)
    for y in (expected.height // 4, -expected.height // 4):
        for x in (expected.width // 4, -expected.width // 4):
            assert np.abs(picture[y, x] - whole[y, x]).max() <= 12


def write_square(path: Path, size: Size) -> Path:
    """Write frames with a white square of 24x24 pixels in the middle."""
    picture = np.zeros((size.height, size.width, 3), np.uint8)
    y, x = size.height // 2 - 12, size.width // 2 - 12
    picture[y : y + 24, x : x + 24] = 255
    with av.open(str(path), "w", format="h264") as container:
        video = container.add_stream("libx264", rate=25, options={"crf": "5"})
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = size.width, size.height, "yuv420p"
        for _ in range(3):
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(video.encode(None))
    return path


def test_frames_that_change_their_size_are_not_distorted(tmp_path: Path) -> None:
    sizes = (Size(64, 48), Size(48, 64), Size(128, 96))
    parts = [write_square(tmp_path / f"{number}.h264", size) for number, size in enumerate(sizes)]
    (tmp_path / "a.h264").write_bytes(b"".join(part.read_bytes() for part in parts))
    rendered(tmp_path / "a.h264", tmp_path / "o.mp4", background="none")
    with VideoReader(tmp_path / "o.mp4") as reader:
        pictures = [item[0] for item in reader.items() if isinstance(item, tuple)]
    assert [picture.shape for picture in pictures] == [(48, 64, 3)] * 9
    for picture in pictures:
        is_white = picture[..., 0] > 128
        width, height = is_white.any(axis=0).sum(), is_white.any(axis=1).sum()
        assert abs(int(width) - int(height)) <= 2
