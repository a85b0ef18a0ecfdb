"""Values that a field of the configuration may have, by its row in the table."""

from typing import Any

from hypothesis import strategies as st

from app.config import FIELDS
from app.core.look import Range
from app.core.types import Size
from app.fields import (
    LONGEST_SIDE,
    Language,
    Member,
    Percentage,
    PixelSize,
    Switch,
    TextsOrSwitch,
    WholeRange,
    WordOrCount,
    Words,
)

# argparse before Python 3.12 drops a value of "--".
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20).filter("--".__ne__)


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_subnormal=False)


def values(name: str, *, remembered: bool = False) -> st.SearchStrategy[Any]:
    """Return a strategy for the values of a field, or for those of them that the settings file takes."""
    spec = FIELDS[name]
    found: st.SearchStrategy[Any] = TEXT
    match spec.kind:
        case Switch():
            found = st.booleans()
        case TextsOrSwitch():
            found = st.lists(TEXT.filter(bool), unique=True, max_size=3).map(tuple)
        case Words(words):
            found = st.sampled_from(words)
        case Language():
            found = st.sampled_from(spec.kind.codes)
        case WordOrCount(words):
            found = st.sampled_from(words) | st.integers(1, 9999).map(str)
        case Member(enum):
            found = st.sampled_from(enum)
        case Range(low, high):
            found = floats(low, high)
        case WholeRange(low, high):
            found = st.integers(low, high)
        case Percentage(low, high):
            found = st.none() | floats(low, high)
        case PixelSize():
            sides = st.integers(1, LONGEST_SIDE // 2).map(lambda half: 2 * half)
            found = st.builds(Size, sides, sides)
    found = st.none() | found if spec.default is None else found
    return found.filter(spec.may_be_remembered) if remembered else found
