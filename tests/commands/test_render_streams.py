"""`render` with standard input and output."""

import io
from pathlib import Path

import pytest
from PIL import Image

from app.cli.main import main
from app.devices.media.pictures import read_picture
from tests.clips import write_video
from tests.commands.portraits import check_portrait

pytestmark = pytest.mark.slow

# The first bytes of an mp4 file.
VIDEO = b"\0\0\0\x18ftypisom\0\0\0\0isommp41"


class Pipe(io.BytesIO):
    """Standard input or output that is a pipe."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(data)
        self.buffer = self


def test_a_picture_from_standard_input_to_standard_output(
    still: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Pipe()
    monkeypatch.setattr("sys.stdin", Pipe(still.read_bytes()))
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.chdir(tmp_path)
    assert main(["render", "-", "-", "--background", "#00b140"]) == 0
    (tmp_path / "out.png").write_bytes(out.getvalue())
    check_portrait(read_picture(tmp_path / "out.png"))
    monkeypatch.setattr("sys.stdin", Pipe(still.read_bytes()))
    assert main(["render", "-", "in.jpg", "--background", "#00b140"]) == 0
    check_portrait(read_picture(tmp_path / "in.jpg"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jpg", "out.png"]


@pytest.mark.parametrize(
    ("data", "words", "message"),
    [
        (b"", ["-", "out.png"], "Standard input is empty."),
        (b"no picture", ["-", "out.png"], "Standard input is not a picture that can be read."),
        (b"GIF", ["-", "o.mp4"], "Standard input cannot be written as o.mp4. Give a picture name such as out.png."),
        (b"GIF89a", ["-", "o.mp4"], "Standard input is a video that cannot be read; it may be incomplete."),
        (b"GIF89a", ["-", "o.png"], "Standard input is a video that cannot be read; it may be incomplete."),
        (VIDEO, ["-", "o.mp4"], "Standard input is a video; only pictures are read from it."),
        (VIDEO, ["-", "o.png"], "Standard input is a video; only pictures are read from it."),
        (b"x" * 3000, ["-", "o.png"], "Standard input is larger than 0 MiB. Send a smaller picture."),
        (b"", ["absent.mp4", "-"], "There is no file absent.mp4. Check the path."),
        (b"", ["absent.jpg", "-"], "There is no file absent.jpg. Check the path."),
        (b"", ["absent", "-"], "There is no file absent. Check the path."),
        (b"", ["./-", "o.png"], "There is no file -. Check the path."),
        (b"", [".", "-"], ". is a folder. Give a file in it."),
        (b"", ["-", "a.jpg", "out"], "Standard input or output takes one picture."),
        (b"", ["a.jpg", ""], "OUTPUT is empty. Give the name of a file or folder."),
        (b"", ["", "out"], "An INPUT is empty. Give the name of a file or folder."),
        (b"", ["a.jpg", "b.jpg", "out", "--progress"], "--progress takes one INPUT. Give one file."),
    ],
)
def test_mistakes_with_standard_input_and_output(
    data: bytes,
    words: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", Pipe(data))
    monkeypatch.setattr("app.commands.render._MOST_BYTES", 2000)
    monkeypatch.chdir(tmp_path)
    assert main(["render", *words]) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_is_too_large_is_named_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = Pipe()
    Image.new("L", (30, 20)).save(picture, "PNG")
    monkeypatch.setattr("sys.stdin", Pipe(picture.getvalue()))
    monkeypatch.setattr("app.devices.media.pictures._MOST_PIXELS", 500)
    assert main(["render", "-", str(tmp_path / "o.png"), "--background", "#00b140"]) == 2
    assert capsys.readouterr().err.strip().startswith("bisenet-bg: Standard input has 30x20 pixels.")


def test_a_video_is_not_written_to_standard_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout", Pipe())
    assert main(["render", str(write_video(tmp_path / "a.mp4", [90])), "-"]) == 2
    assert "Only pictures are written to standard output. Give a file name for a video." in capsys.readouterr().err


def test_a_closed_standard_output_takes_no_picture(
    still: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.__stdout__", None)
    assert main(["render", str(still), "-"]) == 2
    assert "Standard output is closed. Send it to a file or a program." in capsys.readouterr().err


def test_a_file_may_be_called_dash(still: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-").write_bytes(still.read_bytes())
    monkeypatch.setattr("sys.stdin", Pipe())
    assert main(["render", "./-", "out.png", "--background", "#00b140"]) == 0
    check_portrait(read_picture(tmp_path / "out.png"))
