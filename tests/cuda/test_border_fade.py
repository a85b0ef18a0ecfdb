"""The fade along visible borders of the frame, compared with the CPU's."""

import numpy as np
import pytest
import torch

from app.core.border_fade import BorderFades, faded
from app.cuda.border_fade import BorderFade


@pytest.mark.parametrize(
    "fades",
    [
        BorderFades(0.1, 0, 0, 0),
        BorderFades(0, 0.15, 0, 0),
        BorderFades(0, 0, 0.2, 0),
        BorderFades(0, 0, 0, 0.013),
        BorderFades(0.1, 0.05, 0.07, 0.3),
        BorderFades(0, 0, 0, 0),
    ],
)
@pytest.mark.parametrize("shape", [(36, 64), (41, 33), (3, 5)])
def test_mattes(device: torch.device, shape: tuple[int, int], fades: BorderFades) -> None:
    rng = np.random.default_rng(1)
    ours = BorderFade(*shape, device)
    for _ in range(3):
        alpha = np.where(rng.random(shape) < 0.3, 0, rng.integers(0, 256, shape)).astype(np.uint8)
        ours.set(fades)
        result = ours(torch.from_numpy(alpha).to(device).float()).cpu().numpy()
        assert np.abs(result - faded(alpha, fades)).max() <= 2
        assert (result <= alpha).all()


def test_other_fades_replace_the_last(device: torch.device) -> None:
    ours, alpha = BorderFade(20, 30, device), torch.full((20, 30), 255.0, device=device)
    ours.set(BorderFades(0.2, 0.2, 0.2, 0.2))
    assert bool((ours(alpha) < 255).any())
    ours.set(BorderFades(0, 0, 0, 0))
    assert bool((ours(alpha) == 255).all())
