"""Learning the empty room: two seconds of frames without the person become a clean plate."""

import threading
from dataclasses import dataclass

import cv2
import numpy as np

from app.core.corrections.apply import GLOBAL_GAIN, relit, view_of
from app.core.corrections.brush import OF_TEXTURE
from app.core.corrections.comparison import Field, Mask, Picture, texture, windowed
from app.core.corrections.model import CleanPlate
from app.core.errors import ConfigError
from app.core.placement import resize
from app.core.types import Matte
from app.language import _

SECONDS = 2.0
_LEAST_FRAMES = 8
# Level from which a matte is visible.
_SEEN = 24
# Margin around areas mistaken for a person in which the model may make more mistakes, in cells of the grid.
_MARGIN = 4
# Variance from which an area is recognised by its texture; a shirt in front of a wall of the same colour has less.
_TEXTURED = 150.0
# Squared levels of tolerance beyond noise; a dark jacket in front of a dark chair differs by little more.
_FLAT = 30.0
# Squared levels by which an area without people may vary: noise and lamps.
_STILL = 16.0
# Shares of the picture: how much may move; the size from which a detected person is a real one; and the moving share
# from which a smaller one is real too, since nobody sits as still as a chair.
_MAY_MOVE, _TOO_LARGE, _TOO_LIVELY = 0.02, 0.25, 0.03
_LEAST_PERSON = 0.005
_NOISES = 6.0

Answer = CleanPlate | ConfigError


@dataclass
class _Sums:
    """Sums over the frames, which are not kept themselves."""

    first: Picture
    total: Field
    squares: Field
    person: Mask
    began: float
    source: int
    frames: int = 0


class RoomLearner:
    """Watches the room while nobody should be in it. One thread passes frames; any thread may read the answer.

    While a pipeline has one, the output shows a slate.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_open = False
        self._sums: _Sums | None = None
        self._answer: Answer | None = None

    def begin(self) -> None:
        """Use the frames from now on: the person has left the picture."""
        with self._lock:
            self._is_open = True

    @property
    def answer(self) -> Answer | None:
        """The clean plate, or the error if it could not be learnt; None while more frames are needed."""
        with self._lock:
            return self._answer

    def see(self, matte: Matte) -> None:
        """Add a frame with the model's uncorrected matte."""
        with self._lock:
            if not self._is_open or self._answer is not None:
                return
        view, frame = view_of(matte.frame), matte.frame
        alpha = resize(matte.alpha, view.shape[1], view.shape[0])
        if frame.is_flipped:
            alpha = np.asarray(cv2.flip(alpha, 1), np.uint8)
        sums = self._sums
        if sums is None or sums.source != frame.source or sums.first.shape != view.shape:
            nothing = np.zeros(view.shape, np.float32)
            sums = _Sums(view, nothing, nothing.copy(), np.zeros_like(alpha), frame.captured_at, frame.source)
            self._sums = sums
        _add(sums, view, alpha)
        if frame.captured_at - sums.began >= SECONDS and sums.frames >= _LEAST_FRAMES:
            answer = _learnt(sums)
            with self._lock:
                self._answer = answer


def _add(sums: _Sums, view: Picture, alpha: Mask) -> None:
    # The camera adjusts its exposure when somebody leaves; that is no movement.
    values = relit(view, sums.first, np.ones(view.shape[:2], np.bool_), GLOBAL_GAIN)
    sums.total += values
    sums.squares += np.square(values)
    sums.person = np.maximum(sums.person, alpha)
    sums.frames += 1


def _learnt(sums: _Sums) -> Answer:
    mean = sums.total / sums.frames
    noise = windowed(np.maximum(sums.squares / sums.frames - mean * mean, 0).mean(axis=2))
    person, moved = sums.person >= _SEEN, noise > _STILL
    area = float(person.mean())
    lively = area > _LEAST_PERSON and float(moved[person].mean()) > _TOO_LIVELY
    if area > _TOO_LARGE or lively:
        return ConfigError(
            _("Somebody still seems to be in the picture."),
            _("Step out of it completely and try again. If nobody is there, paint over the object with “Never show”."),
        )
    if moved.mean() > _MAY_MOVE:
        return ConfigError(_("Something moved."), _("Stop whatever moves or shakes the camera, then try again."))
    plate = np.clip(np.rint(mean), 0, 255).astype(np.uint8)
    side = 2 * _MARGIN + 1
    around = cv2.dilate(person.view(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    furniture = np.asarray(around, np.bool_)
    variance = texture(plate)
    share = OF_TEXTURE * variance
    told = np.where(variance > _TEXTURED, np.minimum(_FLAT, share), 0)
    # An area that varies, such as a screen or a curtain, stays unknown.
    tolerance = np.where(furniture, _FLAT + share, told) + _NOISES * noise
    tolerance = np.where(moved | ~(furniture | (told > 0)), 0, tolerance)
    claimed = np.where(person & ~moved, np.uint8(255), np.uint8(0))
    return CleanPlate(plate, tolerance.astype(np.float32), claimed)
