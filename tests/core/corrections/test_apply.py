"""A matte is put right where the picture still shows the room, and nowhere else."""

import numpy as np
import pytest

from app.core.corrections.apply import corrected, emptiness, view_of
from app.core.corrections.brush import Mark, Stroke, in_camera, marked
from app.core.corrections.model import NO_CORRECTIONS, CleanPlate, Corrections
from app.core.corrections.room_learning import RoomLearner
from app.core.look import Look
from app.core.placement import fitted
from app.core.types import Matte, Size
from tests.core.corrected import (
    CHAIR,
    PERSON,
    SIZE,
    WALL,
    brushed,
    cells,
    everywhere,
    frame,
    noisy,
    room,
    taught,
    with_person,
)

NEVER_CHAIR = brushed(Mark.NEVER, CHAIR, room(), NO_CORRECTIONS)
LEANING = (slice(60, 260), slice(420, 600))


def learnt(light: float = 0.0) -> Corrections:
    """Return the empty room, where the model took the chair for a person."""
    alpha = everywhere(value=0)
    cells(CHAIR, alpha)[:] = 200
    answer = taught(RoomLearner(), room(), alpha, light=light)
    assert isinstance(answer, CleanPlate)
    return Corrections(room=answer)


def test_without_corrections_a_matte_is_left_alone() -> None:
    alpha = everywhere()
    assert corrected(alpha, frame(room()), NO_CORRECTIONS) is alpha


@pytest.mark.parametrize("shape", [(360, 640), (180, 320), (90, 160), (45, 80)])
def test_a_chair_that_is_never_me_goes_from_mattes_of_any_size(shape: tuple[int, int]) -> None:
    alpha = everywhere(shape)
    result = corrected(alpha, frame(noisy(room(), 1)), NEVER_CHAIR)
    assert result.shape == shape
    assert cells(CHAIR, result, inset=16).max() == 0
    assert cells(PERSON, result).min() == 255
    assert alpha.min() == 255


@pytest.mark.parametrize("light", [0.9, 1.0, 1.1])
def test_drifting_light_brings_no_chair_back(light: float) -> None:
    result = corrected(everywhere(), frame(noisy(with_person(room()), 2, light=light)), NEVER_CHAIR)
    assert cells(CHAIR, result, inset=16).mean() < 2
    assert cells(PERSON, result).min() == 255


def test_who_leans_over_the_chair_gets_no_hole() -> None:
    picture = noisy(with_person(room(), where=LEANING), 3)
    result = corrected(everywhere(), frame(picture), NEVER_CHAIR)
    assert cells(LEANING, result).min() > 250
    below = (slice(272, 352), slice(392, 508))
    assert cells(below, result).max() < 5


def test_the_chair_goes_right_up_to_the_outline() -> None:
    """The model takes the chair for person beside who leans over it: no rim of it remains."""
    picture = noisy(with_person(room(), where=LEANING), 3)
    result = corrected(everywhere(), frame(picture), NEVER_CHAIR)
    beside = (slice(200, 250), slice(410, 420))
    assert cells(beside, result).mean() < 10


def test_a_model_that_was_right_stays_right() -> None:
    nobody = everywhere(value=0)
    assert corrected(nobody, frame(room()), NEVER_CHAIR).max() == 0


@pytest.mark.parametrize("light", [-0.1, 0.0, 0.1])
@pytest.mark.slow
def test_furniture_of_a_learnt_room_is_never_a_person(light: float) -> None:
    corrections = learnt(light)
    result = corrected(everywhere(), frame(noisy(with_person(room()), 30)), corrections)
    assert cells(CHAIR, result, inset=8).max() < 5
    assert cells(PERSON, result).min() == 255


@pytest.mark.slow
def test_textured_ground_is_known_and_a_flat_wall_says_nothing() -> None:
    corrections = learnt()
    result = corrected(everywhere(), frame(noisy(with_person(room()), 31)), corrections)
    books, wall = (slice(0, 360), slice(0, 180)), (slice(0, 160), slice(540, 640))
    assert cells(books, result).mean() < 30
    assert cells(wall, result).min() == 255


@pytest.mark.slow
def test_a_shirt_in_the_walls_colour_before_the_wall_gets_no_hole() -> None:
    shirt = (slice(20, 170), slice(400, 620))
    result = corrected(everywhere(), frame(noisy(with_person(room(), WALL, shirt), 32)), learnt())
    assert cells(shirt, result).min() == 255


