"""Corrections of the model for one camera: correction masks and clean plates.

They lie on a small grid over the camera's picture: neither mirrored nor moved, whatever the size of the frames.

Settings hold corrections, and most commands have none: NumPy and OpenCV are imported only where there are some.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.core.corrections.comparison import Field, Mask, Picture, RoomComparison

# Length of the grid's longer side: a quarter of 1280.
_CELLS = 320


@dataclass(frozen=True, eq=False)
class CleanPlate:
    """A clean plate: the room, or parts of it, without people.

    Attributes:
        plate: the picture, uint8 (h, w, 3).
        tolerance: float32 (h, w), squared levels by which a matching window may differ; 0 where the plate is unknown.
        claimed: uint8 (h, w), 255 over objects that the model mistakes for a person.
        lit: bool (h, w), cells used to compare the light with a frame; None for all cells without people.
    """

    plate: "Picture"
    tolerance: "Field"
    claimed: "Mask"
    lit: "NDArray[np.bool_] | None" = None


@dataclass(frozen=True, eq=False)
class Corrections:
    """Corrections of one camera; immutable, compared by identity. They contain a picture of the room: never save them.

    Attributes:
        always: uint8 (h, w), 255 where the camera is shown whatever the model says; None for nowhere.
        marked: areas that the user marked as never person, with their appearance at that moment.
        room: the empty room.
        furniture: learnt automatically in live video; applies only where the model is unsure.
        opening: `Frame.source` of the frames in which `always` was marked.
    """

    always: "Mask | None" = None
    marked: CleanPlate | None = None
    room: CleanPlate | None = None
    furniture: CleanPlate | None = None
    opening: int = 0

    @property
    def shape(self) -> tuple[int, ...] | None:
        """Height and width of the grid; None if there are no corrections."""
        known = (self.always, *(b.tolerance for b in (self.marked, self.room, self.furniture) if b is not None))
        return next((array.shape for array in known if array is not None), None)

    def with_furniture(self, furniture: CleanPlate) -> "Corrections":
        """Return corrections with learnt furniture; those for frames of another aspect ratio are dropped."""
        fits = self.shape in (None, furniture.tolerance.shape)
        return replace(self if fits else NO_CORRECTIONS, furniture=furniture)

    def fit(self, width: int, height: int) -> bool:
        """Say whether there are corrections for frames of that size; the aspect ratio must match."""
        return self.shape == grid_of(width, height)

    def at(self, opening: int) -> "Corrections":
        """Return the corrections that apply to frames of an opening of the source.

        A camera that was lost or suspended may point elsewhere by now, so the "always" mask is dropped.
        """
        return self if self.opening == opening else self.without_always

    @cached_property
    def without_always(self) -> "Corrections":
        """The same corrections without the "always" mask."""
        return self if self.always is None else replace(self, always=None)

    @property
    def never(self) -> "Mask | None":
        """Mask of areas known not to be person, uint8 (h, w), 255 inside; None for none."""
        from app.core.corrections.comparison import union

        return union([backdrop.claimed for backdrop in (self.marked, self.room) if backdrop is not None])

    @cached_property
    def table(self) -> "RoomComparison | None":
        """The user's clean plates combined, those of marked areas first, prepared for comparison."""
        from app.core.corrections.comparison import room_comparison

        return room_comparison([backdrop for backdrop in (self.room, self.marked) if backdrop is not None])

    @cached_property
    def furniture_table(self) -> "RoomComparison | None":
        """The learnt furniture with soft edges, prepared for comparison."""
        from app.core.corrections.comparison import furniture_comparison

        return None if self.furniture is None else furniture_comparison(self.furniture)


NO_CORRECTIONS = Corrections()


def grid_of(width: int, height: int) -> tuple[int, int]:
    """Return height and width of the grid for frames of that size."""
    scale = _CELLS / max(width, height)
    return max(1, round(height * scale)), max(1, round(width * scale))
