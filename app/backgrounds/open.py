"""Opens the backgrounds named by words; every mistake in a word is found here, before any frame is processed."""

from dataclasses import dataclass
from math import inf
from pathlib import Path

from app.backgrounds.bundled import bundled_backgrounds
from app.backgrounds.spec import parse
from app.config import AppConfig
from app.core.compositing.backgrounds import ImageBackground
from app.core.compositing.slideshow import Slideshow
from app.core.errors import ConfigError
from app.core.types import Background, Fit
from app.devices.media.pictures import pictures_in, read_picture
from app.devices.media.user_files import find_file, find_folder
from app.devices.media.video_background import is_moving, open_moving
from app.language import _

# Seconds for which a live frame waits for a late picture of a moving background.
_PATIENCE = 0.05


def open_background(
    word: str, fit: Fit = Fit.COVER, slide_seconds: float = AppConfig.slide_seconds, live: bool = True
) -> Background:
    """Return the background that a word names.

    Args:
        word: of any kind that `app.backgrounds.spec` knows.
        fit: how pictures of another aspect ratio fill the frame.
        slide_seconds: how long a slideshow shows each picture.
        live: whether a moving background may fall behind on a slow machine; otherwise frames wait for it.

    Raises:
        ConfigError: the word means nothing, or the file cannot be read.
    """
    return parse(word).open(_Files(fit, slide_seconds, live))


@dataclass(frozen=True)
class _Files:
    """Opens files as backgrounds, with the fit and timing passed to `open_background`."""

    fit: Fit
    slide_seconds: float
    live: bool

    def open_file(self, name: str) -> Background:
        """Return a picture, a video, the slideshow of a folder, or the bundled picture of that name."""
        bundled = {name: picture for picture in bundled_backgrounds() for name in (picture.name, picture.stem)}
        path = find_file(name) or bundled.get(name)
        if path is None:
            if find_folder(name) is not None:
                return self.open_slideshow(name)
            raise _not_found(name)
        if is_moving(path):
            return open_moving(path, self.fit, _PATIENCE if self.live else inf)
        return ImageBackground(read_picture(path), self.fit)

    def open_slideshow(self, folder: str) -> Background:
        """Return the slideshow of a folder, or its picture where there is only one."""
        path = find_folder(folder)
        if path is None:
            hint = _("Give a folder of pictures, for instance slideshow:Pictures.")
            raise ConfigError(_("There is no folder '{folder}'.").format(folder=folder), hint)
        pictures = pictures_in(path)
        if not pictures:
            raise ConfigError(
                _("There is no picture in the folder {path}.").format(path=path), _("Choose another folder.")
            )
        if len(pictures) == 1:
            return ImageBackground(read_picture(pictures[0]), self.fit)
        return Slideshow(pictures, read_picture, self.slide_seconds, self.fit)


def _not_found(name: str) -> ConfigError:
    if Path(name).name != name:
        return ConfigError(
            _("There is no file or folder {name}.").format(name=name),
            _("Check its path, or choose another background."),
        )
    bundled = ", ".join(picture.name for picture in bundled_backgrounds())
    hint = _("Give a file, a folder, #rrggbb, blur, none, or one of: {bundled}.").format(bundled=bundled)
    return ConfigError(_("There is no background '{name}'.").format(name=name), hint)
