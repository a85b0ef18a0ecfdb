import sys
from pathlib import Path

import pytest

from app.desktop.program import program_command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="freedesktop.org's files are for other systems")


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "bisenet-bg"
    path.write_text("#!/bin/sh\n")
    monkeypatch.setattr(sys, "argv", [str(path), "install-desktop"])
    return path


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    program = str(tmp_path / "mounted" / "usr" / "bisenet-bg")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", program)
    monkeypatch.delenv("APPIMAGE", raising=False)
    monkeypatch.delenv("APPDIR", raising=False)
    return program


def test_the_script_that_runs_is_named_by_its_absolute_path(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(script.parent)
    monkeypatch.setattr(sys, "argv", ["./bisenet-bg"])
    assert program_command() == (str(script),)


def test_a_link_as_pipx_makes_it_is_kept(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "bin" / "bisenet-bg"
    link.parent.mkdir()
    link.symlink_to(script)
    monkeypatch.setattr(sys, "argv", [str(link)])
    assert program_command() == (str(link),)


def test_python_m_app_names_the_environments_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "bisenet-bg").write_text("#!/bin/sh\n")
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(scripts) if name == "scripts" else "")
    monkeypatch.setattr(sys, "argv", ["/somewhere/app/__main__.py"])
    assert program_command() == (str(scripts / "bisenet-bg"),)


def test_without_a_script_python_runs_the_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["/somewhere/app/__main__.py"])
    assert program_command() == (sys.executable, "-P", "-m", "app")


def test_a_bundle_is_its_own_program(bundle: str) -> None:
    assert program_command() == (bundle,)


def test_an_appimage_is_started_by_its_file(bundle: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPIMAGE", "/home/ada/bisenet-bg.AppImage")
    monkeypatch.setenv("APPDIR", str(tmp_path / "mounted"))
    assert program_command() == ("/home/ada/bisenet-bg.AppImage",)


def test_the_appimage_of_another_program_is_not_started(bundle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPIMAGE", "/home/ada/terminal.AppImage")
    monkeypatch.setenv("APPDIR", "/tmp/.mount_terminal")
    assert program_command() == (bundle,)
