"""All checks in order, whatever becomes of one of them."""

import sys
from collections.abc import Callable, Iterable, Iterator

from app.config import AppConfig
from app.devices.linux.system import Machine
from app.doctor import cameras, gpu, kernel_module, obs, permissions, virtual_cameras, window
from app.doctor import inference as processor
from app.doctor.findings import Finding, Level

# An emulated machine takes long to answer; where all is well nobody waits.
_SECONDS = 20.0
_Check = tuple[str, Callable[[], Iterable[Finding]]]


def examine(machine: Machine | None = None, model: str | None = None) -> Iterator[Finding]:
    """Yield what is found, as soon as it is.

    Args:
        machine: to examine; None for this one.
        model: to look at beside the installed ones, its name or folder.
    """
    for area, check in _checks(machine or Machine(), model):
        try:
            yield from check()
        except Exception as error:
            # A doctor that dies of one finding tells none of the others.
            what = f"This could not be examined ({type(error).__name__}: {error})."
            yield Finding(area, Level.WARNING, what, "It may work all the same.")


def _checks(machine: Machine, model: str | None) -> list[_Check]:
    system = _linux(machine) if sys.platform.startswith("linux") else [(obs.CHECK, lambda: obs.check_obs(machine))]
    return [
        (cameras.CHECK, lambda: cameras.check_cameras(machine, AppConfig.size, AppConfig.fps, _SECONDS)),
        *system,
        (gpu.PROCESSOR, lambda: processor.check_processor(machine)),
        (processor.WEIGHTS, processor.check_weights),
        (processor.WEIGHTS, lambda: processor.check_model(model) if model else []),
        (window.CHECK, window.check_window),
    ]


def _linux(machine: Machine) -> list[_Check]:
    return [
        (permissions.CHECK, lambda: permissions.check_permissions(machine)),
        (kernel_module.CHECK, lambda: kernel_module.check_module(machine)),
        (
            virtual_cameras.CHECK,
            lambda: virtual_cameras.check_virtual_cameras(machine, AppConfig.size, _SECONDS),
        ),
    ]
