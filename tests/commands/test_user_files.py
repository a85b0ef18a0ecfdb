"""What a user may name by mistake or malice, by every way in: one sentence, status 2, at once, and nothing written."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.factory import assets
from tests.bombs import write_bomb
from tests.clips import write_video

pytestmark = pytest.mark.slow

# One process for all of a way in: it ends by a time limit where a file makes it hang.
_CODE = """
import contextlib, io, json, sys
from app.cli.main import main
from app.gui.startup import application as shell
# Qt allows one in a process.
application = shell.Application([])
shell.Application = lambda _: application
seen = []
for arguments in json.load(sys.stdin):
    error = io.StringIO()
    with contextlib.redirect_stderr(error):
        try:
            status = main(arguments)
        except SystemExit as ending:
            status = ending.code
    seen.append([status, error.getvalue()])
json.dump(seen, sys.stdout)
"""
_LIMIT = 120
_PIPE = "is a pipe, socket or device. Give a file."

Outcome = tuple[int, str]


def outcomes(jobs: list[list[str]], folder: Path) -> list[Outcome]:
    """Return the status and the words of each command, all run in one process."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _CODE],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        timeout=_LIMIT,
        check=True,
    )
    # What a library's C code prints would stand here.
    assert done.stderr == ""
    return [(status, words) for status, words in json.loads(done.stdout)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of files that are none, and one sound picture and video."""
    for suffix in (".png", ".mp4"):
        (tmp_path / f"zero{suffix}").touch()
        (tmp_path / f"text{suffix}").write_text("This is text.\n")
        (tmp_path / f"folder{suffix}").mkdir()
        if hasattr(os, "mkfifo"):
            os.mkfifo(tmp_path / f"pipe{suffix}")
    write_bomb(tmp_path / "huge.png")
    write_bomb(tmp_path / "huge.gif")
    _, png = cv2.imencode(".png", np.arange(64 * 64 * 3, dtype=np.uint8).reshape(64, 64, 3))
    (tmp_path / "cut.png").write_bytes(png.tobytes()[: len(png) // 2])
    write_video(tmp_path / "me.mp4", [60] * 8)
    whole = (assets() / "demo.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 10])
    (tmp_path / "list.mp4").write_text("#EXTM3U\n#EXTINF:1,\nme.mp4\n#EXT-X-ENDLIST\n")
    (tmp_path / "concat.mp4").write_text("ffconcat version 1.0\nfile me.mp4\n")
    return tmp_path


_WORDS = {
    "zero.png": "zero.png is empty.",
    "zero.mp4": "zero.mp4 is empty.",
    "text.png": "is not a picture that can be read. Use a JPEG, PNG or WebP file.",
    "text.mp4": "is not a video that can be read. Use an mp4, mov, webm or gif file.",
    "huge.png": "huge.png has 60000x60000 pixels. Use at most 67 megapixels.",
    "huge.gif": "huge.gif has pictures that are damaged or too large. Use a video of at most 8K.",
    "cut.png": "is not a picture that can be read.",
    "cut.mp4": "contains no picture. Use another file.",
    "list.mp4": "is not a video that can be read.",
    "concat.mp4": "is not a video that can be read.",
}
_PIPES = {"pipe.png": _PIPE, "pipe.mp4": _PIPE} if hasattr(os, "mkfifo") else {}
_FOLDERS = ("folder.png", "folder.mp4")
_WAYS = {
    "window background": (["--camera", "demo", "--background", "{}"], "There is no picture in the folder"),
    "window camera": (["--camera", "{}"], "There is no camera or file"),
    "render input": (["render", "{}", "out{suffix}"], "is a folder. Give a file in it."),
    "render background": (["render", "me.mp4", "out.mp4", "--background", "{}"], "There is no picture in the folder"),
}


@pytest.mark.parametrize("way", _WAYS)
def test_bad_files_give_one_sentence_and_write_nothing(folder: Path, way: str) -> None:
    arguments, about_folders = _WAYS[way]
    expected = {**_WORDS, **_PIPES, **dict.fromkeys(_FOLDERS, about_folders)}
    before = sorted(folder.iterdir())
    # A picture is rendered to a picture, and a video to a video.
    suffixes = {name: ".png" if name.endswith(".png") else ".mp4" for name in expected}
    jobs = [[word.format(name, suffix=suffixes[name]) for word in arguments] for name in expected]
    for name, (status, words) in zip(expected, outcomes(jobs, folder), strict=True):
        assert status == 2, (name, words)
        (line,) = words.splitlines()
        if (name, way) == ("cut.mp4", "render input"):
            assert line == "bisenet-bg: The video holds no picture. Use another file."
        else:
            assert expected[name] in line, line
    assert sorted(folder.iterdir()) == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="devices of Linux")
def test_devices_and_sockets_are_never_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        # A path of a socket may have about a hundred characters only.
        monkeypatch.chdir(folder)
        server.bind("socket.png")
        jobs = [
            *(["--camera", "demo", "--background", name] for name in ("socket.png", "/dev/zero", "/dev/tty")),
            *(["render", name, "out.png"] for name in ("socket.png", "/dev/zero")),
            ["--camera", "socket.png"],
            ["--camera", "/dev/zero"],
            ["--config", "/dev/zero"],
        ]
        for status, words in outcomes(jobs, folder):
            assert status == 2, words
            assert len(words.splitlines()) == 1
            assert any(
                word in words for word in (_PIPE, "There is no file or folder /dev/", "/dev/zero is not a camera")
            )


def test_a_name_cannot_write_to_the_terminal(folder: Path) -> None:
    name = "red\x1b[31m\nline.png"
    (folder / name).write_text("no picture")
    ((status, words),) = outcomes([["render", "me.mp4", "out.mp4", "--background", name]], folder)
    assert status == 2
    assert words.count("\n") == 1
    assert "\x1b" not in words
