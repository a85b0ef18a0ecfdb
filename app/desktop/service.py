"""The systemd user service that `install-desktop` writes, while it runs."""

import shutil
import subprocess
from contextlib import suppress

from app.desktop.install import SERVICE, service_path

_PATIENCE = 30.0


def stop_service() -> bool:
    """Stop and disable the service before its unit is removed.

    Returns:
        Whether it no longer runs: systemd said so, there is no systemd, or the unit was never written.
    """
    if not service_path().exists() or shutil.which("systemctl") is None:
        return True
    return _systemctl("disable", "--now", SERVICE)


def forget_unit() -> None:
    """Have systemd notice that the unit is gone."""
    if shutil.which("systemctl") is not None:
        _systemctl("daemon-reload")


def _systemctl(*words: str) -> bool:
    with suppress(OSError, subprocess.TimeoutExpired):
        command = ["systemctl", "--user", *words]
        done = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE)
        return done.returncode == 0
    return False
