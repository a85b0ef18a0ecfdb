"""Films of what others see, decoded again: their colours, times and names, and what is left after a failure."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from shutil import rmtree

import numpy as np
import pytest
from platformdirs import user_pictures_path

from app.core.errors import ConfigError, DeviceError
from app.core.types import Composite, Frame, Matte, Size
from app.devices.media.output_files import Kind, folder_of, keep, made, unused
from app.devices.media.pictures import read_picture
from app.devices.media.recording import RecordingSink, recover, save_snapshot
from app.devices.media.video_reader import VideoReader
from tests.fakes import SMALL, plain

MOMENT = datetime(2026, 11, 21, 14, 3, 7)
NAME = "bisenet-bg 2026-11-21 14.03.07.mp4"
RED, BLUE = (200, 0, 0), (0, 0, 200)


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def shown(colour: tuple[int, int, int], size: Size = SMALL) -> Composite:
    return Composite(plain(colour, size), None)


def film(path: Path) -> list[tuple[tuple[int, ...], float]]:
    """Return colour and time of each picture."""
    with VideoReader(path) as reader:
        unit = reader.video.time_base
        assert unit is not None
        return [
            (tuple(round(value) for value in item[0].mean(axis=(0, 1))), float(item[1] * unit))
            for item in reader.items()
            if isinstance(item, tuple)
        ]


def recording(
    folder: Path, kept: Callable[[Path], None] = lambda path: None, fps: int = 30
) -> tuple[RecordingSink, Clock]:
    clock = Clock()
    return RecordingSink(folder, SMALL, fps, kept, MOMENT, clock), clock


def test_a_film_has_the_colours_and_times_of_the_call(tmp_path: Path) -> None:
    kept: list[Path] = []
    sink, clock = recording(tmp_path / "new" / "folder", kept.append)
    # A picture is late, and one comes at the moment of the one before it.
    for colour, at in ((RED, 0.0), (RED, 0.1), (BLUE, 1.0), (BLUE, 1.001), (RED, 2.0)):
        clock.now = 100 + at
        sink.write(shown(colour))
    assert not kept
    sink.close()
    sink.close()
    assert kept == [tmp_path / "new" / "folder" / NAME]
    assert list(kept[0].parent.iterdir()) == kept
    colours, times = zip(*film(kept[0]), strict=True)
    assert times == pytest.approx([0.0, 0.1, 1.0, 1.0 + 1 / 30, 2.0], abs=0.001)
    for colour, wanted in zip(colours, (RED, RED, BLUE, BLUE, RED), strict=True):
        assert np.abs(np.subtract(colour, wanted)).max() < 8


def test_a_finished_film_is_a_plain_file_that_tells_its_length(tmp_path: Path) -> None:
    sink, clock = recording(tmp_path)
    for number in range(90):
        clock.now = 100 + number / 30
        sink.write(shown(RED))
    sink.close()
    with VideoReader(tmp_path / NAME) as reader:
        assert reader.count == 90


def test_nothing_is_ever_written_over(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("precious")
    sink, _ = recording(tmp_path)
    sink.write(shown(RED))
    sink.close()
    assert (tmp_path / NAME).read_text() == "precious"
    assert len(film(tmp_path / NAME.replace(".mp4", " (2).mp4"))) == 1


@pytest.mark.parametrize("links", [True, False])
def test_a_name_that_is_taken_gets_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:

        def refuse(*_: object) -> None:
            raise PermissionError(1, "no links here")

        monkeypatch.setattr(os, "link", refuse)
    target = tmp_path / "a.txt"
    for text in ("one", "two", "three"):
        beside = tmp_path / "beside"
        beside.write_text(text)
        keep(beside, target)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a.txt": "one",
        "a (2).txt": "two",
        "a (3).txt": "three",
    }
    assert unused(target).name == "a (4).txt"


def test_a_film_without_a_picture_leaves_nothing(tmp_path: Path) -> None:
    kept: list[Path] = []
    sink, _ = recording(tmp_path, kept.append)
    sink.close()
    assert not kept
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(DeviceError, match=r"cannot be made, since it is a file\. Choose another folder\."):
        recording(tmp_path / "a")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DeviceError, match="may not be written to"):
        made(tmp_path)


def test_a_folder_that_goes_is_told_within_a_second(tmp_path: Path) -> None:
    sink, clock = recording(tmp_path / "a")
    sink.write(shown(RED))
    rmtree(tmp_path / "a")
    clock.now += 1
    with pytest.raises(DeviceError, match="is gone, and the recording with it"):
        sink.write(shown(RED))
    with pytest.raises(DeviceError, match="is gone, and the recording with it"):
        sink.close()


_CHILD = """
import os, resource, signal, sys
from datetime import datetime
from pathlib import Path
import numpy as np
from app.core.errors import DeviceError
from app.core.types import Composite, Size
from app.devices.media.recording import RecordingSink
class Clock:
    now = 0.0
    def __call__(self):
        return self.now
