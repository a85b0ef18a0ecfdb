"""The systemd user service that `install-desktop` writes, while it runs."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from app.desktop.install import SERVICE, service_path

_PATIENCE = 30.0


def stop_service() -> bool:
    """Stop and disable the service before its unit is removed.

    Returns:
        Whether it no longer runs: systemd said so, there is no systemd, it has no such unit, or its unit is another
        file, of another folder for data.
    """
    if not service_path().exists() or shutil.which("systemctl") is None:
        return True
    unit = _systemctl("show", "--property=FragmentPath", "--value", SERVICE)
    if unit is None:
        return False
    path = unit.strip()
    if not path or Path(path).resolve() != service_path().resolve():
        return True
    return _systemctl("disable", "--now", SERVICE) is not None


def forget_unit() -> None:
    """Have systemd notice that the unit is gone."""
    if shutil.which("systemctl") is not None:
        _systemctl("daemon-reload")


def _systemctl(*words: str) -> str | None:
    """Return what systemctl prints, None where it fails."""
    with suppress(OSError, subprocess.TimeoutExpired):
        command = ["systemctl", "--user", *words]
        done = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE)
        return os.fsdecode(done.stdout) if done.returncode == 0 else None
    return None
