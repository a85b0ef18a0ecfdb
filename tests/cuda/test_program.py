"""What a CUDA graph asks of a frame's work, seen without CUDA."""

import pytest
import torch

from app.core.look import Look
from app.core.types import Size
from app.cuda.colour import Colours
from app.cuda.device import Device
from app.cuda.graph import rehearse
from app.cuda.look import Route
from app.cuda.program import Program
from bisenet.inference.tensors.network import Network
from bisenet.inference.tensors.video import VideoMattes
from tests.cuda.conftest import PREPROCESSING, Brightness

SIZE = Size(320, 180)
SLIDES = [
    *(Look(opacity=value, threshold=value, crispness=value) for value in (0.2, 0.5, 0.9)),
    *(Look(feather=value) for value in (0.5, 7, 20)),
    *(Look(grow=value) for value in (0.1, 1, 1.9)),
    *(Look(scale=0.9, x=value) for value in (-0.1, 0, 0.7)),
    *(Look(light_wrap=value, colour_match=value, decontaminate=value) for value in (0.1, 0.5, 1)),
]


def test_a_slider_that_moves_needs_no_other_graph() -> None:
    routes = [Route.of(look, SIZE, (180, 320), SIZE, blurs=False) for look in SLIDES]
    assert len(set(routes)) == 5


ALL_AT_ONCE = Look(0, 0.2, 20, 13.3, 1, 1, 1, scale=0.4, x=0.1, opacity=0.6, flip=True)


@pytest.mark.parametrize("blurs", [False, True])
@pytest.mark.parametrize("look", [Look(), Look(grow=-3), ALL_AT_ONCE], ids=["default", "shrunk", "all at once"])
def test_no_step_asks_the_host(look: Look, blurs: bool) -> None:
    """On the device "meta" tensors have shapes and no values, so whatever looks at one or waits for one fails."""
    device, frame, size = torch.device("meta"), Size(1280, 720), Size(641, 359)
    with torch.inference_mode():
        mattes = VideoMattes(Network(Brightness(), PREPROCESSING, device, "fake"), frame.height, frame.width)
        route = Route.of(look, frame, mattes.shape, size, blurs, corrects=True)
        Program(mattes, Colours(size, device), frame, size, route, Device(device)).step()


def test_a_rehearsal_leaves_no_trace() -> None:
    memory, other = torch.zeros(3), torch.zeros(1)

    def step() -> None:
        memory.add_(1)
        other.add_(1)

    rehearse(step, (memory,))
    assert memory.tolist() == [0, 0, 0]
    assert other.item() > 1
