"""Check of the kernel module v4l2loopback: installed, allowed by Secure Boot, loaded, and loaded at boot."""

import subprocess

from app.devices.linux.loopback import LOAD, PERSIST
from app.devices.linux.system import SystemFiles
from app.doctor.findings import Finding, Level

CHECK = "kernel module"
_WHY = "Without it there is no virtual camera, so Zoom, Teams, Chrome and Firefox cannot choose bisenet-bg."
_TOLD = ("max_buffers", "video_nr", "exclusive_caps")


def check_module(files: SystemFiles) -> list[Finding]:
    """Check v4l2loopback."""
    if files.is_loaded():
        return [_loaded(files), *_secure_boot(files), _after_restart(files)]
    kernels = files.kernels_with_module()
    if files.release in kernels:
        return [_not_loaded(files)]
    return [_not_installed(files, kernels)]


def _loaded(files: SystemFiles) -> Finding:
    version = files.module_version()
    options = [f"{name}={_short(value)}" for name in _TOLD if (value := files.module_parameter(name))]
    name = f"v4l2loopback {version}".rstrip()
    return Finding(CHECK, Level.OK, f"{name} is loaded" + (f" ({', '.join(options)})." if options else "."))


def _short(value: str) -> str:
    """Return "10,11" for "10,11,-1,-1": the kernel pads the list to the maximum number of devices."""
    words = value.split(",")
    while len(words) > 1 and words[-1] in ("-1", "N"):
        words.pop()
    return ",".join(words)


def _secure_boot(files: SystemFiles) -> list[Finding]:
    if not files.secure_boot():
        return []
    return [Finding(CHECK, Level.OK, "Secure Boot is on, and the kernel accepted the module.")]


def _not_loaded(files: SystemFiles) -> Finding:
    if not files.secure_boot():
        return Finding(CHECK, Level.PROBLEM, "v4l2loopback is installed but not loaded.", _WHY, (LOAD,))
    enroll = _enroll(files)
    if not module_signer():
        what = "v4l2loopback is not loaded, and cannot be: Secure Boot is on and the module is not signed."
        return Finding(CHECK, Level.PROBLEM, what, _WHY, (*enroll, *files.distribution().rebuild, LOAD))
    what = "v4l2loopback is installed and signed but not loaded, and Secure Boot is on."
    key = 'If that answers "Key was rejected by service", the firmware does not know the key yet:'
    return Finding(CHECK, Level.PROBLEM, what, _WHY, (LOAD, key, *enroll, LOAD))


def _enroll(files: SystemFiles) -> tuple[str, ...]:
    family = files.distribution()
    present = [key for key in family.keys if (files.root / key).is_file()]
    make = () if present else (family.make_key,)
    restart = 'Restart the computer, choose "Enroll MOK" in the blue menu and type the password that you gave.'
    return (*make, f"sudo mokutil --import /{(present or list(family.keys))[0]}", restart)


def module_signer() -> str:
    """Return the signer of the installed module, "" if it is not signed."""
    try:
        done = subprocess.run(["modinfo", "-F", "signer", "v4l2loopback"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


def _not_installed(files: SystemFiles, kernels: list[str]) -> Finding:
    family = files.distribution()
    if not files.has_modules():
        what = f"The running kernel {files.release} has no modules on this disk, so v4l2loopback cannot be loaded."
        restart = "Restart the computer, if its kernel was updated since the last start."
        host = "In a container, and where the kernel is not the system's own, load v4l2loopback on the host:"
        return Finding(CHECK, Level.PROBLEM, what, _WHY, (restart, host, *family.install, LOAD))
    if kernels:
        what = f"v4l2loopback is installed for the kernel {kernels[-1]}, but {files.release} is running."
        return Finding(CHECK, Level.PROBLEM, what, _WHY, (*family.rebuild, LOAD))
    return Finding(CHECK, Level.PROBLEM, "v4l2loopback is not installed.", _WHY, (*family.install, LOAD))


def _after_restart(files: SystemFiles) -> Finding:
    if not files.loads_module_at_start():
        what, why = (
            "v4l2loopback will not be loaded at the next start of the computer.",
            "There will be no virtual camera then.",
        )
        return Finding(CHECK, Level.NOTE, what, why, PERSIST)
    if "exclusive_caps=1" not in files.module_options_at_start():
        what = "v4l2loopback will be loaded at the next start of the computer, but without exclusive_caps=1."
        why = "Chrome and apps based on it (Edge, Teams, Slack, Discord) will then not list the virtual camera."
        return Finding(CHECK, Level.WARNING, what, why, PERSIST[1:])
    return Finding(CHECK, Level.OK, "It will be loaded with exclusive_caps=1 at the next start of the computer too.")
