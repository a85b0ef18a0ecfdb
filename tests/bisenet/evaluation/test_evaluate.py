from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from bisenet.data.clips import read_frames
from bisenet.errors import DataError
from bisenet.evaluation.people import evaluate, find_sets, score, summary


def bright(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Take the drawn person for what it is: what is bright."""
    return np.asarray(rgb.mean(axis=2) > 120, np.float32)


def write_clip(path: Path, frames: int) -> None:
    """Write a clip of a grey room, whose frames differ by nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 10, (64, 48))
    assert writer.isOpened()
    for _ in range(frames):
        writer.write(np.full((48, 64, 3), 90, np.uint8))
    writer.release()


class Blinking:
    """A matte that is nobody and one half in turn."""

    def __init__(self) -> None:
        self.level = 0.0

    def __call__(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.level = 0.5 - self.level
        return np.full(rgb.shape[:2], self.level, np.float32)


def test_each_picture_has_its_score_and_the_summary_is_their_mean(drawn_data: Path) -> None:
    scores = score(bright, drawn_data / "portraits")
    assert [one.path.name for one in scores] == ["p0.jpg", "p1.jpg", "p2.jpg", "p3.jpg"]
    names = {"person_iou", "mean_iou", "boundary_iou", "mad", "gradient", "room_shown", "doubt"}
    assert all(names == one.values.keys() for one in scores)
    assert all(one.values["person_iou"] > 0.95 for one in scores)
    means = summary(scores)
    assert means == evaluate(bright, drawn_data / "portraits")
    assert means["images"] == 4
    assert means["person_iou"] == pytest.approx(np.mean([one.values["person_iou"] for one in scores]), abs=1e-5)


def test_rooms_count_false_people(drawn_data: Path) -> None:
    means = evaluate(lambda rgb: np.ones(rgb.shape[:2], np.float32), drawn_data / "rooms")
    assert means == {"false_person": 1.0, "mad": 1.0, "room_shown": 1.0, "doubt": 0.0, "images": 2}


def test_clips_give_the_flicker(tmp_path: Path) -> None:
    write_clip(tmp_path / "clips" / "a.mp4", 4)
    write_clip(tmp_path / "clips" / "b.mp4", 3)
    assert evaluate(Blinking(), tmp_path / "clips") == {"flicker": 0.5, "clips": 2}
    assert evaluate(bright, tmp_path / "clips") == {"flicker": 0.0, "clips": 2}


def test_frames_are_rgb(tmp_path: Path) -> None:
    write_clip(tmp_path / "a.mp4", 2)
    frames = list(read_frames(tmp_path / "a.mp4"))
    assert len(frames) == 2
    assert all(frame.shape == (48, 64, 3) and frame.dtype == np.uint8 for frame in frames)


def test_sets_are_a_folder_or_the_folders_below(drawn_data: Path, tmp_path: Path) -> None:
    write_clip(tmp_path / "clips" / "a.mp4", 2)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "read.txt").touch()
    assert list(find_sets([drawn_data])) == ["portraits", "rooms", "studio"]
    assert find_sets([drawn_data / "rooms"]) == {"rooms": drawn_data / "rooms"}
    assert find_sets([drawn_data / "rooms", tmp_path]) == {
        "rooms": drawn_data / "rooms",
        "clips": tmp_path / "clips",
    }


def test_sets_that_cannot_be_found(drawn_data: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no folder"):
        find_sets([tmp_path / "absent"])
    with pytest.raises(DataError, match=r"no \.jpg, \.png, \.webp or \.mp4 file"):
        find_sets([tmp_path])
    with pytest.raises(DataError, match="both called rooms"):
        find_sets([drawn_data, drawn_data / "rooms"])


def test_clips_that_cannot_be_used(tmp_path: Path) -> None:
    write_clip(tmp_path / "short" / "a.mp4", 1)
    with pytest.raises(DataError, match="fewer than two frames"):
        score(bright, tmp_path / "short")
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "a.mp4").write_bytes(b"no video")
    with pytest.raises(DataError, match="cannot be read as a video"):
        score(bright, tmp_path / "damaged")
