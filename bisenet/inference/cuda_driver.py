"""Prints facts about NVIDIA's driver and the first GPU as one line of JSON; `null` if there is no GPU.

`bisenet.inference.hardware` runs it as a script in a process of its own: a process that initialises the driver keeps
the second GPU of a laptop awake until it ends. It imports the standard library alone, so that it starts fast.
"""

import ctypes
import json
import sys
from typing import Any

_IS_WINDOWS = sys.platform == "win32"
DRIVER = "nvcuda.dll" if _IS_WINDOWS else "libcuda.so.1"
_MANAGEMENT = "nvml.dll" if _IS_WINDOWS else "libnvidia-ml.so.1"
# CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR of cuda.h.
_CAPABILITY = (75, 76)
_LONGEST_NAME = 96


def survey() -> dict[str, Any] | None:
    """Return the driver's facts as JSON values: `name`, `capability`, `cuda` (the newest it runs) and `driver`."""
    try:
        cuda = ctypes.CDLL(DRIVER)
    except OSError:
        return None
    count, version = ctypes.c_int(0), ctypes.c_int(0)
    if cuda.cuInit(0) != 0 or cuda.cuDeviceGetCount(ctypes.byref(count)) != 0 or count.value < 1:
        return None
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    cuda.cuDeviceGetName(name, _LONGEST_NAME, 0)
    capability = []
    for attribute in _CAPABILITY:
        value = ctypes.c_int(0)
        cuda.cuDeviceGetAttribute(ctypes.byref(value), attribute, 0)
        capability.append(value.value)
    cuda.cuDriverGetVersion(ctypes.byref(version))
    return {
        "name": name.value.decode(errors="replace"),
        "capability": capability,
        "cuda": [version.value // 1000, version.value % 1000 // 10],
        "driver": driver_version(),
    }


def driver_version() -> str:
    """Return the version that NVIDIA gives its driver, "570.86.15"; "" if unknown."""
    try:
        management = ctypes.CDLL(_MANAGEMENT)
    except OSError:
        return ""
    text = ctypes.create_string_buffer(_LONGEST_NAME)
    if management.nvmlInit_v2() != 0 or management.nvmlSystemGetDriverVersion(text, _LONGEST_NAME) != 0:
        return ""
    return text.value.decode(errors="replace")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(survey()))
