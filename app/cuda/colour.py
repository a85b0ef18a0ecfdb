"""Colours between person and background, on the device; as `app.core.compositing.colour`, which cites the sources."""

from dataclasses import dataclass

import torch
from torch import Tensor

from app.core.compositing.colour import (
    CONTRAST,
    LITTLE,
    MOST_CHROMA,
    MOST_CONTRAST,
    MOST_LUMA,
    PACE,
    coarseness,
    edge_side,
    light_side,
)
from app.core.values import Size
from bisenet.inference.tensors.filters import Blur, box
from bisenet.inference.tensors.resample import shrunk


@dataclass(frozen=True)
class CoarseView:
    """Person, matte and background, reduced for estimates.

    Attributes:
        person, background: (3, h, w) in levels.
        alpha: (h, w) in [0, 1].
    """

    person: Tensor
    background: Tensor
    alpha: Tensor


class Colours:
    """Estimates colours for pictures of one size.

    Args:
        size: of the output.
        device: where it runs.

    Attributes:
        memory: state carried from frame to frame; `matched` changes these tensors in place.
    """

    def __init__(self, size: Size, device: torch.device) -> None:
        self._factor = coarseness(size.height, size.width)
        self._shape = (size.height // self._factor, size.width // self._factor)
        rows = self._shape[0]
        self._around = Blur.of(*self._shape, device, box(edge_side(rows)))
        self._lit = Blur.of(*self._shape, device, box(light_side(rows)))
        # A box filter applied twice falls off smoothly.
        self._near = Blur.of(*self._shape, device, box(light_side(rows)), times=2)
        self._mean, self._deviation = torch.zeros(3, device=device), torch.zeros(3, device=device)
        self._is_set = torch.zeros((), dtype=torch.bool, device=device)
        self.memory = (self._mean, self._deviation, self._is_set)

    def view(self, person: Tensor, alpha: Tensor, background: Tensor) -> CoarseView:
        """Return every n-th pixel of two pictures, (3, H, W), and the reduced matte; `alpha` is in levels, (h, w)."""
        start, step = self._factor // 2, self._factor
        small_person, behind = (picture[:, start::step, start::step].contiguous() for picture in (person, background))
        return CoarseView(small_person, behind, shrunk(alpha[None], *self._shape)[0] / 255)

    def pure(self, view: CoarseView) -> Tensor:
        """Estimate the person's own colours, (3, h, w)."""
        weight = view.alpha**3
        *colours, total = self._around(torch.cat([view.person * weight, weight[None]])).unbind()
        return (torch.stack(colours) + LITTLE * view.person) / (total + LITTLE)

    def light(self, view: CoarseView, strength: Tensor) -> tuple[Tensor, Tensor]:
        """Return the background's light on the edge: its colour, (3, h, w), and opacity, (1, h, w) in [0, 1]."""
        nearness = 1 - self._near(view.alpha)
        share = (2 * nearness * view.alpha * strength).clamp_(0, 1)
        return self._lit(view.background), share[None]

    def matched(self, view: CoarseView, strength: Tensor) -> tuple[Tensor, Tensor]:
        """Return gain and offset, (3, 1, 1) each, that match the person's colours to the background's."""
        mean, deviation = _statistics(view.person, view.alpha + LITTLE)
        wanted_mean, wanted_deviation = _statistics(view.background, torch.ones_like(view.alpha))
        # A new frame has little weight, the first one full weight.
        pace = 1 - (1 - PACE) * self._is_set.float()
        mean = self._mean.lerp_(mean, pace)
        deviation = self._deviation.lerp_(deviation, pace)
        self._is_set.fill_(True)
        contrast = (wanted_deviation / deviation.clamp(min=1)).clamp(*CONTRAST)
        gain = 1 + strength * MOST_CONTRAST * (contrast - 1)
        shift = wanted_mean - mean
        luma = shift.mean()
        centre = mean + strength * (MOST_LUMA * luma + MOST_CHROMA * (shift - luma))
        return gain[:, None, None], (centre - mean * gain)[:, None, None]

    def forget(self) -> None:
        """Reset the running statistics."""
        self._is_set.fill_(False)


def recoloured(picture: Tensor, gain: Tensor, offset: Tensor) -> Tensor:
    """Map a picture, (3, H, W) in levels, to gain * picture + offset in whole levels."""
    return torch.addcmul(offset, picture, gain).round_().clamp_(0, 255)


def _statistics(picture: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    total = weight.sum()
    mean = (picture * weight).sum((1, 2)) / total
    variance = ((picture - mean[:, None, None]).square() * weight).sum((1, 2)) / total
    return mean, variance.sqrt()
