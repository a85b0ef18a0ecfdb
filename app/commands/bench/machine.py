"""Facts about the machine: processor, versions, usable cores, and the memory of this process."""

import os
import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from app.core.errors import ConfigError
from app.language import _, ngettext
from bisenet.inference.hardware import available_cores

_CPU_INFO = Path("/proc/cpuinfo")
_STATM = Path("/proc/self/statm")
_STATUS = Path("/proc/self/status")
_PACKAGES = ("numpy", "onnxruntime", "opencv-python", "torch", "mediapipe")


def describe_machine() -> dict[str, Any]:
    """Return processor, usable cores, load, system and library versions as JSON values.

    The load is the mean number of busy threads over the last minute, this process included; None where the system
    does not report it.
    """
    return {
        "cpu": cpu_name(),
        "cores": available_cores(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": f"{platform.system()} {platform.machine()}",
        "versions": {"python": platform.python_version(), **_versions()},
    }


def cpu_name() -> str:
    """Return the model name of the processor."""
    if _CPU_INFO.is_file():
        found = re.search(r"^model name\s*:\s*(.+)$", _CPU_INFO.read_text(encoding="utf-8"), re.MULTILINE)
        if found is not None:
            return found[1]
    return platform.processor() or platform.machine()


def pin(cores: int) -> None:
    """Pin this process, with all its threads and children, to `cores` of its cores.

    Raises:
        ConfigError: it has fewer, or the system cannot pin.
    """
    if sys.platform != "linux":
        raise ConfigError(_("A process can be pinned to cores on Linux only."), _("Leave out --cores."))
    allowed = sorted(os.sched_getaffinity(0))
    if cores > len(allowed):
        raise ConfigError(
            ngettext("There is not {cores} core here.", "There are not {cores} cores here.", cores).format(cores=cores),
            _("Give --cores {most} or less.").format(most=len(allowed)),
        )
    # The call affects one thread, and libraries have started some already.
    for thread in Path("/proc/self/task").iterdir():
        os.sched_setaffinity(int(thread.name), allowed[:cores])


def peak_memory() -> int | None:
    """Return the peak memory of the process, MiB; None where the system does not report it."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts KiB, macOS bytes.
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))


def resident_memory() -> float | None:
    """Return the resident memory of the process, MiB; None on systems other than Linux."""
    if not _STATM.is_file():
        return None
    pages = int(_STATM.read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def own_memory() -> float | None:
    """Return the resident memory of the process that is not backed by a file, MiB; None where it is not reported.

    Pages of libraries and files come and go with the system's cache, and with the other processes that use them.
    """
    if not _STATUS.is_file():
        return None
    found = re.search(r"^RssAnon:\s+(\d+) kB$", _STATUS.read_text(encoding="utf-8"), re.MULTILINE)
    return None if found is None else round(int(found[1]) / 2**10, 3)


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
