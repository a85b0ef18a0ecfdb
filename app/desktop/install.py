"""Writes the files that make the program known to the user's own desktop, and removes them."""

import importlib.resources
import io
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from PIL import Image

from app.desktop.entries import desktop_entry, metainfo, systemd_unit
from app.desktop.identity import APP_ID, NAME
from bisenet.files import replacing

ICON_SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
SERVICE = f"{NAME}.service"
# Where bash, zsh, fish and man look, below the folder for data.
MAN_PAGE = f"man/man1/{NAME}.1"
COMPLETIONS = {
    "bash": f"bash-completion/completions/{NAME}",
    "zsh": f"zsh/site-functions/_{NAME}",
    "fish": f"fish/vendor_completions.d/{NAME}.fish",
}


def data_home() -> Path:
    """Return the folder for the user's data files, XDG_DATA_HOME."""
    return _xdg_folder("XDG_DATA_HOME", ".local/share")


def config_home() -> Path:
    """Return the folder for the user's configuration files, XDG_CONFIG_HOME."""
    return _xdg_folder("XDG_CONFIG_HOME", ".config")


def install(command: Sequence[str], texts: Mapping[str, str], *, autostart: bool | None) -> list[Path]:
    """Write all files, each whole or not at all, and return their paths.

    Args:
        command: words that start the program; the first is an absolute path.
        texts: more files by their paths below `data_home`: man page and completions.
        autostart: start the program, minimised, when the user logs in, or remove an earlier entry for that; None
            brings it up to date where there is one.

    Raises:
        DataError: a file cannot be written.
        OSError: a folder cannot be made.
    """
    files = _files(command, texts)
    entry = autostart_path()
    if autostart or (autostart is None and entry.exists()):
        files[entry] = desktop_entry(command, "--minimised").encode()
    else:
        entry.unlink(missing_ok=True)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as beside:
            beside.write_bytes(content)
    _announce_icons()
    return list(files)


def remove() -> tuple[list[Path], dict[Path, str]]:
    """Remove whatever `install` writes, and the link that enables the service.

    Returns:
        What was removed, and the files that cannot be removed with the system's reason.
    """
    names = dict.fromkeys((MAN_PAGE, *COMPLETIONS.values()), "")
    paths = [autostart_path(), *_enabling_links(), *_files((NAME,), names)]
    removed: list[Path] = []
    failed: dict[Path, str] = {}
    for path in paths:
        try:
            if path.is_symlink() or path.exists():
                path.unlink()
                removed.append(path)
        except OSError as error:
            failed[path] = error.strerror or str(error)
    _announce_icons()
    return removed, failed


def service_path() -> Path:
    """Return the path of the systemd user unit."""
    return data_home() / "systemd" / "user" / SERVICE


def autostart_path() -> Path:
    """Return the path of the entry that starts the program when the user logs in."""
    return config_home() / "autostart" / f"{APP_ID}.desktop"


def _files(command: Sequence[str], texts: Mapping[str, str]) -> dict[Path, bytes]:
    data = data_home()
    assets = importlib.resources.files("app.assets")
    icons = data / "icons" / "hicolor"
    files = {
        data / "applications" / f"{APP_ID}.desktop": desktop_entry(command).encode(),
        data / "metainfo" / f"{APP_ID}.metainfo.xml": metainfo().encode(),
        service_path(): systemd_unit(command).encode(),
        icons / "scalable" / "apps" / f"{APP_ID}.svg": assets.joinpath("icon.svg").read_bytes(),
    }
    icon = Image.open(io.BytesIO(assets.joinpath("icon.png").read_bytes()))
    for size in ICON_SIZES:
        png = io.BytesIO()
        icon.resize((size, size), Image.Resampling.LANCZOS).save(png, "png")
        files[icons / f"{size}x{size}" / "apps" / f"{APP_ID}.png"] = png.getvalue()
    return files | {data / path: text.encode() for path, text in texts.items()}


def _enabling_links() -> list[Path]:
    """Return the links that `systemctl --user enable` made; without the unit systemd would complain of them."""
    links = (config_home() / "systemd" / "user").glob(f"*.wants/{SERVICE}")
    return [link for link in links if link.is_symlink() and link.readlink() == service_path()]


def _announce_icons() -> None:
    # GTK reads a theme's cache of icons only if it is newer than the theme's folder.
    with suppress(OSError):
        os.utime(data_home() / "icons" / "hicolor")


def _xdg_folder(variable: str, otherwise: str) -> Path:
    folder = Path(os.environ.get(variable, ""))
    # The specification has relative paths ignored.
    return folder if folder.is_absolute() else Path.home() / otherwise
