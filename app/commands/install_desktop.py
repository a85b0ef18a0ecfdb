"""`bisenet-bg install-desktop`: adds the program to the user's desktop, or removes it from there."""

import sys
from collections.abc import Mapping
from pathlib import Path

from app.core.errors import ConfigError
from app.desktop.identity import NAME
from app.desktop.install import COMPLETIONS, SERVICE, data_home, install, remove
from app.desktop.program import program_command
from app.terminal import wrapped

_IN_FLATPAK = Path("/.flatpak-info")


def run_install_desktop(texts: Mapping[str, str], *, autostart: bool, removing: bool) -> int:
    """Write or remove the files, print which ones and how to go back; return 0.

    Args:
        texts: man page and completions by their paths below the folder for data.
        autostart: start the program when the user logs in.
        removing: remove the files.

    Raises:
        ConfigError: this system's desktop takes no such files.
    """
    if sys.platform != "linux":
        raise ConfigError("`install-desktop` is for desktops of Linux.", "Here, pin the program to its bar or dock.")
    # The Flatpak's own build writes below /app.
    if _IN_FLATPAK.exists() and not data_home().is_relative_to("/app"):
        raise ConfigError("The Flatpak is in the menu already.", "`flatpak uninstall` removes it.")
    if removing:
        found = remove()
        print("Removed:" if found else "There was nothing to remove.", *(f"  {path}" for path in found), sep="\n")
        return 0
    written = install(program_command(), texts, autostart=autostart)
    zsh = (data_home() / COMPLETIONS["zsh"]).parent
    print("Wrote:", *(f"  {path}" for path in written), sep="\n")
    for line in (
        f"{NAME} is now in the menu of your desktop; a desktop that is running may show it only after the next login.",
        "It starts minimised when you log in." if autostart else "To start it when you log in, add `--autostart`.",
        f"To run it without a window, with the webcam off until a program needs it: "
        f"`systemctl --user enable --now {SERVICE}`",
        f"bash and fish find the completions on their own; for zsh, add `fpath+=({zsh})` above `compinit` in ~/.zshrc.",
        f"`{NAME} install-desktop --remove` removes these files again.",
    ):
        print(wrapped(line))
    return 0
