"""What has to be right around Qt before it starts: environment variables and system libraries."""

import ctypes
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import ConfigError

PLUGIN_PATH = "QT_QPA_PLATFORM_PLUGIN_PATH"
_LEAKING = (PLUGIN_PATH, "QT_QPA_FONTDIR")
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
        ConfigError: there is none; Qt would abort the whole process.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise ConfigError("There is no display to open a window on.", _DISPLAY_HINT)


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
