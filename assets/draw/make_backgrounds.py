"""Draw the bundled backgrounds: ``python -m assets.draw.make_backgrounds [--out DIR] [NAME...]``.

Every picture is 1920x1080 and comes from its own fixed seed, so a run changes nothing unless the code did.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from assets.draw import city, highlands, interiors, rooms, sea, woods
from assets.draw.canvas import Display

QUALITY = 88

SCENES: dict[str, Callable[[np.random.Generator], Display]] = {
    "beach": sea.beach,
    "sunset": sea.sunset,
    "mountains": highlands.mountains,
    "aurora": highlands.aurora,
    "forest": woods.forest,
    "night-city": city.night_city,
    "library": interiors.library,
    "loft": interiors.loft,
    "office": rooms.office,
    "studio": rooms.studio,
}


def write(name: str, folder: Path) -> Path:
    """Draw the scene ``name`` into ``folder`` as a JPEG and return its path."""
    seed = int.from_bytes(name.encode(), "big") % (1 << 63)
    path = folder / f"{name}.jpg"
    options = [
        cv2.IMWRITE_JPEG_QUALITY,
        QUALITY,
        cv2.IMWRITE_JPEG_OPTIMIZE,
        1,
        cv2.IMWRITE_JPEG_PROGRESSIVE,
        1,
    ]
    if not cv2.imwrite(str(path), SCENES[name](np.random.default_rng(seed)), options):
        raise OSError(f"could not write {path}")
    return path


def main() -> None:
    """Draw the scenes named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description="Draw the bundled backgrounds.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(SCENES)} (default: all)")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "backgrounds")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(SCENES))
    if unknown:
        parser.error(f"no such background: {', '.join(unknown)}")
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.names or SCENES:
        path = write(name, options.out)
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
