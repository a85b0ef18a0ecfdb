import errno
import os
from pathlib import Path

import pytest

from bisenet.errors import DataError
from bisenet.files import replacing


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


def test_a_full_disk_gives_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
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
