import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.unfinished_files import discard_unfinished
from bisenet.files import replacing


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_killed_writers_file_is_removed_by_its_process_number(tmp_path: Path) -> None:
    words = "from pathlib import Path; from bisenet.files import replacing; import os, signal\n"
    words += f"with replacing(Path({str(tmp_path / 'out.mp4')!r})): os.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.Popen([sys.executable, "-c", words])
    assert killed.wait() == -signal.SIGKILL
    with replacing(tmp_path / "mine.mp4") as mine:
        assert len(list(tmp_path.iterdir())) == 2
        discard_unfinished(tmp_path, process=killed.pid)
        assert list(tmp_path.iterdir()) == [mine]


def test_an_old_file_of_any_process_is_removed(tmp_path: Path) -> None:
    young, old, other = (tmp_path / name for name in (".writing-1-aa.json", ".writing-2-bb.json", "mine.json"))
    for path in (young, old, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (0, 0))
    discard_unfinished(tmp_path, seconds=60)
    assert sorted(tmp_path.iterdir()) == [young, other]
    discard_unfinished(tmp_path / "missing")
