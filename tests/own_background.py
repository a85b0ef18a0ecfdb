"""A kind of background that only the tests have: a picture without its colours."""

import numpy as np
import pytest

from app.backgrounds import spec
from app.backgrounds.spec import Files, PathSpec
from app.core.types import Background, Blur, Rgb, Room, Scenery, Size
from app.gui.imaging import thumbnails


class GreySpec(PathSpec):
    """`grey:FILE`: a picture in shades of grey."""

    usage = "grey:FILE"
    prefix = "grey:"

    def open(self, files: Files) -> Background:
        """Return the picture."""
        picture = files.open_file(self.name)
        assert not isinstance(picture, Blur | Room)
        return GreyBackground(picture)


class GreyBackground:
    """A background in shades of grey."""

    def __init__(self, inner: Scenery) -> None:
        self._inner = inner

    def picture(self, at: float, size: Size) -> Rgb:
        """Return the mean of red, green and blue, three times."""
        mean = self._inner.picture(at, size).mean(axis=2, keepdims=True)
        return np.repeat(mean.astype(np.uint8), 3, axis=2)

    def close(self) -> None:
        """Close the picture."""
        self._inner.close()


def add_grey(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the kind, as a new one is added to the program: one row in each table."""
    monkeypatch.setattr(spec, "KINDS", (GreySpec, *spec.KINDS))
    painters = thumbnails.PAINTERS.copy()
    painters[GreySpec] = painters[spec.FileSpec]
    monkeypatch.setattr(thumbnails, "PAINTERS", painters)
