"""Builds that were broken on purpose: the same cases find each of them."""

from collections.abc import Callable
from contextlib import suppress
from math import inf

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.border_fade import BorderFades, faded
from app.core.compositing.processor import Processor
from app.core.corrections.model import Corrections
from app.core.look import DEFAULT_LOOK
from app.core.pipeline import screen
from app.core.pipeline.capture import OpenSource
from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.screen import Screen
from app.core.pipeline.worker import Worker
from app.core.placement import cropped_to_fill, resize
from app.core.types import Alpha, Composite, Frame, Matte, Size
from bisenet.errors import ModelError
from bisenet.inference import segmenter
from tests.leaks import rig
from tests.leaks.cases import CASES, Trial
from tests.leaks.test_cases import MODULES

pytestmark = pytest.mark.slow

# Two threads must meet for some leaks, which on a busy machine they may not at once.
_RUNS = 40
Mutation = Callable[[pytest.MonkeyPatch], None]


def _forget(flag: str) -> Mutation:
    """Let the screen no longer look at one of its flags."""

    def mutate(patch: pytest.MonkeyPatch) -> None:
        current = Screen.current

        def careless(self: Screen, now: float) -> Composite:
            setattr(self, flag, False)
            return current(self, now)

        patch.setattr(Screen, "current", careless)

    return mutate


