"""System libraries that packages from PyPI need but do not contain, such as OpenGL for OpenCV and Qt."""

import re

from bisenet.language import _

# On a bare Debian or Ubuntu these and what they depend on are all that OpenCV and a window need.
_PACKAGES = (
    "libegl1 libgl1 libglib2.0-0 libfontconfig1 libdbus-1-3"
    " libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)
_LOADER_ERROR = re.compile(r"([^\s/:]+\.so[\d.]*): ")
# PyTorch brings these itself; where one cannot be loaded, its installation is damaged.
_OF_PYTORCH = ("libc10", "libcu", "libnv", "libtorch")


def missing_library(error: Exception) -> str:
    """Name the system library that a loader error begins with, for instance "libEGL.so.1"; "" if it names none."""
    found = _LOADER_ERROR.match(str(error))
    return found[1] if found else ""


def advice_to_install() -> str:
    """Return a sentence that says how to install all system libraries."""
    return _("On Debian or Ubuntu install what is missing with `sudo apt install {packages}`.").format(
        packages=_PACKAGES
    )


def why_it_cannot_start(error: ImportError) -> str:
    """Return what is missing and how to install it; "" where it is no system library."""
    library = missing_library(error)
    if not library.startswith("lib") or library.startswith(_OF_PYTORCH):
        return ""
    message = _("The program cannot start, because {library} is missing.").format(library=library)
    return f"{message} {advice_to_install()}"
