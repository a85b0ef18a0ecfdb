"""Steps missing for a virtual camera on this computer; examining them changes nothing."""

import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.core.advice import Steps
from app.core.errors import DeviceError
from app.devices.advice import LABEL, install_steps, load_steps
from app.devices.linux import loopback, v4l2
from app.devices.linux.pipewire.connection import has_pipewire
from app.devices.linux.system import SystemFiles
from app.devices.opencv_cameras import virtual_cameras

_OBS_PROGRAM = {"win32": "Program Files/obs-studio", "darwin": "Applications/OBS.app"}


class Stage(Enum):
    """State of v4l2loopback or OBS Studio on this computer."""

    ABSENT = "absent"
    OTHER_KERNEL = "other kernel"
    NO_MODULES = "no modules"
    INSTALLED = "installed"
    LOADED = "loaded"


@dataclass(frozen=True)
class Readiness:
    """State of the virtual camera on this computer.

    Attributes:
        system: as `sys.platform`.
        stage: of the software for virtual cameras; outside Linux it counts as loaded once the system lists its camera.
        label: name of the available virtual camera in meeting apps; empty for none.
        in_browsers: whether browsers list it too.
        lasts: whether it still exists after a restart of the computer.
        trouble: why none can be used although the software is loaded; its steps are the fix.
        install, load: the steps on this Linux computer, from `app.devices.advice`.
        pipewire: whether PipeWire takes a virtual camera too, which only some programs list.
    """

    system: str
    stage: Stage
    label: str = ""
    in_browsers: bool = True
    lasts: bool = True
    trouble: DeviceError | None = None
    install: Steps = ()
    load: Steps = ()
    pipewire: bool = False


def virtual_camera_readiness(files: SystemFiles | None = None) -> Readiness:
    """Examine the virtual camera and its software."""
    files = files or SystemFiles()
    if sys.platform.startswith("linux"):
        return _linux(files)
    label = next(iter(virtual_cameras()), "")
    if label:
        return Readiness(sys.platform, Stage.LOADED, label)
    return Readiness(sys.platform, Stage.INSTALLED if has_obs(files.root) else Stage.ABSENT)


def has_obs(root: Path) -> bool:
    """Say whether OBS Studio is installed under `root`, on Windows or macOS."""
    return sys.platform in _OBS_PROGRAM and (root / _OBS_PROGRAM[sys.platform]).is_dir()


def _linux(files: SystemFiles) -> Readiness:
    found = [node for node in v4l2.nodes() if node.loopback]
    free = sorted(filter(loopback.is_free, found), key=lambda node: node.name != LABEL)
    return Readiness(
        "linux",
        Stage.LOADED if found else _stage(files),
        free[0].name if free else "",
        # With exclusive_caps=0 a node offers both directions, and browsers do not list it.
        not free or not (free[0].capture and free[0].output),
        "exclusive_caps=1" in files.module_options_at_start() and files.loads_module_at_start(),
        None if free else _trouble(found),
        install_steps(files),
        load_steps(files),
        has_pipewire(),
    )


def _trouble(found: list[v4l2.Node]) -> DeviceError | None:
    return loopback.unusable(found[0]) if found else v4l2.forbidden()


def _stage(files: SystemFiles) -> Stage:
    if files.is_loaded():
        return Stage.LOADED
    kernels = files.kernels_with_module()
    if files.release in kernels:
        return Stage.INSTALLED
    if not files.has_modules():
        return Stage.NO_MODULES
    return Stage.OTHER_KERNEL if kernels else Stage.ABSENT
