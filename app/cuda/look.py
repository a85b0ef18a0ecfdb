"""A look in two parts: which steps a frame takes, and the numbers that they read."""

import math
from dataclasses import dataclass

import torch

from app.core.look import Look
from app.core.placement import fitted
from app.core.types import Size
from app.cuda.placement import halvings_at
from bisenet.inference.edge import ROWS

# A frame of 8K that cannot be halved needs this many.
_MOST_DOUBLINGS = 8


@dataclass(frozen=True)
class Route:
    """Which steps a frame takes; each route has a graph of its own, so it holds nothing that a slider moves a little.

    Attributes:
        flips: the frame is mirrored.
        halvings: how often frame and matte are halved before they are laid onto the canvas; None where they fit as
            they are.
        doublings: how many of the discs of 1, 2, 4, ... pixels of the matte make up the largest radius by which the
            person is grown; None for not at all.
        shrinks: the person is shrunk by them instead.
        feathers: the edge is softened.
        purifies: the room's colour is taken out of the edge.
        is_lit: the background's light falls onto the edge.
        matches: colours are matched.
        blurs: the background is the blurred room.
        corrects: the user has put something right about the model.
    """

    flips: bool
    halvings: tuple[int, int] | None
    doublings: int | None
    shrinks: bool
    feathers: bool
    purifies: bool
    is_lit: bool
    matches: bool
    blurs: bool
    corrects: bool

    @classmethod
    def of(
        cls, look: Look, frame: Size, matte: tuple[int, int], size: Size, blurs: bool, corrects: bool = False
    ) -> "Route":
        """Return the route of a frame with a matte of that height and width to an output of `size`."""
        box = fitted(frame, size, look)
        shapes = ((frame.height, frame.width), matte)
        of_frame, of_matte = (halvings_at(*shape, box, size) for shape in shapes)
        return cls(
            flips=look.flip,
            halvings=None if frame == size and look.is_in_place else (of_frame, of_matte),
            doublings=_whole_radius(look, matte[0]).bit_length() if look.grow else None,
            shrinks=look.grow < 0,
            feathers=look.feather > 0,
            purifies=look.decontaminate > 0,
            is_lit=look.light_wrap > 0,
            matches=look.colour_match > 0,
            blurs=blurs,
            corrects=corrects,
        )

    @property
    def needs_view(self) -> bool:
        """Whether colours are estimated at all."""
        return self.purifies or self.is_lit or self.matches


class LookTensors:
    """The look's numbers on the device, in tensors that a graph reads at every replay.

    Args:
        device: where they are.

    Attributes:
        low, high: of the matte's `Look.band`; they have no dimensions, as all but `steps`.
        steadiness: of the matte, 0 .. 1.
        steps: of the discs of 1, 2, 4, ... pixels, 1 for those that the person is grown by, else 0; float32 (n,).
        growth: how far it is grown from there to one pixel more, 0 .. 1.
        decontaminate, light_wrap, colour_match, opacity: the look's own.
    """

    def __init__(self, device: torch.device) -> None:
        self._values = torch.zeros(8 + _MOST_DOUBLINGS, device=device)
        self.low, self.high, self.steadiness, self.growth, *colours = self._values[:8].unbind()
        self.steps = self._values[8:]
        self.decontaminate, self.light_wrap, self.colour_match, self.opacity = colours

    def set(self, look: Look, rows: int) -> None:
        """Take the numbers of a look, for mattes of so many rows."""
        growth = abs(look.grow) * rows / ROWS % 1
        colours = (look.decontaminate, look.light_wrap, look.colour_match, look.opacity)
        radius = _whole_radius(look, rows)
        steps = (float(radius >> power & 1) for power in range(_MOST_DOUBLINGS))
        self._values.copy_(torch.tensor((*look.band, look.steadiness, growth, *colours, *steps)))


def _whole_radius(look: Look, rows: int) -> int:
    """Return the smaller of the two whole radii, in pixels, by which the person is grown in a matte of so many rows."""
    return math.floor(abs(look.grow) * rows / ROWS)
