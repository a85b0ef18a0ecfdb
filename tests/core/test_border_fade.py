"""A person whom a visible border of the camera frame cuts off fades out there, and the matte is never raised."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.border_fade import BorderFades, border_fades, ends_at_border, faded, place_person
from app.core.look import DEFAULT_LOOK, RANGES, Look
from app.core.placement import Rect, fitted, place
from app.core.types import Alpha, Frame, Matte, Size
from tests.fakes import plain

HD = Size(1280, 720)
WHOLE = Look(whole_frame=True)
SHARES = st.floats(0, 1)
# Largest step between neighbouring pixels of an output with 720 rows: the fade is dozens of pixels long.
STEP = 16


def matte_of(alpha: Alpha, factor: int = 1) -> Matte:
    size = Size(alpha.shape[1] * factor, alpha.shape[0] * factor)
    return Matte(alpha, Frame(plain((90, 90, 90), size), 0, 0.0))


def shoulders(size: Size) -> Alpha:
    """Return a person with soft outlines whose shoulders and arms end at both sides, and the chest below."""
    alpha = np.zeros((size.height, size.width), np.uint8)
    alpha[size.height // 2 :] = 255
    centre = (size.width // 2, size.height // 3)
    cv2.circle(alpha, centre, size.height // 5, 255, cv2.FILLED)
    return np.asarray(cv2.blur(alpha, (15, 15)), np.uint8)


CUTS = [
    (Size(640, 480), WHOLE),
    (Size(720, 1280), WHOLE),
    (Size(640, 360), Look(scale=0.6)),
    (Size(640, 360), Look(scale=0.8, x=0.3, y=-0.2)),
    (Size(640, 360), Look(y=-0.15)),
    (Size(2560, 1080), Look(whole_frame=True, y=-0.1)),
]


@pytest.mark.parametrize(("camera", "look"), CUTS)
def test_nobody_ends_in_a_straight_cut(camera: Size, look: Look) -> None:
    alpha = shoulders(camera)
    before = place(matte_of(alpha), HD, look).alpha
    after = place_person(matte_of(alpha), HD, look).alpha
    box = fitted(camera, HD, look)
    edges = [
        (axis, edge)
        for axis, edges in ((1, (box.left, box.left + box.width)), (0, (box.top, box.top + box.height)))
        for edge in edges
        if 0 < edge < after.shape[axis]
    ]
    assert edges

    def step(picture: Alpha, axis: int, edge: int) -> int:
        around = np.take(picture, range(max(0, edge - 25), edge + 2), axis=axis).astype(int)
        return int(np.abs(np.diff(around, axis=axis)).max())

    assert max(step(before, *edge) for edge in edges) > 200
    assert max(step(after, *edge) for edge in edges) <= STEP
    assert (after <= before).all()


@pytest.mark.parametrize(
    ("camera", "look"),
    [(HD, DEFAULT_LOOK), (Size(640, 360), DEFAULT_LOOK), (Size(640, 360), WHOLE), (HD, Look(scale=1.5, x=0.1))],
)
def test_a_border_outside_the_output_changes_nothing(camera: Size, look: Look) -> None:
    alpha = shoulders(camera)
    placed = place_person(matte_of(alpha), HD, look)
    assert np.array_equal(placed.alpha, place(matte_of(alpha), HD, look).alpha)
    assert border_fades(fitted(camera, HD, look), HD) is None


def test_a_frame_in_place_keeps_the_very_matte() -> None:
    alpha = shoulders(HD)
    assert place_person(matte_of(alpha), HD, DEFAULT_LOOK).alpha is alpha


def test_a_person_who_touches_no_border_stays_as_they_are() -> None:
    alpha = shoulders(Size(640, 480))
    alpha[:, :20] = alpha[:, -20:] = 0
    assert np.array_equal(place_person(matte_of(alpha), HD, WHOLE).alpha, place(matte_of(alpha), HD, WHOLE).alpha)


def test_away_from_the_shoulders_a_border_does_not_fade() -> None:
    """A hand that is near a border, but does not touch it, stays whole, far above shoulders that do."""
    alpha = shoulders(Size(640, 480))
    alpha[60:100, 10:60] = 255
    after = faded(alpha, BorderFades(0.1, 0.1, 0, 0))
    assert (after[60:100, 10:60] == 255).all()
    assert (after[400:, 0] <= 4).all()


@given(
    st.integers(1, 40), st.integers(1, 40), st.builds(BorderFades, SHARES, SHARES, SHARES, SHARES), st.integers(0, 99)
)
@settings(max_examples=150, deadline=None)
def test_the_matte_is_never_raised(width: int, height: int, fades: BorderFades, seed: int) -> None:
    alpha = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    given = alpha.copy()
    after = faded(alpha, fades)
    assert (after <= alpha).all()
    assert np.array_equal(alpha, given)
    assert after.dtype == np.uint8


@given(
    st.sampled_from([HD, Size(640, 480), Size(72, 128)]),
    st.floats(RANGES["scale"].low, RANGES["scale"].high),
    SHARES,
    SHARES,
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_no_look_raises_the_matte(camera: Size, scale: float, x: float, y: float, whole: bool) -> None:
    alpha, look = shoulders(camera), Look(scale=scale, x=x, y=-y, whole_frame=whole)
    size = Size(320, 180)
    placed = place_person(matte_of(alpha), size, look)
    assert (placed.alpha <= place(matte_of(alpha), size, look).alpha).all()


def test_nothing_jumps_while_a_person_is_moved() -> None:
    """A border that has just come into the output fades over a pixel or two, not at once over dozens."""
    alpha = np.full((360, 640), 255, np.uint8)
    sums = []
    for pixels in range(40):
        box = Rect(0, -pixels, 1280, 720)
        fades = border_fades(box, HD)
        sums.append(int((alpha if fades is None else faded(alpha, fades)).sum()))
    assert np.abs(np.diff(sums)).max() <= 2 * 255 * 640
    assert sums[0] - sums[-1] > 5 * 255 * 640


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_a_smaller_matte_fades_over_the_same_part(factor: int) -> None:
    alpha = shoulders(Size(640, 480))
    small = np.ascontiguousarray(alpha[::factor, ::factor])
    whole, reduced = (place_person(matte_of(a, f), HD, WHOLE).alpha for a, f in ((alpha, 1), (small, factor)))
    assert np.abs(whole.astype(int) - reduced).mean() < 3


@pytest.mark.parametrize(
    ("camera", "look", "ends"),
    [
        (Size(640, 480), WHOLE, True),
        (Size(640, 480), Look(), False),
        (HD, Look(), False),
        (HD, Look(scale=1.5), False),
        (HD, Look(scale=0.7), True),
        (HD, Look(y=-0.2), True),
        # Less than one percent of the output lies beyond the border.
        (HD, Look(y=-0.005), False),
    ],
)
def test_it_is_known_whether_a_person_ends_at_a_visible_border(camera: Size, look: Look, ends: bool) -> None:
    assert ends_at_border(matte_of(shoulders(camera)), HD, look) is ends


def test_a_person_inside_the_frame_ends_at_no_border() -> None:
    alpha = shoulders(Size(640, 480))
    alpha[:, :20] = alpha[:, -20:] = 0
    assert not ends_at_border(matte_of(alpha), HD, WHOLE)
