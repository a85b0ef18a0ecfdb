"""Compositing on the device; as `app.core.compositing.compositor`, but for every pixel."""

from dataclasses import replace

import torch
from torch import Tensor

from app.cuda.colour import Colours, recoloured
from app.cuda.look import LookTensors, Route
from bisenet.inference.tensors.resample import enlarged


def compose(
    person: Tensor, alpha: Tensor, background: Tensor, colours: Colours, route: Route, look: LookTensors
) -> Tensor:
    """Composite a person over a background.

    Args:
        person: (3, H, W) in levels.
        alpha: its matte in levels, (h, w), as large or smaller.
        background: (3, H, W) in levels.
        colours: estimates for that size.
        route: the steps of the frame.
        look: the look's numbers.

    Returns:
        (3, H, W) in whole levels.
    """
    height, width = person.shape[1:]
    share = enlarged(alpha[None], height, width)[0] / 255
    if route.needs_view:
        view = colours.view(person, alpha, background)
        if route.matches:
            gain, offset = colours.matched(view, look.colour_match)
            person = recoloured(person, gain, offset)
            view = replace(view, person=recoloured(view.person, gain, offset))
        else:
            colours.forget()
        if route.purifies:
            pure = enlarged(colours.pure(view), height, width)
            # Steep, since a pixel with a quarter of room already shows it.
            own = 1 - look.decontaminate * (1 - share**3)
            person = torch.lerp(pure, person, own)
        if route.is_lit:
            colour, lit = (enlarged(field, height, width) for field in colours.light(view, look.light_wrap))
            person = torch.lerp(person, colour, lit)
    else:
        colours.forget()
    return torch.lerp(background, person, share * look.opacity).round_()
