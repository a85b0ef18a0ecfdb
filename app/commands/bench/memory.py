"""What the process holds in memory, as far as the system tells."""

import os
import re
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")
_STATUS = Path("/proc/self/status")


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
    """Return what the process holds that belongs to no file, MiB; None where the system does not tell.

    Pages of libraries and files come and go with the system's cache, and with who else uses them.
    """
    if not _STATUS.is_file():
        return None
    found = re.search(r"^RssAnon:\s+(\d+) kB$", _STATUS.read_text(encoding="utf-8"), re.MULTILINE)
    return None if found is None else round(int(found[1]) / 2**10, 3)
