"""The sets of the training mixture, and how each is used."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bisenet.errors import DataError


@dataclass(frozen=True)
class Source:
    """One folder of the training data.

    Attributes:
        name: the folder's name.
        weight: its share of the mixture, relative to the others.
        composite: probability that its person is cut out and pasted onto a room.
        heights: range of the pasted person's height as a fraction of the frame's.
        stretch: how far its pictures may be stretched sideways, as a factor; 1 leaves their aspect as it is.
        zooms: range of a view's scale, relative to one that just fills the frame.
    """

    name: str
    weight: float
    composite: float = 0.0
    heights: tuple[float, float] = (0.5, 1.15)
    stretch: float = 1.0
    zooms: tuple[float, float] = (0.75, 1.7)


# Below 0.75 people become small, as bystanders are; above 2 a hand or an arm is seen alone.
_FAR_AND_NEAR = (0.6, 2.4)

SOURCES = (
    Source("portraits", 0.24, composite=0.3),
    Source("homes", 0.13, zooms=_FAR_AND_NEAR),
    Source("homes_multi", 0.10, zooms=_FAR_AND_NEAR),
    # Stored at 416 x 416 whatever they were.
    Source("homes_boxed", 0.16, stretch=1.33, zooms=_FAR_AND_NEAR),
    Source("meeting", 0.02, stretch=1.33),
    Source("webcam", 0.16, composite=0.2),
    Source("fullbody", 0.03, composite=0.5, heights=(0.9, 2.2)),
    Source("studio", 0.06, composite=1.0, heights=(0.6, 1.3)),
    Source("pets", 0.05, zooms=_FAR_AND_NEAR),
    Source("faces", 0.02, composite=1.0, heights=(0.3, 0.7)),
    Source("hair", 0.04, composite=0.5),
    Source("halfbody", 0.01, composite=0.5),
    Source("rooms", 0.06),
    Source("animals", 0.02),
)


# How often the people of a set that is not listed are pasted onto rooms.
_OWN_COMPOSITE = 0.3


def find_sources(root: Path, shares: Mapping[str, float]) -> tuple[Path, tuple[Source, ...]]:
    """Return the training sets below a folder: those listed here that are there, and others that `shares` names.

    Args:
        root: holds the sets as folders, or is itself one set, with `images/` and `masks/`.
        shares: weights that differ from those listed, and of sets that are not listed.

    Returns:
        The folder that holds the sets, and the sets.

    Raises:
        DataError: there is no such folder or no set in it, or a share is of a set that neither is listed nor there.
    """
    if not root.is_dir():
        raise DataError(f"There is no folder {root}; give the folder that holds the training sets.")
    if (root / "images").is_dir() and (root / "masks").is_dir():
        root = root.resolve()
        return root.parent, (Source(root.name, 1.0, composite=_OWN_COMPOSITE),)
    listed = [source.name for source in SOURCES]
    for name in shares:
        if name not in listed and not (root / name).is_dir():
            advice = f"choose one of: {', '.join(listed)}, or a folder in {root}"
            raise DataError(f"There is no training set named '{name}'; {advice}.")
    own = [Source(name, 0.0, composite=_OWN_COMPOSITE) for name in shares if name not in listed]
    sources = [source for source in (*SOURCES, *own) if (root / source.name).is_dir()]
    if not sources:
        raise DataError(
            f"{root} holds none of the folders {', '.join(listed)}; give the folder that holds them, or one that has "
            "images/ and masks/."
        )
    return root, tuple(replace(source, weight=shares.get(source.name, source.weight)) for source in sources)


# What people are pasted onto.
SCENES = (Source("rooms", 0.8), Source("animals", 0.2))
# Cut-out furniture and things, RGBA (`bisenet.data.objects`).
OBJECTS = "objects"

# Width / height of a batch and its share: webcams are 16:9 or 4:3, phones upright.
ASPECTS = ((16 / 9, 0.45), (4 / 3, 0.2), (3 / 4, 0.25), (1.0, 0.1))

SECOND_PERSON = 0.15
BLURRED_SCENE = 0.3
# How often somebody far off is added, of whom the whole body is seen.
BYSTANDER = 0.08
BYSTANDER_HEIGHTS = (0.12, 0.45)
BYSTANDERS = (Source("fullbody", 1.0),)


def used_sets(root: Path, shares: Mapping[str, float]) -> tuple[str, ...]:
    """Return the names of all folders that a run draws from: training sets, scenes, bystanders and cut-out things.

    Args:
        root: as in `find_sources`.
        shares: as in `find_sources`.

    Raises:
        DataError: as in `find_sources`.
    """
    root, people = find_sources(root, shares)
    beside = [*(source.name for source in (*SCENES, *BYSTANDERS)), OBJECTS]
    return tuple(sorted({source.name for source in people} | {name for name in beside if (root / name).is_dir()}))


# How often something is pasted or drawn around the person (`bisenet.data.objects`, `bisenet.data.props`).
OBJECT_BEHIND = 0.35
OBJECT_IN_FRONT = 0.08
TABLE = 0.06
CHAIR = 0.05
HEADSET = 0.08
MICROPHONE = 0.05
# How often the person is a silhouette or lit by a screen alone.
RELIT = 0.04
