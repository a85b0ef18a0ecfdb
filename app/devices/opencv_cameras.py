"""The camera backends of Windows (DirectShow) and macOS (AVFoundation), through OpenCV, imported only where used."""

import sys
from dataclasses import replace
from functools import partial

from app.core.values import Codec, Size
from app.devices.camera_backend import CameraBackend, CameraInfo, Capture

# Virtual cameras that we feed; reading our own output would show us in ourselves.
_VIRTUAL_NAMES = ("OBS Virtual Camera", "OBS-Camera", "Unity Video Capture")
_SYSTEMS = ("win32", "darwin")


def virtual_cameras() -> list[str]:
    """Return the names of the virtual cameras that can be fed here; none outside Windows and macOS."""
    listed = _listed(sys.platform) if sys.platform in _SYSTEMS else []
    return [camera.name for camera in listed if camera.name.startswith(_VIRTUAL_NAMES)]


def _api(system: str) -> int:
    import cv2

    return cv2.CAP_DSHOW if system == "win32" else cv2.CAP_AVFOUNDATION


def _find(system: str) -> list[CameraInfo]:
    return [camera for camera in _listed(system) if not camera.name.startswith(_VIRTUAL_NAMES)]


def _open(system: str, camera: CameraInfo, size: Size, fps: int, codec: Codec) -> Capture:
    from app.devices.opencv_capture import OpenCvCapture

    return OpenCvCapture(camera, _api(system), size, fps, codec)


def _signs(system: str) -> frozenset[tuple[str, str]]:
    return frozenset((camera.key, camera.name) for camera in _find(system))


def _ask_permission(system: str) -> None:
    """Open the first camera and close it: macOS then asks the user, but in the main thread only."""
    if _find(system):
        import cv2

        cv2.VideoCapture(0, _api(system)).release()


def _listed(system: str) -> list[CameraInfo]:
    from cv2_enumerate_cameras import enumerate_cameras

    return [CameraInfo(str(one.index), one.name, one.path or "") for one in enumerate_cameras(_api(system))]


def _backend(name: str, system: str) -> CameraBackend:
    return CameraBackend(name, find=partial(_find, system), open=partial(_open, system), signs=partial(_signs, system))


DIRECT_SHOW = _backend("DirectShow", "win32")
AV_FOUNDATION = replace(_backend("AVFoundation", "darwin"), ask_permission=partial(_ask_permission, "darwin"))
