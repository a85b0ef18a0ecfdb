"""`bisenet-bg install-desktop`: adds the program to the user's desktop, or removes it from there."""

import sys
from collections.abc import Mapping
from pathlib import Path

from app.core.errors import BisenetBgError, ConfigError
from app.desktop.identity import NAME
from app.desktop.install import COMPLETIONS, SERVICE, autostart_path, data_home, install, remove
from app.desktop.program import program_command
from app.desktop.service import forget_unit, stop_service
from app.language import _
from app.terminal import wrapped

_IN_FLATPAK = Path("/.flatpak-info")


def run_install_desktop(texts: Mapping[str, str], *, autostart: bool | None, removing: bool) -> int:
    """Write or remove the files, print which ones and how to go back; return 0.

    Args:
        texts: man page and completions by their paths below the folder for data.
        autostart: start the program when the user logs in, or no longer; None leaves that as it is.
        removing: remove the files.

    Raises:
        ConfigError: this system's desktop takes no such files.
        BisenetBgError: some files cannot be removed; all others are.
    """
    if sys.platform != "linux":
        raise ConfigError(
            _("`install-desktop` is for desktops of Linux."), _("Here, pin the program to its bar or dock.")
        )
    # The Flatpak's own build writes below /app.
    if _IN_FLATPAK.exists() and not data_home().is_relative_to("/app"):
        raise ConfigError(_("The Flatpak is in the menu already."), _("`flatpak uninstall` removes it."))
    if removing:
        is_stopped = stop_service()
        removed, failed = remove()
        forget_unit()
        if removed or not failed:
            heading = _("Removed:") if removed else _("There was nothing to remove.")
            print(heading, *(f"  {path}" for path in removed), sep="\n")
        if not is_stopped:
            print(
                wrapped(
                    _("The service may still run; this ends it: `systemctl --user stop {service}`").format(
                        service=SERVICE
                    )
                )
            )
        if failed:
            files = ", ".join(f"{path} ({reason})" for path, reason in failed.items())
            raise BisenetBgError(_("These files cannot be removed: {files}.").format(files=files))
        return 0
    ended = autostart is False and autostart_path().exists()
    written = install(program_command(), texts, autostart=autostart)
    zsh = (data_home() / COMPLETIONS["zsh"]).parent
    print(_("Wrote:"), *(f"  {path}" for path in written), sep="\n")
    if ended:
        print(_("Removed:"), f"  {autostart_path()}", sep="\n")
    for line in (
        _(
            "{name} is now in the menu of your desktop; a desktop that is running may show it only "
            "after the next login."
        ).format(name=NAME),
        _("It starts minimised when you log in.")
        if autostart_path() in written
        else _("To start it when you log in, add `--autostart`."),
        _(
            "To run it without a window, with the webcam off until a program needs it: `systemctl "
            "--user enable --now {service}`"
        ).format(service=SERVICE),
        _(
            "bash and fish find the completions on their own; for zsh, add `fpath+=({zsh})` above "
            "`compinit` in ~/.zshrc."
        ).format(zsh=zsh),
        _("`{name} install-desktop --remove` removes these files again.").format(name=NAME),
    ):
        print(wrapped(line))
    return 0
