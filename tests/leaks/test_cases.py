"""No case of any kind lets a pixel through that it must not."""

import pytest

from tests.leaks import (
    background_cases,
    camera_cases,
    correction_cases,
    gpu_cases,
    model_cases,
    output_cases,
    pipewire_cases,
    room_cases,
    wish_cases,
)
from tests.leaks.cases import CASES, Trial
from tests.leaks.tally import Tally

pytestmark = pytest.mark.slow

MODULES = (
    background_cases,
    camera_cases,
    correction_cases,
    gpu_cases,
    model_cases,
    output_cases,
    pipewire_cases,
    room_cases,
    wish_cases,
)


@pytest.mark.parametrize("name", CASES)
def test_nothing_leaks(name: str, tally: Tally) -> None:
    trial = Trial()
    trial.run(CASES[name])
    tally.add(name, trial.frames, trial.leaked)
    assert trial.leaked == 0
    assert trial.frames > 0
