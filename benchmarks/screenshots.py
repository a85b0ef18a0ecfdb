"""One session on a real X server, from the first start to a film, checked, and the pictures that it leaves.

    python -m benchmarks.screenshots            into docs/screenshots
    python -m benchmarks.screenshots FOLDER

Needs Xvfb, xdotool and ImageMagick. The demo clip is what is seen.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from app.backgrounds.bundled import bundled_backgrounds
from app.core.types import Rgb, Size
from app.devices.media.pictures import read_picture
from app.devices.media.video_reader import VideoReader
from benchmarks.desktop.desktop import Window, missing, shown, wait_for

_FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
_USUAL, _SMALL, _LARGE = Size(1240, 860), Size(1024, 700), Size(2560, 1440)
_DOUBLE = Size(2 * _USUAL.width, 2 * _USUAL.height)
_OUTPUT = Size(1280, 720)
_FILM_SECONDS = 4.0
# What animations and the next frames of a slow machine take.
_SETTLE = 1.5
# Mean difference in levels within which two pictures are of one place, whatever the codec did.
_ALIKE = 20.0


def main() -> int:
    """Run the session and write the pictures; return 0.

    Raises:
        RuntimeError: something that was to happen did not.
    """
    if absent := missing():
        print(f"These programs are missing: {', '.join(absent)}.", file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bg-") as home:
        _first_start(Path(home), folder)
        _next_starts(Path(home), folder)
    return 0


def _first_start(home: Path, folder: Path) -> None:
    """From nothing to a film: by mouse and by keys, as somebody who has just installed it."""
    with shown(_USUAL, 1, "--background", "beach.jpg", home=home) as window:
        _wait_running(window)
        _take(window, folder / "welcome.jpg")
        window.scroll_to("Done", over="Your background")
        window.click("Done")
        window.click("Background: Forest")
        window.click("Adjust")
        window.drag("Preview of what others see", -160, 0)
        window.key("Escape")
        window.wait("Show me again")
        window.key("ctrl+p")
        _take(window, folder / "adjust.jpg")
        window.key("ctrl+z", "b")
        _take(window, folder / "before-after.jpg")
        window.key("m")
        _take(window, folder / "matte.jpg")
        window.key("m")
        window.click("Fix")
        _take(window, folder / "fix.jpg")
        window.click("Record")
        window.click("record")
        time.sleep(_FILM_SECONDS)
        _take(window, folder / "record.jpg")
        window.key("ctrl+r")
        film = _kept(home / "Videos", "bisenet-bg*.mp4")
        window.key("ctrl+s")
        snapshot = _kept(home / "Pictures" / "bisenet-bg", "bisenet-bg*.png")
        window.key("ctrl+q")
        wait_for(lambda: window.process.poll() is not None, "the window ends by Ctrl+Q")
        _check(window.process.returncode == 0, "its exit status is 0")
    _check_film(film)
    _check_forest(read_picture(snapshot), "the snapshot")


def _next_starts(home: Path, folder: Path) -> None:
    """What was chosen is there again, in every size and both themes."""
    with shown(_USUAL, 1, home=home) as window:
        _wait_running(window)
        window.click("Adjust")
        window.click("Background: Beach")
        _take(window, folder / "window.jpg")
        window.click("Setup")
        window.click("Light")
        window.click("Adjust")
        _take(window, folder / "light.jpg")
    with shown(_SMALL, 1, home=home) as window:
        _wait_running(window)
        _take(window, folder / "light-1024x700.jpg")
        window.click("Setup")
        window.click("Dark")
        _take(window, folder / "dark-1024x700.jpg")
        window.click("Setup")
    for size, scale, name in ((_LARGE, 1.0, "dark-2560x1440.jpg"), (_DOUBLE, 2.0, "dark-2x.jpg")):
        with shown(size, scale, home=home) as window:
            _wait_running(window)
            _take(window, folder / name)


def _wait_running(window: Window) -> None:
    """Wait until pictures come."""
    window.wait("CPU")
    time.sleep(_SETTLE)


def _take(window: Window, path: Path) -> None:
    """Write a picture once all has come to rest, with the mouse out of the way."""
    window.point(0, 0)
    time.sleep(_SETTLE)
    window.desktop.shot(path)
    print(path)


def _kept(folder: Path, pattern: str) -> Path:
    """Wait for a file, and return it."""
    wait_for(lambda: any(folder.glob(pattern)), f"there is a {pattern} in {folder.name}")
    return next(folder.glob(pattern))


def _check_film(path: Path) -> None:
    with VideoReader(path) as film:
        pictures = [item[0] for item in film.items() if isinstance(item, tuple)]
        _check(len(pictures) >= _FILM_SECONDS * 20, "the film has its pictures")
    _check_forest(pictures[-1], "the film's last picture")


def _check_forest(rgb: Rgb, what: str) -> None:
    """Check a picture's left quarter, where nobody sits, by the background that was chosen."""
    forest = next(read_picture(path, _OUTPUT) for path in bundled_backgrounds() if path.stem == "forest")
    height, width = rgb.shape[:2]
    _check((width, height) == (_OUTPUT.width, _OUTPUT.height), f"{what} has the output's size")
    rows = np.linspace(0, forest.shape[0] - 1, height).astype(int)
    columns = np.linspace(0, forest.shape[1] - 1, width).astype(int)
    wanted = forest[rows[:, None], columns]
    difference = np.abs(rgb.astype(int) - wanted)[:, : width // 8].mean()
    _check(bool(difference < _ALIKE), f"{what} shows the forest (it differs by {difference:.1f} levels)")


def _check(holds: bool, what: str) -> None:
    if not holds:
        raise RuntimeError(f"It does not hold that {what}.")
    print(f"{what}: yes")


if __name__ == "__main__":
    sys.exit(main())
