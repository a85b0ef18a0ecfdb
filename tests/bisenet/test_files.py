import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bisenet.errors import DataError
from bisenet.files import discard_unfinished, replacing


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")

    def write_half() -> None:
        with replacing(target) as beside:
            beside.write_text("half")
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        write_half()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_costs_one_sentence_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")
    with pytest.raises(DataError, match="No space left on device"), replacing(target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_good_write_replaces_it(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    with replacing(target) as beside:
        assert beside.suffix == ".txt"
        beside.write_text("new")
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o600 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_what_a_killed_writer_left_goes_by_its_number(tmp_path: Path) -> None:
    words = "from pathlib import Path; from bisenet.files import replacing; import os, signal\n"
    words += f"with replacing(Path({str(tmp_path / 'out.mp4')!r})): os.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.Popen([sys.executable, "-c", words])
    assert killed.wait() == -signal.SIGKILL
    with replacing(tmp_path / "mine.mp4") as mine:
        assert len(list(tmp_path.iterdir())) == 2
        discard_unfinished(tmp_path, process=killed.pid)
        assert list(tmp_path.iterdir()) == [mine]


def test_what_was_left_long_ago_goes_whoever_wrote_it(tmp_path: Path) -> None:
    young, old, other = (tmp_path / name for name in (".writing-1-aa.json", ".writing-2-bb.json", "mine.json"))
    for path in (young, old, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (0, 0))
    discard_unfinished(tmp_path, seconds=60)
    assert sorted(tmp_path.iterdir()) == [young, other]
    discard_unfinished(tmp_path / "missing")
