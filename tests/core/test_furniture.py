"""Furniture that is learnt by itself, on drawn mattes: a person that moves or not, beside things that are in doubt."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.backgrounds import ColourBackground
from app.core.correcting import corrected
from app.core.corrections import DECIDED, NO_CORRECTIONS
from app.core.furniture import FurnitureLearner
from app.core.look import DEFAULT_LOOK, Look
from app.core.processor import Processor
from app.core.stats import Stats
from app.core.types import Alpha, Frame, Size

WIDTH, HEIGHT, FPS = 320, 180, 5
GREEN, OUTPUT = ColourBackground(0, 177, 64), Size(320, 180)
CHAIR = (slice(40, 120), slice(210, 270))
NOISE = np.random.default_rng(7).normal(0, 2, (9, HEIGHT, WIDTH, 3))


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
    """A room with a chair, somebody before it and, if asked for, a second person.

    Attributes:
        sway: how far the person moves between frames, pixels.
        doubt: the matte over the chair, 0 .. 255.
        turned: whether the chair shows its other side.
        leans: whether part of the person is before the chair, and in doubt.
        second: whether another person sits at the left, as still as a picture.
        second_doubt: the matte over the lower half of that person.
    """

    sway: float = 14.0
    doubt: int = 90
    turned: bool = False
    leans: bool = False
    second: bool = False
    second_doubt: int = 120

    def at(self, index: int, source: int = 0) -> tuple[Frame, Alpha]:
        rgb = np.zeros((HEIGHT, WIDTH, 3), np.float64)
        rgb[:] = np.linspace(60, 140, WIDTH)[None, :, None]
        alpha = np.zeros((HEIGHT, WIDTH), np.uint8)
        rgb[CHAIR] = 30
        rgb[CHAIR][::6] = 60
        alpha[CHAIR] = self.doubt
        if self.turned:
            rgb[CHAIR] = (20, 90, 160)
        if self.leans:
            rgb[CHAIR] = (150, 120, 110)
        if self.second:
            rgb[60:, 20:80] = (90, 30, 120)
            alpha[60:120, 20:80] = 255
            alpha[120:, 20:80] = self.second_doubt
        x = round(160 + self.sway * np.sin(index))
        person = np.zeros((HEIGHT, WIDTH), np.uint8)
        cv2.circle(person, (x, 70), 28, 255, -1)
        cv2.ellipse(person, (x, 180), (60, 80), 0, 0, 360, 255, -1)
        # Stripes, by which it is seen to move.
        shirt = np.where((np.arange(WIDTH) - x) % 8 < 2, 60, 150)[None, :, None]
        rgb = np.where(person[..., None] > 0, shirt, rgb)
        alpha = np.maximum(alpha, person)
        noisy = np.clip(rgb + NOISE[index % len(NOISE)], 0, 255).astype(np.uint8)
        return Frame(noisy, index, index / FPS, source), alpha


def watch(learner: FurnitureLearner, scene: Scene, frames: range, source: int = 0) -> None:
    for index in frames:
        frame, alpha = scene.at(index, source)
        learner.see(alpha, frame)


def shown(learner: FurnitureLearner, scene: Scene, index: int, source: int = 0) -> Alpha:
    """Return the matte of a frame after what has been learnt."""
    frame, alpha = scene.at(index, source)
    return corrected(alpha, frame, learner.with_learnt(NO_CORRECTIONS, frame))


def inside(alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return what is seen of the chair that nobody is near."""
    return alpha[48:112, 240:262]


def test_a_ghost_that_stands_still_while_somebody_moves_is_learnt() -> None:
    learner, scene = FurnitureLearner(), Scene()
    watch(learner, scene, range(10))
    assert learner.learnt is None
    assert int(inside(shown(learner, scene, 10)).min()) == 90
    watch(learner, scene, range(10, 50))
    after = shown(learner, scene, 50)
    assert int(inside(after).max()) < 20
    before = scene.at(50)[1]
    assert (after[before == 255] == 255).all()


def test_nothing_is_learnt_of_somebody_who_sits_still() -> None:
    """Half of the picture in doubt, and nobody moves: it may be anybody's shirt."""
    learner, scene = FurnitureLearner(), Scene(sway=0)
    watch(learner, scene, range(100))
    assert learner.learnt is None


def test_somebody_who_leans_back_and_then_sits_still_is_not_eaten() -> None:
    learner, leaning, resting = FurnitureLearner(), Scene(doubt=0), Scene(sway=0, doubt=120, leans=True)
    watch(learner, leaning, range(50))
    watch(learner, resting, range(50, 120))
    assert int(inside(shown(learner, resting, 120)).min()) == 120


