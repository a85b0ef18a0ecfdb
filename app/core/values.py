"""Values that settings are made of. Without NumPy, so that a command that shows no picture starts fast."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


class Fit(Enum):
    """How a picture is fitted into another size: cropped, letter-boxed, distorted or repeated."""

    COVER = "cover"
    CONTAIN = "contain"
    STRETCH = "stretch"
    TILE = "tile"


class Codec(Enum):
    """Format requested from a camera: JPEG, for which any USB port is fast enough, or uncompressed."""

    MJPG = "mjpg"
    RAW = "raw"


@dataclass(frozen=True)
class Blur:
    """The blurred room: the only background made from camera pixels.

    Attributes:
        strength: 1 .. 100; 100 blurs over about an eighth of the picture's height.
    """

    strength: int = 50

    def close(self) -> None:
        """Do nothing, as it has no resources."""


@dataclass(frozen=True)
class Room:
    """The room as it is, for the background spec `none` alone: the one background that hides nothing."""

    def close(self) -> None:
        """Do nothing, as it has no resources."""
