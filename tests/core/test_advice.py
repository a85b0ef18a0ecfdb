"""Steps as text."""

import pytest

from app.core.advice import ShellCommand, Steps, in_words
from app.core.errors import DeviceError

A, B = ShellCommand("sudo a"), ShellCommand("b --c")


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), ""),
        (("Plug it in.",), "Plug it in."),
        (("Load it:", A), "Load it: `sudo a`."),
        (("Reload it:", A, B), "Reload it: `sudo a`, then `b --c`."),
        ((A, B, A), "`sudo a`, then `b --c`, then `sudo a`."),
        (("Restart.", "Load it:", A, "Run:", B, "Log in."), "Restart. Load it: `sudo a`. Run: `b --c`. Log in."),
    ],
)
def test_steps_become_one_text(steps: Steps, words: str) -> None:
    assert in_words(steps) == words
    error = DeviceError("It is gone.", steps)
    assert (error.steps, error.hint) == (steps, words)
    assert str(error) == f"It is gone. {words}".strip()


def test_commands_with_the_words_around_them_are_whole_messages(pseudo_language: str) -> None:
    assert in_words((A,)) == "⟦`sudo a`.⟧"
    assert in_words((A, B, A)) == "⟦⟦⟦`sudo a`, then `b --c`⟧, then `sudo a`⟧.⟧"


def test_a_hint_may_be_one_sentence() -> None:
    assert DeviceError("It is gone.", "Plug it in.").steps == ("Plug it in.",)
    assert DeviceError("It is gone.").steps == ()
