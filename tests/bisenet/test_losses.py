import math

import pytest
import torch

from bisenet.losses import bce_with_logits_loss, binary_dice_loss, combined_loss, deep_supervision_loss

LOGITS = torch.tensor([[[[0.0, 20.0], [-20.0, 0.0]]]])
TARGET = torch.tensor([[[[1.0, 1.0], [0.0, 0.0]]]])
ALL = torch.ones_like(TARGET)


def test_dice_by_hand() -> None:
    # probabilities .5, 1, 0, .5: intersection 1.5, sizes 2 + 2
    assert float(binary_dice_loss(LOGITS, TARGET, ALL, eps=0.0)) == pytest.approx(1 - 3 / 4)
    assert float(binary_dice_loss(LOGITS, TARGET, ALL, eps=1.0)) == pytest.approx(1 - 4 / 5)


def test_bce_by_hand() -> None:
    assert float(bce_with_logits_loss(LOGITS, TARGET, ALL)) == pytest.approx(2 * math.log(2) / 4)


def test_pixels_that_do_not_count_change_nothing() -> None:
    valid = torch.tensor([[[[1.0, 1.0], [1.0, 0.0]]]])
    changed = LOGITS.clone()
    changed[..., 1, 1] = 9.0
    for loss in (binary_dice_loss, bce_with_logits_loss, combined_loss):
        assert float(loss(changed, TARGET, valid)) == pytest.approx(float(loss(LOGITS, TARGET, valid)))
    assert float(combined_loss(LOGITS, TARGET, torch.zeros_like(ALL))) == 0.0


def test_nobody_found_where_nobody_is_costs_nothing() -> None:
    assert float(binary_dice_loss(torch.full_like(TARGET, -30), torch.zeros_like(TARGET), ALL)) == pytest.approx(0)


def test_weights_and_auxiliary_outputs() -> None:
    dice, bce = binary_dice_loss(LOGITS, TARGET, ALL), bce_with_logits_loss(LOGITS, TARGET, ALL)
    one = combined_loss(LOGITS, TARGET, ALL)
    assert float(one) == pytest.approx(0.25 * float(dice) + 0.75 * float(bce))
    three = deep_supervision_loss([LOGITS] * 3, TARGET, ALL, alpha=0.5)
    assert float(three) == pytest.approx(2 * float(one))
