"""The tensors' form of the matte work, each step beside the arrays' form."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bisenet.inference.edge import Finish, disc, finish
from bisenet.inference.matte import guided_upsample
from bisenet.inference.regions import reconstruct, tidy
from bisenet.inference.scene import Glimpse, is_cut
from bisenet.inference.steady import steady
from bisenet.inference.tensors import edge, matte, regions, resample
from bisenet.inference.tensors import steady as tensor_steady
from bisenet.inference.tensors.filters import Blur, box, dilated, gaussian
from bisenet.inference.tensors.network import fold_batch_norm
from bisenet.models import create_model
from bisenet.preprocess import halve

CPU = torch.device("cpu")
Alpha = NDArray[np.float32]


def smooth(height: int, width: int, seed: int, cell: int = 8) -> Alpha:
    """Return random hills in [0, 1]."""
    small = np.random.default_rng(seed).random((height // cell + 2, width // cell + 2), np.float32)
    return np.asarray(np.clip(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1), np.float32)


def rgb(height: int, width: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def planes(picture: NDArray[np.uint8]) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1))).float()


# --- resizing


def test_exact_halves_are_opencvs_to_the_level() -> None:
    picture = rgb(96, 128)
    ours = resample.reduced(planes(picture), resample.even_halvings(96, 128, 24, 32)).numpy()
    assert np.array_equal(ours.transpose(1, 2, 0), halve(picture, 24, 32))


@pytest.mark.parametrize(("height", "width"), [(96, 128), (97, 128), (96, 131), (95, 127)])
def test_halving_stops_where_the_arrays_form_stops(height: int, width: int) -> None:
    reduced = resample.reduced(planes(rgb(height, width)), resample.even_halvings(height, width, 20, 30))
    assert tuple(reduced.shape[1:]) == halve(rgb(height, width), 20, 30).shape[:2]


@pytest.mark.parametrize("size", [(64, 80), (33, 45), (150, 190)])
def test_resizing_is_opencvs(size: tuple[int, int]) -> None:
    picture = rgb(90, 120)
    wanted = cv2.resize(picture, size[::-1], interpolation=cv2.INTER_LINEAR)
    ours = resample.enlarged(planes(picture), *size).round().numpy().transpose(1, 2, 0)
    assert np.abs(ours - wanted).max() <= 1


def test_intensity_is_opencvs() -> None:
    picture = rgb(60, 80)
    assert np.abs(resample.grey(planes(picture)).numpy() - cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)).max() <= 1


# --- filters


@pytest.mark.parametrize("side", [3, 13, 61])
@pytest.mark.parametrize(("border", "flag"), [("reflect", cv2.BORDER_REFLECT), ("reflect-101", cv2.BORDER_REFLECT_101)])
def test_a_box_is_opencvs_up_to_the_border(side: int, border: str, flag: int) -> None:
    values = smooth(40, 52, 1)
    ours = Blur.of(40, 52, CPU, box(side), "reflect" if border == "reflect" else "reflect-101")
    wanted = cv2.blur(values, (side, side), borderType=flag)
    assert np.abs(ours(torch.from_numpy(values)).numpy() - wanted).max() < 1e-5


def test_a_repeated_box_equals_applying_it_repeatedly() -> None:
    values = wanted = smooth(40, 52, 2)
    for _ in range(3):
        wanted = np.asarray(cv2.blur(wanted, (7, 7)), np.float32)
    assert np.abs(Blur.of(40, 52, CPU, box(7), times=3)(torch.from_numpy(values)).numpy() - wanted).max() < 1e-5


def test_a_blur_can_be_changed_in_place() -> None:
    blur = Blur.of(40, 52, CPU, box(3))
    rows = blur.rows
    blur.set(box(9))
    assert blur.rows is rows
    values = torch.from_numpy(smooth(40, 52, 2))
    assert torch.equal(blur(values), Blur.of(40, 52, CPU, box(9))(values))


@pytest.mark.parametrize("sigma", [0.1, 0.8, 5.0])
def test_a_gaussian_is_opencvs(sigma: float) -> None:
    levels = np.asarray(smooth(50, 60, 3) * 255, np.uint8)
    ours = Blur.of(50, 60, CPU, gaussian(sigma))(torch.from_numpy(levels).float()).round().numpy()
    assert np.abs(ours - cv2.GaussianBlur(levels, (0, 0), sigma)).max() <= 1


def test_dilation_is_opencvs() -> None:
    values = smooth(50, 60, 4, cell=2)
    wanted = cv2.dilate(values, np.ones((3, 7), np.uint8))
    assert np.array_equal(dilated(torch.from_numpy(values)[None], 3, 7)[0].numpy(), wanted)


# --- the matte


def test_the_guided_filter() -> None:
    alpha, guide = smooth(72, 128, 5), np.asarray(smooth(72, 128, 6) * 255, np.uint8)
    full = np.asarray(cv2.resize(guide, (640, 360), interpolation=cv2.INTER_CUBIC), np.uint8)
    enlarge = matte.GuidedUpsample(72, 128, CPU)
    ours = enlarge(torch.from_numpy(alpha), torch.from_numpy(guide).float(), torch.from_numpy(full).float())
    assert np.abs(ours.numpy() - guided_upsample(alpha, guide, full)).max() < 2e-3


@pytest.mark.parametrize("steadiness", [0.0, 0.5, 1.0])
def test_steadiness(steadiness: float) -> None:
    now, before = smooth(40, 60, 7), smooth(40, 60, 8)
    ours = tensor_steady.steady(torch.from_numpy(now), torch.from_numpy(before), torch.tensor(steadiness))
    assert np.abs(ours.numpy() - steady(now, before, steadiness)).max() < 1e-6


def glimpse(half: NDArray[np.uint8]) -> Glimpse:
    """Return what the CPU remembers of a grey picture, given at half the network's size."""
    return Glimpse.of(np.kron(half, np.ones((2, 2), np.uint8))[..., None].repeat(3, axis=2))


