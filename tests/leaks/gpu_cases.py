"""The GPU is lost at each of its calls, in each state that a pipeline may be in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.core.corrections.room_learning import RoomLearner
from app.core.look import Look
from app.core.types import Blur, Composite, Size
from tests.cuda.fake_gpu import CALLS, FakeGpu
from tests.leaks.cases import case
from tests.leaks.rig import GREEN, OpenRig, Rig, finding
from tests.leaks.studio import chequered

State = Callable[[Rig], None]


def _at_work(rig: Rig) -> None:
    """Nothing else happens."""


def _paused(rig: Rig) -> None:
    rig.pause()


def _learning(rig: Rig) -> None:
    rig.pipeline.learn(RoomLearner())
    rig.judge.block("lesson")


def _another_look(rig: Rig) -> None:
    """Another graph is recorded."""
    rig.pipeline.set_look(Look(scale=0.7, feather=3))


def _blurred(rig: Rig) -> None:
    rig.pipeline.set_background(Blur())


def _another_camera(rig: Rig) -> None:
    rig.switch_camera(Size(96, 54))


def _camera_lost(rig: Rig) -> None:
    rig.lose_camera()


def _another_model(rig: Rig) -> None:
    rig.pipeline.set_processor(replace(rig.processor))  # type: ignore[type-var]


_STATES = (
    _at_work,
    _paused,
    _learning,
    _another_look,
    _blurred,
    _another_camera,
    _camera_lost,
    _another_model,
)
# What is asked of the device only when a graph is new, or once the processor is no longer used.
_RARE = {"capture": (_another_look, _blurred, _another_camera, _another_model), "free": (_another_model,)}


@contextmanager
def _gpu_at_work(open_rig: OpenRig, gpu: FakeGpu, **rig_arguments: Any) -> Iterator[Rig]:
    with gpu.installed(), open_rig(processor=gpu.opening(finding()), **rig_arguments) as rig:
        rig.wait(lambda: not rig.pipeline.current().is_slate)
        assert "CUDA" not in rig.pipeline.status().engine
        assert gpu.calls["replay"] > 0
        yield rig


def _goes_on(rig: Rig, gpu: FakeGpu, held: list[Composite]) -> None:
    """The CPU works, and nothing that the GPU made is shown or touched; dropping it ends nothing."""
    assert rig.pipeline.status().error is None
    touched = gpu.touched
    held.clear()
    rig.judge.unblock("lesson")
    rig.pipeline.learn(None)
    rig.resume()
    rig.pipeline.set_look(Look())
    rig.pipeline.set_background(GREEN)
    rig.person()
    rig.frames(20)
    assert gpu.touched == touched


def _lost(open_rig: OpenRig, call: str, state: State) -> None:
    aborted: list[str] = []
    gpu = FakeGpu(abort=lambda: aborted.append(call))
    # The CPU goes on with the blur, and a plain room stays as it is when blurred.
    rig_arguments = {"spoil": chequered} if state is _blurred else {}
    with _gpu_at_work(open_rig, gpu, **rig_arguments) as rig:
        held = [rig.pipeline.current()]
        rig.person()
        held.append(rig.pipeline.current())
        newest = rig.studio.newest
        gpu.lose_at = call
        state(rig)
        rig.wait(lambda: gpu.is_lost)
        if state is _another_model:
            rig.wait(lambda: gpu.openings == 2)
        rig.wait(lambda: rig.pipeline.status().gpu_error is not None)
        rig.judge.only_since(newest)
        _goes_on(rig, gpu, held)
    assert aborted == []


def _add(call: str, state: State) -> None:
    def one(open_rig: OpenRig) -> None:
        _lost(open_rig, call, state)

    one.__name__ = f"the_gpu_is_lost_at_{call}_{state.__name__.strip('_')}"
    case(one)


for _call in CALLS:
    for _state in _RARE.get(_call, _STATES):
        _add(_call, _state)


def _add_start(call: str) -> None:
    def one(open_rig: OpenRig) -> None:
        """It is lost while the processor is opened."""
        gpu = FakeGpu(lose_at=call)
        with gpu.installed(), open_rig(processor=gpu.opening(finding())) as rig:
            rig.wait(lambda: rig.pipeline.status().gpu_error is not None)
            rig.person()
            _goes_on(rig, gpu, [])

    one.__name__ = f"the_gpu_is_lost_at_{call}_at_the_start"
    case(one)


for _call in ("upload", "capture", "replay", "download"):
    _add_start(_call)


@case
def the_gpu_refuses_graphs(open_rig: OpenRig) -> None:
    """It goes on with it, step by step."""
    gpu = FakeGpu(refuses=True)
    with gpu.installed(), open_rig(processor=gpu.opening(finding())) as rig:
        rig.person()
        rig.pipeline.set_look(Look(feather=3))
        rig.frames(60)
        rig.person()
        assert gpu.calls["capture"] == 1
        assert gpu.calls["replay"] == 0
        assert rig.pipeline.status().gpu_error is None
        assert rig.pipeline.status().engine.endswith("no CUDA graph")


@case
def the_gpu_is_tried_again(open_rig: OpenRig) -> None:
    """It fails, comes back, and is left alone once it has failed three times."""
    gpu = FakeGpu()
    with _gpu_at_work(open_rig, gpu) as rig:
        for number in range(3):
            newest = rig.studio.newest
            gpu.lose_at = "replay"
            rig.wait(lambda: rig.pipeline.status().gpu_error is not None)
            rig.judge.only_since(newest)
            rig.person()
            gpu.is_lost = False
            if number < 2:
                rig.pipeline.retry_gpu()
                rig.wait(lambda: "PyTorch" in rig.pipeline.status().engine)
                rig.person()
        touched = gpu.touched
        rig.pipeline.set_processor(replace(rig.processor))  # type: ignore[type-var]
        rig.wait(lambda: rig.pipeline.status().gpu_error is not None)
        rig.person()
        assert gpu.touched == touched
