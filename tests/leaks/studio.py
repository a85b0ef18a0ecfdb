"""A room in a colour found nowhere else, and a person in it whose colour tells camera and frame."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.types import Alpha, Rgb, Size
from tests.fakes import SECRET, SMALL

PATIENCE = 20.0
# In no background, slate or room is any pixel that green.
_GREEN = 240
MOST_CAMERAS = 256 - _GREEN
# An edge may be a mixture; what is so near to the room's colour is room.
_NEAR = 40


@dataclass(frozen=True)
class Seen:
    """What a picture shows.

    Attributes:
        room, person: pixels.
        camera, number: of the frame that the person was taken from; -1 without one.
    """

    room: int
    person: int
    camera: int = -1
    number: int = -1


def draw(camera: int, number: int, size: Size = SMALL) -> Rgb:
    """Return a frame, RGB uint8: the room, and a person who has moved since every one of the last frames."""
    rgb = np.full((size.height, size.width, 3), SECRET, np.uint8)
    width = size.width // 3
    left = 7 * number % (size.width - width)
    rgb[size.height // 4 :, left : left + width] = (number % 256, _GREEN + camera, number // 256)
    return rgb


def find_person(rgb: Rgb, number: int = 0) -> Alpha:
    """Return the matte of a drawn frame, to the pixel."""
    return np.where(_is_person(rgb), np.uint8(255), np.uint8(0))


def look_at(rgb: Rgb) -> Seen:
    """Find room and person in a picture, RGB uint8 (H, W, 3)."""
    room = int((np.abs(rgb.astype(np.int16) - SECRET) <= _NEAR).all(axis=2).sum())
    people = rgb[_is_person(rgb)]
    if not len(people):
        return Seen(room, 0)
    low, green, high = (int(value) for value in np.median(people, axis=0))
    return Seen(room, len(people), green - _GREEN, low + 256 * high)


def _is_person(rgb: Rgb) -> NDArray[np.bool_]:
    return np.asarray(rgb[..., 1] >= _GREEN)


def chequered(rgb: Rgb) -> Rgb:
    """Return a drawn frame with every second pixel of the room black: a blurred room then has another colour."""
    rows, columns = np.indices(rgb.shape[:2])
    dark = (rows + columns) % 2 == 0
    return np.where((dark & (rgb[..., 1] == 0))[..., None], np.uint8(0), rgb)


class Studio:
    """Numbers the frames of all cameras, in the order in which their reading begins."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = -1

    @property
    def newest(self) -> int:
        """The number of the frame that is read now, or was last."""
        with self._lock:
            return self._number

    def take(self) -> int:
        """Return the next number."""
        with self._lock:
            self._number += 1
            return self._number


class Camera:
    """A camera in the studio.

    Args:
        studio: numbers its frames.
        name: 0 .. MOST_CAMERAS - 1, which the person's colour tells.
        size: of its frames; may be changed at any time.

    Attributes:
        spoil: what happens to a frame before it is handed out; may raise.
        gate: a read waits where it is not set.
    """

    def __init__(self, studio: Studio, name: int = 0, size: Size = SMALL) -> None:
        self.name = name
        self.size = size
        self.spoil: Callable[[Rgb], Rgb] = lambda rgb: rgb
        self.gate = threading.Event()
        self.gate.set()
        self._studio = studio

    def read(self) -> Rgb:
        """Return the next frame."""
        number = self._studio.take()
        time.sleep(0.002)
        self.gate.wait(PATIENCE)
        return self.spoil(draw(self.name, number, self.size))

    def close(self) -> None:
        """Nothing is held."""
