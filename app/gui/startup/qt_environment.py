"""What has to be right around Qt before it starts: environment variables and system libraries."""

import ctypes
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.core.errors import ConfigError
from app.gui.startup.display import answers

PLUGIN_PATH = "QT_QPA_PLATFORM_PLUGIN_PATH"
_LEAKING = (PLUGIN_PATH, "QT_QPA_FONTDIR")
# What names the display that a platform connects to.
_DISPLAYS = {"xcb": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
_PACKAGES = "libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
_LIBRARY_HINT = f"On Debian or Ubuntu install what Qt needs with `sudo apt install {_PACKAGES}`."
_INSTALL_HINT = "Install it with `pip install PySide6-Essentials`."
_DISPLAY_HINT = "Run it on a desktop, or use `bisenet-bg --headless --virtual-camera`, which needs no window."


def remove_cv2_settings() -> None:
    """Take out of the environment what importing cv2 put there for the Qt inside OpenCV's own package.

    Those plug-ins belong to another Qt and would end this one. A value that the user set stays.
    """
    spec = importlib.util.find_spec("cv2")
    if spec is None or spec.origin is None:
        return
    package = Path(spec.origin).resolve().parent
    for name in _LEAKING:
        value = os.environ.get(name)
        if value and Path(value).resolve().is_relative_to(package):
            del os.environ[name]


def check_display() -> None:
    """Make sure that there is a screen to show a window on.

    Raises:
        ConfigError: there is none, or it does not answer; Qt would abort the whole process.
    """
    if not sys.platform.startswith("linux"):
        return
    named = {name: os.environ.get(variable, "") for name, variable in _DISPLAYS.items()}
    platforms = _chosen_platforms() or [name for name, display in named.items() if display]
    if any(map(answers, platforms)):
        return
    missing = {name.partition("-")[0] for name in platforms}
    displays = " and ".join(display for name, display in named.items() if display and name in missing)
    if displays:
        raise ConfigError(f"The display {displays} does not answer.", _DISPLAY_HINT)
    raise ConfigError("There is no display to open a window on.", _DISPLAY_HINT)


def check_platform(plugins: Path) -> None:
    """Make sure that Qt has the platform that the user chose for it.

    Args:
        plugins: Qt's folder of plug-ins.

    Raises:
        ConfigError: it has not; Qt would abort the whole process.
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
        hint = f"Unset QT_QPA_PLATFORM, or use one of: {', '.join(offered)}."
        raise ConfigError(f"Qt has no platform {' or '.join(chosen)}.", hint)


def _chosen_platforms() -> list[str]:
    """Return the names in QT_QPA_PLATFORM, of which Qt takes the first that works."""
    return [name for word in os.environ.get("QT_QPA_PLATFORM", "").split(";") if (name := word.partition(":")[0])]


def check_xcb_plugin(plugins: Path) -> None:
    """Make sure that Qt's X11 plug-in can be loaded.

    Args:
        plugins: Qt's folder of plug-ins.

    Raises:
        ConfigError: a system library is missing; Qt would abort the whole process.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "")
    library = plugins / "platforms" / "libqxcb.so"
    if not platform.startswith("xcb") or not library.exists():
        return
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        raise ConfigError(
            f"The window cannot open, because {missing_library(error)} is missing.", _LIBRARY_HINT
        ) from error


@contextmanager
def importing_qt() -> Iterator[None]:
    """Say in a sentence why an import of Qt failed.

    Raises:
        ConfigError: PySide6 or a library that it needs is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"PySide6", "shiboken6"}:
            raise
        raise ConfigError("The window needs PySide6, which is not installed.", _INSTALL_HINT) from error
    except ImportError as error:
        message = f"The window cannot open, because {missing_library(error)} is missing."
        raise ConfigError(message, _LIBRARY_HINT) from error


def missing_library(error: Exception) -> str:
    """Name the system library that a loader error complains about, for instance "libEGL.so.1"."""
    name = str(error).partition(":")[0]
    return name if ".so" in name else "a system library"