clock, noise = Clock(), np.random.default_rng(1)
sink = RecordingSink(Path(sys.argv[1]), Size(320, 240), 30, print, datetime(2026, 11, 21, 14, 3, 7), clock)
if sys.argv[2] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    for number in range(300):
        clock.now = number / 30
        sink.write(Composite(noise.integers(0, 256, (240, 320, 3), np.uint8), None))
    os.kill(os.getpid(), signal.SIGKILL)
except DeviceError as error:
    print(error, file=sys.stderr)
    try:
        sink.close()
    except DeviceError:
        pass
"""


def child(folder: Path, how: str) -> "subprocess.CompletedProcess[str]":
    """Record noise in a process of its own, until it is killed or the disk is full."""
    command = [sys.executable, "-c", _CHILD, str(folder), how]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.slow
def test_a_killed_process_leaves_a_film_that_is_found_again(tmp_path: Path) -> None:
    assert child(tmp_path, "kill").returncode == -9
    assert not list(tmp_path.glob("bisenet*"))
    assert recover(tmp_path) == [tmp_path / NAME]
    assert list(tmp_path.iterdir()) == [tmp_path / NAME]
    times = [time for _, time in film(tmp_path / NAME)]
    # The last pictures were in the encoder, or in a piece that was not finished.
    assert len(times) > 200
    assert times == pytest.approx([number / 30 for number in range(len(times))], abs=0.001)
    assert recover(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
@pytest.mark.slow
def test_a_full_disk_is_told_and_what_there_is_is_kept(tmp_path: Path) -> None:
    done = child(tmp_path, "full")
    assert done.stderr.startswith("The video cannot be written (File too large).")
    assert "Traceback" not in done.stderr
    assert done.stdout.strip() == str(tmp_path / NAME)
    assert len(film(tmp_path / NAME)) > 5
    assert list(tmp_path.iterdir()) == [tmp_path / NAME]


def test_what_is_being_recorded_is_no_leftover(tmp_path: Path) -> None:
    sink, _ = recording(tmp_path)
    sink.write(shown(RED))
    assert recover(tmp_path) == []
    sink.close()
    assert len(film(tmp_path / NAME)) == 1


def test_a_leftover_without_a_picture_goes_and_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    (tmp_path / f".unfinished {NAME}").write_bytes(b"")
    assert recover(tmp_path) == []
    assert not list(tmp_path.iterdir())
    assert recover(tmp_path / "absent") == []


def seen(colour: tuple[int, int, int]) -> Composite:
    frame = Frame(plain(colour), 0, 0.0)
    return Composite(plain(colour), Matte(np.zeros((SMALL.height, SMALL.width), np.uint8), frame))


def test_a_snapshot_is_exact_and_has_a_name_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    paths = [save_snapshot(seen(colour), folder, MOMENT) for colour in (RED, BLUE)]
    assert [path.name for path in paths] == [
        "bisenet-bg 2026-11-21 14.03.07.png",
        "bisenet-bg 2026-11-21 14.03.07 (2).png",
    ]
    assert [tuple(read_picture(path)[0, 0]) for path in paths] == [RED, BLUE]
    assert sorted(folder.iterdir()) == sorted(paths)


def test_there_is_no_snapshot_of_a_slate(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="others do not see you"):
        save_snapshot(shown(RED), tmp_path / "a", MOMENT)
    assert not list(tmp_path.iterdir())


def test_the_chosen_folder_comes_before_the_systems(tmp_path: Path) -> None:
    assert folder_of(Kind.VIDEO, str(tmp_path)) == folder_of(Kind.PICTURE, str(tmp_path)) == tmp_path
    assert folder_of(Kind.VIDEO, "") != folder_of(Kind.PICTURE, "")
    # A slideshow of the folder for pictures does not show what lies in a folder of it.
    assert folder_of(Kind.PICTURE, "") == user_pictures_path() / "bisenet-bg"
    assert folder_of(Kind.VIDEO, "~/films") == Path.home() / "films"
    assert folder_of(Kind.VIDEO, "~nobody-is-called-so/films") == Path("~nobody-is-called-so/films")
