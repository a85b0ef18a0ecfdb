"""Sliders have a position for every default and both ends, and words for every value."""

import pytest

from app.core.look import RANGES
from app.gui.adjust.scales import Linear, Logarithmic, OpenEnded
from app.gui.adjust.sliders import BACKGROUND, BUDGET, EDGE, LIGHT, YOU, SliderSpec

DIALS = [*EDGE, *LIGHT, *YOU, *BACKGROUND, BUDGET]


@pytest.mark.parametrize("dial", DIALS, ids=lambda dial: dial.setting.name)
def test_every_position_has_a_value_of_its_own_and_words(dial: SliderSpec) -> None:
    places = range(dial.scale.low, dial.scale.high + 1)
    values = [dial.scale.value(place) for place in places]
    assert len(set(values)) == len(values)
    assert [dial.scale.position(value) for value in values] == list(places)
    assert all(dial.words(value) for value in values)
    assert dial.setting.default in values


@pytest.mark.parametrize("dial", [d for d in DIALS if d.setting.name in RANGES], ids=lambda dial: dial.setting.name)
def test_the_ends_are_those_of_the_look(dial: SliderSpec) -> None:
    span = RANGES[dial.setting.name]
    assert (dial.scale.value(dial.scale.low), dial.scale.value(dial.scale.high)) == (span.low, span.high)


def test_what_lies_beyond_is_at_the_end() -> None:
    scale = Linear(0, 1, 0.5, 0.1)
    assert scale.position(7) == scale.high
    assert scale.position(-7) == scale.low


def test_a_logarithmic_scale_multiplies() -> None:
    scale = Logarithmic(0.25, 4, 1, 2)
    assert [scale.value(place) for place in range(scale.low, scale.high + 1)] == [0.25, 0.5, 1, 2, 4]


def test_an_open_end_stands_for_no_limit() -> None:
    scale = OpenEnded(Linear(0.5, 1, 0.5, 0.25))
    assert [scale.value(place) for place in range(scale.low, scale.high + 1)] == [0.5, 0.75, 1, None]
    assert scale.position(None) == scale.high
