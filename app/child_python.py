"""Commands for child processes that run this program's own modules with this very Python."""

import sys


def module_command(module: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs a module of an installed package.

    `-P` keeps the working folder off the import path: a folder of the user may hold another `app` or `cv2.py`.
    """
    return (sys.executable, "-P", "-m", module, *arguments)
