"""A look in two parts: the steps of a frame, which its graph contains, and the numbers, which the graph reads."""

import math
from dataclasses import dataclass

import torch

from app.core.border_fade import border_fades
from app.core.look import Look
from app.core.placement import fitted
from app.core.values import Size
from app.cuda.placement import halvings_at
from bisenet.inference.edge import ROWS

# Enough for a frame of 8K that cannot be halved.
_MOST_DOUBLINGS = 8


@dataclass(frozen=True)
class Route:
    """The steps of a frame. Each route has its own graph, so it contains no value that a slider changes gradually.

    Attributes:
        flips: the frame is mirrored.
        halvings: how often frame and matte are halved before placement; None if they need no placement.
        fades: a border of the frame lies inside the output.
        doublings: number of discs of 1, 2, 4, ... pixels that make up the radius of growing; None for no growing.
        shrinks: the person is shrunk instead of grown.
        feathers: the edge is softened.
        purifies: the room's colour is removed from the edge.
        is_lit: the background's light wraps around the edge.
        matches: colours are matched.
        blurs: the background is the blurred room.
        blurs_whole_frame: the room is not cropped before it is blurred.
        corrects: corrections are applied.
    """

    flips: bool
    halvings: tuple[int, int] | None
    fades: bool
    doublings: int | None
    shrinks: bool
    feathers: bool
    purifies: bool
    is_lit: bool
    matches: bool
    blurs: bool
    blurs_whole_frame: bool
    corrects: bool

    @classmethod
    def of(
        cls, look: Look, frame: Size, matte: tuple[int, int], size: Size, blurs: bool, corrects: bool = False
    ) -> "Route":
        """Return the route for a frame with a matte of that height and width, and an output of `size`."""
        box = fitted(frame, size, look)
        shapes = ((frame.height, frame.width), matte)
        of_frame, of_matte = (halvings_at(*shape, box, size) for shape in shapes)
        is_placed = frame != size or not look.is_in_place
        return cls(
            flips=look.flip,
            halvings=(of_frame, of_matte) if is_placed else None,
            fades=is_placed and border_fades(box, size) is not None,
            doublings=_whole_radius(look, matte[0]).bit_length() if look.grow else None,
            shrinks=look.grow < 0,
            feathers=look.feather > 0,
            purifies=look.decontaminate > 0,
            is_lit=look.light_wrap > 0,
            matches=look.colour_match > 0,
            blurs=blurs,
            blurs_whole_frame=blurs and look.whole_frame,
            corrects=corrects,
        )

    @property
    def needs_view(self) -> bool:
        """Whether colours are estimated."""
        return self.purifies or self.is_lit or self.matches


class LookTensors:
    """The look's numbers on the device, in tensors that a graph reads at every replay.

    Args:
        device: of the tensors.

    Attributes:
        low, high: `Look.band`; scalars, as all others but `steps`.
        steadiness: of the matte, 0 .. 1.
        steps: float32 (n,), 1 for each of the discs of 1, 2, 4, ... pixels by which the person is grown, else 0.
        growth: remaining fraction of a pixel, 0 .. 1.
        decontaminate, light_wrap, colour_match, opacity: as in `Look`.
    """

    def __init__(self, device: torch.device) -> None:
        self._values = torch.zeros(8 + _MOST_DOUBLINGS, device=device)
        self.low, self.high, self.steadiness, self.growth, *colours = self._values[:8].unbind()
        self.steps = self._values[8:]
        self.decontaminate, self.light_wrap, self.colour_match, self.opacity = colours

    def set(self, look: Look, rows: int) -> None:
        """Set the numbers of a look, for mattes with `rows` rows."""
        growth = abs(look.grow) * rows / ROWS % 1
        colours = (look.decontaminate, look.light_wrap, look.colour_match, look.opacity)
        radius = _whole_radius(look, rows)
        steps = (float(radius >> power & 1) for power in range(_MOST_DOUBLINGS))
        self._values.copy_(torch.tensor((*look.band, look.steadiness, growth, *colours, *steps)))


def _whole_radius(look: Look, rows: int) -> int:
    """Return the radius of growing, in whole pixels of a matte with `rows` rows, rounded down."""
    return math.floor(abs(look.grow) * rows / ROWS)
