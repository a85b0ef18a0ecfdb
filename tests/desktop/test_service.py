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


def systemctl(home: Path, code: int) -> Path:
    """Make a systemctl that ends with a code; return the file in which it notes its arguments."""
    program, log = home / "bin" / "systemctl", home / "log"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexit {code}\n')
    program.chmod(0o755)
    return log


def test_it_is_stopped_and_disabled(home: Path) -> None:
    log = systemctl(home, 0)
    assert stop_service()
    forget_unit()
    assert log.read_text().splitlines() == [f"--user disable --now {SERVICE}", "--user daemon-reload"]


def test_a_systemd_that_cannot_be_reached(home: Path) -> None:
    systemctl(home, 1)
    assert not stop_service()


def test_without_systemd_nothing_runs() -> None:
    assert stop_service()


def test_without_the_unit_systemd_is_not_asked(home: Path) -> None:
    log = systemctl(home, 1)
    service_path().unlink()
    assert stop_service()
    assert not log.exists()
