"""What can be chosen about model, processor and camera, in words."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from app.core.types import Codec, Fit, Size
from app.gui.adjust.settings import of_config
from app.gui.session.services import Machine
from app.gui.widgets.segmented import Entries

FIT = of_config("fit", "A picture of another shape", "how backgrounds of another shape are fitted")
MODEL = of_config("model", "Model", "which network finds you")
DEVICE = of_config("device", "Works on", "which processor the network runs on")
DETAIL = of_config("detail", "What the network sees", "share of the usual number of pixels")
THREADS = of_config("threads", "CPU threads", "how many the network takes")
CAMERA_SIZE = of_config("camera_size", "Ask the camera for", "the size that the camera is asked for")
CODEC = of_config("codec", "Camera sends", "JPEG needs less of the USB, uncompressed less of the CPU")

FITS: Entries = ((Fit.COVER, "Fill"), (Fit.CONTAIN, "Whole"), (Fit.STRETCH, "Stretch"), (Fit.TILE, "Tile"))
DEVICES: Entries = (("auto", "Automatic"), ("cpu", "CPU"), ("cuda", "CUDA"))
CODECS: Entries = ((Codec.MJPG, "JPEG"), (Codec.RAW, "Uncompressed"))
DETAILS: Entries = ((0.5, "Smaller (half)"), (1.0, "Usual"), (1.5, "Larger (1.5 times)"), (2.0, "Finest (2 times)"))
NO_CUDA = "There is no NVIDIA card with its driver here, so CUDA cannot be chosen."
_SIZES = (Size(640, 480), Size(1280, 720), Size(1920, 1080))


def sizes() -> Entries:
    """Return the sizes that a camera may be asked for."""
    return ((None, "As the output"), *((size, size_words(size)) for size in _SIZES))


def size_words(size: Size) -> str:
    """Say a size."""
    return f"{size.width} x {size.height}"


def detail_words(detail: float) -> str:
    """Say a share of the usual pixels that has no name."""
    return f"{detail:g} times"


def models(machine: Machine | None) -> Entries:
    """Return the models to choose from.

    Args:
        machine: what there is; None before that is known.
    """
    names = machine.models if machine else ()
    return ((None, "Best for this computer"), *((name, _model_words(name, names)) for name in names))


def model_words(word: str) -> str:
    """Say a model that is not an installed one: the last part of its path, with what comes before a usual name."""
    parts = PurePath(word).parts
    return str(PurePath(*parts[-2:] if parts and _is_usual(parts[-1]) else parts[-1:]))


def threads(machine: Machine | None) -> Entries:
    """Return the numbers of threads to choose from; `machine` as for `models`."""
    numbers: Iterable[int] = range(1, machine.cores + 1) if machine else ()
    return ((None, "Automatic"), *((number, str(number)) for number in numbers))


def granted(camera: str) -> str:
    """Say what the camera that runs gives; `camera` is the view state's."""
    return f"In use: {camera}" if camera else "The camera is not running yet."


def _is_usual(name: str) -> bool:
    """Say whether a folder's or model's name says nothing of whose it is."""
    return name == "weights" or name.startswith("bisenet")


def _model_words(name: str, names: Sequence[str]) -> str:
    if len(names) > 1 and name in (names[0], names[-1]):
        return f"{name} ({'fast' if name == names[0] else 'finer edges'})"
    return name
