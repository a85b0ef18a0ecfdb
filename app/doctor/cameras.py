"""Check of the webcams: connected, free, and delivering pictures."""

import sys
from dataclasses import replace
from pathlib import Path

from app.core.errors import DeviceError
from app.core.values import Size
from app.devices.advice import CAMERA_PRIVACY, LOAD_WEBCAM
from app.devices.cameras import CameraInfo, forbidden_camera, is_in_use, list_cameras
from app.devices.linux.device_users import holders_of
from app.devices.linux.system import SystemFiles
from app.devices.webcam import CameraSource
from app.doctor.device_programs import closing, foreign, in_use, names, ours
from app.doctor.timeouts import within
from app.findings.model import Finding, Level
from app.language import N_, _

CHECK = "cameras"
_DEMO = N_("Without a webcam bisenet-bg plays its demo clip.")
_RE_PLUG = N_("Unplug the camera, plug it in again, then check again.")


def check_cameras(files: SystemFiles, size: Size, fps: int, seconds: float) -> list[Finding]:
    """Check every webcam; read one frame of each free one, which nobody sees.

    Args:
        files: of the computer, for its loaded kernel modules.
        size: requested from the cameras.
        fps: likewise.
        seconds: to wait for a frame.
    """
    cameras = list_cameras()
    if not cameras:
        return [_nothing(files)]
    found = [_look_at(camera, size, fps, seconds) for camera in cameras]
    if any(finding.level in (Level.OK, Level.NOTE) for finding in found):
        return found
    return [replace(finding, level=Level.PROBLEM) for finding in found]


def _nothing(files: SystemFiles) -> Finding:
    if forbidden_camera() is not None:
        return Finding(CHECK, Level.NOTE, _("The webcams cannot be listed until the permissions are fixed."))
    fix = [_("Plug in a webcam or switch it on; some laptops have a key or a slider for it.")]
    if sys.platform.startswith("linux") and files.has_modules() and not files.is_loaded("uvcvideo"):
        fix.append(LOAD_WEBCAM)
    if sys.platform in CAMERA_PRIVACY:
        fix.append(_(CAMERA_PRIVACY[sys.platform]))
    return Finding(CHECK, Level.PROBLEM, _("No webcam was found."), _(_DEMO), tuple(fix))


def _look_at(camera: CameraInfo, size: Size, fps: int, seconds: float) -> Finding:
    name = f"{camera.name} ({camera.key})"
    try:
        if is_in_use(camera):
            return _busy(name, Path(camera.key))
        granted = within(seconds, lambda: _first_picture(camera, size, fps))
    except TimeoutError:
        what = _("{name} opens but gave no picture within {seconds:g} s.").format(name=name, seconds=seconds)
        return Finding(CHECK, Level.WARNING, what, _(_DEMO), (_(CAMERA_PRIVACY.get(sys.platform, _RE_PLUG)),))
    except DeviceError as error:
        steps = (*error.steps, *([_(CAMERA_PRIVACY[sys.platform])] if sys.platform in CAMERA_PRIVACY else []))
        return Finding(CHECK, Level.WARNING, f"{name}: {error.args[0]}", _(_DEMO), steps)
    return Finding(
        CHECK, Level.OK, _("{name} is free and gives pictures of {granted}.").format(name=name, granted=granted)
    )


def _first_picture(camera: CameraInfo, size: Size, fps: int) -> Size:
    source = CameraSource(camera, size, fps)
    try:
        while (rgb := source.read()) is None:
            pass
        return Size(rgb.shape[1], rgb.shape[0])
    finally:
        source.close()


def _busy(name: str, path: Path) -> Finding:
    holders = holders_of(path)
    if ours(holders):
        return Finding(
            CHECK,
            Level.NOTE,
            _("{name} is in use by {names}, so no picture was taken.").format(name=name, names=names(ours(holders))),
        )
    users = foreign(holders) or list(holders)
    why = _("Only one program at a time can take pictures from a webcam.")
    return Finding(CHECK, Level.WARNING, in_use(name, users), why, closing(users, path))
