"""Steps as text."""

import pytest

from app.core.advice import ShellCommand, Steps, commands_of, in_words
from app.core.errors import DeviceError
from app.gui.text import steps_in

A, B = ShellCommand("sudo a"), ShellCommand("b --c")


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), ""),
        (("Plug it in.",), "Plug it in."),
        (("Load it:", A), "Load it: `sudo a`."),
        (("Reload it:", A, B), "Reload it: `sudo a`, then `b --c`."),
        (("Restart.", "Load it:", A, "Run:", B, "Log in."), "Restart. Load it: `sudo a`. Run: `b --c`. Log in."),
    ],
)
def test_steps_become_one_text_and_back(steps: Steps, words: str) -> None:
    assert in_words(steps) == words
    error = DeviceError("It is gone.", steps)
    assert (error.steps, error.hint) == (steps, words)
    assert str(error) == f"It is gone. {words}".strip()
    back = steps_in(words)
    assert commands_of(back) == commands_of(steps)
    assert in_words(back) == words


def test_a_hint_may_be_one_sentence() -> None:
    assert DeviceError("It is gone.", "Plug it in.").steps == ("Plug it in.",)
    assert DeviceError("It is gone.").steps == ()
