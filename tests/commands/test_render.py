"""`render` with the shipped weights on the bundled demo clip: the person stays, the room goes."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from app.cli.main import main
from app.core.opening import GpuHistory
from app.devices.media.pictures import read_picture, write_picture
from app.devices.media.video_reader import VideoReader
from app.factory import assets
from tests.clips import write_gif
from tests.commands.portraits import GREEN, check_portrait, pictures_of, short_clip
from tests.fakes import plain
from tests.own_models import publish_copy

pytestmark = pytest.mark.slow


def test_a_photo(still: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert main(["render", str(still), str(out), "--background", "#00b140"]) == 0
    rgb = read_picture(out)
    assert rgb.shape == read_picture(still).shape
    check_portrait(rgb)
    assert list(tmp_path.iterdir()) == [out]


def test_a_photo_with_the_users_own_model(still: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(publish_copy(tmp_path / "mine").parent)
    words = ["--background", "#00b140", "--device", "cpu", "--model", "mine"]
    assert main(["render", str(still), "out.png", *words]) == 0
    check_portrait(read_picture(tmp_path / "out.png"))


def test_a_photo_with_the_open_room_is_unchanged(still: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert main(["render", str(still), str(out), "--background", "none"]) == 0
    assert (read_picture(out) == read_picture(still)).all()


def test_a_bundled_background_from_any_folder(still: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("beach.jpg", "beach"):
        assert main(["render", str(still), "out.jpg", "--background", name]) == 0
    corner = read_picture(tmp_path / "out.jpg")[:60, -60:].mean(axis=(0, 1))
    assert corner[2] > corner[0]


def test_a_video(tmp_path: Path) -> None:
    clip = short_clip(tmp_path / "clip.mp4", 6)
    out = tmp_path / "out.mp4"
    assert main(["render", str(clip), str(out), "--background", "#00b140"]) == 0
    with VideoReader(out) as reader:
        pictures = [item[0] for item in reader.items() if isinstance(item, tuple)]
    assert len(pictures) == 6
    for rgb in pictures:
        check_portrait(rgb)


def test_a_transparent_photo_holds_the_person_alone(still: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert main(["render", str(still), str(out), "--background", "transparent"]) == 0
    bgra = cv2.imread(str(out), cv2.IMREAD_UNCHANGED)
    assert bgra is not None
    alpha = bgra[..., 3]
    height, width = alpha.shape
    assert (bgra[alpha == 0] == 0).all()
    assert (alpha[: height // 2, : width // 5] == 0).mean() > 0.98
    face = slice(int(0.2 * height), int(0.35 * height)), slice(int(0.46 * width), int(0.52 * width))
    assert (alpha[face] == 255).all()
    assert (bgra[face][..., 2::-1] == read_picture(still)[face]).all()


def test_a_transparent_video_keeps_every_frame(tmp_path: Path) -> None:
    clip = short_clip(tmp_path / "clip.mp4", 3)
    out = tmp_path / "out.mov"
    assert main(["render", str(clip), str(out), "--background", "transparent"]) == 0
    with av.open(str(out)) as container:
        alphas = [frame.reformat(format="rgba").to_ndarray()[..., 3] for frame in container.decode(video=0)]
    assert len(alphas) == 3
    assert all(0.15 < (alpha == 255).mean() < 0.7 and (alpha == 0).mean() > 0.3 for alpha in alphas)


def test_a_moving_background_is_in_step_with_the_video(tmp_path: Path) -> None:
    """The clip has 25 frames a second: two before the picture changes after 0.08 s, and three after it."""
    clip = short_clip(tmp_path / "clip.mp4", 7)
    gif = write_gif(tmp_path / "a.gif", [((200, 0, 0), 8), (GREEN, 12)])
    out = tmp_path / "out.mp4"
    assert main(["render", str(clip), str(out), "--background", str(gif)]) == 0
    with VideoReader(out) as reader:
        corners = [item[0][:40, :40].mean(axis=(0, 1)) for item in reader.items() if isinstance(item, tuple)]
    assert [bool(corner[1] > corner[0]) for corner in corners] == [False, False, True, True, True, False, False]


def test_a_slideshow_follows_the_clock_of_the_video(tmp_path: Path) -> None:
    clip = short_clip(tmp_path / "clip.mp4", 6)
    (tmp_path / "slides").mkdir()
    for name, colour in (("1.png", (200, 0, 0)), ("2.png", (0, 200, 0))):
        write_picture(tmp_path / "slides" / name, plain(colour))
    out = tmp_path / "out.mp4"
    words = ["--background", str(tmp_path / "slides"), "--slide-seconds", "0.12", "--fit", "contain"]
    assert main(["render", str(clip), str(out), *words]) == 0
    with VideoReader(out) as reader:
        pictures = [item[0] for item in reader.items() if isinstance(item, tuple)]
    # Under the middle of the upper edge is the picture itself, in the corner its dark copy.
    assert pictures[0][5, 640, 0] == pytest.approx(200, abs=8)
    assert pictures[0][5, 5, 0] == pytest.approx(110, abs=8)
    assert pictures[5][5, 640, 1] == pytest.approx(200, abs=8)


def test_a_failed_run_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = short_clip(tmp_path / "clip.mp4", 3)
    out = tmp_path / "out.mp4"
    out.write_text("precious")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.devices.media.video_writer.VideoFileSink.write_at", fail)
    assert main(["render", str(clip), str(out), "--background", "blur"]) == 130
    assert out.read_text() == "precious"
    assert sorted(tmp_path.iterdir()) == [clip, out]


def test_a_truncated_video_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut, whole = tmp_path / "cut.mp4", (assets() / "demo.mp4").read_bytes()
    cut.write_bytes(whole[: len(whole) // 8])
    assert main(["render", str(cut), str(tmp_path / "out.mp4"), "--background", "#00b140"]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert "The video ends early, after" in line
    with VideoReader(tmp_path / "out.mp4") as reader:
        written = sum(isinstance(item, tuple) for item in reader.items())
    assert f"after {written} of about 150 frames" in line


def test_if_the_gpu_fails_the_cpu_renders_with_a_warning(
    still: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.inference.has_cuda_driver", lambda: True)
    monkeypatch.setattr("app.inference.gpu_problem", lambda: "The installed PyTorch is a build for the CPU only.")
    monkeypatch.setattr("app.inference._GPU", GpuHistory())
    ours, theirs = tmp_path / "ours.png", tmp_path / "theirs.png"
    assert main(["render", str(still), str(ours), "--background", "#00b140"]) == 0
    assert "a build for the CPU only. The CPU takes over." in capsys.readouterr().err
    assert main(["render", str(still), str(theirs), "--background", "#00b140", "--device", "cpu"]) == 0
    assert np.array_equal(read_picture(ours), read_picture(theirs))


def test_the_matte_and_the_foreground(still: Path, tmp_path: Path) -> None:
    matte, foreground, cut = tmp_path / "matte.png", tmp_path / "foreground.png", tmp_path / "cut.png"
    assert main(["render", str(still), str(matte), "--result", "matte"]) == 0
    assert main(["render", str(still), str(foreground), "--result", "foreground"]) == 0
    assert main(["render", str(still), str(cut), "--background", "transparent"]) == 0
    assert foreground.read_bytes() == cut.read_bytes()
    bgra = cv2.imread(str(cut), cv2.IMREAD_UNCHANGED)
    assert bgra is not None
    assert (read_picture(matte) == bgra[..., 3:]).all()


def test_the_matte_of_a_video(tmp_path: Path) -> None:
    clip, out = short_clip(tmp_path / "clip.mp4", 3), tmp_path / "out.mp4"
    assert main(["render", str(clip), str(out), "--result", "matte"]) == 0
    pictures = pictures_of(out)
    assert len(pictures) == 3
    for rgb in pictures:
        assert (rgb.max(axis=2).astype(int) - rgb.min(axis=2) < 6).all()
        assert rgb[: rgb.shape[0] // 2, : rgb.shape[1] // 5].mean() < 5
        assert rgb[200, 640].min() > 240


def test_size_and_quality(still: Path, tmp_path: Path) -> None:
    fine, coarse = tmp_path / "fine.jpg", tmp_path / "coarse.jpg"
    for path, quality in ((fine, "95"), (coarse, "20")):
        words = ["--size", "640x640", "--quality", quality, "--background", "#00b140"]
        assert main(["render", str(still), str(path), *words]) == 0
        check_portrait(read_picture(fine))
    assert read_picture(fine).shape == (360, 640, 3)
    assert coarse.stat().st_size < fine.stat().st_size / 2


def test_part_of_a_video_at_another_size_and_quality(tmp_path: Path) -> None:
    clip = short_clip(tmp_path / "clip.mp4", 10)
    sizes = []
    for quality in ("10", "90"):
        out = tmp_path / f"{quality}.mp4"
        words = ["--start", "0.12", "--end", "0.28", "--size", "640x480", "--quality", quality]
        assert main(["render", str(clip), str(out), "--background", "#00b140", *words]) == 0
        pictures = pictures_of(out)
        assert len(pictures) == 4
        assert pictures[0].shape == (360, 640, 3)
        sizes.append(out.stat().st_size)
    assert sizes[0] < sizes[1] / 2


def test_a_part_that_the_video_does_not_have(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = short_clip(tmp_path / "clip.mp4", 3)
    assert main(["render", str(clip), str(tmp_path / "out.mp4"), "--start", "9"]) == 2
    assert "The video holds no picture between these times. Change --start or --end." in capsys.readouterr().err
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.parametrize("words", [["--background", "#00b140"], ["--result", "foreground"], ["--result", "matte"]])
def test_numbered_pictures(words: list[str], tmp_path: Path) -> None:
    clip, folder = short_clip(tmp_path / "clip.mp4", 3), tmp_path / "frames"
    folder.mkdir()
    assert main(["render", str(clip), str(folder / "%04d.png"), *words]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["0001.png", "0002.png", "0003.png"]
    if "matte" not in words:
        bgra = cv2.imread(str(folder / "0003.png"), cv2.IMREAD_UNCHANGED)
        assert bgra is not None
        assert bgra.shape == (720, 1280, 4 if "foreground" in words else 3)


@pytest.mark.parametrize("result", ["foreground", "matte"])
def test_a_background_that_is_not_used_is_said(
    still: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], result: str
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('background = "beach"')
    words = ["--config", str(config), "render", str(still), str(tmp_path / "out.png"), "--result", result]
    assert main(words) == 0
    assert capsys.readouterr().err == ""
    assert main([*words, "--background", "beach"]) == 0
    assert capsys.readouterr().err == f"bisenet-bg: --background has no effect with --result {result}.\n"


def test_times_of_a_photo_have_no_effect(still: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(still), str(tmp_path / "out.png"), "--start", "1", "--background", "#00b140"]) == 0
    assert capsys.readouterr().err == "still.png is a picture, so --start and --end have no effect.\n"