@pytest.mark.slow
def test_a_shirt_in_the_chairs_brightness_but_another_colour_stays() -> None:
    picture = noisy(with_person(room(), (60, 40, 42), CHAIR), 33)
    assert cells(CHAIR, corrected(everywhere(), frame(picture), learnt()), inset=4).min() > 250


def test_a_flipped_frame_is_put_right_at_the_same_things() -> None:
    straight = frame(noisy(with_person(room()), 4))
    both = brushed(Mark.ALWAYS, (slice(0, 80), slice(500, 620)), room(), NEVER_CHAIR)
    alpha = everywhere(value=200)
    turned = corrected(alpha, straight.flipped(), both)
    assert np.abs(turned[:, ::-1].astype(int) - corrected(alpha, straight, both)).max() <= 2


def test_frames_of_another_shape_are_let_be() -> None:
    alpha = everywhere((180, 240))
    assert corrected(alpha, frame(room(size=Size(480, 360))), NEVER_CHAIR) is alpha


def test_frames_of_another_size_and_the_same_shape_are_put_right() -> None:
    larger = np.repeat(np.repeat(room(), 2, 0), 2, 1)
    result = corrected(everywhere((360, 640)), frame(larger), NEVER_CHAIR)
    assert cells(CHAIR, result, inset=16).max() == 0


def test_always_me_is_shown_whatever_it_looks_like() -> None:
    lamp = (slice(20, 100), slice(540, 620))
    corrections = brushed(Mark.ALWAYS, lamp, room(), NO_CORRECTIONS)
    result = corrected(everywhere(value=0), frame(noisy(room(seed=5), 5)), corrections)
    assert cells(lamp, result, inset=12).min() == 255
    assert cells(CHAIR, result).max() == 0


def test_the_last_word_on_a_place_counts() -> None:
    always = brushed(Mark.ALWAYS, CHAIR, room(), NEVER_CHAIR)
    assert cells(CHAIR, corrected(everywhere(value=0), frame(room()), always), inset=16).min() == 255
    never = brushed(Mark.NEVER, CHAIR, room(), always)
    assert cells(CHAIR, corrected(everywhere(), frame(room()), never), inset=16).max() == 0


@pytest.mark.parametrize("before", [NEVER_CHAIR, brushed(Mark.ALWAYS, CHAIR, room(), NO_CORRECTIONS), learnt()])
def test_the_rubber_takes_away_what_is_known_there(before: Corrections) -> None:
    around = (slice(CHAIR[0].start - 16, 360), slice(CHAIR[1].start - 16, CHAIR[1].stop + 16))
    after = brushed(Mark.ERASE, around, room(), before)
    for value in (0, 255):
        result = corrected(everywhere(value=value), frame(room()), after)
        assert (cells(CHAIR, result) == value).all()


def test_what_is_all_rubbed_out_is_nothing() -> None:
    whole = Stroke(((0.0, 0.5), (1.0, 0.5)), 1.0)
    nothing = marked(NEVER_CHAIR, Mark.ERASE, whole, frame(room()))
    assert nothing.shape is None


@pytest.mark.parametrize("mark", [Mark.ERASE, Mark.NEVER])
def test_the_same_stroke_leaves_nothing_of_what_was_always_shown(mark: Mark) -> None:
    stroke = Stroke(((0.21, 0.33), (0.58, 0.47), (0.61, 0.9)), 0.07)
    shown = marked(NO_CORRECTIONS, Mark.ALWAYS, stroke, frame(room()))
    assert shown.always is not None
    assert np.count_nonzero((shown.always > 0) & (shown.always < 255)) > 0
    assert marked(shown, mark, stroke, frame(room())).always is None


def test_marks_of_another_shape_are_given_up_for_new_ones() -> None:
    size = Size(480, 360)
    new = brushed(Mark.ALWAYS, (slice(0, 80), slice(0, 80)), room(size=size), NEVER_CHAIR, size)
    assert new.shape == (240, 320)
    assert new.marked is None


LOOKS = [Look(), Look(flip=True), Look(scale=0.5, x=0.2, y=-0.1), Look(scale=1.7, x=-0.3, flip=True)]


