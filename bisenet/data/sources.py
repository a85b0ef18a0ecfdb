"""What is in the training mixture and how each set is used."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bisenet.errors import DataError


@dataclass(frozen=True)
class Source:
    """One folder of the training data.

    Attributes:
        name: the folder's name.
        weight: its share of the mixture, relative to the others.
        composite: probability that its person is cut out and pasted onto a room.
        heights: range of the pasted person's height as a fraction of the frame's.
    """

    name: str
    weight: float
    composite: float = 0.0
    heights: tuple[float, float] = (0.5, 1.15)


SOURCES = (
    Source("portraits", 0.30, composite=0.3),
    Source("homes", 0.22),
    Source("webcam", 0.16, composite=0.25),
    Source("fullbody", 0.05, composite=0.5, heights=(0.9, 2.2)),
    Source("studio", 0.08, composite=1.0, heights=(0.6, 1.3)),
    Source("pets", 0.05),
    Source("faces", 0.03, composite=1.0, heights=(0.3, 0.7)),
    Source("hair", 0.05, composite=0.5),
    Source("halfbody", 0.02, composite=0.5),
    Source("rooms", 0.06),
    Source("animals", 0.03),
)


def with_shares(shares: Mapping[str, float]) -> tuple[Source, ...]:
    """Return `SOURCES` with other weights for some.

    Raises:
        DataError: there is no source of that name.
    """
    names = [source.name for source in SOURCES]
    for name in shares:
        if name not in names:
            raise DataError(f"There is no training set named '{name}'; choose one of: {', '.join(names)}.")
    return tuple(replace(source, weight=shares.get(source.name, source.weight)) for source in SOURCES)


# What people are pasted onto.
SCENES = (Source("rooms", 0.8), Source("animals", 0.2))

# Width / height of a batch and its share: webcams are 16:9 or 4:3, phones upright.
ASPECTS = ((16 / 9, 0.45), (4 / 3, 0.2), (3 / 4, 0.25), (1.0, 0.1))

SECOND_PERSON = 0.15
BLURRED_SCENE = 0.3

# How often something is drawn around the person (`bisenet.data.props`).
CHAIR = 0.12
HEADSET = 0.08
MICROPHONE = 0.05
