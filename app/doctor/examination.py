"""Runs all checks in order, even if one of them fails."""

import sys
from collections.abc import Callable, Iterable, Iterator

from app.config import AppConfig
from app.devices.linux.pipewire.connection import has_pipewire
from app.devices.linux.system import SystemFiles
from app.doctor import cameras, gpu, kernel_module, permissions, pipewire, virtual_cameras, window
from app.doctor import inference as processor
from app.findings.model import Finding, Level
from app.findings.protocol import Checking
from app.language import _
from app.system_errors import reason_of

# Enough for an emulated files; in normal operation nobody waits that long.
_SECONDS = 20.0
_Check = tuple[str, Callable[[], Iterable[Finding]]]


def examine(files: SystemFiles | None = None, model: str | None = None) -> Iterator[Checking | Finding]:
    """Yield each check when it begins, then its findings as soon as they are made.

    Args:
        files: of the computer; None for this one.
        model: to check besides the installed ones, name or folder.
    """
    checks = _checks(files or SystemFiles(), model)
    for done, (area, check) in enumerate(checks):
        yield Checking(area, done, len(checks))
        try:
            yield from check()
        except Exception as error:
            # One failing check must not hide the findings of the others.
            what = _("This could not be checked ({kind}: {error}).").format(
                kind=type(error).__name__, error=reason_of(error)
            )
            yield Finding(area, Level.WARNING, what, _("It may work nevertheless."))


def _checks(files: SystemFiles, model: str | None) -> list[_Check]:
    obs: list[_Check] = [(virtual_cameras.CHECK, lambda: virtual_cameras.check_obs(files))]
    system = _linux(files) if sys.platform.startswith("linux") else obs
    return [
        (cameras.CHECK, lambda: cameras.check_cameras(files, AppConfig.size, AppConfig.fps, _SECONDS)),
        *system,
        (gpu.PROCESSOR, lambda: processor.check_processor(files)),
        (processor.WEIGHTS, processor.check_weights),
        (processor.WEIGHTS, lambda: processor.check_model(model) if model else []),
        (window.CHECK, window.check_window),
    ]


def _linux(files: SystemFiles) -> list[_Check]:
    return [
        (permissions.CHECK, lambda: permissions.check_permissions(files)),
        (kernel_module.CHECK, lambda: kernel_module.check_module(files, has_pipewire())),
        (
            virtual_cameras.CHECK,
            lambda: virtual_cameras.check_virtual_cameras(files, AppConfig.size, _SECONDS),
        ),
        (pipewire.CHECK, lambda: pipewire.check_pipewire(AppConfig.size, _SECONDS)),
    ]
