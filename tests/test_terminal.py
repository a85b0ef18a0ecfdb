"""Text for a terminal."""

import os
import shutil
import subprocess

import pytest

from app.core.advice import in_words
from app.devices.advice import LOAD, PERSIST, RELOAD
from app.devices.linux.distributions import distribution
from app.terminal import wrap, wrapped

posix_only = pytest.mark.skipif(os.name != "posix", reason="other shells have no such mark")
COMMANDS = [LOAD, *PERSIST, *distribution("ID=fedora").install, *distribution("ID=debian").install]


# The commands' programs, replaced by one that prints its arguments and its input.
STUBS = """set -f
uname() { echo 1; }
rpm() { echo 1; }
sudo() { printf '<%s>' "$@"; cat; }
"""


def outcome(command: str) -> bytes:
    run = ["sh", "-c", STUBS + command]
    return subprocess.run(run, stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout


class Terminal:
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("width", range(20, 130, 7))
@pytest.mark.parametrize("start", ["", "        - ", "  x     ", "bisenet-bg: "])
def test_sentences_wrap_at_their_spaces(width: int, start: str) -> None:
    text = f"{start}The virtual camera /dev/video10 is stuck. {in_words(RELOAD)}"
    lines = wrap(text, width).split("\n")
    assert " ".join(line.strip().removesuffix(" \\") for line in lines) == text.strip()
    longest = max(map(len, text.split()))
    assert all(len(line) <= max(width, longest + len(start) + 20) for line in lines)


@posix_only
@pytest.mark.parametrize("width", range(20, 130, 11))
@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrapped_command_is_still_the_same_command(width: int, command: str) -> None:
    lines = wrap(f"        $ {command}", width).split("\n")
    assert all(line.endswith(" \\") for line in lines[:-1])
    pasted = "\n".join(lines).removeprefix("        $ ")
    assert outcome(pasted) == outcome(command) != b""


@posix_only
def test_a_command_within_a_sentence_can_be_copied_too() -> None:
    lines = wrap("Load it: `sudo modprobe v4l2loopback video_nr=10`.", 30).split("\n")
    assert lines == ["Load it: `sudo modprobe \\", "v4l2loopback video_nr=10`."]


@pytest.mark.parametrize(
    "line",
    ["/dev/video0   Webcam     640x480", "  my  file.mp4: There is none.", "$ command --option  word"],
)
def test_spaces_stay_within_a_line(line: str) -> None:
    assert wrap(line, len(line)) == line
    longer = f"{line} and more words"
    assert wrap(longer, len(line) + 2).replace(" \\", "").startswith(f"{line}\n")


def test_a_word_longer_than_the_line_has_its_own() -> None:
    assert wrap("- See /a/very/long/path/that/does/not/fit for more.", 20).split("\n") == [
        "- See",
        "  /a/very/long/path/that/does/not/fit",
        "  for more.",
    ]


def test_only_a_terminal_gets_wrapped_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "word " * 50
    assert wrapped(text) == text
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((30, 24)))
    assert len(wrapped(text, Terminal()).split("\n")) > 5  # type: ignore[arg-type]
