"""Converting decoded video frames to RGB for the application."""

from app.core.errors import ConfigError
from app.core.types import Rgb, Size
from bisenet.errors import DataError
from bisenet.media import decoded_frames
from bisenet.media.decoded_frames import DecodedFrame


def rgb_of(decoded: DecodedFrame, covering: Size | None = None) -> Rgb:
    """Return a decoded frame as players show it; see `bisenet.media.decoded_frames.rgb_of`.

    Args:
        decoded: the frame.
        covering: a size; a picture that more than covers it is scaled down, which is cheaper here than afterwards.

    Returns:
        RGB uint8 (H, W, 3).

    Raises:
        ConfigError: it is of a format that cannot be converted.
    """
    try:
        return decoded_frames.rgb_of(decoded, None if covering is None else (covering.width, covering.height))
    except DataError as error:
        raise ConfigError(str(error)) from error
