import errno
import os
import stat
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


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_permissions_of_what_is_replaced_stay(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    target.chmod(mode)
    with replacing(target) as beside:
        # While it is written, nobody else reads what may replace a private file.
        assert stat.S_IMODE(beside.stat().st_mode) == 0o600
        beside.write_text("new")
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_special_permissions_are_not_copied(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    target.chmod(0o4755)
    with replacing(target) as beside:
        beside.write_text("new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o755


def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    target.chmod(0o444)
    with pytest.raises(DataError, match=r"a\.txt is read-only; change its permissions"), replacing(target):
        pytest.fail("nothing may be written")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_system_without_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def refuse(path: Path, mode: int) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "chmod", refuse)
    with replacing(target) as beside:
        beside.write_text("new")
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_symbolic_link_is_replaced_on_request(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    link = tmp_path / "link.txt"
    link.symlink_to("real")
    with replacing(link, follows_link=False) as beside:
        beside.write_text("new")
    assert (tmp_path / "real").read_text() == "old"
    assert not link.is_symlink()
    assert link.read_text() == "new"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_symbolic_link_stays_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    real, link, second = tmp_path / "disk" / "real", tmp_path / "link.txt", tmp_path / "second.txt"
    link.symlink_to(Path("disk") / "real")
    second.symlink_to(link)
    for text in ("there was no file", "there is one"):
        with replacing(second) as beside:
            assert (beside.parent, beside.suffix) == (real.parent, ".txt")
            beside.write_text(text)
        assert real.read_text() == text
    assert link.is_symlink()
    assert second.is_symlink()
    assert [path.name for path in real.parent.iterdir()] == ["real"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_into_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "absent" / "real.txt")
    with pytest.raises(DataError, match=r"link\.txt cannot be written"), replacing(link):
        pytest.fail("there is nothing to write to")
    assert link.is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(DataError, match="is a pipe, socket or device"), replacing(pipe):
        pytest.fail("a pipe is no file")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
