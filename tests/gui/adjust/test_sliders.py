"""Every slider of the page Adjust has a position for its default and both ends, and a text for every value."""

import pytest

from app.core.look import RANGES
from app.gui.adjust.sliders import BACKGROUND, BUDGET, EDGES, LIGHTING, POSITION, SliderSpec

SLIDERS = [*EDGES, *LIGHTING, *POSITION, *BACKGROUND, BUDGET]


@pytest.mark.parametrize("spec", SLIDERS, ids=lambda spec: spec.setting.name)
def test_every_position_has_its_own_value_and_a_text(spec: SliderSpec) -> None:
    positions = range(spec.scale.first, spec.scale.last + 1)
    values = [spec.scale.value(position) for position in positions]
    assert len(set(values)) == len(values)
    assert [spec.scale.position(value) for value in values] == list(positions)
    assert all(spec.format(value) for value in values)
    assert spec.setting.default in values


@pytest.mark.parametrize(
    "spec", [spec for spec in SLIDERS if spec.setting.name in RANGES], ids=lambda spec: spec.setting.name
)
def test_the_ends_are_those_of_the_look(spec: SliderSpec) -> None:
    span = RANGES[spec.setting.name]
    assert (spec.scale.value(spec.scale.first), spec.scale.value(spec.scale.last)) == (span.low, span.high)
