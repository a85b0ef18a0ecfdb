"""Which parameters are heads, of every network."""

import pytest
import torch
from torch import nn

from bisenet import create_model, list_models
from bisenet.models.heads import auxiliary_parameters, head_parameters

pytestmark = pytest.mark.slow

CLASSES = 7
# Children that learn ten times as fast.
HEADS = {
    "bisenet-concat-resnet101": {"classifier", "ffm", "supervisions"},
    "bisenet-concat-resnet18": {"classifier", "ffm", "supervisions"},
    "bisenet-face": {"ffm", "heads"},
    "bisenet-mobilenetv2": {"aux_heads", "ffm", "head", "reduce"},
    "bisenet-resnet101": {"ffm", "heads"},
    "bisenet-resnet101-torchvision": {"ffm", "heads"},
    "bisenet-resnet18": {"ffm", "heads"},
    "bisenet-xception39": {"ffm", "heads"},
    "bisenetv2": {"aux2", "aux3", "aux4", "aux5_4", "head"},
    "bisenetv2-bilinear": {"aux2", "aux3", "aux4", "aux5_4", "head"},
}


@pytest.mark.parametrize("name", list_models())
def test_heads_are_whole_children_and_hold_all_classifiers(name: str) -> None:
    with torch.device("meta"):
        model = create_model(name, CLASSES)
    heads = head_parameters(model)
    assert heads == {key for key, _ in model.named_parameters() if key.partition(".")[0] in HEADS[name]}
    classifiers = {
        f"{key}.weight"
        for key, module in model.named_modules()
        if isinstance(module, nn.Conv2d) and module.out_channels == CLASSES
    }
    assert len(classifiers) >= 3
    assert classifiers <= heads


@pytest.mark.parametrize("name", list_models())
def test_auxiliary_heads_are_what_eval_mode_leaves_out(name: str) -> None:
    model = create_model(name, CLASSES).eval()
    model(torch.rand(1, 3, 32, 32)).sum().backward()
    assert auxiliary_parameters(model) == {key for key, value in model.named_parameters() if value.grad is None}
    assert auxiliary_parameters(model) < head_parameters(model)
