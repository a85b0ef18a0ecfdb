import os
import struct
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from bisenet.classes import Classes
from bisenet.data.class_masks import IndexMask
from bisenet.errors import DataError
from bisenet.media.folders import filling
from bisenet.media.pictures import copy_file, make_folder, write_bytes, write_index_mask, write_picture
from bisenet.media.videos import VideoReader, VideoWriter

CLASSES = Classes(("background", "leaf"), ((1, 2, 3), (0, 200, 0)))
FULL = Path("/dev/full")


def write_video(path: Path, stamps: Sequence[int], size: tuple[int, int] = (48, 64), rate: int = 10) -> None:
    """Write pictures that get brighter, at time stamps in hundredths of a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=rate, options={"qscale": "2"})
        assert isinstance(stream, VideoStream)
        stream.height, stream.width, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 100)
        for number, stamp in enumerate(stamps):
            frame = av.VideoFrame.from_ndarray(np.full((*size, 3), 40 * number, np.uint8), format="rgb24")
            frame.pts, frame.time_base = stamp, Fraction(1, 100)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def copy_video(source: Path, target: Path) -> list[tuple[NDArray[np.uint8], int]]:
    """Write a video's pictures again; return what was read of it."""
    with VideoReader(source) as reader, VideoWriter(target, reader) as writer:
        pictures = list(reader)
        for rgb, stamp in pictures:
            writer.write(rgb, stamp)
    return pictures


def seconds(path: Path) -> list[float]:
    with VideoReader(path) as reader:
        return [float(stamp * reader.time_base) for _, stamp in reader]


def test_pictures_are_read_as_they_were_written(tmp_path: Path) -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (7, 9, 3), dtype=np.uint8)
    write_picture(tmp_path / "new" / "a.png", rgb)
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "new" / "a.png")), rgb)
    write_picture(tmp_path / "a.jpg", rgb)
    with Image.open(tmp_path / "a.jpg") as image:
        assert image.format == "JPEG"


def test_an_index_mask_holds_indices_and_shows_colours(tmp_path: Path) -> None:
    labels = np.array([[0, 1], [255, 1]], np.uint8)
    write_index_mask(tmp_path / "a.png", labels, CLASSES)
    np.testing.assert_array_equal(IndexMask(tmp_path / "a.png", CLASSES).read(), labels)
    with Image.open(tmp_path / "a.png") as image:
        assert image.mode == "P"
        assert np.asarray(image.convert("RGB"))[:, 1].tolist() == [[0, 200, 0], [0, 200, 0]]


def test_a_picture_that_no_file_can_hold_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="choose a smaller picture"):
        write_picture(tmp_path / "a.jpg", np.zeros((1, 70_000, 3), np.uint8))
    assert list(tmp_path.iterdir()) == []


def test_folders_and_files_that_cannot_be_created_give_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="is a file; choose a folder"):
        make_folder(tmp_path / "file")
    with pytest.raises(DataError, match="cannot be made"):
        write_bytes(tmp_path / "file" / "folder" / "a", b"")
    with pytest.raises(DataError, match="cannot be read"):
        copy_file(tmp_path / "absent", tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_gives_a_sentence_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DataError, match="No space left on device"):
        write_picture(tmp_path / "a.png", np.zeros((2, 2), np.uint8))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_filled_only_on_success(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    with suppress(ZeroDivisionError), filling(folder) as beside:
        (beside / "000001.png").touch()
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with filling(folder) as beside:
        (beside / "part").mkdir()
        for name in ("000001.png", "000002.png", "part/leaf.png"):
            (beside / name).write_text("old")
    (folder / "notes.txt").touch()
    with filling(folder) as beside:
        (beside / "000001.png").write_text("new")
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*")) == [
        *("000001.png", "notes.txt", "part/leaf.png")
    ]
    assert (folder / "000001.png").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("size", [(48, 64), (47, 63), (1, 1)])
