"""What people ask for while it runs: pause, another camera, another look, less work."""

import threading
import time
from collections.abc import Callable
from itertools import count
from random import Random

from app.core.compositing.backgrounds import ColourBackground
from app.core.look import Look
from app.core.pipeline.governor import Governor
from app.core.types import Alpha, Rgb, Size
from tests.fakes import SMALL
from tests.leaks.cases import case
from tests.leaks.rig import GREEN, OpenRig, Rig, finding
from tests.leaks.studio import MOST_CAMERAS, PATIENCE, find_person

_SEEDS = range(6)


@case
def pause_and_back(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for _ in range(20):
            rig.person()
            rig.pause()
            rig.frames(10)
            rig.resume()


@case
def pause_and_back_at_once(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        rig.person()
        for _ in range(200):
            rig.pause()
            rig.resume()
            rig.frames(1)
        rig.person()


class Held:
    """A segmenter that holds on to one frame while others come."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def find(self, rgb: Rgb, number: int) -> Alpha:
        self.gate.wait(PATIENCE)
        return find_person(rgb)

    def while_held(self, rig: Rig) -> None:
        """Return when the model holds a frame and newer ones have come."""
        rig.person()
        self.gate.clear()
        newest = rig.studio.newest
        rig.wait(lambda: rig.studio.newest > newest + 5)

    def let_go(self, rig: Rig) -> None:
        """Let the model finish the frame that it held."""
        self.gate.set()
        rig.frames(40)


def _hold_over(open_rig: OpenRig, *wishes: Callable[[Rig], object]) -> None:
    """Let the model hold a frame while these are asked for, again and again."""
    model = Held()
    with open_rig(processor=finding(model.find)) as rig:
        for _ in range(5):
            model.while_held(rig)
            for wish in wishes:
                wish(rig)
            model.let_go(rig)


@case
def the_model_holds_a_frame_over_a_pause(open_rig: OpenRig) -> None:
    _hold_over(open_rig, Rig.pause, Rig.resume)


@case
def the_model_holds_a_frame_over_a_loss(open_rig: OpenRig) -> None:
    _hold_over(open_rig, Rig.lose_camera)


@case
def the_model_holds_a_frame_over_a_switch(open_rig: OpenRig) -> None:
    _hold_over(open_rig, Rig.switch_camera)


@case
def another_camera_while_the_old_one_hangs(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for size in (Size(96, 54), SMALL, Size(48, 64)):
            rig.person()
            old = rig.camera
            old.gate.clear()
            newest = rig.studio.newest
            rig.frames(10)
            rig.switch_camera(size)
            rig.frames(20)
            assert rig.studio.newest <= newest + 1
            old.gate.set()
        rig.person()


@case
def cameras_in_turn(open_rig: OpenRig) -> None:
    with open_rig() as rig:
        for _ in range(MOST_CAMERAS - 1):
            rig.switch_camera()
            rig.frames(10)
        rig.person()


@case
def another_look(open_rig: OpenRig) -> None:
    looks = (
        Look(flip=True),
        Look(scale=0.5, x=0.3, y=-0.2),
        Look(scale=1.7),
        Look(opacity=0.6),
        Look(light_wrap=1.0),
        Look(decontaminate=0.0),
        Look(whole_frame=True),
    )
    with open_rig() as rig:
        for look in looks * 2:
            rig.pipeline.set_look(look)
            rig.frames(30)


@case
def cameras_of_other_shapes(open_rig: OpenRig) -> None:
    """The frame is cropped or whole, moved and made smaller, and fades along its visible borders."""
    looks = (
        Look(whole_frame=True),
        Look(),
        Look(whole_frame=True, scale=0.6, x=0.1, y=-0.2, flip=True),
        Look(scale=0.8, y=-0.3, decontaminate=0.0),
    )
    with open_rig(size=Size(96, 54)) as rig:
        for size in (Size(64, 48), Size(36, 64), Size(126, 54)):
            rig.switch_camera(size)
            for look in looks:
                rig.pipeline.set_look(look)
                rig.frames(15)
            rig.person()


@case
def less_work(open_rig: OpenRig) -> None:
    """The governor leaves out most frames; what is shown in between is the last composite, whole."""
    ticks = count()
    governor = Governor(0.1, 30, clock=lambda: next(ticks) / 30, cpu_time=lambda: 1e9 * time.perf_counter())
    with open_rig(governor=governor) as rig:
        rig.wait(lambda: rig.pipeline.status().skipped > 100)
        rig.frames(200)
        rig.person()


def wishes_at_random(open_rig: OpenRig, seed: int) -> None:
    """Do everything in an order that nobody would think of; the seed tells it again."""
    random, model = Random(seed), Held()
    with open_rig(processor=finding(model.find)) as rig:
        paused = False

        def pause() -> None:
            nonlocal paused
            rig.resume() if paused else rig.pause()
            paused = not paused

        def resize() -> None:
            rig.camera.size = random.choice([SMALL, Size(96, 54), Size(33, 41)])

        def hold() -> None:
            model.gate.clear() if model.gate.is_set() else model.gate.set()

        def switch_camera() -> None:
            if len(rig.cameras) < MOST_CAMERAS:
                rig.switch_camera(random.choice([SMALL, Size(96, 54)]))

        def change_background() -> None:
            rig.pipeline.set_background(random.choice([GREEN, ColourBackground(9, 8, 7)]))

        def change_look() -> None:
            look = Look(flip=random.random() < 0.5, scale=random.choice([0.7, 1.0]), whole_frame=random.random() < 0.5)
            rig.pipeline.set_look(look)

        wishes = (
            pause,
            resize,
            hold,
            change_background,
            change_look,
            switch_camera,
            rig.lose_camera,
            lambda: rig.pipeline.set_sink(rig.open_sink),
            lambda: rig.frames(10),
        )
        for _ in range(80):
            random.choice(wishes)()
            rig.frames(random.randrange(6))
        model.gate.set()


def _add(seed: int) -> None:
    def one(open_rig: OpenRig) -> None:
        wishes_at_random(open_rig, seed)

    one.__name__ = f"wishes_at_random_{seed}"
    case(one)


for _seed in _SEEDS:
    _add(_seed)
