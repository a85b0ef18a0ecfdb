import numpy as np

from bisenet.classes import Classes
from bisenet.media.overlay import draw_overlay, side_by_side

CLASSES = Classes(("background", "leaf", "stem"), ((9, 9, 9), (0, 200, 0), (200, 0, 0)))
GREY = np.full((40, 60, 3), 100, np.uint8)


def halves() -> np.ndarray:
    labels = np.zeros((40, 60), np.uint8)
    labels[:, 20:] = 1
    labels[:, 40:] = 2
    return labels


def test_classes_have_their_colours_and_the_background_stays() -> None:
    drawn = draw_overlay(GREY, halves(), CLASSES, 0.5)
    assert drawn[20, 10].tolist() == [100, 100, 100]
    assert drawn[20, 30].tolist() == [50, 150, 50]
    assert drawn[20, 50].tolist() == [150, 50, 50]


def test_outlines_have_the_full_colour_on_the_inside() -> None:
    drawn = draw_overlay(GREY, halves(), CLASSES, 0.1)
    assert drawn[20, 19].tolist() == [100, 100, 100]
    assert drawn[20, 20].tolist() == drawn[20, 39].tolist() == [0, 200, 0]
    assert drawn[20, 40].tolist() == [200, 0, 0]


def test_a_first_class_that_is_no_background_is_drawn() -> None:
    ground = Classes(("ground", "leaf"), ((9, 9, 9), (0, 200, 0)))
    assert draw_overlay(GREY, np.zeros((40, 60), np.uint8), ground, 1).max() == 9


def test_pixels_that_do_not_count_stay_as_they_are() -> None:
    labels = np.full((40, 60), 255, np.uint8)
    np.testing.assert_array_equal(draw_overlay(GREY, labels, CLASSES), GREY)


def test_pictures_stand_side_by_side() -> None:
    row = side_by_side(GREY, GREY // 2)
    assert row.shape == (40, 122, 3)
    assert row[0, 60].tolist() == row[0, 61].tolist() == [255, 255, 255]
    assert row[0, 62].tolist() == [50, 50, 50]
