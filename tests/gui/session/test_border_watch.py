"""The hint about borders appears only for what lasts, and goes only some time after it."""

from app.gui.session.border_watch import BorderWatch


def shown(*observations: tuple[float, bool]) -> list[bool]:
    watch = BorderWatch()
    return [watch.update(ends, now) for now, ends in observations]


def test_it_appears_after_a_second() -> None:
    assert shown((0, True), (0.5, True), (1.0, True), (1.5, True)) == [False, False, True, True]


def test_a_hand_that_passes_the_border_is_nothing() -> None:
    assert shown((0, True), (0.9, True), (1.0, False), (1.1, True), (2.0, True)) == [False] * 5


def test_it_goes_after_three_seconds() -> None:
    observations = [(0.0, True), (1.0, True), (2.0, False), (4.9, False), (5.0, False)]
    assert shown(*observations) == [False, True, True, True, False]


def test_it_does_not_flicker() -> None:
    start = [(0.0, True), (1.0, True)]
    flicker = [(1 + n / 4, n % 2 == 0) for n in range(1, 40)]
    assert all(shown(*start, *flicker)[1:])
