"""Turns the words for backgrounds into backgrounds, and finds every mistake in them at once."""

import re
from importlib import resources
from math import inf
from pathlib import Path

from app.config import ROOM, SLIDESHOW, TRANSPARENT, AppConfig
from app.core.compositing.backgrounds import ColourBackground, ImageBackground
from app.core.compositing.slideshow import Slideshow
from app.core.errors import ConfigError
from app.core.types import Background, Blur, Fit, Room
from app.devices.media.pictures import pictures_in, read_picture
from app.devices.media.user_files import find_file, find_folder
from app.devices.media.video_background import is_moving, open_moving

_FIRST_BACKGROUND = "beach.jpg"
# Of a live frame's time, for the pictures of a moving background that are late; a call matters more.
_PATIENCE = 0.05


def assets() -> Path:
    """Return the folder of the bundled files."""
    return Path(str(resources.files("app.assets")))


def bundled_backgrounds() -> list[Path]:
    """Return the bundled pictures by name, the beach first."""
    paths = (assets() / "backgrounds").glob("*.jpg")
    return sorted(paths, key=lambda path: (path.name != _FIRST_BACKGROUND, path.name))


def open_background(
    text: str, mode: Fit = Fit.COVER, slide_seconds: float = AppConfig.slide_seconds, live: bool = True
) -> Background:
    """Return the background that a word means.

    Args:
        text: a picture or video file, a bundled name such as `beach.jpg` or `beach`, a folder of pictures or
            `slideshow:FOLDER`, a colour such as `#00b140`, `blur` or `blur:STRENGTH` with a strength of 1 to
            100, or `none`, which shows the room as it is.
        mode: how pictures of another shape are fitted.
        slide_seconds: how long a slideshow shows each picture.
        live: whether a moving background may lose time where the machine is too slow for it; else frames wait.

    Raises:
        ConfigError: it means nothing, or the file cannot be read.
    """
    if (found := _without_file(text)) is not None:
        return found
    if text == TRANSPARENT:
        raise ConfigError("A transparent background can only be written to a file.", "Use it with render.")
    if text.startswith(SLIDESHOW):
        return _slideshow(text.removeprefix(SLIDESHOW), mode, slide_seconds)
    bundled = {name: picture for picture in bundled_backgrounds() for name in (picture.name, picture.stem)}
    path = find_file(text) or bundled.get(text)
    if path is None:
        if find_folder(text) is not None:
            return _slideshow(text, mode, slide_seconds)
        if Path(text).name != text:
            raise ConfigError(f"There is no file or folder {text}.", "Check its place, or choose another background.")
        names = ", ".join(picture.name for picture in bundled_backgrounds())
        raise ConfigError(
            f"There is no background '{text}'.", f"Give a file, a folder, #rrggbb, blur, none, or one of: {names}."
        )
    if is_moving(path):
        return open_moving(path, mode, _PATIENCE if live else inf)
    return ImageBackground(read_picture(path), mode)


def _without_file(text: str) -> Background | None:
    if text == ROOM:
        return Room()
    if text.startswith("#"):
        return _colour(text)
    if text.partition(":")[0] == "blur":
        return _blur(text)
    return None


def _slideshow(text: str, mode: Fit, seconds: float) -> Background:
    folder = find_folder(text)
    if folder is None:
        raise ConfigError(
            f"There is no folder '{text}'.", "Give a folder of pictures, for instance slideshow:Pictures."
        )
    paths = pictures_in(folder)
    if not paths:
        raise ConfigError(f"There is no picture in the folder {folder}.", "Choose another folder.")
    if len(paths) == 1:
        return ImageBackground(read_picture(paths[0]), mode)
    return Slideshow(paths, read_picture, seconds, mode)


def _colour(text: str) -> Background:
    digits = text.removeprefix("#")
    try:
        if len(digits) != 6:
            raise ValueError(text)
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        raise ConfigError(f"'{text}' is not a colour.", "Write it as #rrggbb, for instance #00b140.") from None
    return ColourBackground(red, green, blue)


def _blur(text: str) -> Background:
    if text == "blur":
        return Blur()
    strength = text.removeprefix("blur:")
    if not re.fullmatch(r"\d{1,3}", strength) or not 1 <= int(strength) <= 100:
        raise ConfigError(f"'{strength}' is not a blur strength.", "Give a number from 1 to 100, for instance blur:50.")
    return Blur(int(strength))
