"""The scales of the sliders."""

from app.gui.adjust.scales import Linear, Logarithmic, OpenEnded


def test_values_out_of_range_are_at_the_nearer_end() -> None:
    scale = Linear(0, 1, 0.5, 0.1)
    assert scale.position(7) == scale.last
    assert scale.position(-7) == scale.first


def test_a_logarithmic_scale_multiplies() -> None:
    scale = Logarithmic(0.25, 4, 1, 2)
    assert [scale.value(position) for position in range(scale.first, scale.last + 1)] == [0.25, 0.5, 1, 2, 4]


def test_the_open_end_means_no_limit() -> None:
    scale = OpenEnded(Linear(0.5, 1, 0.5, 0.25))
    assert [scale.value(position) for position in range(scale.first, scale.last + 1)] == [0.5, 0.75, 1, None]
    assert scale.position(None) == scale.last
