"""A transparent layer, for things that are blurred on their own before they are laid over a picture."""

from collections.abc import Callable

import numpy as np

from .canvas import HEIGHT, WIDTH, Picture, Plane, linear


class Layer:
    """Colour times coverage, (HEIGHT, WIDTH, 3), and coverage, (HEIGHT, WIDTH) in 0..1."""

    def __init__(self) -> None:
        """Start with nothing drawn."""
        self.light: Picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
        self.cover: Plane = np.zeros((HEIGHT, WIDTH), np.float32)

    def paint(self, mask: Plane, colour: Picture | str, opacity: float = 1.0) -> None:
        """Lay ``colour`` over what is drawn where ``mask``, (HEIGHT, WIDTH), is 1."""
        value = linear(colour) if isinstance(colour, str) else colour
        weight = mask * np.float32(opacity)
        self.light += (value - self.light) * weight[..., None]
        self.cover += (1 - self.cover) * weight

    def shade(self, mask: Plane, depth: float) -> None:
        """Darken what is drawn by the fraction ``depth`` where ``mask`` is 1."""
        self.light *= (1 - mask * np.float32(depth))[..., None]

    def over(self, picture: Picture, lens: Callable[[Plane], Plane] | None = None) -> Picture:
        """``picture`` with this layer laid over it, blurred by ``lens`` when one is given."""
        light, cover = (self.light, self.cover) if lens is None else (lens(self.light), lens(self.cover))
        return (picture * (1 - cover)[..., None] + light).astype(np.float32)