def test_a_cut_is_detected_and_more_light_is_not() -> None:
    scene, other = (np.asarray(smooth(96, 160, seed) * 200, np.uint8) for seed in (9, 10))
    lighter = np.asarray(scene + 50, np.uint8)
    before = tensor_steady.thumbnail(torch.from_numpy(scene).float())
    for now, wanted in ((other, True), (lighter, False)):
        assert is_cut(glimpse(now), glimpse(scene)) is wanted
        assert bool(tensor_steady.is_cut(tensor_steady.thumbnail(torch.from_numpy(now).float()), before)) is wanted


def steps_to(radius: int) -> torch.Tensor:
    """Return which of the discs of 1, 2, 4, ... pixels make up a radius."""
    return torch.tensor([float(radius >> power & 1) for power in range(radius.bit_length())])


@pytest.mark.parametrize("radius", range(1, 33))
def test_a_radius_is_made_up_of_discs(radius: int) -> None:
    """A power of two is that disc, to the pixel; another radius is its disc up to a pixel."""
    point = np.zeros((2 * radius + 5, 2 * radius + 5), np.uint8)
    point[radius + 2, radius + 2] = 255
    ours = edge.grown(torch.from_numpy(point).float(), steps_to(radius), torch.tensor(0.0), outwards=True).numpy()
    if radius.bit_count() == 1:
        assert np.array_equal(ours, cv2.dilate(point, disc(radius)))
    assert (ours <= cv2.dilate(point, disc(radius + 1))).all()
    assert (ours >= cv2.dilate(point, disc(radius - 1))).all()


@given(
    st.integers(0, 99), st.floats(0, 0.6), st.floats(0.05, 0.4), st.floats(-20, 20), st.sampled_from([0.0, 0.3, 4, 20])
)
@settings(max_examples=40, deadline=None)
@pytest.mark.slow
def test_the_finish(seed: int, low: float, span: float, grow: float, feather: float) -> None:
    alpha = smooth(240, 320, seed, cell=30)
    how = Finish(low, low + span, grow, feather)
    levels = edge.stretched(torch.from_numpy(alpha), torch.tensor(how.low), torch.tensor(how.high))
    radius = abs(grow) * 240 / 720
    levels = edge.grown(levels, steps_to(int(radius)), torch.tensor(radius % 1), outwards=grow > 0)
    if feather:
        levels = edge.feathered(levels, Blur.of(240, 320, CPU, gaussian(max(feather / 12, 0.1))))
    ours = levels.numpy()
    if radius % 1 == 0 and int(radius).bit_count() < 2:
        assert np.abs(ours - finish(alpha.copy(), how)).max() <= 2
    # Of a radius that is made up of several discs the edges lie within a pixel, which is 3 at 720p.
    less, more = (finish(alpha.copy(), replace(how, grow=grow + change)).astype(int) for change in (-3, 3))
    assert (less - 2 <= ours).all()
    assert (ours <= more + 2).all()


