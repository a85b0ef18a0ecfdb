"""The settings that the page Adjust offers, without Qt."""

import pytest

from app.core.look import Look
from app.gui.adjust.settings import border_hint


@pytest.mark.parametrize(
    ("look", "advice"),
    [
        (Look(whole_frame=True), "choose Fill"),
        (Look(whole_frame=True, scale=0.5), "reset your size and position"),
        (Look(y=-0.2), "reset your size and position"),
    ],
)
def test_the_hint_names_what_helps(look: Look, advice: str) -> None:
    assert advice in border_hint(look)
