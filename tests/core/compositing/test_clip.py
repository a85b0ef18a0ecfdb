"""What a moving background shows when, on a clip of numbered pictures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from app.core.compositing.clip import MovingBackground, Shot
from app.core.errors import BisenetBgError, ConfigError
from app.core.types import Fit, Rgb, Size
from tests.fakes import SMALL, plain


@dataclass
class FakeClip:
    """Pictures of brightness 10, 20, 30 ..., each as long as `lengths` says; `broken` rounds fail where they say."""

    lengths: tuple[float, ...] = (1.0, 3.0, 2.0)
    breaks_after: dict[int, int] = field(default_factory=dict)
    rounds: int = 0
    decoded: list[int] = field(default_factory=list)
    drawn: list[int] = field(default_factory=list)
    closed: int = 0

    def shots(self) -> Iterator[Shot]:
        """Yield them, or break off."""
        left = self.breaks_after.get(self.rounds, len(self.lengths))
        self.rounds += 1
        assert self.rounds < 1000
        begin = 0.0
        for number, length in enumerate(self.lengths):
            if number == left:
                raise ConfigError("The fake clip broke off.")
            self.decoded.append(number)
            yield Shot(begin, begin + length, partial(self._draw, number))
            begin += length

    def _draw(self, number: int, size: Size) -> Rgb:
        self.drawn.append(number)
        return plain((10 + 10 * number,) * 3, size)

    def close(self) -> None:
        """Count it."""
        self.closed += 1


def playing(clip: FakeClip, patience: float = float("inf")) -> MovingBackground:
    return MovingBackground(plain((10, 10, 10)), lambda: clip, patience=patience)


def at(background: MovingBackground, seconds: float, size: Size = SMALL) -> int:
    """Return the number of the picture that is shown behind a frame of that time."""
    rgb = background.picture(seconds, size)
    assert rgb.shape == (size.height, size.width, 3)
    assert rgb.min() == rgb.max()
    return int(rgb[0, 0, 0]) // 10 - 1


def test_each_picture_stays_as_long_as_the_file_says_and_the_first_follows_the_last() -> None:
    background = playing(FakeClip())
    times = np.arange(1000, 1018, 0.5)
    shown = [at(background, time) for time in times]
    assert shown == ([0] * 2 + [1] * 6 + [2] * 4) * 3


def test_a_slow_camera_skips_pictures_and_draws_only_what_is_shown() -> None:
    clip = FakeClip((0.1,) * 20)
    background = playing(clip)
    assert [at(background, time) for time in (0.0, 0.55, 1.01, 1.85)] == [0, 5, 10, 18]
    assert clip.drawn == [0, 5, 10, 18]


def test_no_more_is_decoded_than_the_next_picture() -> None:
    clip = FakeClip()
    background = playing(clip)
    for time in (0.0, 0.2, 0.9, 1.1):
        at(background, time)
    assert clip.decoded == [0, 1, 2]


def test_a_fast_camera_gets_the_same_array_again() -> None:
    background = playing(FakeClip())
    assert background.picture(0.0, SMALL) is background.picture(0.0, SMALL)


def test_rounds_that_nobody_saw_are_not_decoded() -> None:
    clip = FakeClip()
    background = playing(clip)
    shown = [at(background, time) for time in (0, 5, 6 * 1000 + 1.5, 6 * 1000 + 4.5)]
    assert shown == [0, 2, 1, 2]
    assert len(clip.decoded) <= 8


@pytest.mark.parametrize("count", range(2, 25))
def test_frames_at_the_very_moments_of_the_pictures_stay_in_step(count: int) -> None:
    """Sums of the same times differ by rounding errors; neither a picture nor a round may hang on those."""
    clip = FakeClip((0.04,) * count)
    background = playing(clip)
    for index in range(200):
        assert at(background, index / 25) == index % count
    assert len(clip.decoded) <= 201


def test_the_first_picture_is_shown_even_where_the_clip_begins_later() -> None:
    class Late(FakeClip):
        def shots(self) -> Iterator[Shot]:
            for shot in super().shots():
                yield Shot(shot.begin + 0.5, shot.end + 0.5, shot.draw)

    background = playing(Late())
    assert [at(background, time) for time in (0, 0.4, 1.4, 1.6)] == [0, 0, 0, 1]


def test_what_breaks_off_begins_again_from_there() -> None:
    background = playing(FakeClip(breaks_after={0: 2}))
    assert [at(background, time) for time in (0, 1.5, 3.9, 4.1, 5.5, 8.5)] == [0, 1, 1, 0, 1, 2]


@pytest.mark.parametrize("broken", [{1: 0}, {0: 0}])
def test_what_gives_nothing_any_more_stands_still(broken: dict[int, int], caplog: pytest.LogCaptureFixture) -> None:
    clip = FakeClip(breaks_after=broken)
    background = playing(clip)
    shown = [at(background, time) for time in (0, 1.5, 5, 6.5, 7.5, 60)]
    assert shown == ([0, 1, 2, 2, 2, 2] if 1 in broken else [0] * 6)
    assert clip.closed == 1
    assert clip.rounds == (2 if 1 in broken else 1)
    assert [record.getMessage() for record in caplog.records] == [
        "The background stopped moving. The fake clip broke off."
    ]


def test_a_clip_that_cannot_be_opened_leaves_its_first_picture() -> None:
    def opener() -> FakeClip:
        raise BisenetBgError("It is gone.")

    background = MovingBackground(plain((10, 10, 10)), opener)
    assert [at(background, time) for time in (0, 2)] == [0, 0]
    background.close()


def test_an_empty_round_is_no_endless_loop() -> None:
    background = playing(FakeClip(()))
    assert [at(background, time) for time in (0, 1, 2)] == [0, 0, 0]


def test_on_a_machine_that_is_too_slow_the_background_loses_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(10_000))
    monkeypatch.setattr("app.core.compositing.clip.time.perf_counter", lambda: next(clock))
    clip = FakeClip((0.1,) * 100)
    background = playing(clip, patience=3.5)
    shown = [at(background, time) for time in np.arange(0.0, 5, 1.0)]
    assert all(0 < later - earlier <= 4 for earlier, later in pairwise(shown))
    # From where it is it goes on at its own rate.
    assert at(background, 4.11) == shown[-1] + 1


def test_it_opens_with_the_first_frame_and_closes_when_told() -> None:
    opened: list[FakeClip] = []

    def opener() -> FakeClip:
        opened.append(FakeClip())
        return opened[-1]

    background = MovingBackground(plain((10, 10, 10)), opener)
    background.close()
    assert not opened
    assert at(background, 0) == 0
    background.close()
    background.close()
    assert [clip.closed for clip in opened] == [1]


def test_it_is_fitted_as_asked() -> None:
    class Striped(FakeClip):
        def _draw(self, number: int, size: Size) -> Rgb:
            return np.dstack([np.tile(np.array([[0, 200]], np.uint8), (4, 1))] * 3)

    background = MovingBackground(plain((10, 10, 10)), Striped, Fit.STRETCH)
    rgb = background.picture(0.0, SMALL)
    assert (rgb[:, 0] == 0).all()
    assert (rgb[:, -1] == 200).all()
