"""How a desktop starts this very program, whatever it was installed with."""

import os
import sys
import sysconfig
from pathlib import Path

from app.desktop.identity import NAME


def program_command() -> tuple[str, ...]:
    """Return the words that start the program from any folder; the first is an absolute path.

    An AppImage is started by its own file, since the folder it is mounted at exists only while it runs.
    """
    if getattr(sys, "frozen", False):
        image = os.environ.get("APPIMAGE", "")
        # A program that another AppImage started inherits that variable too.
        is_ours = Path(sys.executable).is_relative_to(os.environ.get("APPDIR") or "/nowhere")
        return (image if image and is_ours else sys.executable,)
    # Of pipx and uv this is the link outside the environment, which stays when the environment is made again.
    for script in (Path(sys.argv[0]), Path(sysconfig.get_path("scripts")) / NAME):
        if script.name == NAME and script.is_file():
            return (str(script.absolute()),)
    return (sys.executable, "-P", "-m", "app")
