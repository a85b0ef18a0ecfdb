"""Errors as one line of text."""

import pytest

from app.core.errors import ConfigError, DeviceError, one_line
from app.language import _, in_language, language


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("my  file.mp4", "my  file.mp4"),
        (" two\nlines \n\n and\ta tab ", "two lines and a tab"),
        ("no-break\u202fspace", "no-break space"),
        ("clear\x1b[2J", "clear\N{REPLACEMENT CHARACTER}[2J"),
    ],
)
def test_text_from_outside_becomes_one_line(text: str, line: str) -> None:
    assert one_line(text) == line
    assert str(ConfigError(text.strip(), "Look.")) == f"{line} Look."


def test_a_hint_has_the_language_of_its_message_whoever_asks_first() -> None:
    with in_language("de"):
        error = DeviceError(_("Quit"), lambda: (language(), _("Quit")))
    with in_language("es"):
        assert str(error) == "Beenden de Beenden"
    assert error.steps == ("de", "Beenden")
