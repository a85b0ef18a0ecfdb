"""The camera backends of Windows (DirectShow) and macOS (AVFoundation), through OpenCV."""

import sys
from dataclasses import replace
from functools import partial

import cv2

from app.core.types import Codec, Size
from app.devices.camera_backend import CameraBackend, CameraInfo
from app.devices.opencv_capture import OpenCvCapture

# Virtual cameras that we feed; reading our own output would show us in ourselves.
_VIRTUAL_NAMES = ("OBS Virtual Camera", "OBS-Camera", "Unity Video Capture")
_APIS = {"win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}


def virtual_cameras() -> list[str]:
    """Return the names of the virtual cameras that can be fed here; none outside Windows and macOS."""
    api = _APIS.get(sys.platform)
    listed = [] if api is None else _listed(api)
    return [camera.name for camera in listed if camera.name.startswith(_VIRTUAL_NAMES)]


def _find(api: int) -> list[CameraInfo]:
    return [camera for camera in _listed(api) if not camera.name.startswith(_VIRTUAL_NAMES)]


def _open(api: int, camera: CameraInfo, size: Size, fps: int, codec: Codec) -> OpenCvCapture:
    return OpenCvCapture(camera, api, size, fps, codec)


def _signs(api: int) -> frozenset[tuple[str, str]]:
    return frozenset((camera.key, camera.name) for camera in _find(api))


def _ask_permission(api: int) -> None:
    """Open the first camera and close it: macOS then asks the user, but in the main thread only."""
    if _find(api):
        cv2.VideoCapture(0, api).release()


def _listed(api: int) -> list[CameraInfo]:
    from cv2_enumerate_cameras import enumerate_cameras

    return [CameraInfo(str(one.index), one.name, one.path or "") for one in enumerate_cameras(api)]


def _backend(name: str, api: int) -> CameraBackend:
    return CameraBackend(name, find=partial(_find, api), open=partial(_open, api), signs=partial(_signs, api))


DIRECT_SHOW = _backend("DirectShow", _APIS["win32"])
AV_FOUNDATION = replace(
    _backend("AVFoundation", _APIS["darwin"]), ask_permission=partial(_ask_permission, _APIS["darwin"])
)
