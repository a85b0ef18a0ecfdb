"""The sum of all cases, which run before this by their files' names."""

import pytest

from tests.leaks.cases import CASES
from tests.leaks.tally import Tally
from tests.leaks.test_cases import MODULES

pytestmark = pytest.mark.slow

LEAST_FRAMES = 10_000


def test_ten_thousand_frames_and_not_one_pixel(tally: Tally) -> None:
    if not MODULES or not tally.frames.keys() >= CASES.keys():
        pytest.skip("needs all leak tests in this run")
    assert sum(tally.frames.values()) >= LEAST_FRAMES
    assert sum(tally.leaked.values()) == 0
