"""The classes of a segmentation: their names, colours, and pairs that swap in a mirrored picture."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from bisenet.errors import DataError

Colour = tuple[int, int, int]
CLASSES_FILE = "classes.json"
_MOST = 255


@dataclass(frozen=True)
class Classes:
    """The classes of a data set or of a trained model, by their index in masks.

    Attributes:
        names: of all classes.
        colours: RGB of each, 0 .. 255.
        swapped: pairs of classes that swap when a picture is mirrored, as left and right eye do.
        ignored: value in masks of pixels that do not count.
    """

    names: tuple[str, ...]
    colours: tuple[Colour, ...]
    swapped: tuple[tuple[int, int], ...] = ()
    ignored: int = 255

    def __len__(self) -> int:
        return len(self.names)

    @property
    def mirrored(self) -> tuple[int, ...]:
        """For each class, the class that it becomes in a mirrored picture."""
        order = list(range(len(self)))
        for left, right in self.swapped:
            order[left], order[right] = right, left
        return tuple(order)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON values; the inverse of `from_dict`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Build from the content of a `classes.json`: `names`, and optionally `colours`, `swapped` and `ignored`.

        Without colours each class gets one of its own.

        Raises:
            DataError: a value is missing, unknown, or contradicts another.
        """
        try:
            unknown = values.keys() - {"names", "colours", "swapped", "ignored"}
            if unknown:
                raise ValueError(f"it holds the unknown entry '{min(unknown)}'")
            names = tuple(_name(name) for name in _list("names", values["names"]))
            given = _list("colours", values.get("colours") or distinct_colours(len(names)))
            colours = tuple(_colour(colour) for colour in given)
            swapped = tuple(_pair(pair) for pair in _list("swapped", values.get("swapped") or ()))
            ignored = _whole("ignored", values.get("ignored", 255))
        except KeyError as error:
            raise DataError(f"The classes have no {error}; give their names.") from error
        except ValueError as error:
            raise DataError(f"The classes cannot be used ({error}); correct them.") from error
        classes = cls(names, colours, swapped, ignored)
        if problem := classes._problem():
            raise DataError(f"The classes cannot be used ({problem}); correct them.")
        return classes

    def _problem(self) -> str | None:
        count = len(self)
        if not 2 <= count <= _MOST:
            return f"there are {count}, not 2 to {_MOST}"
        if len(set(self.names)) < count:
            return "two have the same name"
        if len(self.colours) != count:
            return f"there are {len(self.colours)} colours for {count} names"
        partners = [index for pair in self.swapped for index in pair]
        if len(set(partners)) < len(partners) or not all(0 <= index < count for index in partners):
            return "a swapped pair names a class twice or one that is not there"
        if not count <= self.ignored <= _MOST:
            return f"the ignored value {self.ignored} is not between {count} and {_MOST}"
        return None


def distinct_colours(count: int) -> tuple[Colour, ...]:
    """Return colours that are easy to tell apart, black first: the PASCAL VOC colour map."""
    colours = []
    for index in range(count):
        channels = [0, 0, 0]
        rest = index
        for bit in range(7, -1, -1):
            for channel in range(3):
                channels[channel] |= (rest >> channel & 1) << bit
            rest >>= 3
        colours.append((channels[0], channels[1], channels[2]))
    return tuple(colours)


def read_classes(path: Path) -> Classes:
    """Read a `classes.json`.

    Raises:
        DataError: the file is missing or not valid.
    """
    try:
        # Editors on Windows put a byte order mark first.
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); give a classes.json.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not JSON ({error}); correct it.") from error
    if not isinstance(values, dict):
        raise DataError(f'{path} contains no names; write {{"names": [...]}} into it.')
    try:
        return Classes.from_dict(values)
    except DataError as error:
        raise DataError(f"{path}: {error}") from error


def find_classes(word: str) -> Classes:
    """Return the classes named on the command line, by a name of `KNOWN` or the path of a file.

    Raises:
        DataError: it is neither, or the file cannot be used.
    """
    if word in KNOWN:
        return KNOWN[word]
    if not Path(word).exists():
        raise DataError(f"There are no classes '{word}'; give a classes.json or one of: {', '.join(sorted(KNOWN))}.")
    path = Path(word)
    return read_classes(path / CLASSES_FILE if path.is_dir() else path)


def _list(what: str, values: Any) -> list[Any]:
    if not isinstance(values, list | tuple):
        raise ValueError(f"{what} is no list")
    return list(values)


def _name(value: Any) -> str:
    name = str(value)
    if not name.strip() or not name.isprintable():
        raise ValueError(f"the name {name!r} is empty or cannot be printed")
    return name


def _whole(what: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{what} has {json.dumps(value)} for a whole number")
    return value


def _pair(values: Any) -> tuple[int, int]:
    pair = _list("a swapped pair", values)
    if len(pair) != 2:
        raise ValueError(f"a swapped pair has {len(pair)} classes")
    return _whole("a swapped pair", pair[0]), _whole("a swapped pair", pair[1])


def _colour(values: Any) -> Colour:
    colour = _list("a colour", values)
    if len(colour) != 3:
        raise ValueError(f"a colour has {len(colour)} values, not red, green and blue")
    red, green, blue = (_whole("a colour", value) for value in colour)
    if not all(0 <= value <= 255 for value in (red, green, blue)):
        raise ValueError(f"the colour {red}, {green}, {blue} is not between 0 and 255")
    return red, green, blue


def _face(*names: str) -> Classes:
    """Return classes of a face; names that begin with left and right are swapped by a mirror."""
    pairs = [(names.index(name), names.index(name.replace("left", "right"))) for name in names if "left " in name]
    return Classes(names, distinct_colours(len(names)), tuple(pairs))


# Source: cityscapesScripts, helpers/labels.py, the classes that are trained and evaluated.
CITYSCAPES = Classes(
    (
        *("road", "sidewalk", "building", "wall", "fence", "pole", "traffic light", "traffic sign", "vegetation"),
        *("terrain", "sky", "person", "rider", "car", "truck", "bus", "train", "motorcycle", "bicycle"),
    ),
    (
        *((128, 64, 128), (244, 35, 232), (70, 70, 70), (102, 102, 156), (190, 153, 153), (153, 153, 153)),
        *((250, 170, 30), (220, 220, 0), (107, 142, 35), (152, 251, 152), (70, 130, 180), (220, 20, 60)),
        *((255, 0, 0), (0, 0, 142), (0, 0, 70), (0, 60, 100), (0, 80, 100), (0, 0, 230), (119, 11, 32)),
    ),
)
# Source: CelebAMask-HQ, in the order of its own scripts.
CELEBAMASK_HQ = _face(
    *("background", "skin", "nose", "eyeglasses", "left eye", "right eye", "left brow", "right brow", "left ear"),
    *("right ear", "mouth", "upper lip", "lower lip", "hair", "hat", "earring", "necklace", "neck", "cloth"),
)
# Source: zllrunning's face parsing, whose checkpoints have this order.
FACE_PARSING = _face(
    *("background", "skin", "left brow", "right brow", "left eye", "right eye", "eyeglasses", "left ear", "right ear"),
    *("earring", "nose", "mouth", "upper lip", "lower lip", "neck", "necklace", "cloth", "hair", "hat"),
)
KNOWN = {"cityscapes": CITYSCAPES, "celebamask-hq": CELEBAMASK_HQ, "face-parsing": FACE_PARSING}
