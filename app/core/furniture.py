"""Learning furniture while the picture runs: what the model half takes for a person and what never moves.

The ghost of a chair's back is in doubt frame after frame and stands still, while the person before it moves. Such a
place is learnt as what it looks like, as if the user had painted "Never me" over it, with one difference: it takes away
only what the model itself doubts, so nobody whom the model sees is lost.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.correcting import GLOBAL_GAIN, MAYBE, relit, view_of
from app.core.corrections import DECIDED, Backdrop, Corrections, Field, Mask, texture, windowed
from app.core.placing import resize
from app.core.types import Alpha, Frame

# How often a frame is looked at, and how long a gap makes it another scene, in seconds.
_EVERY, _GAP = 0.33, 3.0
# For how long a place must have stood still, if it touches somebody and if it stands alone.
_STILL, _STILL_ALONE = 3.0, 6.0
# From this level on a matte shows something.
_SHOWN = 8
# Squared levels by which a place that stands still may change: noise, and a share of its texture.
_NOISE, _OF_TEXTURE = 20.0, 0.06
# Shares: of the person that must have moved meanwhile, of a ghost that must have stood still, of the picture that a
# person takes at least, and that changes at once when the camera moves.
_PERSON_MOVED, _GHOST_STILL, _LEAST_PERSON, _CAMERA_MOVED = 0.25, 0.9, 0.005, 0.6
# Cells around whom the model is sure of, which are the soft outline.
_OUTLINE = 4
# Squared levels by which furniture may differ from its look, as for a place that the user marked.
_FLAT, _TOLERATED_TEXTURE = 49.0, 0.15
# After this many looks in a row at which the model is sure of a person there, it was no furniture.
_TRUSTED = 3


@dataclass
class _Memory:
    """What is kept of the frames so far, on the grid of corrections.

    Attributes:
        source: opening of the source that they are of.
        at: when the last one was taken, seconds.
        plate: float32 (h, w, 3), the look of each cell since it last changed.
        since: float64 (h, w), when that was.
        covered: float64 (h, w), when somebody was last there or near, as far as the model is sure.
        highest: uint8 (h, w), the most that the matte has been since.
        doubted: float32 (h, w), its running mean since.
        contradicted: uint8 (h, w), looks in a row at which the model was sure of a person.
    """

    source: int
    at: float
    plate: Field
    since: NDArray[np.float64]
    covered: NDArray[np.float64]
    highest: Mask
    doubted: Field
    contradicted: Mask


class FurnitureLearner:
    """Watches the mattes of one camera and knows what of them is furniture.

    Attributes:
        learnt: what has been learnt of the camera, or None.
    """

    def __init__(self) -> None:
        self.learnt: Backdrop | None = None
        self._memory: _Memory | None = None
        self._applied: tuple[Corrections, Backdrop | None, Corrections] | None = None

    def forget(self) -> None:
        """Give up all that was learnt."""
        self.learnt = self._memory = None

    def with_learnt(self, corrections: Corrections, frame: Frame, *, wanted: bool = True) -> Corrections:
        """Return corrections for a frame with what has been learnt of its camera; not wanted, it is given up."""
        if not wanted:
            self.forget()
        if self._memory is None or self._memory.source != frame.source or self.learnt is None:
            return corrections
        if self._applied is None or self._applied[0] is not corrections or self._applied[1] is not self.learnt:
            self._applied = (corrections, self.learnt, corrections.with_furniture(self.learnt))
        return self._applied[2]

    def see(self, alpha: Alpha, frame: Frame) -> None:
        """Take in a frame and what the model alone made of it, uint8 (h, w), turned as the frame is."""
        memory, now = self._memory, frame.captured_at
        if memory is not None and memory.source == frame.source and 0 <= now - memory.at < _EVERY:
            return
        view = view_of(frame)
        matte = resize(alpha, view.shape[1], view.shape[0])
        if frame.is_flipped:
            matte = np.asarray(cv2.flip(matte, 1), np.uint8)
        is_next = (
            memory is not None
            and memory.source == frame.source
            and memory.plate.shape == view.shape
            and 0 <= now - memory.at < _GAP
        )
        if memory is None or not is_next:
            self.learnt = None
            self._memory = _started(view, matte, frame.source, now)
            return
        lit = relit(view, memory.plate, matte < MAYBE, GLOBAL_GAIN)
        difference = windowed(np.square(lit - memory.plate).mean(axis=2))
        moved = difference > _NOISE + _OF_TEXTURE * texture(np.clip(memory.plate, 0, 255).astype(np.uint8))
        if moved.mean() > _CAMERA_MOVED:
            self.learnt = None
            self._memory = _started(view, matte, frame.source, now)
            return
        _take_in(memory, lit, matte, moved, now)
        self._unlearn(memory, moved)
        self._learn(memory, _furniture(memory, matte, now))

    def _learn(self, memory: _Memory, found: NDArray[np.bool_]) -> None:
        known = self.learnt
        if known is not None:
            # What has been moved since, or stands in other light, is learnt as it looks now.
            change = windowed(np.square(memory.plate - known.plate).mean(axis=2))
            found = found & (change > known.tolerance)
        if not found.any():
            return
        plate = np.clip(np.rint(memory.plate), 0, 255).astype(np.uint8)
        tolerance = np.where(found, _FLAT + _TOLERATED_TEXTURE * texture(plate), 0).astype(np.float32)
        claimed = np.where(found, np.uint8(255), np.uint8(0))
        if known is not None:
            plate = np.where(found[..., None], plate, known.plate)
            tolerance = np.where(found, tolerance, known.tolerance)
            claimed = np.maximum(claimed, known.claimed)
        self.learnt = Backdrop(plate, tolerance, claimed)

    def _unlearn(self, memory: _Memory, moved: NDArray[np.bool_]) -> None:
        """Drop places at which the model is sure of somebody though they look as ever."""
        known = self.learnt
        if known is None:
            return
        wrong = (memory.contradicted >= _TRUSTED) & ~moved & (known.claimed > 0)
        if wrong.any():
            tolerance = np.where(wrong, np.float32(0), known.tolerance)
            claimed = np.where(wrong, np.uint8(0), known.claimed)
            self.learnt = Backdrop(known.plate, tolerance, claimed) if claimed.any() else None


def _started(view: NDArray[np.uint8], matte: Mask, source: int, now: float) -> _Memory:
    since = np.full(matte.shape, now)
    return _Memory(
        source,
        now,
        view.astype(np.float32),
        since,
        np.where(_near(matte >= DECIDED), now, -np.inf),
        matte.copy(),
        matte.astype(np.float32),
        np.zeros_like(matte),
    )


def _take_in(memory: _Memory, lit: Field, matte: Mask, moved: NDArray[np.bool_], now: float) -> None:
    share = np.where(moved, np.float32(1), np.float32(0.1))
    memory.plate += share[..., None] * (lit - memory.plate)
    memory.doubted += share * (matte - memory.doubted)
    memory.highest = np.where(moved, matte, np.maximum(memory.highest, matte))
    memory.since[moved] = now
    memory.covered[_near(matte >= DECIDED)] = now
    memory.contradicted = np.where(matte >= DECIDED, np.minimum(memory.contradicted + 1, _TRUSTED), 0).astype(np.uint8)
    memory.at = now


def _furniture(memory: _Memory, matte: Mask, now: float) -> NDArray[np.bool_]:
    """Return where furniture is seen, bool (h, w)."""
    age = now - memory.since
    sure = matte >= DECIDED
    recent = sure & (age < _STILL)
    people = float(sure.mean())
    nothing = np.zeros(matte.shape, np.bool_)
    if people < _LEAST_PERSON or float(recent.sum()) < _PERSON_MOVED * float(sure.sum()):
        return nothing
    doubted = (memory.doubted >= _SHOWN) & (memory.highest < DECIDED) & (now - memory.covered >= _STILL)
    count, blobs = cv2.connectedComponents((matte >= _SHOWN).view(np.uint8), connectivity=8)
    cores = np.bincount(blobs[sure], minlength=count)
    moving = np.bincount(blobs[recent], minlength=count)
    # Somebody who sits still beside another who moves has a core of its own that has not moved.
    may_have = (cores > 0) & (moving >= _PERSON_MOVED * cores)
    alone = cores == 0
    touches = doubted & may_have[blobs] & (blobs > 0)
    apart = doubted & (alone[blobs] | (blobs == 0))
    found = _still_regions(touches, age >= _STILL) | _still_regions(apart, age >= _STILL_ALONE)
    # With what is around it, as far as that stands still and is nobody's, so that no rim of a ghost is left.
    rim = _near(found) & (memory.highest < DECIDED) & (age >= _STILL)
    return np.asarray(found | rim, np.bool_)


def _near(where: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return cells within the width of an outline, bool (h, w)."""
    side = 2 * _OUTLINE + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(where.view(np.uint8), disc), np.bool_)


def _still_regions(where: NDArray[np.bool_], still: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the still cells of those regions of `where` that stand still nearly as a whole."""
    count, regions = cv2.connectedComponents(where.view(np.uint8), connectivity=8)
    sizes = np.maximum(np.bincount(regions.ravel(), minlength=count), 1)
    quiet = np.bincount(regions[still], minlength=count) >= _GHOST_STILL * sizes
    quiet[0] = False
    return np.asarray(quiet[regions] & still, np.bool_)
