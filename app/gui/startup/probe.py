"""Checks whether Qt starts: `python -m app.gui.startup.probe` opens it as the window does, but shows no window.

Prints the name of the platform and exits with 0, or prints what is missing and how to fix it, a line each, and exits
with `REFUSED`; if Qt aborts, so does the process.
"""

import sys
from pathlib import Path

from app.core.errors import ConfigError
from app.gui.startup.qt_environment import (
    check_display,
    check_platform,
    check_xcb_plugin,
    importing_qt,
    remove_cv2_settings,
)

REFUSED = 2


def main() -> int:
    """Start Qt and return the exit status."""
    try:
        check_display()
        remove_cv2_settings()
        with importing_qt():
            from PySide6.QtCore import QLibraryInfo
            from PySide6.QtWidgets import QApplication
        plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
        check_platform(plugins)
        check_xcb_plugin(plugins)
        application = QApplication(["bisenet-bg"])
        sys.stdout.write(f"{application.platformName()}\n")
    except ConfigError as error:
        sys.stdout.write(f"{error.args[0]}\n{error.hint}\n")
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
