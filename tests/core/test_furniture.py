"""Furniture that is learnt by itself, on drawn mattes: people who move, breathe or rest, beside things in doubt."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.compositing.backgrounds import ColourBackground
from app.core.compositing.processor import Processor
from app.core.corrections.apply import corrected
from app.core.corrections.model import NO_CORRECTIONS, Corrections
from app.core.furniture import FurnitureLearner
from app.core.look import DEFAULT_LOOK, Look
from app.core.stats import Stats
from app.core.types import Alpha, Frame, FrameRequest, Size

pytestmark = pytest.mark.slow

# One pixel is one cell of the grid.
WIDTH, HEIGHT, FPS = 320, 180, 5
GREEN, OUTPUT = ColourBackground(0, 177, 64), Size(320, 180)
CHAIR = (slice(40, 120), slice(180, 264))
# Part of the chair that nobody gets near to.
FREE = (slice(48, 112), slice(240, 258))
NOISE = np.random.default_rng(7).normal(0, 2, (9, HEIGHT, WIDTH, 3))
GHOST = 90


class Scripted:
    """Gives one matte after another."""

    def __init__(self, mattes: list[Alpha]) -> None:
        self._mattes = iter(mattes)

    def __call__(self, frame: Frame, look: Look, detail: float = 1.0) -> Alpha:
        return next(self._mattes)

    def describe(self) -> str:
        return "scripted"


@dataclass
class Scene:
    """A room with a chair and somebody who sits before it, from the waist up.

    Attributes:
        sway: how far head and body move to either side between frames, pixels.
        ghost: the matte over the chair.
        wall: its brightness.
        shirt: brightness of the clothes.
        torso: the matte over the body below the shoulders.
        breath: how far what is not the head moves where only the head does; None where all moves alike.
        leans: the matte of an arm that is laid before the chair, as dark as that; None for none.
        second: the matte of another person at the left, who breathes; None for none.
        second_core: the matte of that person's head.
        light: of the whole picture.
    """

    sway: float = 14.0
    ghost: int = GHOST
    wall: int = 120
    shirt: int = 150
    torso: int = 255
    breath: float | None = None
    leans: int | None = None
    second: int | None = None
    second_core: int = 255
    light: float = 1.0

    def at(self, index: int, source: int = 0) -> tuple[Frame, Alpha]:
        """Return a frame and its matte."""
        rgb = np.full((HEIGHT, WIDTH, 3), self.wall, np.float64)
        rgb[:, :, 1] += np.linspace(-20, 20, WIDTH)
        alpha = np.zeros((HEIGHT, WIDTH), np.uint8)
        rgb[CHAIR] = 30
        alpha[CHAIR] = self.ghost
        breath = round(np.sin(index * 0.7))
        if self.second is not None:
            lay(rgb, alpha, (slice(70 + breath, None), slice(20 + breath, 80 + breath)), 60, self.second)
            lay(rgb, alpha, (slice(45 + breath, 70 + breath), slice(38, 62)), 190, self.second_core)
        if self.leans is not None:
            lay(rgb, alpha, (slice(60 + breath, 110 + breath), slice(216, 258 + breath)), 70, self.leans)
        head = round(150 + self.sway * np.sin(index))
        body = head if self.breath is None else round(150 + self.breath * np.sin(index * 0.7))
        torso, face = np.zeros((2, HEIGHT, WIDTH), np.uint8)
        cv2.ellipse(torso, (body, 180), (55, 80), 0, 0, 360, 255, -1)
        cv2.circle(face, (head, 70), 28, 255, -1)
        rgb[torso > 0] = self.shirt
        # A collar, by which the upper body is seen to move.
        rgb[(torso > 0) & (np.abs(np.arange(WIDTH) - body) < 8)[None]] = self.shirt / 2 + 20
        alpha[torso > 0] = self.torso
        alpha[(torso > 0) & (np.arange(HEIGHT) < 115)[:, None]] = 255
        rgb[face > 0] = (190, 150, 130)
        rgb[(face > 0) & (np.abs(np.arange(WIDTH) - head) < 5)[None]] = 80
        alpha[face > 0] = 255
        noisy = np.clip(rgb * self.light + NOISE[index % len(NOISE)], 0, 255).astype(np.uint8)
        return Frame(noisy, index, index / FPS, source), alpha


def lay(rgb: NDArray[np.float64], alpha: Alpha, where: tuple[slice, slice], level: int, matte: int) -> None:
    rgb[where], alpha[where] = level, matte


def watch(learner: FurnitureLearner, scene: Scene, frames: range, source: int = 0) -> None:
    for index in frames:
        frame, alpha = scene.at(index, source)
        learner.see(alpha, frame)


def shown(learner: FurnitureLearner, scene: Scene, index: int, source: int = 0) -> Alpha:
    """Return the matte of a frame after what has been learnt."""
    frame, alpha = scene.at(index, source)
    return corrected(alpha, frame, learner.with_learnt(NO_CORRECTIONS, frame))


def taught(scene: Scene | None = None, frames: int = 80) -> FurnitureLearner:
    """Return a learner that has watched a scene and learnt its chair."""
    learner, scene = FurnitureLearner(), scene or Scene()
    watch(learner, scene, range(frames))
    assert int(shown(learner, scene, frames)[FREE].max()) < 20
    return learner


def lost(learner: FurnitureLearner, scene: Scene, index: int, where: tuple[slice, slice]) -> int:
    """Return the most that is taken away of a matte, levels."""
    frame, before = scene.at(index)
    after = corrected(before, frame, learner.with_learnt(NO_CORRECTIONS, frame))
    return int((before.astype(int) - after)[where].max())


BODY = (slice(122, None), slice(90, 210))
SECOND = (slice(40, None), slice(16, 84))
ARM = (slice(62, 108), slice(218, 256))


@pytest.mark.parametrize("sway", [6, 14, 30])
@pytest.mark.parametrize(("wall", "shirt"), [(120, 150), (200, 35), (60, 200)])
def test_a_ghost_that_stands_still_while_somebody_moves_is_learnt(sway: float, wall: int, shirt: int) -> None:
    scene = Scene(sway=sway, wall=wall, shirt=shirt)
    learner = FurnitureLearner()
    watch(learner, scene, range(15))
    assert learner.learnt is None
    assert int(shown(learner, scene, 15)[FREE].min()) == GHOST
    watch(learner, scene, range(15, 80))
    frame, before = scene.at(80)
    after = corrected(before, frame, learner.with_learnt(NO_CORRECTIONS, frame))
    assert int(after[FREE].max()) < 20
    assert (after[before == 255] == 255).all()


def test_nothing_is_learnt_while_nobody_moves() -> None:
    learner = FurnitureLearner()
    watch(learner, Scene(sway=0), range(200))
    assert learner.learnt is None


@pytest.mark.parametrize("doubt", [60, 110, 150])
@pytest.mark.parametrize("breath", [0.0, 1.0])
def test_a_body_in_doubt_below_a_moving_head_is_not_eaten(doubt: int, breath: float) -> None:
    """Dark plain cloth, of which nothing is seen to move but the outline."""
    scene = Scene(torso=doubt, breath=breath, shirt=40)
    learner = FurnitureLearner()
    watch(learner, scene, range(250))
    assert lost(learner, scene, 250, BODY) <= 2


def test_somebody_who_leans_back_before_the_chair_is_not_eaten() -> None:
    learner = FurnitureLearner()
    watch(learner, Scene(ghost=0), range(50))
    leaning = Scene(ghost=0, leans=110)
    watch(learner, leaning, range(50, 130))
    assert lost(learner, leaning, 130, ARM) <= 2


def test_an_arm_before_learnt_furniture_of_its_colour_is_seen_as_far_as_the_model_is_sure() -> None:
    learner = taught()
    dark = Scene(leans=255)
    frame, before = dark.at(80)
    rgb = frame.rgb.copy()
    rgb[ARM] = 31
    same = Frame(rgb, 80, frame.captured_at)
    after = corrected(before, same, learner.with_learnt(NO_CORRECTIONS, same))
    assert (after[before == 255] == 255).all()


def test_the_thinnest_thing_that_the_model_is_sure_of_stays() -> None:
    """On frames that are finer than the grid."""
    learner, scene = FurnitureLearner(), Scene()

    def fine(index: int) -> tuple[Frame, Alpha]:
        frame, alpha = scene.at(index)
        large = np.asarray(cv2.resize(frame.rgb, (2 * WIDTH, 2 * HEIGHT), interpolation=cv2.INTER_NEAREST), np.uint8)
        return Frame(large, index, index / FPS), np.asarray(
            cv2.resize(alpha, (2 * WIDTH, 2 * HEIGHT), interpolation=cv2.INTER_NEAREST), np.uint8
        )

    for index in range(80):
        frame, alpha = fine(index)
        learner.see(alpha, frame)
    frame, alpha = fine(80)
    alpha[100:200, 500] = 255
    after = corrected(alpha, frame, learner.with_learnt(NO_CORRECTIONS, frame))
    assert (after[100:200, 500] == 255).all()
    assert int(after[110:190, 510:520].max()) < 20


@pytest.mark.parametrize(("body", "core"), [(110, 255), (110, 110), (175, 175), (60, 60)])
def test_a_second_person_who_rests_is_not_eaten(body: int, core: int) -> None:
    scene = Scene(second=body, second_core=core)
    learner = FurnitureLearner()
    watch(learner, scene, range(250))
    assert lost(learner, scene, 250, SECOND) <= 2
    assert int(shown(learner, scene, 250)[FREE].max()) < 20


def test_a_second_person_as_still_as_a_picture_is_kept_where_the_model_sees_one() -> None:
    scene = Scene(second=175, second_core=175)
    learner = FurnitureLearner()
    still = scene.at(0)
    for index in range(250):
        frame, alpha = scene.at(index)
        rgb = frame.rgb.copy()
        rgb[SECOND], alpha[SECOND] = still[0].rgb[SECOND], still[1][SECOND]
        learner.see(alpha, Frame(rgb, index, index / FPS))
    assert learner.learnt is not None
    assert int(learner.learnt.claimed[SECOND].max()) == 0


def test_the_soft_outline_of_who_is_beside_it_is_not_cut() -> None:
    def beside(index: int) -> tuple[Frame, Alpha]:
        frame, alpha = Scene().at(index)
        rgb, alpha = frame.rgb.copy(), alpha.copy()
        # Somebody's shoulder, sure and at rest, with a soft edge of six cells right beside the chair.
        rgb[60:110, 280:], alpha[60:110, 280:] = 170, 255
        rgb[60:110, 270:280], alpha[60:110, 274:280] = 170, 150
        return Frame(rgb, index, index / FPS), alpha

    learner = FurnitureLearner()
    for index in range(100):
        frame, alpha = beside(index)
        learner.see(alpha, frame)
    frame, alpha = beside(100)
    after = corrected(alpha, frame, learner.with_learnt(NO_CORRECTIONS, frame))
    assert int(after[66:104, 276:280].min()) >= 140


def test_what_the_model_becomes_sure_of_is_given_up() -> None:
    learner, sure, scene = taught(), Scene(ghost=255), Scene()
    assert int(shown(learner, sure, 80)[FREE].min()) == 255
    watch(learner, sure, range(80, 90))
    assert int(shown(learner, scene, 90)[FREE].min()) == GHOST


def test_furniture_stays_learnt_when_somebody_sat_before_it() -> None:
    learner, scene = taught(), Scene()
    watch(learner, Scene(leans=255), range(80, 95))
    watch(learner, scene, range(95, 105))
    assert int(shown(learner, scene, 105)[FREE].max()) < 20


def test_what_changes_with_nobody_before_it_was_alive() -> None:
    learner = taught()
    changed = Scene(leans=100)
    watch(learner, changed, range(80, 90))
    assert lost(learner, changed, 90, ARM) <= 2
    # It looks as before, and is not learnt again.
    watch(learner, Scene(), range(90, 400))
    assert int(shown(learner, Scene(), 400)[70:100, 225:250].min()) == GHOST


def test_another_exposure_is_the_same_room() -> None:
    learner = taught()
    for light in (0.85, 1.15):
        assert int(shown(learner, Scene(light=light), 81)[FREE].max()) < 20


def test_what_was_learnt_is_this_openings_alone() -> None:
    learner, scene = taught(), Scene()
    assert int(shown(learner, scene, 80, source=1)[FREE].min()) == GHOST
    watch(learner, scene, range(80, 81), source=1)
    assert learner.learnt is None


@pytest.mark.parametrize("later", [-3.0, 10.0])
def test_a_clock_that_jumps_starts_again(later: float) -> None:
    learner = taught()
    frame, alpha = Scene().at(80)
    learner.see(alpha, replace(frame, captured_at=frame.captured_at + later))
    assert learner.learnt is None


def test_a_camera_that_is_moved_starts_again() -> None:
    learner = taught()
    frame, alpha = Scene().at(80)
    elsewhere = np.random.default_rng(1).integers(0, 255, (18, 32, 3), dtype=np.uint8)
    turned = Frame(np.asarray(cv2.resize(elsewhere, (WIDTH, HEIGHT)), np.uint8), 80, frame.captured_at + 1)
    learner.see(alpha, turned)
    assert learner.learnt is None


def test_somebody_who_fills_the_picture_and_moves_is_no_moved_camera() -> None:
    learner = taught()
    for index in range(80, 90):
        frame, alpha = Scene().at(index)
        rgb, alpha = frame.rgb.copy(), alpha.copy()
        rgb[20:, 20:200] = np.random.default_rng(index).integers(0, 255, (160, 180, 3))
        alpha[20:, 20:200] = 255
        learner.see(alpha, Frame(rgb, index, index / FPS))
    assert int(shown(learner, Scene(), 90)[FREE].max()) < 20


def test_a_mirrored_picture_is_the_same_camera() -> None:
    learner, scene = FurnitureLearner(), Scene()
    for index in range(80):
        frame, alpha = scene.at(index)
        turned = np.ascontiguousarray(alpha[:, ::-1])
        learner.see(*((turned, frame.flipped()) if index % 2 else (alpha, frame)))
    frame, alpha = scene.at(80)
    mirrored, turned = frame.flipped(), np.ascontiguousarray(alpha[:, ::-1])
    after = corrected(turned, mirrored, learner.with_learnt(NO_CORRECTIONS, mirrored))
    assert int(after[:, ::-1][FREE].max()) < 20


def of_user(size: Size) -> Corrections:
    """Return what a user always shows: everything."""
    return replace(NO_CORRECTIONS, always=np.full((size.height, size.width), 255, np.uint8))


def test_what_the_user_taught_comes_first() -> None:
    learner = taught()
    frame, alpha = Scene().at(80)
    mine = of_user(Size(WIDTH, HEIGHT))
    both = learner.with_learnt(mine, frame)
    assert int(corrected(alpha, frame, both)[FREE].min()) == 255
    assert learner.with_learnt(mine, frame) is both


def test_frames_of_another_size_keep_the_users_corrections() -> None:
    learner = taught()
    mine = of_user(Size(320, 240))
    tall = Frame(np.zeros((240, 320, 3), np.uint8), 80, 80 / FPS)
    assert learner.with_learnt(mine, tall) is mine
    # At once, not only when it is next looked at.
    learner.see(np.zeros((240, 320), np.uint8), tall)
    assert learner.learnt is None


@pytest.mark.parametrize("wanted", [True, False])
def test_the_switch(wanted: bool) -> None:
    scene = Scene()
    processor = Processor(Scripted([scene.at(index)[1] for index in range(82)]), Stats(), live=True)
    look = replace(DEFAULT_LOOK, learn_furniture=wanted)
    for index in range(81):
        matte = processor.process(FrameRequest(scene.at(index)[0], GREEN, OUTPUT, look)).matte
    assert matte is not None
    assert (int(matte.alpha[FREE].max()) < 20) is wanted
    off = processor.process(FrameRequest(scene.at(81)[0], GREEN, OUTPUT, replace(look, learn_furniture=False))).matte
    assert off is not None
    assert int(off.alpha[FREE].min()) == GHOST


def test_files_are_taken_as_they_are() -> None:
    scene = Scene()
    processor = Processor(Scripted([scene.at(index)[1] for index in range(81)]), Stats())
    for index in range(81):
        matte = processor.process(FrameRequest(scene.at(index)[0], GREEN, OUTPUT)).matte
    assert matte is not None
    assert int(matte.alpha[FREE].min()) == GHOST
