from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.core.compositing.compositor import make_slate
from app.core.pipeline.screen import STALE_AFTER, Screen
from app.core.types import Composite, Frame, Matte, Size
from tests.fakes import SECRET, SMALL, leaked, plain


def composite(at: float) -> Composite:
    rgb = plain(SECRET)
    return Composite(rgb.copy(), Matte(np.full(rgb.shape[:2], 255, np.uint8), Frame(rgb, 0, at)))


def test_a_slate_until_the_first_composite() -> None:
    screen = Screen(SMALL)
    assert screen.current(0.0).is_slate
    screen.show(composite(10.0))
    assert leaked(screen.current(10.1).rgb) > 0


def test_a_stale_composite_is_not_shown() -> None:
    screen = Screen(SMALL)
    screen.show(composite(10.0))
    assert not screen.current(10.0 + STALE_AFTER).is_slate
    assert screen.current(10.01 + STALE_AFTER).is_slate


def test_pause_forgets_what_was_shown() -> None:
    screen = Screen(SMALL)
    screen.show(composite(10.0))
    screen.pause(True, 10.0)
    assert screen.current(10.0).is_slate
    screen.show(composite(10.1))
    assert screen.current(10.1).is_slate
    screen.pause(False, 10.2)
    assert screen.current(10.2).is_slate
    screen.show(composite(10.3))
    assert not screen.current(10.3).is_slate


def test_a_failure_is_for_ever() -> None:
    screen = Screen(SMALL)
    screen.show(composite(10.0))
    screen.fail()
    screen.show(composite(10.1))
    screen.pause(False, 10.1)
    screen.show(composite(10.2))
    assert screen.current(10.2).is_slate


def test_after_the_end_nothing_is_shown_again() -> None:
    screen = Screen(SMALL)
    screen.end()
    screen.pause(False, 9.0)
    screen.show(composite(10.0))
    assert screen.current(10.0).is_slate


def test_clear_hides_the_last_camera_and_its_late_frames() -> None:
    screen = Screen(SMALL)
    screen.show(composite(10.0))
    screen.clear("Waiting", 10.1)
    assert screen.current(10.1).is_slate
    screen.show(composite(10.05))
    assert screen.current(10.1).is_slate
    screen.show(composite(10.2))
    assert not screen.current(10.2).is_slate


def test_what_was_forbidden_stays_so_when_an_earlier_call_comes_late() -> None:
    screen = Screen(SMALL)
    screen.pause(False, 10.2)
    screen.clear("Waiting", 10.1)
    screen.show(composite(10.15))
    assert screen.current(10.3).is_slate
    screen.pause(False, 10.1)
    screen.show(composite(10.15))
    assert screen.current(10.3).is_slate


def test_a_slate_is_drawn_in_the_chosen_language_and_once(
    pseudo_language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(size: Size, text: str) -> Composite:
        drawn.append(text)
        return make_slate(size, text)

    monkeypatch.setattr("app.core.pipeline.screen.make_slate", draw)
    screen = Screen(Size(32, 18))
    screen.clear("Waiting for the camera", 1.0)
    assert screen.current(1.0) is screen.current(2.0)
    assert drawn == ["⟦Waiting for the camera⟧"]


def test_waiting_for_another_composite_ends_with_it() -> None:
    screen = Screen(SMALL)
    screen.show(composite(10.0))
    shown = screen.number
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(screen.wait_for_another, shown, 60.0)
        screen.show(composite(10.1))
        assert waiting.result(60)
    assert screen.wait_for_another(shown, 60.0)


@pytest.mark.parametrize(
    "hide",
    [
        lambda screen: screen.clear("Waiting", 10.1),
        lambda screen: screen.pause(True, 10.1),
        Screen.end,
        Screen.fail,
    ],
)
def test_waiting_for_another_composite_ends_where_a_slate_is_due(hide: Callable[[Screen], None]) -> None:
    screen = Screen(SMALL)
    screen.show(composite(10.0))
    shown = screen.number
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(screen.wait_for_another, shown, 60.0)
        hide(screen)
        assert waiting.result(60) is False
    assert screen.current(10.1).is_slate


def test_a_slate_waits_for_nothing() -> None:
    screen = Screen(SMALL)
    assert screen.wait_for_another(screen.number, 60.0) is False


def test_waiting_for_another_composite_lasts_as_long_as_allowed() -> None:
    screen = Screen(SMALL)
    screen.show(composite(10.0))
    assert screen.wait_for_another(screen.number, 0.0) is False
