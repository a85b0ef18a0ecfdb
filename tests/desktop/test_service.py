"""Stopping the user service, with a stand-in for systemctl."""

import sys
from pathlib import Path

import pytest

from app.desktop.install import SERVICE, service_path
from app.desktop.service import forget_unit, stop_service

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="systemd is Linux's")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    service_path().parent.mkdir(parents=True)
    service_path().touch()
    return tmp_path


def systemctl(home: Path, code: int = 0, unit: Path | str | None = None) -> Path:
    """Make a systemctl; return the file in which it notes its arguments, but for its questions.

    Args:
        home: has the folder of the program.
        code: with which it ends.
        unit: file of the service that systemd knows; the one that would be removed if None.
    """
    program, log = home / "bin" / "systemctl", home / "log"
    program.parent.mkdir()
    path = service_path() if unit is None else unit
    program.write_text(f'#!/bin/sh\nif [ "$2" = show ]; then echo "{path}"; else echo "$@" >> {log}; fi\nexit {code}\n')
    program.chmod(0o755)
    return log


def test_it_is_stopped_and_disabled(home: Path) -> None:
    log = systemctl(home)
    assert stop_service()
    forget_unit()
    assert log.read_text().splitlines() == [f"--user disable --now {SERVICE}", "--user daemon-reload"]


def test_a_link_to_the_folder_is_the_same_unit(home: Path) -> None:
    (home / "link").symlink_to(home / "data")
    log = systemctl(home, unit=home / "link" / service_path().relative_to(home / "data"))
    assert stop_service()
    assert log.exists()


@pytest.mark.parametrize("unit", ["/home/ada/.local/share/systemd/user/bisenet-bg.service", ""])
def test_the_service_of_another_folder_runs_on(home: Path, unit: str) -> None:
    log = systemctl(home, unit=unit)
    assert stop_service()
    assert not log.exists()


def test_a_systemd_that_cannot_be_reached(home: Path) -> None:
    log = systemctl(home, code=1)
    assert not stop_service()
    assert not log.exists()


def test_without_systemd_nothing_runs() -> None:
    assert stop_service()


def test_without_the_unit_systemd_is_not_asked(home: Path) -> None:
    log = systemctl(home, code=1)
    service_path().unlink()
    assert stop_service()
    assert not log.exists()