# --- regions


def flood(marker: NDArray[np.bool_], mask: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], bool]:
    reached, settled = regions.Flood(len(mask), mask.shape[1], CPU)(
        torch.from_numpy(marker)[None], torch.from_numpy(mask)[None]
    )
    return reached[0].numpy(), bool(settled)


@given(st.integers(0, 9999), st.integers(4, 40), st.integers(4, 40), st.floats(0.3, 0.7))
@settings(max_examples=100, deadline=None)
@pytest.mark.slow
def test_a_converged_flood_is_the_reconstruction(seed: int, height: int, width: int, share: float) -> None:
    random = np.random.default_rng(seed)
    mask, marker = smooth(height, width, seed, cell=4) > share, random.random((height, width)) > 0.98
    reached, settled = flood(marker, mask)
    wanted = reconstruct(marker, mask)
    assert not (reached & ~wanted).any()
    assert not settled or np.array_equal(reached, wanted)


def test_a_flood_goes_around_corners_and_over_diagonals() -> None:
    picture = ["#####....", "....#.#..", "###.#..#.", "#.#.#...#", "#...#.###", "#####...."]
    mask = np.array([[cell == "#" for cell in row] for row in picture])
    marker = np.zeros_like(mask)
    marker[2, 2] = True
    reached, settled = flood(marker, mask)
    assert settled
    assert np.array_equal(reached, reconstruct(marker, mask))
    assert not reached[3, 8]


def test_several_masks_do_not_leak_into_each_other() -> None:
    mask = torch.ones(2, 5, 7, dtype=torch.bool)
    marker = torch.zeros_like(mask)
    marker[1, 0, 0] = True
    reached, _ = regions.Flood(5, 7, CPU)(marker, mask)
    assert reached.flatten(1).all(1).tolist() == [False, True]


def people() -> Alpha:
    """Return two people, a speck and a ring around a hole that is no background, on 90 x 160 pixels."""
    alpha = np.zeros((90, 160), np.float32)
    for centre, radius, value in (((45, 55), 30, 1.0), ((120, 60), 6, 1), ((100, 20), 2, 0.9), ((45, 50), 5, 0.3)):
        cv2.circle(alpha, centre, radius, value, -1)
    return alpha


@pytest.mark.slow
def test_tidying() -> None:
    alpha = people()
    ours = regions.Tidy(90, 160, CPU)(torch.from_numpy(alpha)).numpy()
    assert np.array_equal(ours, tidy(alpha))
    assert not np.array_equal(ours, alpha)


@pytest.mark.slow
def test_without_convergence_the_matte_is_unchanged() -> None:
    alpha = np.ones((90, 160), np.float32)
    # A room that winds between walls: every turn takes a sweep more.
    for column in range(4, 156, 8):
        alpha[2:-2, column : column + 4] = 0.3
        row = 2 if column % 16 == 4 else 84
        alpha[row : row + 4, column : column + 12] = 0.3
    alpha[:4, 4:8] = 0
    assert np.array_equal(tidy(alpha), alpha)
    assert np.array_equal(regions.Tidy(90, 160, CPU)(torch.from_numpy(alpha)).numpy(), alpha)


# --- the network


@pytest.mark.parametrize("name", ["bisenet-resnet18", "bisenet-mobilenetv2", "bisenetv2", "bisenet-xception39"])
@pytest.mark.slow
def test_folding_batch_norms_changes_no_output(name: str) -> None:
    torch.manual_seed(0)
    model = create_model(name).eval()
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            for statistic, low, high in ((module.running_mean, -0.2, 0.2), (module.running_var, 0.5, 1.5)):
                assert statistic is not None
                torch.nn.init.uniform_(statistic, low, high)
    image = torch.randn(1, 3, 64, 96)
    with torch.inference_mode():
        wanted = model(image)
        fold_batch_norm(model)
        ours = model(image)
    left = sum(isinstance(module, torch.nn.BatchNorm2d) for module in model.modules())
    # BiSeNet V2 normalises a sum too, which no convolution comes right before.
    assert (left > 0) == (name == "bisenetv2")
    assert (ours - wanted).abs().max() < 1e-3 * wanted.abs().max()
