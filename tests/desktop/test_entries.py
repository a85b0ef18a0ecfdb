import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.desktop.entries import desktop_entry, metainfo, systemd_unit
from app.desktop.identity import APP_ID, NAME
from tests.desktop.tools import validate

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="freedesktop.org's files are for other systems")

PLAIN = "/home/ada/.local/bin/bisenet-bg"
ODD = [
    "/home/ada lovelace/bin/bisenet-bg",
    '/home/50% "off"/bisenet-bg',
    "/home/$HOME `x`/bisenet-bg",
    "/home/back\\slash/bisenet-bg",
    "/home/it's;a#path/bisenet-bg",
    "/home/tab\tand\nnewline/bisenet-bg",
    "/home/ñandú/bisenet-bg",
]


def value(entry: str, key: str) -> str:
    """Return a key of the first group, with the string escapes of the specification undone."""
    parser = configparser.RawConfigParser(delimiters="=", strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(entry)
    escapes = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    return re.sub(r"\\(.)", lambda found: escapes[found[1]], parser["Desktop Entry"][key])


def words_of(command: str) -> list[str]:
    """Split the key Exec as the specification says."""
    found = re.findall(r'"((?:[^"\\`$]|\\["`$\\])*)"(?: |$)|([^\s"\'\\><~|&;$*?#()`]+)(?: |$)', command)
    words = [re.sub(r"\\(.)", r"\1", quoted) if quoted else plain for quoted, plain in found]
    assert all("%" not in word.replace("%%", "") for word in words)
    return [word.replace("%%", "%") for word in words]


@pytest.mark.parametrize("program", [PLAIN, *ODD])
def test_the_entry_starts_this_very_program(program: str) -> None:
    entry = desktop_entry((program,), "--minimised")
    assert words_of(value(entry, "Exec")) == [program, "--minimised"]
    assert value(entry, "TryExec") == program


def test_a_desktop_can_find_the_windows_icon_and_group() -> None:
    entry = desktop_entry((PLAIN,))
    assert value(entry, "Icon") == APP_ID
    assert value(entry, "StartupWMClass") == NAME


def knows_single_main_window(folder: Path) -> bool:
    """Return whether the validator knows the key, which version 1.5 of the specification added; from 0.27 on."""
    file = folder / "probe.desktop"
    file.write_text("[Desktop Entry]\nType=Application\nName=Probe\nExec=true\nSingleMainWindow=true\n")
    return (
        subprocess.run(["desktop-file-validate", "--no-hints", file], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-validate")
@pytest.mark.parametrize("program", [PLAIN, *ODD])
def test_the_entry_is_valid(program: str, tmp_path: Path) -> None:
    file = tmp_path / f"{APP_ID}.desktop"
    entry = desktop_entry((program,))
    assert value(entry, "SingleMainWindow") == "true"
    if not knows_single_main_window(tmp_path):
        # For an older validator the rest is valid.
        entry = entry.replace("SingleMainWindow=true\n", "")
    file.write_text(entry, encoding="utf-8")
    validate("desktop-file-validate", "--no-hints", file)


def test_the_metainfo_is_valid(tmp_path: Path) -> None:
    file = tmp_path / f"{APP_ID}.metainfo.xml"
    file.write_text(metainfo(), encoding="utf-8")
    validate("appstreamcli", "validate", "--no-net", file)


@pytest.mark.usefixtures("pseudo_language")
def test_the_entry_and_the_metainfo_hold_every_language(tmp_path: Path) -> None:
    entry = desktop_entry((PLAIN,))
    assert value(entry, "Comment") == "Virtual background for your webcam"
    assert value(entry, "Comment[xx]") == "⟦Virtual background for your webcam⟧"
    assert "\nName[xx]=⟦Hide me⟧\n" in entry
    assert f"\nName={NAME}\n" in entry
    root = ElementTree.fromstring(metainfo())
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    for path in ("summary", "description/p", "description/ul/li"):
        texts = [(element.get(language), element.text or "") for element in root.findall(path)]
        english = [text for code, text in texts if code is None]
        assert [text for code, text in texts if code == "xx"] == [f"⟦{text}⟧" for text in english] != []


@pytest.mark.parametrize("program", ["/ada/bisenet-bg", '/ada lovelace/50% "off"/bisenet-bg', "/it's;a\\b/bisenet-bg"])
def test_the_unit_is_valid(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    # systemd checks that the program exists.
    path = Path(f"{tmp_path}{program}")
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    file = tmp_path / f"{NAME}.service"
    file.write_text(systemd_unit((str(path),)), encoding="utf-8")
    said = validate("systemd-analyze", "verify", "--user", "--man=no", file)
    assert NAME not in said


def test_a_path_that_systemd_refuses_is_started_by_a_shell() -> None:
    unit = systemd_unit(('/it\'s $5, "50%"/bisenet-bg',))
    assert r"""ExecStart=/bin/sh -c "exec \"$$0\" \"$$@\"" "/it's $$5, \"50%%\"/bisenet-bg" --headless""" in unit


def test_the_unit_runs_without_a_window_on_demand() -> None:
    assert f"ExecStart={PLAIN} --headless --on-demand\n" in systemd_unit((PLAIN,))
