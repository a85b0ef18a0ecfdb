"""Learning furniture in live video: motionless objects that the model partly mistakes for a person.

A ghost, such as the back of a chair, is uncertain in frame after frame and stands still while the person in front of it
moves. Its appearance is learnt as if the user had painted "Never show" over it, with one difference: it removes only
what the model itself is unsure about.

A person who sits still is not furniture. Five rules separate the two. Furniture is not learnt below a head or
shoulders. A ghost has looked the same since the camera was opened, except while somebody was in front of it; anything
that appeared later may be a person and must stand still for much longer. A ghost's outline against the room is still to
a fraction of a cell, unlike that of anybody who breathes. The model tends to reject a person there. And a learnt area
that changes with nobody in front of it was alive: it is dropped and not learnt again.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.corrections.apply import GLOBAL_GAIN, MAYBE, relit, view_of
from app.core.corrections.comparison import DECIDED, Field, Mask, box_around, dot, texture, windowed
from app.core.corrections.model import CleanPlate, Corrections, grid_of
from app.core.placement import resize
from app.core.types import Alpha, Frame

# Seconds between two samples, and the gap after which it is another scene.
_EVERY, _GAP = 0.5, 3.0
# Seconds for which a ghost must stand still: touching a person, isolated, and if it appeared later.
_STILL, _STILL_ALONE, _STILL_NEW = 5.0, 15.0, 20.0
# Seconds within which an appearance counts as the first.
_FIRST = 1.0
# Levels of a matte: visible from the first on; probably a person above the second.
_SHOWN, _RATHER_PERSON = 8, 128
# Squared levels by which a still area may change: noise, and a share of its texture.
_NOISE, _OF_TEXTURE = 20.0, 0.06
# Share of a person's cells that must have changed while a ghost next to it stood still.
_PERSON_MOVED = 0.15
# Share of a ghost's cells, and of the room around it, that must have stood still.
_GHOST_STILL = 0.9
# Share of a ghost's surroundings that must be room.
_LEAST_ROOM_AROUND = 0.15
# Smallest size of a person, as a share of the picture; largest size of an isolated ghost, as a share of the person.
_LEAST_PERSON, _MOST_ALONE = 0.005, 0.25
# Share of the room that changes at once when the camera moves, and share of the picture that must be room to detect it.
_CAMERA_MOVED, _LEAST_ROOM = 0.6, 0.1
# Rows over which a body widens by one cell below head and shoulders.
_CONE = 3
# Width of the soft outline around a certain person, in cells.
_OUTLINE = 4
# Tolerance of furniture in squared levels, as for an area that the user marked.
_FLAT, _TOLERATED_TEXTURE = 49.0, 0.15
# Consecutive samples with a certain person, or with another appearance, after which furniture is dropped.
_TRUSTED = 3

_Where = NDArray[np.bool_]
_Times = NDArray[np.float64]


@dataclass
class _Memory:
    """State over the frames so far, on the grid of corrections.

    Attributes:
        source: opening of the source, `Frame.source`.
        began, at: times of the first and the last sample, seconds.
        plate: float32 (h, w, 3), appearance of each cell since it last changed.
        since: (h, w), time of that change.
        first: float32 (h, w, 3), appearance at the beginning; infinite where a person was, and where it has changed
            since with nobody in front of it.
        matte: uint8 (h, w), of the last sample.
        covered: (h, w), when the model was last certain of a person there or nearby.
        below: (h, w), when it was last certain of a person anywhere above, to whose body the cell may belong.
        highest: uint8 (h, w), maximum of the matte since the last change.
        doubted: float32 (h, w), running mean of the matte since the last change.
        contradicted: uint8 (h, w), consecutive samples with a certain person on learnt furniture.
        changed: uint8 (h, w), consecutive samples in which learnt furniture looked different with nobody in front.
        banned: bool (h, w), cells that are not learnt again.
    """

    source: int
    began: float
    at: float
    plate: Field
    since: _Times
    first: Field
    matte: Mask
    covered: _Times
    below: _Times
    highest: Mask
    doubted: Field
    contradicted: Mask
    changed: Mask
    banned: _Where


class FurnitureLearner:
    """Learns furniture from the mattes of one camera.

    The two methods may be called in any order for a frame; what `see` learns applies from then on.

    Attributes:
        learnt: the furniture of the camera, or None.
    """

    def __init__(self) -> None:
        self.learnt: CleanPlate | None = None
        self._memory: _Memory | None = None
        self._applied: tuple[Corrections, CleanPlate, Corrections] | None = None

    def with_learnt(self, corrections: Corrections, frame: Frame) -> Corrections:
        """Return corrections for a frame, with the furniture learnt from its camera."""
        memory, learnt = self._memory, self.learnt
        if memory is None or learnt is None or not _is_of(memory, frame):
            return corrections
        if self._applied is None or self._applied[0] is not corrections or self._applied[1] is not learnt:
            self._applied = (corrections, learnt, corrections.with_furniture(learnt))
        return self._applied[2]

    def see(self, alpha: Alpha, frame: Frame) -> None:
        """Add a frame and its uncorrected matte, uint8 (h, w), mirrored like the frame."""
        memory, now = self._memory, frame.captured_at
        follows = memory is not None and _is_of(memory, frame) and 0 <= now - memory.at < _GAP
        if memory is not None and follows and now - memory.at < _EVERY:
            return
        view = view_of(frame)
        matte = resize(alpha, view.shape[1], view.shape[0])
        if frame.is_flipped:
            matte = np.asarray(cv2.flip(matte, 1), np.uint8)
        if memory is None or not follows or not self._take_in(memory, view, matte, now):
            self.learnt = self._applied = None
            self._memory = _started(view, matte, frame.source, now)
            return
        self._give_up(memory, view)
        self._learn(memory, _furniture(memory, now))

    def _take_in(self, memory: _Memory, view: NDArray[np.uint8], matte: Mask, now: float) -> bool:
        """Add a subsequent sample; return False if the camera was moved."""
        # Where somebody has just been, the previous appearance is theirs and says nothing about the light.
        room = (matte < MAYBE) & (memory.matte < MAYBE)
        lit = relit(view, memory.plate, room, GLOBAL_GAIN)
        moved = _differs(lit, memory.plate, _NOISE, _OF_TEXTURE)
        if room.mean() > _LEAST_ROOM and moved[room].mean() > _CAMERA_MOVED:
            return False
        share = np.where(moved, np.float32(1), np.float32(0.1))
        memory.plate += share[..., None] * (lit - memory.plate)
        memory.doubted += share * (matte - memory.doubted)
        memory.highest = np.where(moved, matte, np.maximum(memory.highest, matte))
        memory.since[moved] = now
        before = now - memory.at
        sure = matte >= DECIDED
        memory.covered[_near(sure)] = now
        memory.below[_below(sure)] = now
        # A cell that changed with nobody in front of it has lost its first appearance.
        memory.first[moved & (now - memory.covered > 2 * before)] = np.inf
        memory.matte, memory.at = matte, now
        # A cell that was covered and looks as at the beginning has been there all the time.
        back = (memory.since > memory.began) & ~_differs(memory.plate, memory.first, _NOISE, _OF_TEXTURE)
        memory.since[back] = memory.began
        return True

    def _learn(self, memory: _Memory, found: _Where) -> None:
        known = self.learnt
        new = found if known is None else found & (known.claimed == 0)
        if not new.any():
            return
        plate = np.clip(np.rint(memory.plate), 0, 255).astype(np.uint8)
        tolerance = np.where(new, _FLAT + _TOLERATED_TEXTURE * texture(plate), 0).astype(np.float32)
        claimed = np.where(new, np.uint8(255), np.uint8(0))
        room = (memory.highest < MAYBE) & (memory.at - memory.since >= _STILL)
        if known is not None:
            plate = np.where(new[..., None] | (known.claimed == 0)[..., None], plate, known.plate)
            tolerance = np.where(new, tolerance, known.tolerance)
            claimed = np.maximum(claimed, known.claimed)
        self.learnt = CleanPlate(plate, tolerance, claimed, room)

    def _give_up(self, memory: _Memory, view: NDArray[np.uint8]) -> None:
        """Drop furniture where the model is certain of a person, and where it changed with nobody in front of it."""
        known = self.learnt
        if known is None:
            return
        room = (memory.matte < MAYBE) & (known.lit if known.lit is not None else True)
        lit = relit(view, known.plate, room, GLOBAL_GAIN)
        differs = _difference(lit, known.plate) > known.tolerance
        claimed = known.claimed > 0
        alone = memory.at - memory.covered >= _FIRST
        memory.contradicted = _counted(memory.contradicted, claimed & ~differs & (memory.matte >= DECIDED))
        memory.changed = _counted(memory.changed, claimed & differs & alone)
        wrong = (memory.contradicted >= _TRUSTED) | (memory.changed >= _TRUSTED)
        if not wrong.any():
            return
        # With the surroundings, since not every part of a living person is seen to change.
        wrong = _near(wrong) & claimed
        memory.banned |= wrong
        left = claimed & ~wrong
        tolerance = np.where(left, known.tolerance, np.float32(0))
        kept = CleanPlate(known.plate, tolerance, np.where(left, np.uint8(255), np.uint8(0)), known.lit)
        self.learnt = kept if left.any() else None


def _started(view: NDArray[np.uint8], matte: Mask, source: int, now: float) -> _Memory:
    plate = view.astype(np.float32)
    # A person who is there at the beginning hides the room.
    first = np.where((matte >= DECIDED)[..., None], np.float32(np.inf), plate)
    return _Memory(
        source=source,
        began=now,
        at=now,
        plate=plate,
        since=np.full(matte.shape, now),
        first=first,
        matte=matte,
        covered=np.where(_near(matte >= DECIDED), now, -np.inf),
        below=np.where(_below(matte >= DECIDED), now, -np.inf),
        highest=matte.copy(),
        doubted=matte.astype(np.float32),
        contradicted=np.zeros_like(matte),
        changed=np.zeros_like(matte),
        banned=np.zeros(matte.shape, np.bool_),
    )


def _is_of(memory: _Memory, frame: Frame) -> bool:
    grid = grid_of(frame.size.width, frame.size.height)
    return memory.source == frame.source and memory.matte.shape == grid


def _furniture(memory: _Memory, now: float) -> _Where:
    """Return the cells that show furniture, bool (h, w)."""
    matte, age = memory.matte, now - memory.since
    sure = matte >= DECIDED
    people = int(sure.sum())
    if people < _LEAST_PERSON * matte.size:
        return np.zeros(matte.shape, np.bool_)
    shown = (matte >= _SHOWN).view(np.uint8)
    count, blobs = cv2.connectedComponents(shown, connectivity=8)
    cores = np.bincount(blobs[sure], minlength=count)
    moving = np.bincount(blobs[sure & (age < _STILL)], minlength=count)
    nobodys = (now - np.maximum(memory.covered, memory.below) >= _STILL) & (memory.highest < DECIDED) & ~memory.banned
    ghost = nobodys & (memory.doubted >= _SHOWN) & (memory.doubted <= _RATHER_PERSON)
    # A second person who sits still has a core of their own, which has not moved.
    has_moving_core = (cores > 0) & (moving >= _PERSON_MOVED * cores)
    somebody_moves = moving.sum() >= _PERSON_MOVED * people
    waits = np.where(memory.since <= memory.began + _FIRST, _STILL, _STILL_NEW)
    touching = _regions(memory, ghost & has_moving_core[blobs], age >= waits, matte.size)
    alone = ghost & (cores == 0)[blobs] if somebody_moves else np.zeros_like(ghost)
    apart = _regions(memory, alone, age >= np.maximum(waits, _STILL_ALONE), round(_MOST_ALONE * people))
    found = touching | apart
    # With its still surroundings where nobody was near, so that no rim of the ghost is left.
    rim = _near(found) & nobodys & (age >= waits)
    return np.asarray(found | rim, np.bool_)


def _regions(memory: _Memory, where: _Where, still: _Where, most: int) -> _Where:
    """Return those regions of `where`, bool (h, w), that are furniture by their stillness, outline and size.

    Args:
        memory: state over the frames so far.
        where: candidate cells.
        still: cells that have been still for long enough.
        most: maximum number of cells of a region.
    """
    result = np.zeros_like(where)
    if not where.any():
        return result
    # Nothing farther away than a ring of two cells counts.
    box = box_around(where)
    still = still[box]
    count, regions = cv2.connectedComponents(where[box].view(np.uint8), connectivity=8)
    sizes = np.maximum(np.bincount(regions.ravel(), minlength=count), 1)
    quiet = np.bincount(regions[still], minlength=count) >= _GHOST_STILL * sizes
    # The room around each region, as far as nobody was in front of it.
    grown = cv2.dilate(regions.astype(np.float32), np.ones((5, 5), np.uint8)).astype(np.int32)
    around = np.where(regions == 0, grown, 0)
    uncovered = memory.at - memory.covered[box] >= _STILL
    room = (memory.doubted[box] < _SHOWN) & (memory.highest[box] < MAYBE) & uncovered
    ring = np.maximum(np.bincount(around.ravel(), minlength=count), 1)
    of_room = np.bincount(around[room], minlength=count)
    of_still_room = np.bincount(around[room & still], minlength=count)
    has_outline = (of_room >= _LEAST_ROOM_AROUND * ring) & (of_still_room >= _GHOST_STILL * of_room)
    is_furniture = quiet & has_outline & (sizes <= most)
    is_furniture[0] = False
    result[box] = is_furniture[regions] & still
    return result


def _differs(view: Field, plate: Field, noise: float, of_texture: float) -> _Where:
    """Return where two pictures, float32 (h, w, 3), differ by more than noise and a share of their texture."""
    known = np.where(np.isfinite(plate), plate, np.float32(0))
    unlike = _difference(view, known) > noise + of_texture * texture(np.clip(known, 0, 255).astype(np.uint8))
    return np.asarray(unlike | ~np.isfinite(plate[..., 0]), np.bool_)


def _difference(one: Field, other: Field | NDArray[np.uint8]) -> Field:
    """Return the mean squared difference of the levels of two pictures, (h, w, 3), in each window, float32 (h, w)."""
    difference = one - other
    return windowed(dot(difference, difference) / np.float32(3))


def _near(where: _Where) -> _Where:
    """Return the cells within the width of an outline, bool (h, w)."""
    side = 2 * _OUTLINE + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(where.view(np.uint8), disc), np.bool_)


def _below(where: _Where) -> _Where:
    """Return the cells below, in a cone that widens by a cell to either side every third row, bool (h, w)."""
    cone = where.copy()
    for row in range(1, len(cone)):
        above = cone[row - 1]
        cone[row] |= above
        if row % _CONE == 0:
            cone[row, 1:] |= above[:-1]
            cone[row, :-1] |= above[1:]
    return cone


def _counted(count: Mask, where: _Where) -> Mask:
    """Return for how many consecutive samples each cell has been in `where`, up to `_TRUSTED`."""
    return np.where(where, np.minimum(count + 1, _TRUSTED), 0).astype(np.uint8)
