"""The part of the speed card about GPUs, which another script writes than the rest."""

_HEAD = "## On a GPU"
_UNMEASURED = f"""{_HEAD}

Nothing was measured on a GPU yet: no figure of this page or of the README comes from one. The path has been tested on
the CPU, step by step, and on a fake GPU. On a machine with a GPU, `python -m benchmarks.cuda --prove` measures it and
writes the figures here.
"""


def section_in(card: str) -> str:
    """Return a card's part about GPUs, or what stands for it while nothing was measured."""
    start = card.find(_HEAD)
    return _UNMEASURED if start < 0 else card[start:]


def with_section(card: str, section: str) -> str:
    """Return a card with another part about GPUs, at its end."""
    start = card.find(_HEAD)
    rest = card if start < 0 else card[:start]
    return f"{rest.rstrip()}\n\n{section.strip()}\n"


def section_of(parts: list[str]) -> str:
    """Return the part about GPUs that says this."""
    return "\n\n".join([_HEAD, *parts]) + "\n"