def _nothing_is_stale(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(screen, "STALE_AFTER", inf)


def _late_composites_are_shown(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Screen, "show", lambda self, composite: setattr(self, "_composite", composite))


def _nothing_is_cleared(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Screen, "clear", lambda self, reason, now: None)


def _the_room_stays_until_the_next_frame(patch: pytest.MonkeyPatch) -> None:
    """Another background is taken up by the worker, and that is all."""
    patch.setattr(Pipeline, "set_background", lambda self, background: setattr(self._worker, "background", background))


def _the_last_matte_again(patch: pytest.MonkeyPatch) -> None:
    """A slow model is asked for every other frame only."""
    segment = Processor._segment
    last: list[Alpha] = []

    def lazy(self: Processor, frame: Frame, *words: object) -> Matte:
        if last:
            return Matte(last.pop(), frame)
        matte = segment(self, frame, *words)  # type: ignore[arg-type]
        last.append(matte.alpha)
        return matte

    patch.setattr(Processor, "_segment", lazy)


def _any_matte_for_any_frame(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Matte, "__post_init__", lambda self: None)
    _the_last_matte_again(patch)


def _mattes_of_any_shape_are_taken(patch: pytest.MonkeyPatch) -> None:
    def infer(self: segmenter.Segmenter, view: segmenter.View) -> NDArray[np.float32]:
        matte = self._engine(view.rgb)
        if not (matte.min() >= 0 and matte.max() <= 1):
            raise ModelError("damaged")
        return segmenter.halved(matte)

    patch.setattr(segmenter.Segmenter, "infer", infer)


def _the_matte_of_the_whole_frame_is_laid_over_a_part_of_it(patch: pytest.MonkeyPatch) -> None:
    """The frame is cropped after it was segmented, and the matte is squeezed to fit."""
    segment = Processor._segment
    patch.setattr("app.core.compositing.processor.cropped_to_fill", lambda frame, size, look: frame)

    def late(self: Processor, frame: Frame, *words: object) -> Matte:
        matte = segment(self, frame, *words)  # type: ignore[arg-type]
        part = cropped_to_fill(matte.frame, Size(96, 54), DEFAULT_LOOK)
        return Matte(resize(matte.alpha, part.size.width, part.size.height), part)

    patch.setattr(Processor, "_segment", late)


def _the_fade_adds_instead_of_taking(patch: pytest.MonkeyPatch) -> None:
    def lighter(alpha: Alpha, fades: BorderFades) -> Alpha:
        return np.maximum(alpha, 255 - faded(np.full_like(alpha, 255), fades))

    patch.setattr("app.core.border_fade.faded", lighter)


def _frames_are_not_copied(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Frame, "__post_init__", lambda self: None)


def _the_frame_itself_goes_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("app.core.compositing.processor.compose", lambda layer, picture: layer.placed.rgb)


def _corrections_outlive_the_camera(patch: pytest.MonkeyPatch) -> None:
    set_source = Pipeline.set_source

    def careless(self: Pipeline, open_source: OpenSource) -> None:
        corrections = self._worker.corrections
        set_source(self, open_source)
        self.set_corrections(corrections)

    patch.setattr(Pipeline, "set_source", careless)
    _marks_outlive_a_loss(patch)


def _marks_outlive_a_loss(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Corrections, "at", lambda self, opening: self)


def _corrections_fit_any_frame(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Corrections, "fit", lambda self, width, height: self.shape is not None)


def _lessons_are_shown(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Worker, "lesson", property(lambda self: None, lambda self, lesson: None), raising=False)


def _no_last_slates(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("app.core.pipeline.output._LAST_SLATES", 0)


def _the_blur_does_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("app.core.compositing.blur.box_side", lambda strength, rows: 1)


@pytest.mark.parametrize(
    ("mutation", "case"),
    [
        (_forget("_paused"), "pause_and_back"),
        (_forget("_paused"), "it_is_recorded"),
        (_forget("_failed"), "the_matte_is_none"),
        (_nothing_is_stale, "the_model_hangs"),
        (_nothing_is_stale, "the_camera_hangs"),
        (_late_composites_are_shown, "the_model_holds_a_frame_over_a_pause"),
        (_late_composites_are_shown, "the_model_holds_a_frame_over_a_loss"),
        (_late_composites_are_shown, "the_model_holds_a_frame_over_a_switch"),
        (_nothing_is_cleared, "another_camera_while_the_old_one_hangs"),
        (_the_last_matte_again, "the_model_is_slower_than_the_camera"),
        (_any_matte_for_any_frame, "the_size_changes_in_mid_stream"),
        (_the_matte_of_the_whole_frame_is_laid_over_a_part_of_it, "cameras_of_other_shapes"),
        (_the_fade_adds_instead_of_taking, "cameras_of_other_shapes"),
        (_mattes_of_any_shape_are_taken, "the_networks_answer_is_damaged"),
        (_frames_are_not_copied, "the_camera_writes_into_its_last_frame_by_another_way"),
        (_the_frame_itself_goes_out, "another_look"),
        (_corrections_outlive_the_camera, "what_is_always_shown_of_one_camera_is_not_of_the_next"),
        (_marks_outlive_a_loss, "what_is_always_shown_is_not_once_the_camera_was_lost"),
        (_corrections_fit_any_frame, "what_is_always_shown_meets_frames_of_another_shape"),
        (_corrections_fit_any_frame, "what_is_always_shown_of_the_whole_frame_is_not_once_it_is_cropped"),
        (_lessons_are_shown, "the_empty_room_is_learnt"),
        (_no_last_slates, "the_output_goes_on_and_off"),
        (_no_last_slates, "everything_ends_while_it_runs"),
        (_the_blur_does_nothing, "the_room_is_blurred"),
        (_the_room_stays_until_the_next_frame, "the_room_is_closed_while_the_model_hangs"),
        (_forget("_paused"), "an_open_room_is_hidden_by_a_pause"),
    ],
)
def test_a_broken_build_is_found(mutation: Mutation, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MODULES
    # What a case waits for may never come in a broken build; by then it has leaked.
    monkeypatch.setattr(rig, "PATIENCE", 3.0)
    mutation(monkeypatch)
    trial = Trial()
    for _ in range(_RUNS):
        with suppress(TimeoutError):
            trial.run(CASES[case])
        if trial.leaked:
            return
    pytest.fail("no run of the broken build leaked")