def test_a_second_person_who_sits_still_is_not_eaten() -> None:
    learner, scene = FurnitureLearner(), Scene(second=True)
    watch(learner, scene, range(100))
    after = shown(learner, scene, 100)
    assert (after[62:178, 22:78] == scene.at(100)[1][62:178, 22:78]).all()
    assert int(inside(after).max()) < 20


def test_what_the_model_is_sure_of_is_never_taken_away() -> None:
    learner, scene = FurnitureLearner(), Scene()
    watch(learner, scene, range(50))
    sure = replace(scene, doubt=255)
    assert int(inside(shown(learner, sure, 50)).min()) == 255
    watch(learner, sure, range(50, 60))
    # And it is given up: the next doubt there is not taken away either.
    assert int(inside(shown(learner, scene, 60)).min()) == 90


def test_somebody_before_learnt_furniture_is_seen() -> None:
    learner, scene = FurnitureLearner(), Scene()
    watch(learner, scene, range(50))
    frame, alpha = scene.at(50)
    rgb = frame.rgb.copy()
    rgb[60:100, 240:262] = (210, 160, 130)
    passing = Frame(rgb, 50, 50 / FPS)
    after = corrected(alpha, passing, learner.with_learnt(NO_CORRECTIONS, passing))
    assert int(after[66:94, 246:256].min()) == 90


def test_furniture_that_was_moved_is_learnt_as_it_looks_now() -> None:
    learner, before, after = FurnitureLearner(), Scene(), Scene(turned=True)
    watch(learner, before, range(50))
    assert int(inside(shown(learner, after, 50)).min()) == 90
    watch(learner, after, range(50, 100))
    assert int(inside(shown(learner, after, 100)).max()) < 20


def test_what_was_learnt_is_this_cameras_alone() -> None:
    learner, scene = FurnitureLearner(), Scene()
    watch(learner, scene, range(50))
    assert int(inside(shown(learner, scene, 50, source=1)).min()) == 90
    watch(learner, scene, range(50, 51), source=1)
    assert learner.learnt is None


def test_a_camera_that_is_moved_starts_again() -> None:
    learner, scene = FurnitureLearner(), Scene()
    watch(learner, scene, range(50))
    frame, alpha = scene.at(50)
    elsewhere = np.random.default_rng(1).integers(0, 255, (18, 32, 3), dtype=np.uint8)
    turned = Frame(np.asarray(cv2.resize(elsewhere, (WIDTH, HEIGHT)), np.uint8), 50, frame.captured_at + 1 / FPS)
    learner.see(alpha, turned)
    assert learner.learnt is None


def test_a_mirrored_picture_is_the_same_camera() -> None:
    learner, scene = FurnitureLearner(), Scene()
    watch(learner, scene, range(50))
    frame, alpha = scene.at(50)
    mirrored = frame.flipped()
    turned = np.ascontiguousarray(alpha[:, ::-1])
    after = corrected(turned, mirrored, learner.with_learnt(NO_CORRECTIONS, mirrored))
    assert int(inside(np.ascontiguousarray(after[:, ::-1])).max()) < 20


def test_what_the_user_marked_comes_first() -> None:
    """What is always shown is shown, furniture or not."""
    learner, scene = FurnitureLearner(), Scene()
    watch(learner, scene, range(50))
    frame, alpha = scene.at(50)
    always = np.zeros((HEIGHT, WIDTH), np.uint8)
    always[CHAIR] = 255
    mine = replace(NO_CORRECTIONS, always=always)
    both = learner.with_learnt(mine, frame)
    assert int(inside(corrected(alpha, frame, both)).min()) == 255
    assert learner.with_learnt(mine, frame) is both


@pytest.mark.parametrize("wanted", [True, False])
def test_the_switch(wanted: bool) -> None:
    scene = Scene()
    script = [scene.at(index)[1] for index in range(51)]
    processor = Processor(Scripted(script), Stats(), live=True)
    look = replace(DEFAULT_LOOK, learn_furniture=wanted)
    for index in range(51):
        matte = processor.process(scene.at(index)[0], GREEN, OUTPUT, look).matte
    assert matte is not None
    assert (int(inside(matte.alpha).max()) < 20) is wanted


def test_files_are_taken_as_they_are() -> None:
    scene = Scene()
    processor = Processor(Scripted([scene.at(index)[1] for index in range(51)]), Stats())
    for index in range(51):
        matte = processor.process(scene.at(index)[0], GREEN, OUTPUT).matte
    assert matte is not None
    assert int(inside(matte.alpha).min()) == 90
    assert DECIDED > 90
