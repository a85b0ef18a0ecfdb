"""What a CUDA graph asks of a frame's work, seen without CUDA."""

from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from app.core.look import Look
from app.core.types import Size
from app.cuda.colour import Colours
from app.cuda.cuda_graph import rehearse
from app.cuda.device import Device
from app.cuda.look import Route
from app.cuda.program import Program
from bisenet.inference.tensors.network import Network
from bisenet.inference.tensors.video import VideoMattes
from tests.cuda.conftest import PREPROCESSING, Brightness

pytestmark = pytest.mark.slow

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


FORBIDDEN = {"_local_scalar_dense", "nonzero", "unique", "_unique2", "masked_select", "equal", "is_nonzero"}


class Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Writes down every operation, and refuses what a graph cannot hold.

    Attributes:
        names: of the operations, in their order.
    """

    def __init__(self, place: torch.device) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.names: list[str] = []
        self._place = place

    def __torch_dispatch__(
        self, function: Any, types: object, words: tuple[Any, ...] = (), options: dict[str, Any] | None = None
    ) -> Any:
        name = function.overloadpacket.__name__
        self.names.append(str(function))
        assert name not in FORBIDDEN
        self._check(words, options)
        if name == "index":
            assert all(index is None or index.dtype != torch.bool for index in words[1])
        answer = function(*words, **(options or {}))
        self._check(answer)
        return answer

    def _check(self, *values: Any) -> None:
        for value in tree_leaves(values):
            if isinstance(value, torch.Tensor):
                assert value.device == self._place
                assert value.dtype != torch.float64


HALVED = {"in place": (1280, 720), "halved": (320, 180), "odd": (641, 359), "enlarged": (2560, 1440)}
DIALLED = [
    (
        Look(grow=3, feather=2, light_wrap=0.2, colour_match=0.3),
        Look(grow=2.2, feather=9, light_wrap=1, colour_match=1),
    ),
    (Look(grow=-8, decontaminate=0.4), Look(grow=-15, decontaminate=0.9, threshold=0.2, opacity=0.3)),
    (Look(flip=True, scale=0.5, x=0.1), Look(flip=True, scale=0.5, x=-0.3, y=0.2, crispness=0.9)),
    (Look(decontaminate=0), Look(decontaminate=0, crispness=0.1)),
]


@pytest.mark.parametrize("corrects", [False, True])
@pytest.mark.parametrize("blurs", [False, True])
@pytest.mark.parametrize("size", HALVED.values(), ids=HALVED)
@pytest.mark.parametrize("looks", DIALLED, ids=["grown", "shrunk", "moved", "plain"])
def test_a_step_is_one_list_of_operations_on_the_device(
    looks: tuple[Look, Look], size: tuple[int, int], blurs: bool, corrects: bool
) -> None:
    """Whatever the dials say, so that a graph of it serves them all."""
    place, frame, output = torch.device("meta"), Size(1280, 720), Size(*size)
    names = []
    with torch.inference_mode():
        mattes = VideoMattes(Network(Brightness(), PREPROCESSING, place, "fake"), frame.height, frame.width)
        routes = {Route.of(look, frame, mattes.shape, output, blurs, corrects) for look in looks}
        (route,) = routes
        for look in looks:
            program = Program(mattes, Colours(output, place), frame, output, route, Device(place))
            program.set(look, 30)
            with Watch(place) as watch:
                program.step()
            names.append(watch.names)
    assert len(names[0]) > 50
    assert names[0] == names[1]


def test_a_rehearsal_leaves_no_trace() -> None:
    memory, other = torch.zeros(3), torch.zeros(1)

    def step() -> None:
        memory.add_(1)
        other.add_(1)

    rehearse(step, (memory,))
    assert memory.tolist() == [0, 0, 0]
    assert other.item() > 1