@pytest.mark.parametrize("size", [Size(640, 360), Size(640, 480), Size(480, 640)])
@pytest.mark.parametrize("look", LOOKS)
def test_a_point_of_the_output_is_found_in_the_camera(look: Look, size: Size) -> None:
    box = fitted(SIZE, size, look)
    for x, y in ((0.0, 0.0), (0.25, 0.5), (1.0, 1.0)):
        shown = 1 - x if look.flip else x
        output = ((box.left + shown * box.width) / size.width, (box.top + y * box.height) / size.height)
        assert in_camera(output, SIZE, size, look) == pytest.approx((x, y))


@pytest.mark.slow
def test_a_lesson_waits_until_it_is_told_to_begin() -> None:
    lesson = RoomLearner()
    for number in range(30):
        lesson.see(Matte(everywhere(), frame(room(), number)))
    assert lesson.answer is None
    assert isinstance(taught(lesson, room(), everywhere(value=0)), CleanPlate)


def test_somebody_who_stays_is_noticed() -> None:
    alpha = everywhere(value=0)
    cells((slice(40, 360), slice(120, 460)), alpha)[:] = 255
    answer = taught(RoomLearner(), room(), alpha)
    assert not isinstance(answer, CleanPlate)
    assert "Somebody" in str(answer)


def test_somebody_small_who_fidgets_is_noticed() -> None:
    lesson = RoomLearner()
    lesson.begin()
    for number in range(21):
        where = (slice(200, 300), slice(60 + 2 * number, 110 + 2 * number))
        alpha = everywhere(value=0)
        cells(where, alpha)[:] = 255
        lesson.see(Matte(alpha, frame(with_person(room(), where=where), number / 10)))
    assert "Somebody" in str(lesson.answer)


def test_a_moving_curtain_is_noticed() -> None:
    lesson = RoomLearner()
    lesson.begin()
    for number in range(21):
        picture = room()
        picture[:, 480:] = np.roll(room(seed=1)[:, :160], 3 * number, axis=1)
        lesson.see(Matte(everywhere(value=0), frame(picture, number / 10)))
    assert "moved" in str(lesson.answer)


def test_another_camera_begins_the_lesson_anew() -> None:
    lesson, nobody = RoomLearner(), everywhere(value=0)
    lesson.begin()
    for number in range(15):
        lesson.see(Matte(nobody, frame(room(seed=7), number / 10, source=1)))
    for number in range(15, 30):
        lesson.see(Matte(nobody, frame(room(), number / 10, source=2)))
    assert lesson.answer is None
    for number in range(30, 40):
        lesson.see(Matte(nobody, frame(room(), number / 10, source=2)))
    answer = lesson.answer
    assert isinstance(answer, CleanPlate)
    assert answer.plate[90, 300] == pytest.approx(room()[180, 600], abs=2)


def test_a_mirrored_lesson_is_of_the_camera_as_it_is() -> None:
    alpha = everywhere(value=0)
    cells(CHAIR, alpha)[:] = 200
    lesson = RoomLearner()
    lesson.begin()
    for number in range(21):
        mirrored = frame(noisy(room(), number), number / 10).flipped()
        lesson.see(Matte(np.ascontiguousarray(alpha[:, ::-1]), mirrored))
    assert isinstance(lesson.answer, CleanPlate)
    result = corrected(everywhere(), frame(room()), Corrections(room=lesson.answer))
    assert cells(CHAIR, result, inset=8).max() == 0


@pytest.mark.parametrize("seed", range(6))
def test_a_comparison_of_some_cells_gives_them_the_answer_of_a_whole_one(seed: int) -> None:
    table = Corrections(furniture=NEVER_CHAIR.marked).furniture_table
    assert table is not None
    rng = np.random.default_rng(seed)
    view = view_of(frame(noisy(with_person(room()), seed)))
    where = np.zeros(view.shape[:2], bool)
    top, left = int(rng.integers(0, view.shape[0])), int(rng.integers(0, view.shape[1]))
    where[top : top + int(rng.integers(1, 60)), left : left + int(rng.integers(1, 60))] = True
    where &= table.reach > 0
    alpha = rng.integers(0, 256, where.shape, dtype=np.uint8)
    whole = emptiness(view, alpha, table)
    assert whole.max() == 255
    assert (emptiness(view, alpha, table, where)[where] == whole[where]).all()
    everything = emptiness(view, alpha, table, np.ones_like(where))
    assert (everything == whole).all()


@pytest.mark.parametrize("level", [0, 255])
def test_furniture_changes_nothing_where_the_matte_is_certain(level: int) -> None:
    alpha = everywhere(value=level)
    assert (corrected(alpha, frame(room()), Corrections(furniture=NEVER_CHAIR.marked)) == level).all()
