import os
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image

from app.desktop.identity import APP_ID, NAME
from app.desktop.install import (
    COMPLETIONS,
    ICON_SIZES,
    autostart_path,
    config_home,
    data_home,
    install,
    remove,
    service_path,
)
from bisenet.errors import DataError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="freedesktop.org's files are for other systems")

COMMAND = ("/opt/bisenet-bg",)
TEXTS = dict.fromkeys([*COMPLETIONS.values(), f"man/man1/{NAME}.1"], "text\n")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def files_in(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_writes_what_it_says_and_nothing_else(home: Path) -> None:
    written = install(COMMAND, TEXTS, autostart=True)
    assert sorted(written) == sorted(files_in(home))


def test_removing_leaves_exactly_what_was_there_before(home: Path) -> None:
    for folder in ("data/applications", "data/icons/hicolor/64x64/apps", "config/autostart", "data/systemd/user"):
        (home / folder).mkdir(parents=True)
        (home / folder / "other.desktop").write_text("of another program")
    before = files_in(home)
    written = install(COMMAND, TEXTS, autostart=True)
    removed, failed = remove()
    assert sorted(removed) == sorted(written)
    assert not failed
    assert files_in(home) == before
    assert remove() == ([], {})


def test_files_that_cannot_be_removed_keep_no_other(home: Path) -> None:
    written = install(COMMAND, TEXTS, autostart=True)
    # Folders in the way: the system does not unlink them, whoever runs this.
    in_the_way = [autostart_path(), service_path()]
    for path in in_the_way:
        path.unlink()
        path.mkdir()
    removed, failed = remove()
    assert sorted(removed) == sorted(set(written) - set(in_the_way))
    assert list(failed) == in_the_way
    assert all(failed.values())
    assert not files_in(home)


def test_starting_at_login_is_off_unless_asked_for() -> None:
    install(COMMAND, TEXTS, autostart=None)
    assert not autostart_path().exists()
    install(COMMAND, TEXTS, autostart=True)
    assert "--minimised" in autostart_path().read_text()


def test_a_later_install_keeps_the_start_at_login_up_to_date() -> None:
    install(COMMAND, TEXTS, autostart=True)
    written = install(("/opt/newer/bisenet-bg",), TEXTS, autostart=None)
    assert "/opt/newer/bisenet-bg" in autostart_path().read_text()
    assert autostart_path() in written
    install(COMMAND, TEXTS, autostart=False)
    assert not autostart_path().exists()


def test_the_service_is_not_enabled() -> None:
    install(COMMAND, TEXTS, autostart=True)
    assert list((config_home()).rglob("*.service")) == []


def test_removing_takes_the_link_that_enables_the_service() -> None:
    install(COMMAND, TEXTS, autostart=False)
    wanted = config_home() / "systemd" / "user" / "default.target.wants"
    wanted.mkdir(parents=True)
    (wanted / service_path().name).symlink_to(service_path())
    (wanted / "other.service").symlink_to("/usr/lib/systemd/user/other.service")
    remove()
    assert [path.name for path in wanted.iterdir()] == ["other.service"]


@pytest.mark.parametrize("size", ICON_SIZES)
def test_icons_have_their_sizes_and_are_not_empty(size: int) -> None:
    install(COMMAND, TEXTS, autostart=False)
    icon = Image.open(data_home() / f"icons/hicolor/{size}x{size}/apps/{APP_ID}.png")
    assert icon.size == (size, size)
    assert icon.mode == "RGBA"
    assert icon.getchannel("A").getextrema() == (0, 255)
    assert len(icon.convert("RGB").getcolors(size * size) or ()) > 10


def test_the_drawn_icon_is_svg() -> None:
    install(COMMAND, TEXTS, autostart=False)
    root = ET.fromstring((data_home() / f"icons/hicolor/scalable/apps/{APP_ID}.svg").read_text())
    assert root.tag.endswith("svg")


def test_gtks_cache_of_icons_is_outdated() -> None:
    theme = data_home() / "icons" / "hicolor"
    install(COMMAND, TEXTS, autostart=False)
    os.utime(theme, (1, 1))
    install(COMMAND, TEXTS, autostart=False)
    assert theme.stat().st_mtime > 1


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left_beside(home: Path) -> None:
    taken = data_home() / "man" / "man1" / f"{NAME}.1"
    taken.mkdir(parents=True)
    (taken / "page").write_text("a folder in the way")
    with pytest.raises(DataError, match=r"bisenet-bg\.1 cannot be written"):
        install(COMMAND, TEXTS, autostart=False)
    assert [path.name for path in home.rglob(".writing-*")] == []


@pytest.mark.parametrize("value", ["", "relative/folder"])
def test_a_relative_folder_is_ignored_as_the_specification_says(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", value)
    monkeypatch.setenv("HOME", "/home/ada")
    assert data_home() == Path("/home/ada/.local/share")
