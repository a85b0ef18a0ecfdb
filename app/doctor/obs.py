"""The virtual cameras of Windows and macOS: OBS Studio's, on Windows also Unity Capture's."""

import sys

from app.devices.cameras import virtual_cameras
from app.devices.linux.system import Machine
from app.devices.virtual_camera_setup import OBS_INSTALL, has_obs
from app.doctor.findings import Finding, Level

CHECK = "virtual camera"
_WHY = "Without it Zoom, Teams, Chrome and Firefox cannot choose bisenet-bg."
_START = "Start and stop its virtual camera once."


def check_obs(machine: Machine) -> list[Finding]:
    """Look for one of them among what the system lists."""
    if found := virtual_cameras():
        return [Finding(CHECK, Level.OK, f"There is a virtual camera: {name}.") for name in found]
    if has_obs(machine.root):
        what = "OBS Studio is installed, but the system lists no virtual camera of it."
        allow = "Allow its camera extension: System Settings, General, Login Items & Extensions."
        return [Finding(CHECK, Level.PROBLEM, what, _WHY, (_START, allow) if sys.platform == "darwin" else (_START,))]
    return [Finding(CHECK, Level.PROBLEM, "There is no virtual camera.", _WHY, (OBS_INSTALL[sys.platform], _START))]
