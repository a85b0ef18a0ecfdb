"""The files that come with the program: its pictures and the demo clip."""

from importlib import resources
from pathlib import Path

_FIRST_BACKGROUND = "beach.jpg"


def assets() -> Path:
    """Return the folder of the bundled files."""
    return Path(str(resources.files("app.assets")))


def bundled_backgrounds() -> list[Path]:
    """Return the bundled pictures by name, the beach first."""
    paths = (assets() / "backgrounds").glob("*.jpg")
    return sorted(paths, key=lambda path: (path.name != _FIRST_BACKGROUND, path.name))
