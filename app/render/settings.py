"""The settings of `render` that say what is written, besides the configuration that it shares with the window."""

from dataclasses import dataclass
from enum import Enum

from app.backgrounds.spec import TransparentSpec, parse
from app.config import AppConfig
from app.core.values import Size


class Result(Enum):
    """What a rendered file shows."""

    COMPOSITE = "composite"
    FOREGROUND = "foreground"
    MATTE = "matte"


@dataclass(frozen=True)
class RenderSettings:
    """What is written of each file.

    Attributes:
        result: the person over the background, the person alone, or the matte: white where the person is.
        size: the result is scaled down to fit within it, with unchanged proportions; None for the size of the input.
        quality: of JPEG, WebP, H.264 and VP9, 1 to 100; None for the default of the format.
        start: seconds from the beginning of a video at which the result begins.
        end: seconds at which it ends; None for the end of the video.
    """

    result: Result = Result.COMPOSITE
    size: Size | None = None
    quality: int | None = None
    start: float = 0.0
    end: float | None = None

    def size_of(self, size: Size) -> Size:
        """Return the size of the result of a frame of `size`."""
        if self.size is None:
            return size
        scale = min(1.0, self.size.width / size.width, self.size.height / size.height)
        return Size(max(1, round(scale * size.width)), max(1, round(scale * size.height)))


def result_of(config: AppConfig, settings: RenderSettings) -> Result:
    """Return what is written; the background `transparent` asks for the foreground too."""
    if settings.result is Result.COMPOSITE and isinstance(parse(config.background), TransparentSpec):
        return Result.FOREGROUND
    return settings.result
