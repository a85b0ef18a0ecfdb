"""The place of the window at the start; the configuration is tested with the command line."""

import pytest
from PySide6.QtCore import QRect, QSize

from app.gui.startup.restore import first_size, restored_geometry

SCREENS = (QRect(0, 0, 1400, 1000), QRect(1400, 0, 800, 600))


@pytest.mark.parametrize(
    ("geometry", "place"),
    [
        (None, None),
        ((100, 50, 900, 700), QRect(100, 50, 900, 700)),
        ((1450, 20, 700, 500), QRect(1450, 20, 700, 500)),
        # The screen has gone, the upper edge is out of reach, the screen has shrunk.
        ((2500, 100, 900, 700), None),
        ((100, -300, 900, 700), None),
        ((-200, 990, 900, 700), None),
        ((-2000, 10, 4000, 500), None),
        ((0, 0, 1500, 1200), QRect(0, 0, 1400, 1000)),
        ((1400, 0, 900, 700), QRect(1400, 0, 800, 600)),
    ],
)
def test_a_window_is_restored_to_its_place_if_it_is_in_reach(
    geometry: tuple[int, int, int, int] | None, place: QRect | None
) -> None:
    assert restored_geometry(geometry, SCREENS) == place


@pytest.mark.parametrize(
    ("screen", "size"),
    [
        ((2560, 1440), (1240, 860)),
        ((1000, 800), (940, 752)),
        # 800 points have room for every page.
        ((840, 700), (800, 658)),
        ((800, 600), (800, 564)),
        ((720, 500), (720, 470)),
    ],
)
def test_the_first_window_has_room_for_every_page_where_the_screen_has(
    screen: tuple[int, int], size: tuple[int, int]
) -> None:
    assert first_size(QSize(*screen)) == QSize(*size)