def test_a_video_keeps_its_size_rate_and_times(size: tuple[int, int], tmp_path: Path) -> None:
    # MPEG-4 itself wants even sides to be written, so the odd ones are cut from larger pictures.
    write_video(tmp_path / "a.mp4", [0, 10, 30, 45])
    with VideoReader(tmp_path / "a.mp4") as reader, VideoWriter(tmp_path / "b.mp4", reader) as writer:
        assert reader.count == 4
        for rgb, stamp in reader:
            writer.write(rgb[: size[0], : size[1]], stamp)
    with VideoReader(tmp_path / "b.mp4") as copy:
        pictures = [rgb for rgb, _ in copy]
    assert {rgb.shape for rgb in pictures} == {(size[0] + size[0] % 2, size[1] + size[1] % 2, 3)}
    assert [round(float(rgb.mean()) / 40) for rgb in pictures] == [0, 1, 2, 3]
    assert seconds(tmp_path / "b.mp4") == pytest.approx([0, 0.1, 0.3, 0.45], abs=0.01)
    assert seconds(tmp_path / "a.mp4") == pytest.approx(seconds(tmp_path / "b.mp4"), abs=0.01)


def test_colours_survive(tmp_path: Path) -> None:
    write_video(tmp_path / "a.mp4", [0])
    for size in ((48, 64), (720, 960)):
        rgb = np.full((*size, 3), (40, 180, 90), np.uint8)
        with VideoReader(tmp_path / "a.mp4") as reader, VideoWriter(tmp_path / "b.mp4", reader) as writer:
            writer.write(rgb, 0)
        with VideoReader(tmp_path / "b.mp4") as copy:
            (read, _), *_ = copy
        assert np.abs(read.astype(int) - rgb).max() <= 4


def test_a_build_without_h264_writes_another_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_video(tmp_path / "a.mp4", [0, 10])
    monkeypatch.setattr(av, "codecs_available", {"mpeg4"})
    pictures = copy_video(tmp_path / "a.mp4", tmp_path / "b.mp4")
    with av.open(str(tmp_path / "b.mp4")) as container:
        assert container.streams.video[0].codec_context.name == "mpeg4"
        assert len(list(container.decode(video=0))) == len(pictures) == 2


def test_a_video_of_a_phone_held_upright_is_turned(tmp_path: Path) -> None:
    write_video(tmp_path / "flat.mp4", [0])
    rgb = np.zeros((48, 64, 3), np.uint8)
    rgb[:, :32] = 255
    with VideoReader(tmp_path / "flat.mp4") as like, VideoWriter(tmp_path / "a.mp4", like) as writer:
        writer.write(rgb, 0)
    content = bytearray((tmp_path / "a.mp4").read_bytes())
    # The matrix of the track header, which turns the picture clockwise.
    matrix = content.index(b"tkhd") + 4 + 40
    one = 1 << 16
    content[matrix : matrix + 36] = struct.pack(">9i", 0, one, 0, -one, 0, 0, 48 * one, 0, 1 << 30)
    (tmp_path / "a.mp4").write_bytes(content)
    with VideoReader(tmp_path / "a.mp4") as reader:
        ((turned, _),) = reader
    assert turned.shape == (64, 48, 3)
    assert turned[:30].min() > 200
    assert turned[34:].max() < 50


def test_files_that_are_no_video_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no video")
    for name in ("a.mp4", "absent.mp4"):
        with pytest.raises(DataError, match=rf"{name} cannot be read as a video"):
            VideoReader(tmp_path / name)


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_full_disk_ends_a_video_with_a_sentence(tmp_path: Path) -> None:
    write_video(tmp_path / "a.mp4", [0, 10])
    (tmp_path / "b.mp4").symlink_to(FULL)
    with pytest.raises(DataError, match="make room or choose another folder"):
        copy_video(tmp_path / "a.mp4", tmp_path / "b.mp4")
