"""Detects CPU and GPU features without importing torch."""

import ctypes
import json
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bisenet.inference import cuda_driver

_CPU_THREADS = 2
_DRIVER_SECONDS = 20.0
_CPU_INFO = Path("/proc/cpuinfo")
# What Linux calls them: x86's products of bytes in registers of 256 bits, ARM's UDOT and SDOT.
_BYTE_PRODUCTS = {"avx2", "asimddp"}
_BFLOAT16_PRODUCTS = {"avx512_bf16", "amx_bf16"}
# PF_AVX2_INSTRUCTIONS_AVAILABLE and PF_ARM_V82_DP_INSTRUCTIONS_AVAILABLE of winnt.h.
_WINDOWS_BYTE_PRODUCTS = (40, 43)
_MACOS_BYTE_PRODUCTS = (b"hw.optional.avx2_0", b"hw.optional.arm.FEAT_DotProd")


@dataclass(frozen=True)
class Gpu:
    """The first GPU, as NVIDIA's driver describes it.

    Attributes:
        name: of the card.
        capability: its compute capability, major and minor.
        cuda: the newest version of CUDA that the driver runs, major and minor.
        driver: version of the driver; "" if unknown.
    """

    name: str
    capability: tuple[int, int]
    cuda: tuple[int, int]
    driver: str


@cache
def find_gpu() -> Gpu | None:
    """Return the GPU that NVIDIA's driver counts first; None without a driver or a device. Asked once a process."""
    try:
        # Loading the library starts nothing; where it is missing there is nothing to ask.
        ctypes.CDLL(cuda_driver.DRIVER)
    except OSError:
        return None
    # Only where there is something to ask, so that a start without a GPU does not wait for it.
    import subprocess

    command = (sys.executable, "-I", "-S", cuda_driver.__file__)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DRIVER_SECONDS, check=False)
        # Some drivers print lines of their own.
        found = json.loads(done.stdout.strip().splitlines()[-1])
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired):
        return None
    match found:
        case {"name": str(name), "capability": [int(a), int(b)], "cuda": [int(c), int(d)], "driver": str(driver)}:
            return Gpu(name, (a, b), (c, d), driver)
    return None


def has_cuda_driver() -> bool:
    """Say whether NVIDIA's driver is loaded and counts at least one device."""
    return find_gpu() is not None


def available_cores() -> int:
    """Return how many cores this process may run on, which may be less than the machine has."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def has_fast_int8() -> bool:
    """Say whether an int8 graph runs faster here than its float form; False if unknown.

    That is so on x86 with AVX2 and on ARM with dot products.
    """
    if sys.platform == "win32":
        return any(ctypes.windll.kernel32.IsProcessorFeaturePresent(feature) for feature in _WINDOWS_BYTE_PRODUCTS)
    if sys.platform == "darwin":
        return any(map(_macos_has, _MACOS_BYTE_PRODUCTS))
    return bool(_BYTE_PRODUCTS & _instructions())


def _macos_has(name: bytes) -> bool:
    value, size = ctypes.c_int(0), ctypes.c_size_t(ctypes.sizeof(ctypes.c_int))
    failed = ctypes.CDLL(None).sysctlbyname(name, ctypes.byref(value), ctypes.byref(size), None, 0)
    return failed == 0 and value.value == 1


def has_bfloat16_products() -> bool:
    """Say whether an x86 processor multiplies bfloat16 in one instruction; False if unknown."""
    return bool(_BFLOAT16_PRODUCTS & _instructions())


def _instructions() -> set[str]:
    """Return what Linux says that any core can do; nothing on other systems."""
    try:
        lines = _CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    flags = (line.partition(":")[2].split() for line in lines if line.startswith(("flags", "Features")))
    return {word for words in flags for word in words}


def default_threads() -> int:
    """Return how many CPU threads a segmenter takes by default: two, or one where there is only one core for it."""
    return min(_CPU_THREADS, available_cores())
