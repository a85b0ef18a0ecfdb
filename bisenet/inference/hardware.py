"""What the machine has, found without importing torch."""

import ctypes
import os
import sys

_CPU_THREADS = 2


def has_cuda_driver() -> bool:
    """Say whether NVIDIA's driver is loaded and counts at least one device."""
    name = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
    try:
        driver = ctypes.CDLL(name)
    except OSError:
        return False
    count = ctypes.c_int(0)
    return driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0 and count.value > 0


def available_cores() -> int:
    """Return how many cores this process may run on, which may be less than the machine has."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_threads() -> int:
    """Return how many CPU threads a segmenter takes by default: two, or one where there is only one core for it."""
    return min(_CPU_THREADS, available_cores())
