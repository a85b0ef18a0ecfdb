"""Real files that move, played by the clock of the frames."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from app.core.compositing.backgrounds import ImageBackground
from app.core.compositing.clip import MovingBackground
from app.core.errors import ConfigError
from app.core.types import Background, Blur, Fit, Rgb, Room, Size
from app.devices.media.video_background import FilmClip, first_pictures, is_moving, open_moving
from tests.clips import write_gif, write_video
from tests.fakes import SMALL

RED, GREEN, BLUE, SLATE = (200, 30, 10), (0, 200, 0), (0, 0, 250), (39, 48, 63)


def at(background: Background, seconds: float, size: Size = SMALL) -> Rgb:
    """Return what is shown behind a frame of that time."""
    assert not isinstance(background, Blur | Room)
    return background.picture(seconds, size)


def colours(background: Background, *times: float) -> list[tuple[int, ...]]:
    return [tuple(int(value) for value in at(background, time)[5, 5]) for time in times]


def test_a_gif_keeps_its_own_delays_and_loops(tmp_path: Path) -> None:
    background = open_moving(write_gif(tmp_path / "a.gif", [(RED, 10), (GREEN, 50), (BLUE, 20)]), Fit.COVER)
    times = (7.0, 7.09, 7.11, 7.59, 7.61, 7.79, 7.81, 7.89, 7.95, 8.41, 8.59, 8.61)
    expected = [RED, RED, GREEN, GREEN, BLUE, BLUE, RED, RED, GREEN, BLUE, BLUE, RED]
    assert colours(background, *times) == expected
    background.close()
    background.close()


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "webm"])
def test_a_video_plays_at_its_own_rate_and_loops(tmp_path: Path, suffix: str) -> None:
    background = open_moving(write_video(tmp_path / f"a.{suffix}", [40, 80, 120, 160, 200], rate=10), Fit.COVER)
    shown = [at(background, time).mean() for time in (0, 0.05, 0.15, 0.25, 0.45, 0.55, 0.75, 60.25)]
    assert shown == pytest.approx([40, 40, 80, 120, 200, 40, 120, 120], abs=4)
    background.close()


def test_the_same_times_give_the_same_pictures(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", range(20, 220, 10), rate=30)
    runs = []
    for _ in range(2):
        background = open_moving(path, Fit.COVER)
        runs.append([at(background, index / 24).copy() for index in range(40)])
        background.close()
    assert all((one == other).all() for one, other in zip(*runs, strict=True))
    assert sum((one != other).any() for one, other in pairwise(runs[0])) > 30


@pytest.mark.parametrize("name", ["a.gif", "a.mp4"])
def test_a_single_picture_is_a_still_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    background = open_moving(
        write_gif(path, [(RED, 10)]) if path.suffix == ".gif" else write_video(path, [90]), Fit.COVER
    )
    assert isinstance(background, ImageBackground)
    assert (at(background, 0) == at(background, 5)).all()


def test_transparent_pixels_lie_on_a_calm_colour(tmp_path: Path) -> None:
    background = open_moving(write_gif(tmp_path / "a.gif", [(None, 10), (GREEN, 10)]), Fit.COVER)
    assert colours(background, 0, 0.11) == [SLATE, GREEN]
    background.close()


def test_half_transparent_pixels_are_mixed_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    with av.open(str(path), "w") as container:
        video = container.add_stream("qtrle", rate=10)
        video.width, video.height, video.pix_fmt = SMALL.width, SMALL.height, "argb"
        for _ in range(2):
            rgba = np.full((SMALL.height, SMALL.width, 4), (201, 100, 41, 128), np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(rgba, format="rgba").reformat(format="argb")))
        container.mux(video.encode(None))
    (shown,) = colours(open_moving(path, Fit.COVER), 0)
    assert np.abs(np.array(shown) - (120, 74, 52)).max() <= 1


def test_a_large_picture_is_scaled_while_it_is_converted(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", [90, 90], size=Size(640, 480))
    clip = FilmClip(path)
    shot = next(clip.shots())
    assert shot.draw(Size(64, 36)).shape == (48, 64, 3)
    assert shot.draw(Size(2000, 36)).shape == (480, 640, 3)
    clip.close()
    assert first_pictures(path, 1)[0].shape == (480, 640, 3)


def test_a_file_that_vanishes_leaves_its_last_picture(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", [40, 80, 120])
    background = open_moving(path, Fit.COVER)
    path.unlink()
    assert at(background, 0).mean() == pytest.approx(40, abs=3)
    assert at(background, 9).mean() == pytest.approx(40, abs=3)


def test_a_picture_that_cannot_be_converted_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    background = open_moving(write_video(tmp_path / "a.mp4", [40, 80, 120]), Fit.COVER)
    assert at(background, 0).mean() == pytest.approx(40, abs=3)

    def refuse(*_: object) -> Rgb:
        raise ValueError("a format of next year")

    monkeypatch.setattr("bisenet.media.decoded_frames._rgb", refuse)
    assert [at(background, time).mean() for time in (0.05, 1)] == pytest.approx([40, 40], abs=3)


def test_a_video_that_breaks_off_plays_what_there_is(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", range(20, 240, 4), size=Size(320, 240))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    background = open_moving(path, Fit.COVER)
    assert isinstance(background, MovingBackground)
    shown = {round(float(at(background, index / 25).mean())) for index in range(200)}
    assert len(shown) > 5
    background.close()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.mp4", b"", "is empty"),
        ("a.mp4", b"this is text", "not a video"),
        ("a.gif", b"", "is empty"),
        ("a.gif", b"GIF89a\x14\0\x14\0\0\0\0\x3b", "contains no picture"),
        # A picture of 16000x16000 pixels in forty bytes, which would take gigabytes to decode.
        (
            "a.gif",
            b"GIF89a\x80\x3e\x80\x3e\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;",
            "too large. Use a video of at most 8K",
        ),
    ],
)
def test_mistakes_are_found_at_once(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigError, match=message):
        open_moving(tmp_path / name, Fit.COVER)


def test_names_of_what_moves() -> None:
    assert all(is_moving(Path(name)) for name in ("A.MP4", "b.webm", "c.gif", "d.mov", "e.mkv"))
    assert not any(is_moving(Path(name)) for name in ("a.jpg", "b.png", "c", "gif"))


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
def test_animated_pictures_keep_their_own_delays_and_loop(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    pictures = [Image.new("RGB", (SMALL.width, SMALL.height), colour) for colour in (RED, GREEN, BLUE)]
    options = {"lossless": True} if kind == "WEBP" else {"quality": 100}
    pictures[0].save(path, kind, save_all=True, append_images=pictures[1:], duration=[100, 500, 1200], **options)
    background = open_moving(path, Fit.COVER)
    times = (7.0, 7.09, 7.12, 7.58, 7.62, 8.7, 8.78, 8.82, 8.88, 8.92)
    expected = [RED, RED, GREEN, GREEN, BLUE, BLUE, BLUE, RED, RED, GREEN]
    shown = np.array(colours(background, *times))
    assert np.abs(shown - np.array(expected)).max() <= 8
    background.close()
    background.close()


def test_transparent_pixels_of_an_animated_picture_lie_on_the_calm_colour(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    pictures = [Image.new("RGBA", (SMALL.width, SMALL.height), colour) for colour in ((255, 0, 255, 0), (*GREEN, 255))]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=100, lossless=True, exact=True)
    background = open_moving(path, Fit.COVER)
    assert colours(background, 0, 0.11) == [SLATE, GREEN]
    background.close()


def test_a_damaged_animated_picture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    pictures = [Image.new("RGB", (64, 64), colour) for colour in ("red", "lime")]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=100)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(ConfigError, match="not a picture"):
        open_moving(path, Fit.COVER)
