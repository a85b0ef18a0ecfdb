"""Learning the empty room: two seconds of frames without the person become a backdrop."""

import threading
from dataclasses import dataclass

import cv2
import numpy as np

from app.core.corrections.apply import GLOBAL_GAIN, relit, view_of
from app.core.corrections.brush import OF_TEXTURE
from app.core.corrections.model import Backdrop, Field, Mask, Picture, texture, windowed
from app.core.errors import ConfigError
from app.core.placement import resize
from app.core.types import Matte

SECONDS = 2.0
_LEAST_FRAMES = 8
# From this level on a matte makes people see something.
_SEEN = 24
# How far around what was taken for a person the model may take more for one, cells of the grid.
_MARGIN = 4
# Variance from which on a place is told by its texture: a shirt before a wall of its colour has less.
_TEXTURED = 150.0
# Squared levels by which it may differ beyond its own noise: a dark jacket before a dark chair differs by little more.
_FLAT = 30.0
# Squared levels that a place may waver by when nobody is there: noise and lamps.
_STILL = 16.0
# Shares of the picture: so much may move; what is taken for a person and larger is one, and so is a smaller one of
# which such a share moves, since nobody sits as still as a chair.
_MAY_MOVE, _TOO_LARGE, _TOO_LIVELY = 0.02, 0.25, 0.03
_LEAST_PERSON = 0.005
_NOISES = 6.0

Answer = Backdrop | ConfigError


@dataclass
class _Sums:
    """What is kept of the frames; they themselves are not."""

    first: Picture
    total: Field
    squares: Field
    person: Mask
    began: float
    source: int
    frames: int = 0


class RoomLearner:
    """Watches the room while nobody is to be in it. One thread shows it frames, any other may ask for the answer.

    While a pipeline has one, others see a slate.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_open = False
        self._sums: _Sums | None = None
        self._answer: Answer | None = None

    def begin(self) -> None:
        """Look at the frames that come from now on: the person is out of the picture."""
        with self._lock:
            self._is_open = True

    @property
    def answer(self) -> Answer | None:
        """The empty room, or why it could not be learnt; None while frames are still to come."""
        with self._lock:
            return self._answer

    def see(self, matte: Matte) -> None:
        """Take in a frame and what the model alone made of it."""
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
    # The camera finds its exposure anew when somebody has left; that is no movement.
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
            "Somebody still seems to be in the picture.",
            "Step out of it completely and try again. If nobody is there, paint over the object with “Never show”.",
        )
    if moved.mean() > _MAY_MOVE:
        return ConfigError("Something moved.", "Stop whatever moves or shakes the camera, then try again.")
    plate = np.clip(np.rint(mean), 0, 255).astype(np.uint8)
    side = 2 * _MARGIN + 1
    around = cv2.dilate(person.view(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    furniture = np.asarray(around, np.bool_)
    variance = texture(plate)
    share = OF_TEXTURE * variance
    told = np.where(variance > _TEXTURED, np.minimum(_FLAT, share), 0)
    # A place that wavers, a screen or a curtain, says nothing.
    tolerance = np.where(furniture, _FLAT + share, told) + _NOISES * noise
    tolerance = np.where(moved | ~(furniture | (told > 0)), 0, tolerance)
    claimed = np.where(person & ~moved, np.uint8(255), np.uint8(0))
    return Backdrop(plate, tolerance.astype(np.float32), claimed)
