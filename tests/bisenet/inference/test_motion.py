"""Mattes that are carried along with the picture: they follow what moves, and leave what is new to the network."""

import numpy as np
import pytest
from numpy.typing import NDArray

from bisenet.inference.motion import MatteCarrier

HEIGHT, WIDTH = 96, 160


def picture(left: int, top: int = 20, brightness: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A bright patterned square before a plain wall, and the square's matte."""
    rows, columns = np.mgrid[:40, :40]
    square = 160 + 40 * np.sin(rows / 4) * np.cos(columns / 5)
    grey, matte = np.full((HEIGHT, WIDTH), 70 + brightness, np.uint8), np.zeros((HEIGHT, WIDTH), np.float32)
    grey[top : top + 40, left : left + 40] = square
    matte[top : top + 40, left : left + 40] = 1
    return grey, matte


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_matte_moves_with_the_picture(step: int) -> None:
    (before, matte), (now, expected) = picture(60), picture(60 + step)
    carried = MatteCarrier()(matte, before, now)
    assert carried is not None
    assert carried.dtype == np.float32
    assert np.abs(carried - expected).mean() < 0.25 * np.abs(matte - expected).mean() + 0.002


def test_a_moving_picture_keeps_the_range_of_a_matte() -> None:
    (before, matte), (now, _) = picture(60), picture(61, 21)
    carried = MatteCarrier()(matte, before, now)
    assert carried is not None
    assert carried.min() >= 0
    assert carried.max() <= 1


def test_something_new_is_left_to_the_network() -> None:
    before, matte = picture(60)
    now = before.copy()
    now[60:90, 5:30] = 250
    assert MatteCarrier()(matte, before, now) is None


def test_another_picture_is_left_to_the_network() -> None:
    (before, matte), (now, _) = picture(60), picture(20, brightness=60)
    assert MatteCarrier()(matte, before, now) is None


def test_what_hardly_differs_from_the_room_in_the_dark_is_left_to_the_network() -> None:
    before, matte = np.full((HEIGHT, WIDTH), 15, np.uint8), np.zeros((HEIGHT, WIDTH), np.float32)
    now = before.copy()
    before[20:60, 20:60] = now[20:60, 100:140] = 20
    matte[20:60, 20:60] = 1
    assert MatteCarrier()(matte, before, now) is None


def test_pictures_may_change_their_size() -> None:
    carrier = MatteCarrier()
    for crop in (0, 16, 0):
        grey, matte = picture(60)
        grey, matte = np.ascontiguousarray(grey[crop:]), np.ascontiguousarray(matte[crop:])
        carried = carrier(matte, grey, grey)
        assert carried is not None
        assert carried.shape == grey.shape


def test_a_tiny_picture_is_left_to_the_network() -> None:
    grey = np.zeros((8, 40), np.uint8)
    assert MatteCarrier()(np.zeros((8, 40), np.float32), grey, grey) is None
