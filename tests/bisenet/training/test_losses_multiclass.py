import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from bisenet.losses_multiclass import IGNORED, SoftmaxLoss, cross_entropy_loss, ohem_cross_entropy_loss


def logits_of(probabilities: list[float]) -> tuple[Tensor, Tensor]:
    """Return two-class logits (1, 2, 1, W) that give the true class 0 these probabilities, and the target."""
    true = torch.tensor(probabilities)
    return torch.stack([true.log(), (1 - true).log()])[None, :, None], torch.zeros(1, 1, len(probabilities)).long()


def mean_loss(*probabilities: float) -> float:
    return -sum(map(math.log, probabilities)) / len(probabilities)


def test_cross_entropy_by_hand() -> None:
    logits, target = logits_of([0.5, 0.9, 0.1, 0.8])
    assert float(cross_entropy_loss(logits, target)) == pytest.approx(mean_loss(0.5, 0.9, 0.1, 0.8))


def test_only_hard_pixels_are_averaged() -> None:
    logits, target = logits_of([0.5, 0.9, 0.1, 0.8])
    assert float(ohem_cross_entropy_loss(logits, target)) == pytest.approx(mean_loss(0.5, 0.1))
    assert float(ohem_cross_entropy_loss(logits, target, threshold=0.85)) == pytest.approx(mean_loss(0.5, 0.1, 0.8))


def test_a_share_is_kept_where_few_are_hard() -> None:
    logits, target = logits_of([0.95, 0.9, 0.75, 0.8])
    assert float(ohem_cross_entropy_loss(logits, target)) == pytest.approx(mean_loss(0.75))
    assert float(ohem_cross_entropy_loss(logits, target, min_kept=0.5)) == pytest.approx(mean_loss(0.75, 0.8))


@pytest.mark.parametrize("loss", [cross_entropy_loss, ohem_cross_entropy_loss])
def test_pixels_that_do_not_count(loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    logits, target = logits_of([0.5, 0.9, 0.1, 0.8])
    target[..., 2] = IGNORED
    fewer = logits_of([0.5, 0.9, 0.8])
    assert float(loss(logits, target)) == pytest.approx(float(loss(*fewer)))
    logits.requires_grad_()
    nothing = loss(logits, torch.full_like(target, IGNORED))
    nothing.backward()  # type: ignore[no-untyped-call]
    assert float(nothing.detach()) == 0
    assert logits.grad is not None
    assert not logits.grad.any()


@pytest.mark.parametrize("ohem", [False, True])
def test_auxiliary_outputs_are_added(ohem: bool) -> None:
    logits, target = logits_of([0.5, 0.9, 0.1, 0.8])
    counts = torch.ones(1, 1, 1, 4)
    one = float((ohem_cross_entropy_loss if ohem else cross_entropy_loss)(logits, target))
    assert float(SoftmaxLoss(ohem=ohem)([logits] * 3, target[:, None], counts)) == pytest.approx(3 * one)
    half = SoftmaxLoss(ohem=ohem, alpha=0.5)([logits.half()] * 3, target[:, None], counts)
    assert float(half) == pytest.approx(2 * one, rel=1e-3)


def test_the_loss_leaves_out_what_does_not_count() -> None:
    logits, target = logits_of([0.5, 0.9, 0.1, 0.8])
    valid = torch.tensor([1.0, 1.0, 0.0, 1.0]).reshape(1, 1, 1, 4)
    loss = SoftmaxLoss()([logits], target[:, None].to(torch.uint8), valid)
    assert float(loss) == pytest.approx(mean_loss(0.5, 0.9, 0.8))


def test_classes_are_weighted() -> None:
    """Three pixels of class 0 at a weight of 3 and one of class 1 at 1."""
    logits, target = logits_of([0.5, 0.9, 0.1, 0.8])
    target[..., 3] = 1
    expected = (3 * (-math.log(0.5) - math.log(0.9) - math.log(0.1)) - math.log(0.2)) / 10
    for weights in ((3.0, 1.0), (3, 1)):
        loss = SoftmaxLoss(class_weights=weights)([logits], target[:, None], torch.ones(1, 1, 1, 4))
        assert float(loss) == pytest.approx(expected)
    hard = ohem_cross_entropy_loss(logits, target, weights=torch.tensor([0.1, 5.0]))
    assert float(hard) == pytest.approx(-5 * math.log(0.2))
