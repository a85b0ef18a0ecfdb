"""The folder of the socket must be the user's alone."""

import os
import sys
from pathlib import Path

import pytest

from app.control.client import ask
from app.control.protocol import Command, Request
from app.control.runtime_folder import check_private, control_folder, make_private
from app.control.single_instance import only_instance
from app.core.errors import ConfigError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in one that only its owner can write to."""
    above = tmp_path / "run"
    above.mkdir(mode=0o700)
    return above / "bisenet-bg"


def test_it_is_made_for_the_user_alone(folder: Path) -> None:
    before = os.umask(0)
    try:
        make_private(folder)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    make_private(folder)


def refused(folder: Path) -> str:
    with pytest.raises(ConfigError, match="Set XDG_RUNTIME_DIR to a folder that only you can access") as caught:
        make_private(folder)
    return str(caught.value)


@pytest.mark.parametrize("mode", [0o750, 0o707, 0o701])
def test_one_that_is_open_to_others(folder: Path, mode: int) -> None:
    folder.mkdir()
    folder.chmod(mode)
    assert "is open to other users" in refused(folder)


def test_a_link_in_its_place(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir(mode=0o700)
    folder.symlink_to(target)
    assert "is not a folder" in refused(folder)


def test_a_file_in_its_place(folder: Path) -> None:
    folder.write_text("")
    assert "cannot be created" in refused(folder)


def test_another_users(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_private(folder)
    monkeypatch.setattr("app.control.runtime_folder.os.geteuid", lambda: os.getuid() + 1)
    assert "belongs to another user" in refused(folder)


@pytest.mark.parametrize(("mode", "safe"), [(0o777, False), (0o770, False), (0o1777, True), (0o755, True)])
def test_one_that_others_could_put_another_in_place_of(folder: Path, mode: int, safe: bool) -> None:
    make_private(folder)
    folder.parent.chmod(mode)
    if safe:
        check_private(folder)
    else:
        assert "can be replaced by other users" in refused(folder)


def test_a_link_to_the_folder_above(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever owns it could let it point elsewhere; its own mode says nothing."""
    make_private(folder)
    link = tmp_path / "link"
    link.symlink_to(folder.parent)
    check_private(link / folder.name)
    lstat = Path.lstat

    def anothers(path: Path) -> os.stat_result:
        facts = list(lstat(path))
        facts[4] += path == link
        return os.stat_result(facts)

    monkeypatch.setattr(Path, "lstat", anothers)
    assert "can be replaced by other users" in refused(link / folder.name)


def test_without_a_runtime_folder_there_is_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No warning of the library reaches the user, which the test run would turn into an error."""
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert control_folder().name == "bisenet-bg"


def test_neither_program_nor_client_uses_one_that_is_not_private(runtime: Path) -> None:
    with only_instance():
        pass
    control_folder().chmod(0o755)
    with pytest.raises(ConfigError, match="open to other users"), only_instance():
        pass
    with pytest.raises(ConfigError, match="open to other users"):
        ask(Request(Command.SLATE))


def test_a_path_that_is_too_long_for_a_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    told = r"is too long for a socket\. Set XDG_RUNTIME_DIR to a shorter one"
    for _ in range(2):
        # The client says so whether or not there is such a folder.
        with pytest.raises(ConfigError, match=told):
            ask(Request(Command.SLATE))
        with pytest.raises(ConfigError, match=told), only_instance():
            pass


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of Linux")
@pytest.mark.parametrize(("length", "fits"), [(107, True), (108, False)])
def test_the_longest_path_for_a_socket(runtime: Path, length: int, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    long = runtime / ("x" * (length - len(f"{runtime}//bisenet-bg/control")))
    long.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    if fits:
        with only_instance():
            assert len(str(control_folder() / "control")) == length
    else:
        with pytest.raises(ConfigError, match="too long for a socket"), only_instance():
            pass
