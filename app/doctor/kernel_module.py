"""Check of the kernel module v4l2loopback: installed, allowed by Secure Boot, loaded, and loaded at boot."""

from dataclasses import replace

from app.devices import advice
from app.devices.advice import (
    NO_VIRTUAL_CAMERA,
    NOT_IN_CHROME,
    ONLY_PIPEWIRE,
    PERSIST,
    SEE_PIPEWIRE,
    load_steps,
    setup_steps,
)
from app.devices.linux.system import SystemFiles
from app.findings.model import Finding, Level
from app.language import _

CHECK = "kernel module"
_SHOWN_OPTIONS = ("max_buffers", "video_nr", "exclusive_caps")


def check_module(files: SystemFiles, has_pipewire: bool = False) -> list[Finding]:
    """Check v4l2loopback.

    Args:
        files: of the computer.
        has_pipewire: whether there is a virtual camera without it, which only some programs list.
    """
    if files.is_loaded():
        return [_loaded(files), *_secure_boot(files), _after_restart(files)]
    kernels = files.kernels_with_module()
    missing = _not_loaded(files) if files.release in kernels else _not_installed(files, kernels)
    return [
        replace(missing, level=Level.WARNING, why=f"{_(ONLY_PIPEWIRE)} {_(SEE_PIPEWIRE)}") if has_pipewire else missing
    ]


def _loaded(files: SystemFiles) -> Finding:
    version = files.module_version()
    options = [f"{name}={_short(value)}" for name in _SHOWN_OPTIONS if (value := files.module_parameter(name))]
    name = f"v4l2loopback {version}".rstrip()
    what = _("{module} is loaded ({options}).") if options else _("{module} is loaded.")
    return Finding(CHECK, Level.OK, what.format(module=name, options=", ".join(options)))


def _short(value: str) -> str:
    """Return "10,11" for "10,11,-1,-1": the kernel pads the list to the maximum number of devices."""
    words = value.split(",")
    while len(words) > 1 and words[-1] in ("-1", "N"):
        words.pop()
    return ",".join(words)


def _secure_boot(files: SystemFiles) -> list[Finding]:
    if not files.secure_boot():
        return []
    return [Finding(CHECK, Level.OK, _("Secure Boot is on, and the kernel accepted the module."))]


def _not_loaded(files: SystemFiles) -> Finding:
    if not files.secure_boot():
        what = _("v4l2loopback is installed but not loaded.")
    elif advice.module_signer():
        what = _("v4l2loopback is installed and signed but not loaded, and Secure Boot is on.")
    else:
        what = _("v4l2loopback is not loaded, and cannot be: Secure Boot is on and the module is not signed.")
    return Finding(CHECK, Level.PROBLEM, what, _(NO_VIRTUAL_CAMERA), load_steps(files))


def _not_installed(files: SystemFiles, kernels: list[str]) -> Finding:
    if not files.has_modules():
        what = _("The running kernel {release} has no modules on this disk, so v4l2loopback cannot be loaded.").format(
            release=files.release
        )
    elif kernels:
        what = _("v4l2loopback is installed for the kernel {installed}, but {running} is running.").format(
            installed=kernels[-1], running=files.release
        )
    else:
        what = _("v4l2loopback is not installed.")
    return Finding(CHECK, Level.PROBLEM, what, _(NO_VIRTUAL_CAMERA), setup_steps(files))


def _after_restart(files: SystemFiles) -> Finding:
    if not files.loads_module_at_start():
        what = _("v4l2loopback will not be loaded at the next start of the computer.")
        why = _("There will be no virtual camera then.")
        return Finding(CHECK, Level.NOTE, what, why, PERSIST)
    if "exclusive_caps=1" not in files.module_options_at_start():
        what = _("v4l2loopback will be loaded at the next start of the computer, but without exclusive_caps=1.")
        return Finding(CHECK, Level.WARNING, what, _(NOT_IN_CHROME), PERSIST[1:])
    what = _("It will be loaded with exclusive_caps=1 at the next start of the computer too.")
    return Finding(CHECK, Level.OK, what)
