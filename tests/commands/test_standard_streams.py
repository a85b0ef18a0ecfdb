"""Commands without standard streams, with full ones, or with little memory: the result and the status are true."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import av
import pytest

from app.cli.main import main
from app.devices.media.pictures import read_picture, write_picture
from app.devices.media.video_reader import VideoReader
from tests.clips import write_video
from tests.fakes import plain
from tests.sound_clips import Tone, write_with_sound

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes the streams")
_COMMAND = f'"{sys.executable}" -m app render "$1" "$2" --background "#00b140" --device cpu'


def run(redirection: str, source: Path, target: Path) -> int:
    script = f"{_COMMAND} {redirection}"
    return subprocess.run(["sh", "-c", script, "sh", source, target], timeout=120, check=False).returncode


@pytest.mark.slow
@pytest.mark.parametrize("redirection", [">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_a_video_is_whole_without_standard_streams(tmp_path: Path, redirection: str) -> None:
    """The second sound track is left out, so there is something to say."""
    source = write_with_sound(tmp_path / "a.mkv", [Tone(), Tone()], frames=3)
    target = tmp_path / "o.mp4"
    assert run(redirection, source, target) == 0
    with VideoReader(target) as reader:
        assert sum(isinstance(item, tuple) for item in reader.items()) == 3


def test_letters_that_the_terminal_lacks_end_no_command() -> None:
    code = "from app.standard_streams import replace_unknown_letters; replace_unknown_letters(); print('Bäche')"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "B?che\n"


@pytest.mark.slow
@pytest.mark.parametrize("redirection", ["2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_a_mistake_keeps_its_status(tmp_path: Path, redirection: str) -> None:
    source = tmp_path / "a.mp4"
    source.write_bytes(b"no video")
    assert run(redirection, source, tmp_path / "o.mp4") == 2
    assert not (tmp_path / "o.mp4").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "target", "redirection", "status", "message"),
    [
        ("-", "o.png", "<&-", 2, "Standard input is empty. Send a picture to it."),
        ("a.png", "-", ">&-", 2, "Standard output is closed. Send it to a file or a program."),
        ("a.png", "-", ">/dev/full", 1, "No space left on device"),
        ("a.png", "-", ">/dev/null", 0, ""),
        ("a.png", "o.png", "<&- >&-", 0, ""),
    ],
)
def test_a_picture_with_closed_or_full_standard_streams(
    tmp_path: Path, source: str, target: str, redirection: str, status: int, message: str
) -> None:
    write_picture(tmp_path / "a.png", plain((90, 90, 90)))
    words = [word if word == "-" else str(tmp_path / word) for word in (source, target)]
    shell = ["sh", "-c", f"{_COMMAND} {redirection}", "sh", *words]
    done = subprocess.run(shell, timeout=120, check=False, stderr=subprocess.PIPE, text=True)
    assert done.returncode == status
    assert len(done.stderr.splitlines()) == bool(message)
    assert message in done.stderr


@pytest.mark.slow
def test_a_summary_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    write_picture(tmp_path / "a.png", plain((90, 90, 90)))
    (tmp_path / "out").mkdir()
    assert run(">/dev/full", tmp_path / "a.png", tmp_path / "out") == 0
    assert (tmp_path / "out" / "a.png").exists()


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("app.render.render_file.read_picture", MemoryError()),
        ("PIL.Image.Image.convert", MemoryError()),
        (
            "app.render.render_file.FileRenderer._background",
            RuntimeError("DefaultCPUAllocator: can't allocate memory"),
        ),
    ],
)
def test_a_lack_of_memory_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    source = tmp_path / "a.png"
    write_picture(source, plain((90, 90, 90)))
    monkeypatch.setattr(place, fail)
    assert main(["render", str(source), str(tmp_path / "o.png"), "--background", "#00b140", "--device", "cpu"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("a.png. Close other programs, or use a smaller file.")
    assert "not enough memory" in line
    assert not (tmp_path / "o.png").exists()


def test_a_video_that_needs_too_much_memory_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise av.error.MemoryError(errno.ENOMEM, "Cannot allocate memory")

    path = write_video(tmp_path / "a.mp4", [90])
    monkeypatch.setattr("app.devices.media.video_reader.av.open", fail)
    with pytest.raises(MemoryError):
        VideoReader(path)


def test_other_errors_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("something else")

    source = tmp_path / "a.png"
    write_picture(source, plain((90, 90, 90)))
    assert read_picture(source).shape == (48, 64, 3)
    monkeypatch.setattr("app.render.render_file.read_picture", fail)
    with pytest.raises(RuntimeError, match="something else"):
        main(["render", str(source), str(tmp_path / "o.png"), "--background", "#00b140", "--device", "cpu"])
