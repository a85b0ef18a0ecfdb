import math

import pytest
import torch

from bisenet.losses import BinaryLoss, bce_with_logits_loss, binary_dice_loss, boundary_band, doubt_loss

LOGITS = torch.tensor([[[[0.0, 20.0], [-20.0, 0.0]]]])
TARGET = torch.tensor([[[[1.0, 1.0], [0.0, 0.0]]]])
ALL = torch.ones_like(TARGET)
NOWHERE = torch.zeros_like(TARGET)


def test_dice_by_hand() -> None:
    # probabilities .5, 1, 0, .5: intersection 1.5, sizes 2 + 2
    assert float(binary_dice_loss(LOGITS, TARGET, ALL, eps=0.0)) == pytest.approx(1 - 3 / 4)
    assert float(binary_dice_loss(LOGITS, TARGET, ALL, eps=1.0)) == pytest.approx(1 - 4 / 5)


def test_bce_by_hand() -> None:
    assert float(bce_with_logits_loss(LOGITS, TARGET, ALL, NOWHERE)) == pytest.approx(2 * math.log(2) / 4)


def test_pixels_that_do_not_count_change_nothing() -> None:
    valid = torch.tensor([[[[1.0, 1.0], [1.0, 0.0]]]])
    changed = LOGITS.clone()
    changed[..., 1, 1] = 9.0
    loss = BinaryLoss(w_boundary=2.0, w_hard=2.0)
    assert float(loss([changed], TARGET, valid)) == pytest.approx(float(loss([LOGITS], TARGET, valid)))
    assert float(loss([LOGITS], TARGET, NOWHERE)) == 0.0


def test_finding_nobody_in_an_empty_picture_has_no_loss() -> None:
    assert float(binary_dice_loss(torch.full_like(TARGET, -30), torch.zeros_like(TARGET), ALL)) == pytest.approx(0)


def test_weights_and_auxiliary_outputs() -> None:
    dice = binary_dice_loss(LOGITS, TARGET, ALL)
    bce = bce_with_logits_loss(LOGITS, TARGET, ALL, NOWHERE)
    one = BinaryLoss()([LOGITS], TARGET, ALL)
    assert float(one) == pytest.approx(0.25 * float(dice) + 0.75 * float(bce))
    three = BinaryLoss(alpha=0.5)([LOGITS] * 3, TARGET, ALL)
    assert float(three) == pytest.approx(2 * float(one))


def test_the_band_follows_the_outline_and_nothing_else() -> None:
    target = torch.zeros(1, 1, 60, 80)
    target[..., 20:40, 30:50] = 1
    band = boundary_band(target, share=0.02)[0, 0]
    # 2% of a diagonal of 100 pixels: two pixels to both sides of every edge.
    assert band[30, 26:34].tolist() == [0, 0, 1, 1, 1, 1, 0, 0]
    assert float(band[:, :26].sum()) == float(band[25:35, 33:47].sum()) == 0.0
    assert float(boundary_band(torch.ones(1, 1, 60, 80)).sum()) == 0.0


def test_outline_and_wrong_pixels_have_more_weight() -> None:
    target = torch.zeros(1, 1, 1, 2)
    counts = torch.ones_like(target)
    wrong_there = torch.tensor([[[[20.0, -20.0]]]])
    here, there = torch.tensor([[[[1.0, 0.0]]]]), torch.tensor([[[[0.0, 1.0]]]])
    costs = [float(bce_with_logits_loss(wrong_there, target, counts, band, 3.0)) for band in (here, there)]
    assert costs == pytest.approx([20 * 4 / 5, 20 / 5], rel=1e-4)
    assert float(bce_with_logits_loss(wrong_there, target, counts, here * 0, 0.0, 1.0)) == pytest.approx(20 * 2 / 3)


def test_doubt_by_hand() -> None:
    # probabilities .5, 1, 0, .5
    assert float(doubt_loss(LOGITS, ALL)) == pytest.approx(0.5, abs=1e-6)
    assert float(doubt_loss(LOGITS, torch.tensor([[[[0.0, 1.0], [1.0, 0.0]]]]))) == pytest.approx(0, abs=1e-6)
    assert float(doubt_loss(LOGITS, NOWHERE)) == 0.0


def test_doubt_has_a_loss_only_far_from_outlines() -> None:
    target = torch.zeros(1, 1, 100, 100)
    target[..., 50:] = 1
    sure = (target - 0.5) * 40
    near, far = sure.clone(), sure.clone()
    near[..., 48:50] = far[..., 10:12] = 0.0
    counts = torch.ones_like(target)
    without, with_doubt = BinaryLoss(), BinaryLoss(w_doubt=2.0)
    assert float(with_doubt([near], target, counts)) == pytest.approx(float(without([near], target, counts)))
    # 200 of the 9400 pixels that are 4 or more from the outline are in doubt.
    more = float(with_doubt([far], target, counts)) - float(without([far], target, counts))
    assert more == pytest.approx(2.0 * 200 / 9400, rel=0.03)
    with_aux = float(with_doubt([sure, far], target, counts)) - float(without([sure, far], target, counts))
    assert with_aux == pytest.approx(0.0, abs=1e-6)
