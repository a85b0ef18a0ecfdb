"""What the process holds in memory, as far as the system tells."""

import os
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")
_SMAPS = Path("/proc/self/smaps_rollup")


def peak_memory() -> int | None:
    """Return the most that the process ever held, MiB; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts KiB, macOS bytes.
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))


def resident_memory() -> float | None:
    """Return what the process holds now, MiB; None where the system is not Linux."""
    if not _STATM.is_file():
        return None
    pages = int(_STATM.read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def own_memory() -> float | None:
    """Return what the process holds for itself alone, MiB; None where the system does not tell.

    Pages of files that others may share come and go with the system's cache and are not counted.
    """
    if not _SMAPS.is_file():
        return None
    lines = _SMAPS.read_text(encoding="ascii").splitlines()
    return round(sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 2**10, 3)
