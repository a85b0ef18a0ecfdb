"""Checks and prepares what Qt needs to start: environment variables, a display and system libraries."""

import ctypes
import importlib.util
import locale
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app.core.errors import ConfigError
from app.language import N_, _, ngettext
from bisenet.media.system_libraries import advice_to_install, missing_library

PLUGIN_PATH = "QT_QPA_PLATFORM_PLUGIN_PATH"
_LEAKING = (PLUGIN_PATH, "QT_QPA_FONTDIR")
# What names the display that a platform connects to.
_DISPLAYS = {"xcb": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
_UTF8 = "C.UTF-8"
# Of a locale, but LC_CTYPE.
_CATEGORIES = ("LC_COLLATE", "LC_MEASUREMENT", "LC_MESSAGES", "LC_MONETARY", "LC_NUMERIC", "LC_PAPER", "LC_TIME")
_X11_FOLDER = "/tmp/.X11-unix"
_X11_PORT = 6000
# As in ":0", "unix:1.0", "tcp/localhost:10.0" and "[::1]:0".
_X11_NAME = re.compile(r"(?:(?P<protocol>\w+)/)?(?P<host>.*?):(?P<number>\d{1,4})(?:\.\d+)?")
_CONNECT_SECONDS = 2.0
_INSTALL_HINT = N_("Install it with `pip install PySide6-Essentials`.")
_DISPLAY_HINT = N_("Run it on a desktop, or use `bisenet-bg --headless --virtual-camera`, which needs no window.")


def remove_cv2_settings() -> None:
    """Remove the environment variables that importing cv2 sets for the Qt inside OpenCV's package.

    Its plug-ins belong to another Qt and would abort this process. A value that the user set stays.
    """
    spec = importlib.util.find_spec("cv2")
    if spec is None or spec.origin is None:
        return
    package = Path(spec.origin).resolve().parent
    for name in _LEAKING:
        value = os.environ.get(name)
        if value and Path(value).resolve().is_relative_to(package):
            del os.environ[name]


def use_utf8() -> None:
    """Give letters the encoding UTF-8 where this process and its children have another one.

    Qt would do so too, but with a warning in English. The other categories of the locale stay as they are.
    """
    if not sys.platform.startswith("linux") or locale.nl_langinfo(locale.CODESET) == "UTF-8":
        return
    try:
        locale.setlocale(locale.LC_CTYPE, _UTF8)
    except locale.Error:
        return
    # It would override the category set below.
    for_all = os.environ.pop("LC_ALL", "")
    if for_all:
        os.environ.update(dict.fromkeys(_CATEGORIES, for_all))
    os.environ["LC_CTYPE"] = _UTF8


def check_display() -> None:
    """Check that there is a display to show a window on.

    Raises:
        ConfigError: there is none, or it does not answer; Qt would abort the process.
    """
    if not sys.platform.startswith("linux"):
        return
    named = {name: os.environ.get(variable, "") for name, variable in _DISPLAYS.items()}
    platforms = _chosen_platforms() or [name for name, display in named.items() if display]
    if any(map(display_answers, platforms)):
        return
    missing = {name.partition("-")[0] for name in platforms}
    displays = [display for name, display in named.items() if display and name in missing]
    if displays:
        message = ngettext("The display {displays} does not answer.", "No display answers: {displays}.", len(displays))
        raise ConfigError(message.format(displays=", ".join(displays)), _(_DISPLAY_HINT))
    raise ConfigError(_("There is no display to open a window on."), _(_DISPLAY_HINT))


def display_answers(platform: str) -> bool:
    """Say whether the display server of a Qt platform takes connections; platforms without one always do."""
    if platform == "xcb":
        return _x11_answers(os.environ.get("DISPLAY", ""))
    if platform.startswith("wayland"):
        return _wayland_answers(os.environ.get("WAYLAND_DISPLAY") or "wayland-0")
    return True


def _x11_answers(display: str) -> bool:
    parts = _X11_NAME.fullmatch(display)
    if parts is None or Path(display).exists():
        # A form that only the X11 library reads, such as the path of a socket.
        return bool(display)
    host, number = parts["host"].strip("[]"), int(parts["number"])
    tries: list[Callable[[], bool]] = []
    if host in ("", "unix") or parts["protocol"] == "unix":
        path = f"{_X11_FOLDER}/X{number}"
        # Linux has a second, abstract socket of that name.
        tries += [lambda: _takes(path), lambda: _takes(f"\0{path}")]
    if host != "unix" and parts["protocol"] != "unix":
        tries.append(lambda: _takes((host or "localhost", _X11_PORT + number)))
    return any(attempt() for attempt in tries)


def _wayland_answers(display: str) -> bool:
    if os.environ.get("WAYLAND_SOCKET"):
        # Already connected.
        return True
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    # An absolute path stays as it is.
    return (bool(folder) or Path(display).is_absolute()) and _takes(str(Path(folder, display)))


def _takes(address: str | tuple[str, int]) -> bool:
    with suppress(OSError):
        if isinstance(address, tuple):
            socket.create_connection(address, _CONNECT_SECONDS).close()
            return True
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_CONNECT_SECONDS)
            client.connect(address)
            return True
    return False


def check_platform(plugins: Path) -> None:
    """Check that Qt has the platform plug-in that the user chose.

    Args:
        plugins: Qt's folder of plug-ins.

    Raises:
        ConfigError: it has none; Qt would abort the process.
    """
    from PySide6.QtCore import QPluginLoader

    chosen = _chosen_platforms()
    if not chosen or os.environ.get(PLUGIN_PATH) or os.environ.get("QT_PLUGIN_PATH"):
        return
    found: list[Any] = [
        QPluginLoader(str(path)).metaData().get("MetaData", {}) for path in (plugins / "platforms").iterdir()
    ]
    offered = sorted({key for facts in found for key in facts.get("Keys", ())})
    if not set(chosen) & set(offered):
        hint = _("Unset QT_QPA_PLATFORM, or use one of: {platforms}.").format(platforms=", ".join(offered))
        message = ngettext(
            "Qt has no platform {platforms}.", "Qt has none of these platforms: {platforms}.", len(chosen)
        )
        raise ConfigError(message.format(platforms=", ".join(chosen)), hint)


def _chosen_platforms() -> list[str]:
    """Return the platforms named in QT_QPA_PLATFORM; Qt uses the first that works."""
    return [name for word in os.environ.get("QT_QPA_PLATFORM", "").split(";") if (name := word.partition(":")[0])]


def check_xcb_plugin(plugins: Path) -> None:
    """Check that Qt's X11 plug-in can be loaded.

    Args:
        plugins: Qt's folder of plug-ins.

    Raises:
        ConfigError: a system library is missing; Qt would abort the process.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "")
    library = plugins / "platforms" / "libqxcb.so"
    if not platform.startswith("xcb") or not library.exists():
        return
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        raise _cannot_open(error) from error


@contextmanager
def importing_qt() -> Iterator[None]:
    """Turn a failed import of Qt into a sentence.

    Raises:
        ConfigError: PySide6 or a library that it needs is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"PySide6", "shiboken6"}:
            raise
        raise ConfigError(_("The window needs PySide6, which is not installed."), _(_INSTALL_HINT)) from error
    except ImportError as error:
        raise _cannot_open(error) from error


def _cannot_open(error: Exception) -> ConfigError:
    library = missing_library(error)
    if library:
        message = _("The window cannot open, because {library} is missing.").format(library=library)
    else:
        message = _("The window cannot open, because a system library is missing.")
    return ConfigError(message, advice_to_install())
