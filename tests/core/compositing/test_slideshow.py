"""Pictures in turn, on fakes: brightness 10 for the file named 1, 20 for 2, and so on."""

from pathlib import Path

import numpy as np
import pytest

from app.core.compositing.slideshow import Slideshow
from app.core.errors import ConfigError
from app.core.types import Rgb
from tests.fakes import SMALL, plain


class Files:
    """Reads pictures, and notes which."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)
        self.read: list[str] = []

    def __call__(self, path: Path) -> Rgb:
        """Return a grey picture of any size."""
        self.read.append(path.name)
        if path.name in self.broken:
            raise ConfigError("It cannot be read.")
        return plain((10 * int(path.name),) * 3)


def show(files: Files, names: str = "123", seconds: float = 10) -> Slideshow:
    return Slideshow([Path(name) for name in names], files, seconds)


def at(slideshow: Slideshow, seconds: float) -> float:
    """Return the brightness behind a frame of that time."""
    return float(slideshow.picture(500 + seconds, SMALL).mean())


def test_each_picture_has_its_turn_and_the_first_follows_the_last() -> None:
    files = Files()
    slideshow = show(files)
    assert [at(slideshow, time) for time in (0, 9.9, 11.5, 19.9, 21.5, 31.5)] == [10, 10, 20, 20, 30, 10]


def test_one_fades_into_the_next_within_a_second() -> None:
    slideshow = show(Files())
    faded = [at(slideshow, time) for time in (0, 10, 10.2, 10.5, 10.8, 11)]
    assert faded == pytest.approx([10, 10, 12, 15, 18, 20], abs=0.51)


def test_short_turns_fade_for_half_of_them() -> None:
    slideshow = show(Files(), seconds=0.5)
    assert [at(slideshow, time) for time in (0, 0.5, 0.625, 0.75, 0.99)] == pytest.approx([10, 10, 15, 20, 20])


def test_a_picture_is_read_when_its_turn_comes_and_once() -> None:
    files = Files()
    slideshow = show(files)
    for time in np.arange(0, 19, 0.25):
        at(slideshow, time)
    assert files.read == ["1", "2"]


def test_turns_that_nobody_saw_are_passed_over() -> None:
    files = Files()
    slideshow = show(files)
    at(slideshow, 0)
    assert at(slideshow, 21.5) == 30
    assert at(slideshow, 29.9) == 30
    assert files.read == ["1", "3"]


def test_damaged_files_are_passed_over_one_a_frame() -> None:
    files = Files("1", "3", "4")
    slideshow = show(files, "12345")
    assert [at(slideshow, time) for time in (0, 9.9)] == [20, 20]
    files.read.clear()
    for time, read in ((10.0, ["3"]), (10.04, ["3", "4"]), (10.08, ["3", "4", "5"])):
        at(slideshow, time)
        assert files.read == read
    assert at(slideshow, 11.5) == 50
    assert at(slideshow, 20.0) == pytest.approx(50)
    # The turns stay on their beat: file 1 is tried and passed over, then 2 comes.
    at(slideshow, 20.04)
    assert at(slideshow, 21.5) == 20


def test_when_all_are_gone_the_last_picture_stays() -> None:
    files = Files()
    slideshow = show(files)
    at(slideshow, 0)
    files.broken |= set("123")
    assert [at(slideshow, time) for time in (11, 12, 40)] == [10, 10, 10]
    slideshow.close()


def test_none_that_can_be_read_is_a_mistake() -> None:
    with pytest.raises(ConfigError, match="None of the slideshow's pictures"):
        show(Files("1", "2", "3"))
