"""The virtual cameras of Windows and macOS: OBS Studio's, on Windows also Unity Capture's."""

import sys

from cv2_enumerate_cameras import enumerate_cameras

from app.devices.cameras import VIRTUAL_NAMES, backend
from app.doctor.findings import Finding, Level
from app.doctor.machine import Machine

CHECK = "virtual camera"
_WHY = "Without it Zoom, Teams, Chrome and Firefox cannot choose bisenet-bg."
_START = "Start and stop its virtual camera once."
_INSTALL = {"win32": "winget install OBSProject.OBSStudio", "darwin": "brew install --cask obs"}
_PROGRAM = {"win32": "Program Files/obs-studio", "darwin": "Applications/OBS.app"}


def check_obs(machine: Machine) -> list[Finding]:
    """Look for one of them among what the system lists."""
    found = [camera.name for camera in enumerate_cameras(backend()) if camera.name.startswith(VIRTUAL_NAMES)]
    if found:
        return [Finding(CHECK, Level.OK, f"There is a virtual camera: {name}.") for name in found]
    if (machine.root / _PROGRAM[sys.platform]).is_dir():
        what = "OBS Studio is installed, but the system lists no virtual camera of it."
        allow = "Allow its camera extension: System Settings, General, Login Items & Extensions."
        return [Finding(CHECK, Level.PROBLEM, what, _WHY, (_START, allow) if sys.platform == "darwin" else (_START,))]
    return [Finding(CHECK, Level.PROBLEM, "There is no virtual camera.", _WHY, (_INSTALL[sys.platform], _START))]
