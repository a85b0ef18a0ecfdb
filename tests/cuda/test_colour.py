"""The GPU's colours beside the CPU's, over frames whose light changes."""

import cv2
import numpy as np
import pytest
import torch

from app.core.compositing import colour
from app.core.placement import PlacedFrame
from app.core.types import Rgb, Size
from app.cuda.colour import CoarseView, Colours, recoloured
from bisenet.inference.tensors.resample import enlarged

SIZE = Size(320, 180)


def picture(seed: int, tone: tuple[int, int, int]) -> Rgb:
    random = np.random.default_rng(seed)
    noise = cv2.resize(random.integers(0, 80, (6, 10, 3), np.uint8), (SIZE.width, SIZE.height))
    return np.asarray(noise + np.array(tone, np.uint8), np.uint8)


def alpha() -> np.ndarray:
    levels = np.zeros((SIZE.height, SIZE.width), np.uint8)
    cv2.circle(levels, (150, 100), 60, 255, -1)
    return np.asarray(cv2.GaussianBlur(levels, (0, 0), 3), np.uint8)


def tensor(rgb: Rgb) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(rgb.transpose(2, 0, 1))).float()


def views(colours: Colours, person: Rgb, background: Rgb) -> tuple[CoarseView, colour.CoarseView]:
    levels = alpha()
    ours = colours.view(tensor(person), torch.from_numpy(levels).float(), tensor(background))
    return ours, colour.coarse(PlacedFrame(person, levels, 1), background)


def at_size_of(view: colour.CoarseView, field: torch.Tensor) -> np.ndarray:
    """Enlarge a field to the size at which the CPU keeps it."""
    return enlarged(field, SIZE.height // view.finer, SIZE.width // view.finer).numpy().transpose(1, 2, 0)


def test_colours_are_matched_at_the_same_pace() -> None:
    colours, tint = Colours(SIZE, torch.device("cpu")), None
    background = picture(9, (150, 100, 20))
    levels = np.arange(256, dtype=np.uint8)[:, None, None].repeat(3, 2)
    for seed, tone in enumerate([(20, 60, 90), (120, 130, 90), (60, 20, 10)]):
        ours, theirs = views(colours, picture(seed, tone), background)
        tint = colour.follow(theirs, tint)
        table = recoloured(tensor(levels), *colours.matched(ours, torch.tensor(0.8)))
        wanted = colour.matching_table(tint, 0.8)
        assert np.abs(table.numpy().transpose(1, 2, 0) - wanted).max() <= 1
    colours.forget()
    ours, theirs = views(colours, picture(5, (10, 150, 30)), background)
    table = recoloured(tensor(levels), *colours.matched(ours, torch.tensor(0.8)))
    assert np.abs(table.numpy().transpose(1, 2, 0) - colour.matching_table(colour.follow(theirs, None), 0.8)).max() <= 1


def test_the_persons_own_colours() -> None:
    colours = Colours(SIZE, torch.device("cpu"))
    ours, theirs = views(colours, picture(1, (30, 90, 150)), picture(2, (150, 20, 20)))
    assert np.abs(at_size_of(theirs, colours.pure(ours)) - colour.pure_colour(theirs)).max() <= 2


@pytest.mark.parametrize("strength", [0.3, 1.0])
def test_light(strength: float) -> None:
    colours = Colours(SIZE, torch.device("cpu"))
    ours, theirs = views(colours, picture(1, (30, 90, 150)), picture(2, (150, 20, 20)))
    light, share = colours.light(ours, torch.tensor(strength))
    wanted = colour.light_wrap(theirs, strength)
    assert np.abs(at_size_of(theirs, light) - wanted.colour).max() <= 2
    assert np.abs(255 * at_size_of(theirs, share)[..., 0] - wanted.share).max() <= 2
