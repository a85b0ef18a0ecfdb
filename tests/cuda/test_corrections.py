"""Mattes are put right on the device as they are on the CPU."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from torch import nn

from app.core.compositing.backgrounds import ColourBackground
from app.core.corrections.apply import corrected
from app.core.corrections.brush import Mark
from app.core.corrections.model import NO_CORRECTIONS, CleanPlate, Corrections
from app.core.corrections.room_learning import RoomLearner
from app.core.furniture import FurnitureLearner
from app.core.look import Look
from app.core.stats import Stats
from app.core.types import Alpha, FrameRequest, Rgb, Size
from app.cuda.corrections import MatteCorrector
from app.cuda.processor import CudaProcessor
from bisenet.inference.tensors.network import Network
from tests.core.corrected import (
    CHAIR,
    SIZE,
    brushed,
    everywhere,
    frame,
    noisy,
    room,
    taught,
    with_person,
)
from tests.cuda.conftest import PREPROCESSING, Brightness

pytestmark = pytest.mark.slow

Build = Callable[[nn.Module], CudaProcessor]
LAMP = (slice(20, 100), slice(540, 620))
GREEN = ColourBackground(0, 177, 64)


@pytest.fixture(scope="module")
def corrections() -> Corrections:
    """Return all there is at once: a room, marks of both kinds."""
    answer = taught(RoomLearner(), room(), everywhere(value=0))
    assert isinstance(answer, CleanPlate)
    known = brushed(Mark.NEVER, CHAIR, room(), Corrections(room=answer))
    return brushed(Mark.ALWAYS, LAMP, room(), known)


def on(device: torch.device, rgb: Rgb, alpha: Alpha, corrections: Corrections, flips: bool) -> Alpha:
    height, width = rgb.shape[:2]
    correcting = MatteCorrector(Size(width, height), flips, device)
    correcting.set(corrections)
    picture = torch.from_numpy(rgb).to(device).permute(2, 0, 1).float()
    matte = torch.from_numpy(alpha).to(device).float()
    return correcting(picture, matte).cpu().numpy().astype(np.uint8)


@pytest.mark.parametrize("flips", [False, True])
@pytest.mark.parametrize("factor", [1, 2, 4, 8])
@pytest.mark.parametrize("light", [0.9, 1.1])
def test_the_matte_is_the_cpus(
    device: torch.device, corrections: Corrections, factor: int, flips: bool, light: float
) -> None:
    picture = frame(noisy(with_person(room()), 8, light=light))
    shape = (SIZE.height // factor, SIZE.width // factor)
    blob = np.zeros(shape, np.uint8)
    cv2.circle(blob, (shape[1] * 3 // 5, shape[0] // 2), shape[0] // 2, 230, cv2.FILLED)
    if flips:
        picture = picture.flipped()
    theirs = corrected(blob, picture, corrections)
    ours = on(device, picture.rgb.copy(), blob, corrections, flips)
    assert np.abs(ours.astype(int) - theirs).mean() < 0.3
    assert np.abs(blob.astype(int) - theirs).mean() > 10


@pytest.mark.parametrize("flips", [False, True])
def test_learnt_furniture_counts_in_doubt_alone(device: torch.device, flips: bool) -> None:
    answer = taught(RoomLearner(), room(), everywhere(value=0))
    assert isinstance(answer, CleanPlate)
    learnt = NO_CORRECTIONS.with_furniture(answer)
    picture = frame(noisy(room(), 8))
    matte = everywhere(value=120)
    matte[:90] = 250
    if flips:
        picture, matte = picture.flipped(), np.ascontiguousarray(matte[:, ::-1])
    theirs = corrected(matte, picture, learnt)
    ours = on(device, picture.rgb.copy(), matte, learnt, flips)
    assert np.abs(ours.astype(int) - theirs).mean() < 0.3
    assert (theirs[:88] == 250).all()
    assert (theirs[92:] < 60).mean() > 0.3


@pytest.mark.parametrize("flip", [False, True])
def test_the_device_learns_from_what_the_network_alone_said(
    device: torch.device, flip: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is marked as never person is gone from the matte, and still there in what is learnt from."""
    seen: list[Alpha] = []
    monkeypatch.setattr(FurnitureLearner, "see", lambda self, alpha, frame: seen.append(alpha.copy()))
    processor = CudaProcessor(Network(Brightness(), PREPROCESSING, device, "fake"), Stats(), live=True)
    wall = (slice(60, 160), slice(400, 600))
    never = brushed(Mark.NEVER, wall, room(), NO_CORRECTIONS)
    look = Look(decontaminate=0, flip=flip)
    matte = processor.process(FrameRequest(frame(room()), GREEN, SIZE, look, corrections=never)).matte
    assert matte is not None
    inside = (slice(80, 140), slice(430, 570))
    shown = matte.alpha[:, ::-1] if flip else matte.alpha
    assert int(shown[inside].max()) == 0
    assert int(seen[0][inside].min()) > 200
    processor.process(FrameRequest(frame(room()), GREEN, SIZE, replace(look, learn_furniture=False), corrections=never))
    assert len(seen) == 1


def test_without_any_room_in_it_the_light_stays(device: torch.device, corrections: Corrections) -> None:
    picture = frame(noisy(with_person(room()), 9))
    ours = on(device, picture.rgb.copy(), everywhere(), corrections, flips=False)
    assert np.abs(ours.astype(int) - corrected(everywhere(), picture, corrections)).mean() < 0.3


def test_never_me_goes_and_comes_back(processor_of: Build) -> None:
    """The network takes the bright wall for a person."""
    wall = (slice(60, 160), slice(400, 600))
    never = brushed(Mark.NEVER, wall, room(), NO_CORRECTIONS)
    assert seen(processor_of, wall, never) == [True, False, True]


def test_always_me_is_shown_and_gone_again(processor_of: Build) -> None:
    always = brushed(Mark.ALWAYS, CHAIR, room(), NO_CORRECTIONS)
    assert seen(processor_of, CHAIR, always) == [False, True, False]


def seen(processor_of: Build, where: tuple[slice, slice], corrections: Corrections) -> list[bool]:
    """Return whether the camera shows there without corrections, with them and again without; the same flipped."""
    processor, picture, answers = processor_of(Brightness()), frame(room()), []
    for given in (NO_CORRECTIONS, corrections, NO_CORRECTIONS):
        shown = []
        for flip in (False, True):
            composite = processor.process(
                FrameRequest(picture, GREEN, SIZE, Look(decontaminate=0, flip=flip), corrections=given)
            )
            rgb = composite.rgb[:, ::-1] if flip else composite.rgb
            inside = tuple(slice(side.start + 24, side.stop - 24) for side in where)
            shown.append(bool((np.abs(rgb[inside].astype(int) - picture.rgb[inside]) <= 2).all()))
        assert shown[0] == shown[1]
        answers.append(shown[0])
    return answers


@pytest.mark.parametrize("live", [False, True])
def test_corrections_of_another_shape_change_nothing(device: torch.device, live: bool) -> None:
    size = Size(480, 360)
    other = brushed(Mark.ALWAYS, (slice(0, 80), slice(0, 80)), room(size=size), NO_CORRECTIONS, size)

    def processor() -> CudaProcessor:
        return CudaProcessor(Network(Brightness(), PREPROCESSING, device, "fake"), Stats(), live=live)

    plain = processor().process(FrameRequest(frame(room()), GREEN, SIZE))
    with_them = processor().process(FrameRequest(frame(room()), GREEN, SIZE, corrections=other))
    assert np.array_equal(plain.rgb, with_them.rgb)
