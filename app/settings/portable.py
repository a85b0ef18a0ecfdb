"""Makes a configuration portable between starts: absolute paths, and cameras by name instead of by device."""

from dataclasses import replace

from app.backgrounds.spec import parse
from app.config import DEMO, AppConfig
from app.core.errors import DeviceError
from app.devices.cameras import find_camera
from app.devices.media.user_files import find_file
from bisenet.errors import BisenetError
from bisenet.manifest import path_of


def lasting(config: AppConfig) -> AppConfig:
    """Return the configuration with absolute paths, and with the camera's name or identity in place of a device."""
    camera = None if config.camera is None else _lasting_camera(config.camera)
    model = None if config.model is None else _lasting_model(config.model)
    return replace(config, background=str(parse(config.background).absolute()), camera=camera, model=model)


def camera_now(word: str) -> str:
    """Return the current key of a camera named by `lasting`; the word itself if it is no camera or not plugged in."""
    if _is_no_camera(word):
        return word
    try:
        return find_camera(word).key
    except DeviceError:
        return word


def _lasting_camera(word: str) -> str:
    if _is_no_camera(word):
        path = find_file(word)
        return word if path is None else str(path.absolute())
    try:
        camera = find_camera(word)
        names = [name for name in (camera.name, camera.identity) if name and _is_no_place(name)]
        return next((name for name in names if find_camera(name).key == camera.key), word)
    except DeviceError:
        return word


def _lasting_model(word: str) -> str:
    try:
        path = path_of(word)
    except BisenetError:
        return word
    return word if path is None else str(path.absolute())


def _is_no_camera(word: str) -> bool:
    return word == DEMO or (_is_no_place(word) and find_file(word) is not None)


def _is_no_place(word: str) -> bool:
    return not word.isdecimal() and not word.startswith("/dev/")
