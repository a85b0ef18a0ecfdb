"""Advice on webcams and virtual cameras: the only place for its commands, and for the sentences around them.

Errors, the welcome page, the doctor and `bisenet-bg devices` show these steps; README and manual repeat the commands.
The constants are English and translated where they are shown; the steps that functions return are translated.
"""

import subprocess
from pathlib import Path

from app.core.advice import ShellCommand, Steps, commands_of, translated
from app.devices.linux.system import SystemFiles
from app.language import N_, _

LABEL = "BiSeNet Background"
OBS_LABEL = "OBS Virtual Camera"
OPTIONS = f'video_nr=10 exclusive_caps=1 card_label="{LABEL}"'
LOAD = ShellCommand(f"sudo modprobe v4l2loopback {OPTIONS}")
UNLOAD = ShellCommand("sudo modprobe -r v4l2loopback")
# Loads the module at every boot.
PERSIST = (
    ShellCommand("echo v4l2loopback | sudo tee /etc/modules-load.d/v4l2loopback.conf"),
    ShellCommand(f"echo 'options v4l2loopback {OPTIONS}' | sudo tee /etc/modprobe.d/v4l2loopback.conf"),
)
RELOAD: Steps = (N_("Close every program that has a camera open, then reload v4l2loopback:"), UNLOAD, LOAD)
INSTALL = N_("Install v4l2loopback, which provides virtual cameras:")
REBUILD = N_("Rebuild v4l2loopback for the running kernel:")
LOAD_IT = N_("Load it:")
RESTART = N_("Restart the computer if its kernel has been updated since it was started.")
ON_THE_HOST = N_("In a container, and where the kernel is not the system's own, set up v4l2loopback on the host:")
GIVE_KEY = N_("Secure Boot accepts signed modules only. Give the firmware the key that signs yours:")
REFUSED_KEY = N_('If that answers "Key was rejected by service", the firmware does not know the key yet:')
ENROLL = N_('Restart the computer, choose "Enroll MOK" in the blue menu and type the password that you gave.')
CLOSE_IT = N_("Close that program and try again.")
LOG_IN_AGAIN = N_("Log out and in again, since a login keeps the groups it started with.")

# The PipeWire camera.
INSTALL_PIPEWIRE: Steps = (
    N_("Install PipeWire, which provides cameras to browsers without a kernel module:"),
    ShellCommand("sudo apt install pipewire wireplumber"),
)
START_PIPEWIRE: Steps = (
    N_("Start PipeWire, which provides cameras to browsers without a kernel module:"),
    ShellCommand("systemctl --user start pipewire wireplumber"),
)
PIPEWIRE_IS_READY = N_(
    "PipeWire provides a camera to Firefox, Chrome, Chromium and OBS Studio. Nothing needs installing."
)
FOR_OTHERS = N_("Zoom, Teams and other programs take v4l2loopback's camera only. To use those:")
SEE_PIPEWIRE = N_(
    "Firefox, Chrome, Chromium and OBS Studio can list the PipeWire camera; Zoom, Teams and others cannot."
)
ONLY_PIPEWIRE = N_("PipeWire provides a virtual camera without it.")
IN_FIREFOX = N_("Firefox: open about:config and set media.webrtc.camera.allow-pipewire to true.")
IN_CHROME = N_('Chrome, Chromium, Edge: open chrome://flags, enable "PipeWire Camera support" and restart the browser.')
FIREFOX_SEES_ONE = N_(
    "A Firefox that takes cameras from PipeWire may not list a device of v4l2loopback that was loaded with "
    "exclusive_caps=1; it lists the PipeWire camera."
)

# Webcams.
LOAD_WEBCAM = ShellCommand("sudo modprobe uvcvideo")
CAMERA_PRIVACY = {
    "darwin": N_("Allow the terminal to use the camera: System Settings > Privacy & Security > Camera."),
    "win32": N_("Allow desktop apps to use the camera: Settings > Privacy > Camera."),
}

# What others see, or do not see.
NO_VIRTUAL_CAMERA = N_("Without a virtual camera Zoom, Teams, Chrome and Firefox cannot choose bisenet-bg.")
NOT_IN_CHROME = N_(
    "Chrome and apps based on it (Edge, Teams, Slack, Discord) list only virtual cameras with exclusive_caps=1; "
    "Firefox and OBS list all."
)
START_BEFORE_BROWSERS = N_("Start it first: browsers list it only while it is running.")

OBS_INSTALL: dict[str, Steps] = {
    "win32": (
        N_("Install OBS Studio from obsproject.com, or with this command:"),
        ShellCommand("winget install OBSProject.OBSStudio"),
    ),
    "darwin": (
        N_("Install OBS Studio from obsproject.com, or with Homebrew:"),
        ShellCommand("brew install --cask obs"),
    ),
}
_OBS_START = N_("Open OBS Studio, start its virtual camera once, then stop it and close OBS Studio.")
OBS_START: dict[str, Steps] = {
    "win32": (_OBS_START,),
    "darwin": (
        _OBS_START,
        N_("Allow its camera extension when macOS asks: System Settings > General > Login Items & Extensions."),
    ),
}
UNITY: Steps = (N_("Or install Unity Capture: run its Install.bat once."),)

# Seconds that modinfo may take, on a slow disk.
_MODINFO_SECONDS = 5


def join_group(group: str = "video") -> Steps:
    """Return the steps that let this user open devices of a group."""
    return (ShellCommand(f"sudo usermod -aG {group} $USER"), _(LOG_IN_AGAIN))


def install_steps(files: SystemFiles) -> Steps:
    """Return the steps that install v4l2loopback for the running kernel; none if it is installed."""
    kernels = files.kernels_with_module()
    if files.is_loaded() or files.release in kernels:
        return ()
    family = files.distribution()
    if not files.has_modules():
        steps: Steps = (RESTART, ON_THE_HOST, *family.install)
    elif kernels:
        steps = (REBUILD, *family.rebuild)
    else:
        steps = (INSTALL, *family.install) if commands_of(family.install) else family.install
    return translated(steps)


def load_steps(files: SystemFiles) -> Steps:
    """Return the steps that load v4l2loopback so that it has a device, signed first where Secure Boot demands it."""
    if files.is_loaded():
        return translated(RELOAD)
    if not files.secure_boot() or files.release not in files.kernels_with_module():
        return translated((LOAD_IT, LOAD))
    family = files.distribution()
    present = [key for key in family.keys if (files.root / key).is_file()]
    make = () if present else (family.make_key,)
    enroll = (*make, ShellCommand(f"sudo mokutil --import /{(present or list(family.keys))[0]}"), ENROLL)
    if not module_signer():
        return translated((GIVE_KEY, *enroll, REBUILD, *family.rebuild, LOAD_IT, LOAD))
    return translated((LOAD_IT, LOAD, REFUSED_KEY, *enroll, LOAD))


def setup_steps(files: SystemFiles | None = None) -> Steps:
    """Return all steps to a device of v4l2loopback on a computer; None for this one."""
    files = files or SystemFiles()
    return (*install_steps(files), *load_steps(files))


def module_signer() -> str:
    """Return the signer of the installed v4l2loopback, "" if it is not signed."""
    try:
        done = subprocess.run(
            ["modinfo", "-F", "signer", "v4l2loopback"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_MODINFO_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def unlock(path: Path) -> Steps:
    """Return the step that unlocks the format of a virtual camera."""
    return (ShellCommand(f"v4l2-ctl -d {path} -c keep_format=0"),)
