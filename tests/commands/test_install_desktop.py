import sys
from pathlib import Path

import pytest

from app.cli.main import main
from app.commands import install_desktop
from app.desktop.identity import APP_ID

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="freedesktop.org's files are for other systems")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    # Without systemctl, which would stop the service of whoever runs the tests.
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "platform", "linux")
    return tmp_path


def test_it_says_what_it_wrote_and_how_to_go_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install-desktop"]) == 0
    said = capsys.readouterr().out
    files = [path for path in home.rglob("*") if path.is_file()]
    assert len(files) > 15
    assert all(f"  {path}\n" in said for path in files)
    assert "install-desktop --remove" in said
    assert not (home / "config").exists()


def test_man_page_and_completions_are_installed(home: Path) -> None:
    assert main(["install-desktop"]) == 0
    for path in (
        "man/man1/bisenet-bg.1",
        "bash-completion/completions/bisenet-bg",
        "zsh/site-functions/_bisenet-bg",
        "fish/vendor_completions.d/bisenet-bg.fish",
    ):
        # The man page escapes hyphens.
        assert "install-desktop" in (home / "data" / path).read_text().replace("\\-", "-")


def test_ending_the_autostart_names_its_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = home / "config" / "autostart" / f"{APP_ID}.desktop"
    for is_there in (True, False):
        if is_there:
            main(["install-desktop", "--autostart"])
        capsys.readouterr()
        assert main(["install-desktop", "--no-autostart"]) == 0
        assert (f"Removed:\n  {entry}\n" in capsys.readouterr().out) == is_there
        assert not entry.exists()


def test_removing_names_the_files(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["install-desktop", "--autostart"])
    entry = home / "config" / "autostart" / f"{APP_ID}.desktop"
    assert entry.is_file()
    capsys.readouterr()
    assert main(["install-desktop", "--remove"]) == 0
    assert f"  {entry}\n" in capsys.readouterr().out
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert main(["install-desktop", "--remove"]) == 0
    assert capsys.readouterr().out == "There was nothing to remove.\n"


def test_files_that_cannot_be_removed_are_named_in_one_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["install-desktop", "--autostart"])
    entries = [home / "config" / "autostart", home / "data" / "applications"]
    paths = [folder / f"{APP_ID}.desktop" for folder in entries]
    for path in paths:
        path.unlink()
        path.mkdir()
    capsys.readouterr()
    assert main(["install-desktop", "--remove"]) == 2
    said = capsys.readouterr()
    assert said.out.startswith("Removed:\n")
    assert "bisenet-bg.service\n" in said.out
    assert said.err.count("These files cannot be removed: ") == 1
    assert all(str(path) in "".join(said.err.split()) for path in paths)
    assert not [path for path in home.rglob("*") if path.is_file()]
    # Only these are left.
    assert main(["install-desktop", "--remove"]) == 2
    assert capsys.readouterr().out == ""


def test_a_service_that_may_still_run_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["install-desktop"])
    assert main(["install-desktop", "--remove"]) == 0
    assert "systemctl --user stop" not in capsys.readouterr().out.partition("Removed:")[2]
    main(["install-desktop"])
    monkeypatch.setattr(install_desktop, "stop_service", lambda: False)
    assert main(["install-desktop", "--remove"]) == 0
    said = capsys.readouterr().out.partition("Removed:")[2]
    assert "`systemctl --user stop bisenet-bg.service`" in " ".join(said.split())


def test_starting_at_login_stays_until_it_is_turned_off(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = home / "config" / "autostart" / f"{APP_ID}.desktop"
    for arguments, starts in ((["--autostart"], True), ([], True), (["--no-autostart"], False), ([], False)):
        assert main(["install-desktop", *arguments]) == 0
        assert entry.exists() == starts
        assert ("It starts minimised when you log in." in capsys.readouterr().out) == starts


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_get_one_sentence(
    system: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert main(["install-desktop"]) == 2
    assert "is for desktops of Linux" in capsys.readouterr().err
    assert list(home.iterdir()) == []


def test_a_flatpak_is_in_the_menu_already(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "flatpak-info"
    mark.write_text("")
    monkeypatch.setattr(install_desktop, "_IN_FLATPAK", mark)
    assert main(["install-desktop"]) == 2
    assert "in the menu already" in capsys.readouterr().err


def test_the_build_of_the_flatpak_writes_the_files_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install_desktop, "_IN_FLATPAK", tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", "/app/share")
    monkeypatch.setattr(install_desktop, "install", lambda *_, autostart: [Path("/app/share/entry")])
    assert main(["install-desktop"]) == 0
    assert "  /app/share/entry\n" in capsys.readouterr().out
