import gc

import cv2
import numpy as np
import pytest

from app.commands.bench.buffers import LEAST, Tally, counted


def test_large_buffers_count_and_small_ones_do_not() -> None:
    with counted() as tally:
        kept = [np.empty(LEAST, np.uint8), np.zeros(LEAST + 1, np.uint8), np.empty(LEAST - 1, np.uint8)]
    assert tally == Tally(2, 2 * LEAST + 1)
    assert len(kept) == 3


def test_temporaries_count_and_work_in_place_does_not() -> None:
    values = np.ones((256, 256), np.float32)
    out = np.empty_like(values)
    with counted() as tally:
        np.multiply(values, values, out=out)
        values += 1
        assert tally == Tally(0, 0)
        values[::2].copy()
    assert tally == Tally(1, values.nbytes // 2)


def test_growing_in_place_counts() -> None:
    values = np.zeros(LEAST, np.uint8)
    with counted() as outside:
        values.resize(2 * LEAST, refcheck=False)
    # The array was made before, so its own allocator moves it.
    assert outside == Tally(0, 0)
    with counted() as tally:
        inside = np.zeros(LEAST, np.uint8)
        inside.resize(2 * LEAST, refcheck=False)
    assert tally == Tally(2, 3 * LEAST)


def test_what_opencv_returns_counts() -> None:
    picture = np.zeros((200, 200, 3), np.uint8)
    with counted() as tally:
        half = cv2.resize(picture, (400, 100))
    assert tally == Tally(1, 400 * 100 * 3)
    out = np.empty_like(half)
    with counted() as tally:
        cv2.resize(picture, (400, 100), dst=out)
    assert tally == Tally(0, 0)


def test_nothing_counts_after_the_block_even_if_it_failed() -> None:
    with pytest.raises(KeyError), counted() as tally:
        raise KeyError
    kept = np.zeros(LEAST)
    assert tally == Tally(0, 0)
    assert kept.size == LEAST


@pytest.mark.slow
def test_arrays_outlive_the_block() -> None:
    with counted():
        kept = [np.full(LEAST, number, np.uint8) for number in range(20)]
    with counted():
        kept += [np.full(LEAST, number, np.uint8) for number in range(20, 40)]
    gc.collect()
    assert [int(array[0]) for array in kept] == list(range(40))
    kept.clear()
    gc.collect()
